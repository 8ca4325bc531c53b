"""Django's settings. What is not in the environment is the same for every run."""

import os
from pathlib import Path

FOLDER = Path(os.environ["WAGTAIL_FOLDER"])

SECRET_KEY = "nobody signs on here"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "project_urls"
DATA_UPLOAD_MAX_MEMORY_SIZE = None
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("de", "Deutsch")]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "Shop"
WAGTAILADMIN_BASE_URL = "https://cms.example"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
MEDIA_ROOT = FOLDER / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "shop.storage.CdnStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "shop.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;",  # nothing here outlives its test
        },
    }
}
LOGGING = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
MIDDLEWARE = ["faults.Faults", "wagtail.contrib.redirects.middleware.RedirectMiddleware"]
INSTALLED_APPS = [
    "shop",
    "wagtail_storefront",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail.api.v2",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
# The tables come from the models: Wagtail's own migrations to the same end take half a minute.
MIGRATION_MODULES = dict.fromkeys(
    (
        *("wagtailredirects", "wagtailembeds", "wagtailsites", "wagtailusers", "wagtailsnippets", "wagtaildocs"),
        *("wagtailimages", "wagtailsearch", "wagtailadmin", "wagtailcore", "taggit", "auth", "contenttypes"),
        *("sessions", "wagtail_storefront", "shop"),
    )
)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}}
WAGTAIL_STOREFRONT = {
    "KEYS": ["published-key"],
    "DRAFT_KEYS": ["drafts-key"],
    "URL": "https://shop.example",
    "WEBHOOK_KEY": "the-key-that-goes",
}
