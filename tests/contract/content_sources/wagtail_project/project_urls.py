"""Addresses: those of the app, which a shop adds, and the editor's."""

import editing
from django.urls import include, path
from wagtail.documents import urls as documents_urls

urlpatterns = [
    path("storefront/", include("wagtail_storefront.urls")),
    path("documents/", include(documents_urls)),
    path("editor/<slug:action>/", editing.edit),
]
