"""Content for the resolvers of one request: what is asked for at the same time is one question to the source."""

from collections.abc import Sequence

from strawberry.dataloader import DataLoader

from bff.flows.content.content import Content
from bff.flows.content.keeping import EntryRead, Read
from bff.flows.content.reading import Reading
from integrations.cms.contract import SYSTEM
from integrations.cms.entry import Entry
from integrations.kit.errors import Conflict, IntegrationError

Chain = tuple[str, ...]
"""The keys of the entries inside which something stands, the outermost first."""


class ContentOfRequest:
    """`reading` is the request's way to content."""

    def __init__(self, content: Content, reading: Reading) -> None:
        self.keys = content.keys
        self.reading = reading
        self._max_chain = content.max_chain
        self._loader: DataLoader[str, EntryRead] = DataLoader(load_fn=self._load)

    @property
    def wanted_locale(self) -> str:
        """The language that the store view would have."""
        return self.reading.locales[0]

    async def entry(self, key: str, chain: Chain = ()) -> Read[Entry] | None:
        """The entry of that key, which stands inside those of `chain`; None where there is none.

        Raises `Conflict` where it stands inside itself or too many stand inside each other, and what the contract says.
        """
        self._check(chain, key)
        read = await self._loader.load(key)
        if isinstance(read, IntegrationError):
            raise read
        return None if read.value is None else Read(read.value, read.stale)

    def _check(self, chain: Chain, key: str) -> None:
        if key in chain:
            raise Conflict(SYSTEM, f"This content stands inside itself: {' -> '.join((*chain, key))}.")
        if len(chain) >= self._max_chain:
            whole = " -> ".join((*chain, key))
            raise Conflict(
                SYSTEM, f"More content stands inside each other than BFF_CONTENT__MAX_CHAIN allows: {whole}."
            )

    async def _load(self, keys: list[str]) -> Sequence[EntryRead | BaseException]:
        # An error that is returned would be raised, as one object in many places: `entry` raises each by itself.
        found = await self.reading.entries(keys)
        return [found[key] for key in keys]
