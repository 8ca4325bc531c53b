"""What became of a guest's cart at sign-on, as a value that a session can hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self


class MergeStatus(StrEnum):
    """How it went."""

    MERGED = "merged"
    """Everything is in the customer's cart."""
    NOTHING_TO_MERGE = "nothing_to_merge"
    """The guest's cart was empty, is the customer's own, or had been ordered or merged before."""
    PARTLY_MERGED = "partly_merged"
    """Merged, but for the lines that are lost."""
    FAILED = "failed"
    """Not merged: both carts stay, and it may be tried again."""
    UNKNOWN = "unknown"
    """Commerce cannot be asked what came of it: whoever tries again must look first."""


@dataclass(frozen=True, slots=True)
class MergedLine:
    """So many of a product that Commerce had lost, and that were put back."""

    sku: str
    name: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class LostLine:
    """So many of a product that are missing. `reason` is in words for the shopper."""

    sku: str
    name: str
    quantity: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class CartMerge:
    """`cart_id` is the cart that the shopper has from now on, None where Commerce did not say.

    `guest_cart_id` is there as long as the guest's cart is to be kept for a later try. `restored` and `lost` tell of
    the customer's cart; after a failure, of both. `lost_coupons` are those of either cart that hold no more: Commerce
    keeps one. They do not make a merge a partial one.
    """

    status: MergeStatus
    cart_id: str | None = field(default=None, repr=False)
    guest_cart_id: str | None = field(default=None, repr=False)
    restored: tuple[MergedLine, ...] = ()
    lost: tuple[LostLine, ...] = ()
    lost_coupons: tuple[str, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """As plain JSON has it. Quantities are numbers."""
        return {
            "status": self.status.value,
            "cart_id": self.cart_id,
            "guest_cart_id": self.guest_cart_id,
            "restored": [_told(line) for line in self.restored],
            "lost": [{**_told(line), "reason": line.reason} for line in self.lost],
            "lost_coupons": list(self.lost_coupons),
        }

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> Self:
        """The reverse of `to_mapping`, also of what an older or newer version kept.

        What is absent is empty, a status that is not known is `UNKNOWN`, and a line that cannot be read is left out.
        """
        return cls(
            status=_status(kept.get("status")),
            cart_id=_text(kept.get("cart_id")),
            guest_cart_id=_text(kept.get("guest_cart_id")),
            restored=tuple(MergedLine(*line) for line, _ in _lines(kept.get("restored"))),
            lost=tuple(LostLine(*line, reason) for line, reason in _lines(kept.get("lost"))),
            lost_coupons=tuple(code for code in _list(kept.get("lost_coupons")) if isinstance(code, str)),
        )


def _told(line: MergedLine | LostLine) -> dict[str, Any]:
    return {"sku": line.sku, "name": line.name, "quantity": float(line.quantity)}


def _lines(kept: object) -> Iterator[tuple[tuple[str, str, Decimal], str]]:
    for each in _list(kept):
        match each:
            case {"sku": str(sku), "quantity": int() | float() as quantity}:
                yield (sku, _text(each.get("name")) or sku, Decimal(repr(quantity))), _text(each.get("reason")) or ""


def _status(kept: object) -> MergeStatus:
    try:
        return MergeStatus(kept)  # type: ignore[arg-type] # whatever was kept
    except ValueError:
        return MergeStatus.UNKNOWN


def _text(kept: object) -> str | None:
    return kept if isinstance(kept, str) else None


def _list(kept: object) -> list[Any]:
    return kept if isinstance(kept, list) else []
