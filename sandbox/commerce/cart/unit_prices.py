"""What one piece of a cart's item costs: the product at its quantity, and what was chosen about it."""

from sandbox.commerce.cart.choices import Choices
from sandbox.commerce.cart.uploads import KeptFile, kept_file
from sandbox.commerce.catalog.bundles import BundleSelection, bundle_options
from sandbox.commerce.catalog.custom_options import CustomOption, CustomValue, Surcharge, custom_options
from sandbox.commerce.catalog.downloads import DownloadLink, download_links
from sandbox.commerce.catalog.prices import price_of
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.catalog.tier_prices import price_for
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import RequestContext, World


def unit_price(context: RequestContext, product: ProductRow, choices: Choices, quantity: float, currency: str) -> int:
    """Cents of `currency`, without tax, where so many are bought at once."""
    world = context.world
    if product.type_id == "bundle":
        own = sum(
            round(price_of(world, selection.product, currency).final * pieces)
            for selection, pieces in chosen_selections(context, product, choices)
        )
    else:
        own = price_for(world, product, context.customer_id, currency, quantity)
    surcharges = sum(surcharge.cents(world, own, currency) for surcharge in _surcharges(world, product, choices))
    files = sum(convert(world, link.price, currency) for link in chosen_links(world, product, choices))
    return own + surcharges + files


Used = str | KeptFile | list[CustomValue]
"""What was written, given or chosen for an option."""


def chosen_custom(world: World, product: ProductRow, choices: Choices) -> list[tuple[CustomOption, Used]]:
    """The customizable options that were used, each with what it was used for."""
    if not choices.entered and not choices.values and not choices.files:
        return []
    written, files, used = dict(choices.entered), dict(choices.files), list[tuple[CustomOption, Used]]()
    for option in custom_options(world, product.id):
        values = [value for value in option.values if value.id in choices.values]
        if option.id in written:
            used.append((option, written[option.id]))
        elif option.id in files:
            used.append((option, kept_file(world, files[option.id])))
        elif values:
            used.append((option, values))
    return used


def chosen_selections(
    context: RequestContext, product: ProductRow, choices: Choices
) -> list[tuple[BundleSelection, float]]:
    """What a bundle was filled with, and how many of each."""
    if not choices.bundle:
        return []
    pieces = dict(choices.bundle)
    options = bundle_options(context.world, product.id, context.store)
    found = (selection for option in options for selection in option.selections if selection.id in pieces)
    return [(selection, pieces[selection.id]) for selection in found]


def chosen_links(world: World, product: ProductRow, choices: Choices) -> list[DownloadLink]:
    """The files that were chosen."""
    if not choices.links:
        return []
    return [link for link in download_links(world, product.id) if link.id in choices.links]


def _surcharges(world: World, product: ProductRow, choices: Choices) -> list[Surcharge]:
    found: list[Surcharge] = []
    for option, used in chosen_custom(world, product, choices):
        found.extend([value.price for value in used] if isinstance(used, list) else [option.price])
    return found
