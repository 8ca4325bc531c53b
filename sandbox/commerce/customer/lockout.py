"""Wrong passwords are counted: ten within ten minutes lock the account for ten minutes."""

from datetime import datetime, timedelta
from typing import Final

from sandbox.commerce.customer import standing
from sandbox.commerce.customer.passwords import matches
from sandbox.commerce.world import World

MOST_FAILURES: Final = 10
PERIOD: Final = timedelta(minutes=10)
"""Commerce's defaults, `customer/password/lockout_failures` and `lockout_threshold`."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS customer_failure (
    customer_id INTEGER PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE, failures INTEGER NOT NULL,
    first_failure TEXT NOT NULL
);
"""


def is_right(world: World, customer_id: int, kept: str, password: str) -> bool:
    """Whether `kept` was made of the password. A locked account is not asked: nothing is counted while it is."""
    if matches(password, kept):
        world.database.execute("DELETE FROM customer_failure WHERE customer_id = ?", (customer_id,))
        return True
    if not standing.is_locked(world, customer_id):
        world.whatever_happens(lambda: _count(world, customer_id))
    return False


def _count(world: World, customer_id: int) -> None:
    now = world.clock()
    row = world.row("SELECT failures, first_failure FROM customer_failure WHERE customer_id = ?", (customer_id,))
    is_recent = row is not None and datetime.fromisoformat(row["first_failure"]) + PERIOD > now
    failures, first = (row["failures"] + 1, row["first_failure"]) if row and is_recent else (1, now.isoformat())
    world.database.execute("INSERT OR REPLACE INTO customer_failure VALUES (?, ?, ?)", (customer_id, failures, first))
    if failures >= MOST_FAILURES:
        standing.lock(world, customer_id, now + PERIOD)
        world.database.execute("DELETE FROM customer_failure WHERE customer_id = ?", (customer_id,))
