"""Which languages a store view is read in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Languages:
    """`by_store` by Commerce's code of a store view, the first choice first; `default` for any other."""

    default: tuple[str, ...] = ("en",)
    by_store: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, store_code: str | None) -> tuple[str, ...]:
        """The languages of a store view, none named for the default one. Never none."""
        return self.by_store.get(store_code or "", self.default)
