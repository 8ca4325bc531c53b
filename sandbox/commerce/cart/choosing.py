"""Reads what a shopper chose about a product, and checks that it is enough and can be had."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sandbox.commerce.cart.choices import Choices, WrongChoiceError
from sandbox.commerce.cart.uploads import UploadedFile, keep_file
from sandbox.commerce.catalog.bundles import BundleOption, BundleSelection, bundle_options
from sandbox.commerce.catalog.custom_options import FILE, SEVERAL, CustomOption, custom_options
from sandbox.commerce.catalog.downloads import download_links
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

REQUIRED_MISSING: Final = (
    "The product's required option(s) weren't entered. Make sure the options are entered and try again."
)
TOO_LONG: Final = "The text is too long. Shorten the text and try again."
NO_DATE: Final = "Please specify date required option(s)."
NOT_AVAILABLE: Final = "Some of the selected item options are not currently available."
BUNDLE_REQUIRED: Final = "Please select all required options."
BUNDLE_NOT_AVAILABLE: Final = "The required options you selected are not available."
LINKS_MISSING: Final = "Please specify product link(s)."
GROUP: Final = "Please specify the quantity of product(s)."

DATES: Final = {"date": "%Y-%m-%d", "date_time": "%Y-%m-%d %H:%M:%S", "time": "%H:%M:%S"}


def choices_of(world: World, product: ProductRow, given: Mapping[str, Any], store: StoreView) -> Choices:
    """What a `CartItemInput` chooses, and the `files` that came with it by option. Raises `WrongChoiceError`."""
    if product.type_id == "grouped":
        raise WrongChoiceError(GROUP)
    selected = [from_uid(uid) or "" for uid in given.get("selected_options") or () if uid]
    entered = {from_uid(option["uid"]) or "": option["value"] for option in given.get("entered_options") or ()}
    options = custom_options(world, product.id)
    files: Mapping[int, UploadedFile] = given.get("files") or {}
    return Choices(
        entered=_entered(options, entered),
        values=_values(options, _ids(selected, "custom-option", 2)),
        bundle=_bundle(bundle_options(world, product.id, store), selected, entered),
        links=_links(world, product, _ids(selected, "downloadable", 1)),
        files=_files(world, options, files),
    )


def _ids(selected: Iterable[str], kind: str, place: int) -> list[int]:
    """The number at a place of those uids that are of one kind."""
    parts = (text.split("/") for text in selected)
    return [int(part[place]) for part in parts if part[0] == kind and len(part) > place and part[place].isdecimal()]


def _entered(options: Sequence[CustomOption], entered: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    written = []
    for option in options:
        text = entered.get(f"custom-option/{option.id}", "")
        if not option.is_entered:
            continue
        if text:
            _check_text(option, text)
            written.append((option.id, text))
        elif option.is_required:
            raise WrongChoiceError(REQUIRED_MISSING)
    return tuple(written)


def _check_text(option: CustomOption, text: str) -> None:
    if option.max_characters and len(text) > option.max_characters:
        raise WrongChoiceError(TOO_LONG)
    if option.kind in DATES:
        try:
            datetime.strptime(text, DATES[option.kind])
        except ValueError:
            raise WrongChoiceError(NO_DATE) from None


def _values(options: Sequence[CustomOption], chosen: Sequence[int]) -> tuple[int, ...]:
    if set(chosen) - {value.id for option in options for value in option.values}:
        raise WrongChoiceError(NOT_AVAILABLE)
    found: list[int] = []
    for option in options:
        own = [value.id for value in option.values if value.id in chosen]
        if option.is_required and option.is_chosen and not own:
            raise WrongChoiceError(REQUIRED_MISSING)
        if len(own) > 1 and option.kind not in SEVERAL:
            raise WrongChoiceError(NOT_AVAILABLE)
        found.extend(own)
    return tuple(found)


def _files(
    world: World, options: Sequence[CustomOption], given: Mapping[int, UploadedFile]
) -> tuple[tuple[int, int], ...]:
    kept = []
    for option in options:
        if option.kind != FILE:
            continue
        if option.id in given:
            kept.append((option.id, keep_file(world, option, given[option.id])))
        elif option.is_required:
            raise WrongChoiceError(REQUIRED_MISSING)
    return tuple(kept)


def _bundle(
    options: Sequence[BundleOption], selected: Sequence[str], entered: Mapping[str, str]
) -> tuple[tuple[int, float], ...]:
    asked = [(uid.split("/"), "") for uid in selected] + [(uid.split("/"), text) for uid, text in entered.items()]
    wanted = {int(part[2]): text or part[3] for part, text in asked if _is_selection(part)}
    if set(wanted) - {selection.id for option in options for selection in option.selections}:
        raise WrongChoiceError(BUNDLE_NOT_AVAILABLE)
    found: list[tuple[int, float]] = []
    for option in options:
        own = [selection for selection in option.selections if selection.id in wanted]
        if option.is_required and not own:
            raise WrongChoiceError(BUNDLE_REQUIRED)
        if len(own) > 1 and not option.takes_several:
            raise WrongChoiceError(BUNDLE_NOT_AVAILABLE)
        found.extend((selection.id, _quantity(selection, wanted[selection.id])) for selection in own)
    return tuple(found)


def _is_selection(part: Sequence[str]) -> bool:
    return part[0] == "bundle" and len(part) == 4 and part[2].isdecimal()


def _quantity(selection: BundleSelection, text: str) -> float:
    """As the shopper says where that is allowed, else as the bundle says."""
    if not selection.can_change_quantity:
        return selection.quantity
    try:
        quantity = float(text)
    except ValueError:
        raise WrongChoiceError(BUNDLE_NOT_AVAILABLE) from None
    return quantity if 0 < quantity <= 10_000 else selection.quantity


def _links(world: World, product: ProductRow, chosen: Sequence[int]) -> tuple[int, ...]:
    if product.type_id != "downloadable":
        return ()
    offered = [link.id for link in download_links(world, product.id)]
    if not chosen or set(chosen) - set(offered):
        raise WrongChoiceError(LINKS_MISSING)
    return tuple(link for link in offered if link in chosen)
