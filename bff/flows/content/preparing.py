"""What a source answered, before anybody sees it: bounded in size and depth, and cleaned."""

from collections.abc import Iterable
from dataclasses import dataclass

from bff.flows.content import cleaning, codec
from bff.telemetry import logger
from integrations.cms.contract import SYSTEM
from integrations.cms.entry import Entry, NavigationItem
from integrations.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Bounds:
    """How big an entry may be, in bytes of JSON, and how deep JSON and menus may nest."""

    entry_bytes: int = 262_144
    depth: int = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry that may be handed out, and how it is kept."""

    entry: Entry
    written: bytes


class Preparing:
    """Prepares what one source answers: each entry once, for as long as the source remembers it."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds

    def entry(self, found: Entry | Invalid) -> Prepared | Invalid:
        """The entry, safe, or what is wrong with it: one that cannot be had takes no other along."""
        if isinstance(found, Invalid):
            return found
        try:
            prepared = found.once(self, self._prepared)
        except Invalid as error:
            return Invalid(SYSTEM, f"The content {found.key!r} cannot be used. {error.message}")
        except (TypeError, ValueError):
            return Invalid(SYSTEM, f"The content {found.key!r} cannot be used: its fields are no JSON.")
        if len(prepared.written) > self._bounds.entry_bytes:
            size = f"{len(prepared.written)} bytes, more than the {self._bounds.entry_bytes}"
            return Invalid(
                SYSTEM, f"The content {found.key!r} cannot be used: it holds {size} of BFF_CONTENT__MAX_ENTRY_BYTES."
            )
        return prepared

    def navigation(self, items: tuple[NavigationItem, ...]) -> tuple[NavigationItem, ...]:
        """The lines of a menu, safe. Raises `Invalid` for what is too big or too deep."""
        safe = cleaning.navigation(items, self._bounds.depth)
        if len(codec.written_navigation(safe)) > self._bounds.entry_bytes:
            raise Invalid(SYSTEM, "The menu is bigger than BFF_CONTENT__MAX_ENTRY_BYTES allows.")
        return safe

    def usable(self, found: Entry) -> Prepared:
        """As `entry`, but raises what is wrong with it."""
        prepared = self.entry(found)
        if isinstance(prepared, Invalid):
            raise prepared
        return prepared

    def usable_ones(self, found: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those that may be handed out. The others are named in the log."""
        prepared = [self.entry(each) for each in found]
        for each in prepared:
            if isinstance(each, Invalid):
                logger().warning("content left out of a listing", problem=each.message)
        return tuple(each.entry for each in prepared if isinstance(each, Prepared))

    def _prepared(self, found: Entry) -> Prepared:
        safe = cleaning.entry(found, self._bounds.depth)
        return Prepared(safe, codec.written(safe))
