"""What is kept about reviews, and those that are there at the start. A rating of 1 to 5 counts 20 percent each."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS review_rating (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_de TEXT NOT NULL, position INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS review (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL, store_id INTEGER NOT NULL,
    customer_id INTEGER REFERENCES customer (id) ON DELETE SET NULL, nickname TEXT NOT NULL, summary TEXT NOT NULL,
    text TEXT NOT NULL, is_approved INTEGER NOT NULL, created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS review_product ON review (product_id, is_approved, store_id);
CREATE INDEX IF NOT EXISTS review_customer ON review (customer_id);
CREATE TABLE IF NOT EXISTS review_vote (
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    rating_id INTEGER NOT NULL REFERENCES review_rating (id), value INTEGER NOT NULL, PRIMARY KEY (review_id, rating_id)
) WITHOUT ROWID;
"""

RATINGS: Final = ((1, "Quality", "Qualität", 10), (2, "Value", "Preis-Leistung", 20), (3, "Price", "Preis", 30))

REVIEWS: Final = (
    # product, customer, nickname, summary, text, created at, (quality, value, price)
    (1, 1, "Ada", "Survives my kitchen", "Dropped it twice. Still round.", "2026-01-20 10:12:00", (5, 5, 4)),
    (
        1,
        None,
        "Nils",
        "A little heavy",
        "Handsome, but you notice it when you carry six.",
        "2026-02-02 18:40:00",
        (4, 3, 3),
    ),
    (2, None, "Mara", "Right for cake", "Exactly as large as a slice wants.", "2026-02-11 07:05:00", (5, 4, 4)),
)


def seed(world: World) -> None:
    """Three things to rate, three reviews that were approved."""
    world.database.executemany("INSERT INTO review_rating VALUES (?, ?, ?, ?)", RATINGS)
    for number, (product, customer, nickname, summary, text, created, votes) in enumerate(REVIEWS, start=1):
        world.database.execute(
            "INSERT INTO review VALUES (?, ?, 1, ?, ?, ?, ?, 1, ?)",
            (number, product, customer, nickname, summary, text, created),
        )
        world.database.executemany(
            "INSERT INTO review_vote VALUES (?, ?, ?)", [(number, rating, vote) for rating, vote in enumerate(votes, 1)]
        )
