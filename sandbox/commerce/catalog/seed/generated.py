"""More products than anyone wrote by hand: Fernhollow as a large shop, the same one each time.

Each is one of the things of `generated.csv`, from one of Fernhollow's collections, in one colour.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sandbox.commerce.catalog.search_index import index_for_search
from sandbox.commerce.catalog.seed.attributes import CARE
from sandbox.commerce.catalog.seed.categories import ROOT, parents
from sandbox.commerce.catalog.seed.products import image_file, url_key
from sandbox.commerce.world import World

TABLES: Final = ""

FILE: Final = Path(__file__).with_name("generated.csv")
MOMENT: Final = "2026-01-12 08:00:00"
FINISHES: Final = 10
"""Colours of a collection's things."""

COLLECTIONS: Final = (
    "Alderbrook", "Ashcombe", "Birchfold", "Bramling", "Brindle", "Cairnwood", "Coldharbour", "Copperlow", "Dunmere",
    "Eastwold", "Elmstead", "Fallowmoor", "Fenwick", "Gorsedale", "Greymoor", "Harrowgate", "Hazelmere", "Hollin",
    "Inglewood", "Juniper Hill", "Kelder", "Kestrel", "Larkmere", "Longacre", "Marram", "Millrace", "Mossbank",
    "Netherby", "Oakhanger", "Penhallow", "Quarry Lane", "Ravenscar", "Rushford", "Saltmarsh", "Silverdale", "Tarnside",
    "Thornbury", "Underhill", "Wharfedale", "Yarrow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of the file."""

    category: int
    noun: str
    noun_de: str
    material: str
    activities: Sequence[str]
    price: int
    weight: float
    summary: str


@dataclass(frozen=True, slots=True)
class Colour:
    """One that things can have."""

    option: int
    label: str
    label_de: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product to be written. `number` counts the generated ones from 0; amounts are cents."""

    id: int
    number: int
    thing: Thing
    collection: str
    colour: Colour
    price: int
    special: int | None
    quantity: int

    @property
    def sku(self) -> str:
        """FG-00001, FG-00002, ..."""
        return f"FG-{self.number + 1:05d}"

    @property
    def name(self) -> str:
        """In English."""
        return f"{self.collection} {self.thing.noun} in {self.colour.label}"

    @property
    def name_de(self) -> str:
        """In German."""
        return f"{self.thing.noun_de} {self.collection} in {self.colour.label_de}"


def seed(world: World) -> None:
    """As many as the settings want more than there are. Raises `ValueError` for more than can be told apart."""
    there = world.rows("SELECT SUM(is_visible) AS shown, MAX(id) AS last FROM catalog_product")[0]
    wanted = world.settings.products - there["shown"]
    if wanted <= 0:
        return
    things = _things()
    most = len(things) * len(COLLECTIONS) * FINISHES
    if wanted > most:
        raise ValueError(f"No more than {there['shown'] + most} products can be shown; {world.settings.products} were.")
    _write(world, list(_products(things, _colours(world), wanted, first_id=there["last"] + 1)))
    index_for_search(world)


def _products(things: Sequence[Thing], colours: Sequence[Colour], count: int, first_id: int) -> Iterator[Product]:
    """The first ones are the same however many there are."""
    chance = random.Random("Fernhollow")
    for number in range(count):
        rest, thing = divmod(number, len(things))
        finish, collection = divmod(rest, len(COLLECTIONS))
        price = round(things[thing].price * chance.uniform(0.7, 1.6)) * 100 - chance.choice((0, 5, 50))
        yield Product(
            id=first_id + number,
            number=number,
            thing=things[thing],
            collection=COLLECTIONS[collection],
            colour=colours[(finish + collection + thing) % FINISHES],
            price=price,
            special=round(price * 0.8) if chance.random() < 0.1 else None,
            quantity=0 if chance.random() < 0.04 else chance.randint(1, 200),
        )


def _things() -> list[Thing]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Thing(
                int(row["category"]),
                row["noun"],
                row["noun_de"],
                row["material"],
                row["activities"].split(","),
                int(row["price"]),
                float(row["weight"]),
                row["summary"],
            )
            for row in csv.DictReader(file, delimiter="|")
        ]


def _colours(world: World) -> list[Colour]:
    rows = world.rows(
        "SELECT o.id, o.label, l.label AS german FROM catalog_option AS o JOIN catalog_attribute AS a"
        " ON a.id = o.attribute_id AND a.code = 'color'"
        " JOIN catalog_option_label AS l ON l.option_id = o.id AND l.store_id = 2 ORDER BY o.position"
    )
    return [Colour(row["id"], row["label"], row["german"]) for row in rows]


def _write(world: World, products: Sequence[Product]) -> None:
    attributes = {row["code"]: row["id"] for row in world.rows("SELECT id, code FROM catalog_attribute")}
    options = {
        row["label"].lower().replace(" ", "-"): row["id"]
        for row in world.rows(
            "SELECT id, label FROM catalog_option WHERE attribute_id IN (?, ?)",
            (attributes["material"], attributes["activity"]),
        )
    }
    options["gifting"] = options["giving"]
    for table, marks, rows in (
        (
            "catalog_product (id, sku, type_id, url_key, price, special_price, weight, quantity, is_in_stock,"
            " created_at, updated_at)",
            11,
            map(_row, products),
        ),
        ("catalog_product_text", 8, (text for product in products for text in _texts(product))),
        ("catalog_product_category", 3, (place for product in products for place in _places(product))),
        ("catalog_product_option", 3, (c for product in products for c in _choices(product, attributes, options))),
        ("catalog_media (product_id, file, label, position)", 4, (i for product in products for i in _images(product))),
    ):
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * marks)})"  # noqa: S608 - the tables are ours
        world.database.executemany(sql, rows)


def _row(product: Product) -> tuple[Any, ...]:
    key = url_key(product.name)
    numbers = (product.price, product.special, product.thing.weight, product.quantity, product.quantity > 0)
    return (product.id, product.sku, "simple", key, *numbers, MOMENT, MOMENT)


def _texts(product: Product) -> Iterator[tuple[Any, ...]]:
    care, summary, title = CARE.get(product.thing.material), product.thing.summary, f"{product.name} | Fernhollow"
    english = f"<p>{summary}</p><p>{care}</p>" if care else f"<p>{summary}</p>"
    german = f"<p>{product.name_de}, aus der Werkstatt von Fernhollow.</p>"
    yield (product.id, 0, product.name, english, f"<p>{summary}</p>", care, title, summary)
    yield (product.id, 2, product.name_de, german, german, None, f"{product.name_de} | Fernhollow", None)


def _places(product: Product) -> Iterator[tuple[int, int, int]]:
    for position, category in enumerate([*parents(product.thing.category), ROOT]):
        yield product.id, category, position


def _choices(product: Product, attributes: dict[str, int], options: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    yield product.id, attributes["color"], product.colour.option
    yield product.id, attributes["material"], options[product.thing.material]
    for activity in product.thing.activities:
        yield product.id, attributes["activity"], options[activity]
    yield product.id, attributes["eco_friendly"], product.number % 3 % 2


def _images(product: Product) -> Iterator[tuple[int, str, str | None, int]]:
    yield product.id, image_file(product.sku), None, 1
    yield product.id, image_file(f"{product.sku}-detail"), "Detail", 2
