"""What was chosen about a product when it was put into a cart, as it is kept with the item."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from sandbox.commerce.world import World


class WrongChoiceError(Exception):
    """What is chosen is not enough, or cannot be had; the message is Commerce's."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Ids of what was chosen, in order: two items with equal choices are one.

    `entered`: (custom option, text). `values`: of custom options. `bundle`: (selection, its quantity). `links`: files
    that are bought. `files`: (custom option, file that was given).
    """

    entered: tuple[tuple[int, str], ...] = ()
    values: tuple[int, ...] = ()
    bundle: tuple[tuple[int, float], ...] = ()
    links: tuple[int, ...] = ()
    files: tuple[tuple[int, int], ...] = ()

    def to_json(self) -> str | None:
        """None where nothing was chosen."""
        return None if self == NOTHING else json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> "Choices":
        """The reverse of `to_json`."""
        if text is None:
            return NOTHING
        kept = json.loads(text)
        return cls(
            entered=tuple((option, written) for option, written in kept["entered"]),
            values=tuple(kept["values"]),
            bundle=tuple((selection, quantity) for selection, quantity in kept["bundle"]),
            links=tuple(kept["links"]),
            files=tuple((option, file) for option, file in kept["files"]),
        )


NOTHING: Final = Choices()


def pieces_for_one(world: World, stock_id: int, choices: Choices) -> Mapping[int, float]:
    """What leaves the shelf for one of an item, by product: the item itself, or what its bundle holds."""
    if not choices.bundle:
        return {stock_id: 1.0}
    pieces: dict[int, float] = {}
    for selection, quantity in choices.bundle:
        row = world.row("SELECT product_id FROM catalog_bundle_selection WHERE id = ?", (selection,))
        if row is not None:
            pieces[row["product_id"]] = pieces.get(row["product_id"], 0.0) + quantity
    return pieces
