"""One running sandbox, and what a resolver gets to know of a request."""

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import GraphQLResolveInfo

from sandbox.commerce.catalog_memory import CatalogMemory
from sandbox.commerce.change_signal import ChangeSignal
from sandbox.commerce.database import connect, transaction
from sandbox.commerce.identifiers import Identifiers
from sandbox.commerce.overlap import Overlap
from sandbox.commerce.settings import Settings

if TYPE_CHECKING:
    from sandbox.commerce.store.views import StoreView


class World:
    """The state of one sandbox Commerce. Used by one thread at a time; transactions wait for each other.

    `changes` rings on every write that is told outside, `overlap` knows which requests were under way together,
    `catalog_memory` keeps what was computed from the catalogue until it changes, `beginning` is a database as it was
    when this world was new.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.beginning: bytes | None = None
        self.database: sqlite3.Connection = connect(settings.database)
        self.ids = Identifiers(self.database, seed=settings.seed, fixed=settings.fixed_ids)
        self.changes = ChangeSignal(self.database)
        self.catalog_memory = CatalogMemory()
        self.overlap = Overlap()
        self._writing = threading.RLock()
        self._whatever_happens: list[Callable[[], None]] = []

    def clock(self) -> datetime:
        """Now, in UTC: the time that was set last by `set_clock`, else the settings' fixed time, else the real one."""
        row = self.database.execute("SELECT value FROM sandbox_state WHERE name = 'clock'").fetchone()
        if row is not None:
            return datetime.fromisoformat(row["value"])
        return (self.settings.now or datetime.now(UTC)).astimezone(UTC)

    def set_clock(self, now: datetime | None) -> None:
        """Stop the clock at `now` (with a zone), or with None let the settings decide again. Survives a restart."""
        self.database.execute("DELETE FROM sandbox_state WHERE name = 'clock'")
        if now is not None:
            self.database.execute(
                "INSERT INTO sandbox_state (name, value) VALUES ('clock', ?)", (now.astimezone(UTC).isoformat(),)
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, a savepoint."""
        with self._writing:
            try:
                with transaction(self.database):
                    yield
            except BaseException:
                self.catalog_memory.take_back()
                raise
            finally:
                if not self.database.in_transaction:
                    due, self._whatever_happens = self._whatever_happens, []
                    for act in due:
                        act()

    def whatever_happens(self, act: Callable[[], None]) -> None:
        """Do what must last even where the transaction around it fails: once it ended; without one, now."""
        if self.database.in_transaction:
            self._whatever_happens.append(act)
        else:
            act()

    def rows(self, sql: str, parameters: tuple[Any, ...] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.database.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: tuple[Any, ...] | dict[str, Any] = ()) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        found: sqlite3.Row | None = self.database.execute(sql, parameters).fetchone()
        return found

    def close(self) -> None:
        """Close the database; the world is of no use afterwards."""
        self.database.close()


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What resolvers get as GraphQL context: the world, and on whose behalf they answer.

    `customer_id` is None for a guest; `back_office` is "admin" or "integration" where one of them asks. `tags` collects
    what ends up in `X-Magento-Tags`; `cacheable` collects the response keys of those root fields whose answer a page
    cache may keep (`may_be_cached`): an answer is cacheable when all are. `began` is the moment of `World.overlap` at
    which the request came; without one it comes after all others.
    """

    world: World
    store: "StoreView"
    currency: str
    customer_id: int | None = None
    back_office: str | None = None
    tags: dict[str, None] = field(default_factory=dict)
    cacheable: set[str] = field(default_factory=set)
    began: int = sys.maxsize

    def may_be_cached(self, info: "Info", *tags: str) -> None:
        """Called by the resolver of a root field whose answer a page cache may keep, until one of `tags` changes."""
        self.cacheable.add(str(info.path.key))
        self.tags.update(dict.fromkeys(tags))


Info: TypeAlias = GraphQLResolveInfo[RequestContext]
"""What every resolver gets beside its source and arguments; `info.context` is a `RequestContext`."""
