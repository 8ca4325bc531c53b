"""Answers about store views, countries and currencies."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import InputError, NoSuchEntityError
from sandbox.commerce.store.config import RECAPTCHA, store_config
from sandbox.commerce.store.directory import CountryRow, countries, country, regions
from sandbox.commerce.store.views import BASE_CURRENCY, CURRENCIES, store_views
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]


def resolve_store_config(_source: object, info: Info) -> Source:
    """`Query.storeConfig`."""
    store = info.context.store
    info.context.may_be_cached(info, "gql_store_config", f"gql_store_config_{store.id}")
    return store_config(info.context.world, store)


def resolve_available_stores(_source: object, info: Info, **_arguments: Any) -> Sequence[Source]:
    """`Query.availableStores`: there is one group, so `useCurrentGroup` makes no difference."""
    world = info.context.world
    stores = store_views(world)
    tags = [f"gql_store_config_{store.id}" for store in stores]
    website = f"gql_store_config_website_{info.context.store.website_id}"
    info.context.may_be_cached(info, "gql_store_config", *tags, website)
    return [store_config(world, store) for store in stores]


def resolve_countries(_source: object, info: Info) -> Sequence[Source]:
    """`Query.countries`."""
    context = info.context
    context.may_be_cached(info, "gql_country", f"gql_country_{context.store.id}")
    return [_country_source(context, found) for found in countries(context.world)]


def resolve_country(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.country`. Raises `InputError` without an id, `NoSuchEntityError` where nothing is delivered."""
    context = info.context
    if not arguments.get("id"):
        raise InputError('Country "id" value should be specified')
    found = country(context.world, arguments["id"])
    if found is None:
        raise NoSuchEntityError("The country isn't available.")
    context.may_be_cached(info, "gql_country", f"gql_country_{context.store.id}")
    return _country_source(context, found)


def _country_source(context: RequestContext, found: CountryRow) -> Source:
    own = [{"id": part.id, "code": part.code, "name": part.name} for part in regions(context.world, found.code)]
    return {
        "id": found.code,
        "two_letter_abbreviation": found.code,
        "three_letter_abbreviation": found.three_letters,
        "full_name_locale": found.german if context.store.language == "de" else found.english,
        "full_name_english": found.english,
        "available_regions": own or None,
    }


def resolve_currency(_source: object, info: Info) -> Source:
    """`Query.currency`."""
    context = info.context
    context.may_be_cached(info, "gql_currency", f"gql_currency_{context.store.id}")
    rows = context.world.rows("SELECT code, symbol, rate FROM store_currency ORDER BY rate DESC")
    symbols = {row["code"]: row["symbol"] for row in rows}
    shown = context.store.currency
    return {
        "base_currency_code": BASE_CURRENCY,
        "base_currency_symbol": symbols[BASE_CURRENCY],
        "default_display_currecy_code": shown,
        "default_display_currecy_symbol": symbols[shown],
        "default_display_currency_code": shown,
        "default_display_currency_symbol": symbols[shown],
        "available_currency_codes": list(CURRENCIES),
        "exchange_rates": [{"currency_to": row["code"], "rate": float(Decimal(row["rate"]))} for row in rows],
    }


RESOLVERS: Final[Resolvers] = {
    "Query": {
        "availableStores": resolve_available_stores,
        "countries": resolve_countries,
        "country": resolve_country,
        "currency": resolve_currency,
        "recaptchaV3Config": lambda _source, _info: RECAPTCHA,
        "storeConfig": resolve_store_config,
    }
}
