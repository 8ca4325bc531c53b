"""How what was chosen about an item reaches a GraphQL answer, and an order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.cart.contents import CartContents, CartLine
from sandbox.commerce.cart.options import options_of_variant
from sandbox.commerce.cart.unit_prices import chosen_custom, chosen_links, chosen_selections
from sandbox.commerce.cart.uploads import KeptFile
from sandbox.commerce.catalog.bundles import bundle_options
from sandbox.commerce.catalog.custom_options import CustomOption, CustomValue, Surcharge
from sandbox.commerce.catalog.downloads import link_source, sample_sources
from sandbox.commerce.catalog.prices import price_of
from sandbox.commerce.money import amount

Source = Mapping[str, Any]
SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}


def customizable_options(contents: CartContents, line: CartLine) -> list[Source]:
    """`customizable_options` of any item."""
    used = chosen_custom(contents.context.world, line.shelf, line.item.choices)
    return [
        {
            "id": option.id,
            "customizable_option_uid": option.uid,
            "label": option.title,
            "type": option.kind,
            "is_required": option.is_required,
            "sort_order": option.sort_order,
            "values": [_chosen(contents, value) for value in chosen]
            if isinstance(chosen, list)
            else [_entered(contents, option, chosen)],
        }
        for option, chosen in used
    ]


def selected_bundle_options(contents: CartContents, line: CartLine) -> list[Source]:
    """`BundleCartItem.bundle_options`."""
    context, pieces = contents.context, dict(line.item.choices.bundle)
    return [
        {
            "id": option.id,
            "uid": option.uid,
            "label": option.title,
            "type": option.type,
            "values": [
                {
                    "id": selection.id,
                    "uid": selection.uid,
                    "label": selection.product.name,
                    "quantity": pieces[selection.id],
                    "price": amount(price_of(context.world, selection.product, contents.row.currency).final),
                }
                for selection in option.selections
                if selection.id in pieces
            ],
        }
        for option in bundle_options(context.world, line.product.id, context.store)
        if any(selection.id in pieces for selection in option.selections)
    ]


def downloads(contents: CartContents, line: CartLine) -> list[Source]:
    """`DownloadableCartItem.links`."""
    world = contents.context.world
    found = chosen_links(world, line.product, line.item.choices)
    return [link_source(world, link, contents.row.currency) for link in found]


def samples(contents: CartContents, line: CartLine) -> list[Source]:
    """`DownloadableCartItem.samples`."""
    return sample_sources(contents.context.world, line.product.id)


Label = Mapping[str, str]
"""A `label` and a `value`."""


def described(contents: CartContents, line: CartLine) -> tuple[list[Label], list[Label]]:
    """Everything that was chosen and everything that was written or given, as an order keeps it."""
    context = contents.context
    variant = options_of_variant(context.world, line.product, line.variant.id, context.store) if line.variant else ()
    chosen, entered = [(attribute.label, option.label) for attribute, option in variant], list[tuple[str, str]]()
    for option, used in chosen_custom(context.world, line.shelf, line.item.choices):
        if isinstance(used, list):
            chosen.append((option.title, ", ".join(value.title for value in used)))
        else:
            entered.append((option.title, used if isinstance(used, str) else used.name))
    titles = {option.id: option.title for option in bundle_options(context.world, line.product.id, context.store)}
    for selection, pieces in chosen_selections(context, line.product, line.item.choices):
        chosen.append((titles[selection.option_id], f"{pieces:g} x {selection.product.name}"))
    links = chosen_links(context.world, line.product, line.item.choices)
    chosen.extend(("Links", link.title) for link in links)
    return _labels(chosen), _labels(entered)


def _labels(pairs: Sequence[tuple[str, str]]) -> list[Label]:
    return [{"label": label, "value": value} for label, value in pairs]


def _entered(contents: CartContents, option: CustomOption, given: str | KeptFile) -> Source:
    return {
        "id": option.id,
        "customizable_option_value_uid": option.uid,
        "label": "",
        "value": given if isinstance(given, str) else _told(given),
        "price": _price(contents, option.price),
    }


def _chosen(contents: CartContents, value: CustomValue) -> Source:
    return {
        "id": value.id,
        "customizable_option_value_uid": value.uid,
        "label": value.title,
        "value": str(value.id),
        "price": _price(contents, value.price),
    }


def _told(file: KeptFile) -> str:
    """As Commerce keeps a file with an item, and shows it."""
    told = {"type": file.type, "title": file.name, "quote_path": file.path, "size": file.size}
    return json.dumps({**told, "order_path": file.path.replace("/quote/", "/order/")}, ensure_ascii=False)


def _price(contents: CartContents, price: Surcharge) -> Source:
    currency = contents.row.currency
    units = "%" if price.type == "percent" else SYMBOLS.get(currency, currency)
    return {
        "type": price.type.upper(),
        "units": units,
        "value": price.shown(contents.context.world, currency),
    }
