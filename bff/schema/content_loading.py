"""Content for the resolvers of one request: what is asked for at the same time is one question to the source."""

import asyncio
from collections.abc import Awaitable, Sequence

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

    async def entry(self, key: str, chain: Chain = ()) -> Read[Entry | None]:
        """The entry of that key, which stands inside those of `chain`, or that there is none.

        Raises `Conflict` where it stands inside itself or too many stand inside each other, and what the contract says.
        """
        self._check(chain, key)
        (read,) = await self.entries((key,))
        if isinstance(read, IntegrationError):
            raise read
        return read

    async def entries(self, keys: Sequence[str]) -> list[EntryRead]:
        """For each key, in their order, its entry, why it cannot be had, or that there is none.

        They stand outside of any other entry. Each is asked for once in a request.
        """
        new = tuple(key for key in dict.fromkeys(keys) if key not in self._asked)
        if new:
            self._asked.update(dict.fromkeys(new, self._loader.load(new)))
        for question in {self._asked[key] for key in keys}:
            # One that gives up must not take the answer from the others.
            await asyncio.shield(question)
        return [self._read[key] for key in keys]

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
