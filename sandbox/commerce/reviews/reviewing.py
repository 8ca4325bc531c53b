"""Reviews as rows: written by anyone, shown once somebody in the Admin has approved them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.customer.statements import insert
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.errors import InputError
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import RequestContext, World

VALUES = range(1, 6)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review; `votes` are pairs of what is rated and a value of 1 to 5."""

    product_id: int
    nickname: str
    summary: str
    text: str
    created_at: str
    votes: Sequence[tuple[str, int]]

    @property
    def average(self) -> float:
        """In percent; 0 where nothing was rated."""
        return _percent([value for _, value in self.votes])


@dataclass(frozen=True, slots=True)
class Rating:
    """Something that can be rated."""

    id: int
    name: str


def ratings(world: World, store: StoreView) -> list[Rating]:
    """All, in their order, named in the store view's language."""
    rows = world.rows("SELECT * FROM review_rating ORDER BY position")
    return [Rating(row["id"], row["name_de"] if store.language == "de" else row["name"]) for row in rows]


def reviews_of_product(context: RequestContext, product_id: int) -> list[ReviewRow]:
    """Those that were approved, of the store view, the newest first."""
    parameters = (product_id, context.store.id)
    return _read(context, "product_id = ? AND is_approved = 1 AND store_id = ?", parameters)


def reviews_of_customer(context: RequestContext, customer_id: int) -> list[ReviewRow]:
    """Those that a customer wrote, approved or not, the newest first."""
    return _read(context, "customer_id = ?", (customer_id,))


def write_review(context: RequestContext, product: ProductRow, given: Mapping[str, Any]) -> ReviewRow:
    """A new review, which waits to be approved. Raises `InputError`."""
    for name in ("nickname", "summary", "text"):
        if not given[name].strip():
            raise InputError(f"{name} is required.")
    votes = [_vote(context, each) for each in given["ratings"]]
    columns = {name: given[name] for name in ("nickname", "summary", "text")}
    owner = {"product_id": product.id, "store_id": context.store.id, "customer_id": context.customer_id}
    review_id = insert(
        context.world, "review", {**columns, **owner, "is_approved": False, "created_at": timestamp(context.world)}
    )
    context.world.database.executemany(
        "INSERT OR REPLACE INTO review_vote VALUES (?, ?, ?)", [(review_id, rating, value) for rating, value in votes]
    )
    return _read(context, "id = ?", (review_id,))[0]


def summary_of(context: RequestContext, product_id: int) -> tuple[int, float]:
    """How many reviews a product has, and what they come to in percent."""
    row = context.world.row(
        "SELECT COUNT(DISTINCT r.id) AS count, AVG(v.value) * 20 AS average FROM review AS r"
        " LEFT JOIN review_vote AS v ON v.review_id = r.id"
        " WHERE r.product_id = ? AND r.is_approved = 1 AND r.store_id = ?",
        (product_id, context.store.id),
    )
    assert row is not None
    return row["count"], round(row["average"] or 0)


def _read(context: RequestContext, condition: str, parameters: tuple[Any, ...]) -> list[ReviewRow]:
    names = {rating.id: rating.name for rating in ratings(context.world, context.store)}
    rows = context.world.rows(f"SELECT * FROM review WHERE {condition} ORDER BY id DESC", parameters)  # noqa: S608
    columns = ("product_id", "nickname", "summary", "text", "created_at")
    return [
        ReviewRow(**{column: row[column] for column in columns}, votes=_votes(context.world, row["id"], names))
        for row in rows
    ]


def _votes(world: World, review_id: int, names: Mapping[int, str]) -> list[tuple[str, int]]:
    rows = world.rows("SELECT rating_id, value FROM review_vote WHERE review_id = ? ORDER BY rating_id", (review_id,))
    return [(names[row["rating_id"]], row["value"]) for row in rows]


def _vote(context: RequestContext, given: Mapping[str, str]) -> tuple[int, int]:
    known = {rating.id for rating in ratings(context.world, context.store)}
    rating, _, value = (from_uid(given["value_id"]) or "").rpartition("/")
    if rating != from_uid(given["id"]) or not rating.isdecimal() or int(rating) not in known:
        raise InputError("Rating isn't valid: take id and value_id from productReviewRatingsMetadata.")
    if not value.isdecimal() or int(value) not in VALUES:
        raise InputError("Rating value isn't valid: take value_id from productReviewRatingsMetadata.")
    return int(rating), int(value)


def _percent(values: Sequence[int]) -> float:
    return round(sum(values) * 20 / len(values), 2) if values else 0
