"""What Commerce's configuration says about a store view."""

from typing import Any, Final

from sandbox.commerce.identifiers import uid
from sandbox.commerce.store.shop_settings import SHOP_SETTINGS
from sandbox.commerce.store.views import BASE_CURRENCY, StoreView
from sandbox.commerce.world import World

ROOT_CATEGORY: Final = 2

SAME_FOR_ALL: Final[dict[str, Any]] = {
    "absolute_footer": None,
    "autocomplete_on_storefront": False,
    "base_currency_code": BASE_CURRENCY,
    "catalog_default_sort_by": "position",
    "category_url_suffix": ".html",
    "cms_home_page": "home",
    "cms_no_cookies": "enable-cookies",
    "cms_no_route": "no-route",
    "contact_enabled": True,
    "copyright": "Fernhollow is invented. Any likeness to a real shop is accidental.",
    "countries_with_required_region": "CA,US",
    "create_account_confirmation": False,
    "customer_access_token_lifetime": 1,
    "default_country": "US",
    "default_description": "Household goods that age well.",
    "default_keywords": "linen, stoneware, oak",
    "default_title": "Fernhollow",
    "display_state_if_optional": True,
    "front": "cms",
    "grid_per_page": 12,
    "grid_per_page_values": "12,24,36",
    "head_includes": None,
    "head_shortcut_icon": None,
    "header_logo_src": None,
    "is_guest_checkout_enabled": True,
    "is_one_page_checkout_enabled": True,
    "list_mode": "grid-list",
    "list_per_page": 10,
    "list_per_page_values": "5,10,15,20,25",
    "logo_alt": "Fernhollow",
    "logo_height": 0,
    "logo_width": 0,
    "minimum_password_length": "8",
    "newsletter_enabled": True,
    "no_route": "cms/noroute/index",
    "optional_zip_countries": "HK,IE,MO,PA",
    "product_url_suffix": ".html",
    "required_character_classes_number": "3",
    "root_category_id": ROOT_CATEGORY,
    "root_category_uid": uid(ROOT_CATEGORY),
    "send_friend": {"enabled_for_customers": True, "enabled_for_guests": False},
    "show_cms_breadcrumbs": 1,
    "timezone": "UTC",
    "title_prefix": None,
    "title_separator": "-",
    "title_suffix": None,
    "use_store_in_url": False,
    "weight_unit": "lbs",
}

RECAPTCHA: Final[dict[str, Any]] = {
    "is_enabled": False,
    "website_key": "",
    "minimum_score": 0.5,
    "badge_position": "inline",
    "language_code": "",
    "failure_message": "ReCaptcha validation failed, please try again",
    "forms": [],
}
"""As Commerce says it of a shop without keys of Google's: no form asks for it."""

OF_LANGUAGE: Final[dict[str, dict[str, Any]]] = {
    "en": {"welcome": "Welcome to Fernhollow"},
    "de": {"welcome": "Willkommen bei Fernhollow", "default_description": "Dinge für den Haushalt, die schön altern."},
}


def store_config(world: World, store: StoreView) -> dict[str, Any]:
    """The source of `StoreConfig`."""
    base = f"{world.settings.address}/"
    return {
        **SAME_FOR_ALL,
        **SHOP_SETTINGS,
        **OF_LANGUAGE[store.language],
        "base_link_url": base,
        "base_media_url": f"{base}media/",
        "base_static_url": f"{base}static/",
        "base_url": base,
        "code": store.code,
        "default_display_currency_code": store.currency,
        "id": store.id,
        "is_default_store": store.is_default,
        "is_default_store_group": True,
        "locale": store.locale,
        "secure_base_link_url": base,
        "secure_base_media_url": f"{base}media/",
        "secure_base_static_url": f"{base}static/",
        "secure_base_url": base,
        "store_code": store.code,
        "store_group_code": store.group_code,
        "store_group_name": store.group_name,
        "store_name": store.name,
        "store_sort_order": store.sort_order,
        "website_code": store.website_code,
        "website_id": store.website_id,
        "website_name": store.website_name,
    }
