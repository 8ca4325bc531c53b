"""Where the storefront asks: `path("storefront/", include("wagtail_storefront.urls"))`."""

from django.urls import path

from wagtail_storefront import views

urlpatterns = [
    path("entries/", views.entries),
    path("page/", views.page),
    path("listing/", views.listing),
    path("navigation/", views.navigation),
    path("changes/", views.changes),
]
