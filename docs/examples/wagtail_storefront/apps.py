"""The app, as Django loads it."""

from django.apps import AppConfig


class WagtailStorefrontConfig(AppConfig):
    """Hears what editors do from the start of the process on."""

    name = "wagtail_storefront"
    verbose_name = "Storefront"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Django's entry."""
        from wagtail_storefront import changes  # noqa: PLC0415 - there are no models before this

        changes.connect()
