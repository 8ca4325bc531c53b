"""Content for the resolvers of one request: what is asked for at the same time is one question to the source."""

import asyncio
from collections.abc import Awaitable, Iterable

from strawberry.dataloader import DataLoader

from bff.flows.content.content import Content
from bff.flows.content.keeping import EntryRead, Read
from bff.flows.content.reading import Reading
from integrations.cms.contract import SYSTEM
from integrations.cms.entry import Entry
from integrations.kit.errors import Conflict, IntegrationError

Chain = tuple[str, ...]
"""The keys of the entries inside which something stands, the outermost first."""

Keys = tuple[str, ...]


class ContentOfRequest:
    """`reading` is the request's way to content."""

    def __init__(self, content: Content, reading: Reading) -> None:
        self.keys = content.keys
        self.reading = reading
        self._max_chain = content.max_chain
        self._read: dict[str, EntryRead] = {}
        self._asked: dict[str, Awaitable[None]] = {}
        self._loader: DataLoader[Keys, None] = DataLoader(load_fn=self._load, cache=False)

    @property
    def wanted_locale(self) -> str:
        """The language that the store view would have."""
        return self.reading.locales[0]

    async def entry(self, key: str, chain: Chain = ()) -> Read[Entry] | None:
        """The entry of that key, which stands inside those of `chain`; None where there is none.

        Raises `Conflict` where it stands inside itself or too many stand inside each other, and what the contract says.
        """
        self._check(chain, key)
        await self.look_ahead((key,))
        return self.known(key)

    async def look_ahead(self, keys: Iterable[str]) -> None:
        """Has these entries ready for `known`. Each is asked for once; why it cannot be had is for `known` to raise."""
        wanted = tuple(dict.fromkeys(keys))
        new = tuple(key for key in wanted if key not in self._asked)
        if new:
            self._asked.update(dict.fromkeys(new, self._loader.load(new)))
        for question in {self._asked[key] for key in wanted}:
            # One that gives up must not take the answer from the others.
            await asyncio.shield(question)

    def known(self, key: str) -> Read[Entry] | None:
        """As `entry`, for a key that was looked for `look_ahead`, outside of any other entry."""
        read = self._read[key]
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

    async def _load(self, questions: list[Keys]) -> list[None]:
        keys = [key for question in questions for key in question]
        try:
            self._read.update(await self.reading.entries(keys))
        except IntegrationError as error:
            self._read.update(dict.fromkeys(keys, error))
        return [None] * len(questions)
