"""Reads the files of Fernhollow's products and writes them, configurable ones with a variant per choice."""

import csv
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sandbox.commerce.catalog.seed.attributes import CARE, Choices
from sandbox.commerce.catalog.seed.categories import ROOT, parents
from sandbox.commerce.money import to_cents
from sandbox.commerce.world import World

FILE: Final = Path(__file__).with_name("products.csv")
OTHER_TYPES: Final = FILE.with_name("other_types.csv")
"""Products that are neither plain nor configurable; `type` names what they are."""

KEPT: Final = frozenset({"simple", "virtual", "downloadable"})
"""Types with a quantity of their own."""

CHOSEN: Final = ("color", "size")
"""The attributes that tell the variants of a configurable product apart."""

Row = dict[str, str]


class ProductSeed:
    """Writes products; ids are counted from 1 in the order of the file, variants before their parent."""

    def __init__(self, world: World, choices: Choices, moment: str) -> None:
        self._world = world
        self._choices = choices
        self._moment = moment
        self._attribute_ids = {row["code"]: row["id"] for row in world.rows("SELECT id, code FROM catalog_attribute")}

    def write(self) -> None:
        """All products of both files; those of the second are linked to nothing."""
        for row in _rows(FILE):
            if "," in row["color"] or "," in row["size"]:
                self._configurable(row)
            else:
                self._own_page(self._simple(row), row)
        self._link()
        for row in _rows(OTHER_TYPES):
            self._own_page(self._simple(row), row)

    def _simple(self, row: Row, *, visible: bool = True) -> int:
        product = self._product(row, row.get("type", "simple"), visible=visible)
        for code in ("color", "size", "material"):
            if row[code]:
                self._choose(product, code, self._choices[code, row[code]])
        for activity in filter(None, row["activity"].split(",")):
            self._choose(product, "activity", self._choices["activity", activity])
        if row["eco"]:
            self._choose(product, "eco_friendly", int(row["eco"]))
        return product

    def _configurable(self, row: Row) -> None:
        variants = [self._simple(variant, visible=False) for variant in _variants(row)]
        plain = row | {"color": "", "size": "", "price": "", "special": ""}
        product = self._product(plain, "configurable", visible=True)
        self._choose(product, "material", self._choices["material", row["material"]])
        for activity in row["activity"].split(","):
            self._choose(product, "activity", self._choices["activity", activity])
        self._choose(product, "eco_friendly", int(row["eco"]))
        self._world.database.executemany(
            "INSERT INTO catalog_variant VALUES (?, ?)", [(product, variant) for variant in variants]
        )
        for position, code in enumerate(code for code in CHOSEN if row[code]):
            self._world.database.execute(
                "INSERT INTO catalog_super_attribute (product_id, attribute_id, position) VALUES (?, ?, ?)",
                (product, self._attribute_ids[code], position),
            )
        self._own_page(product, plain)

    def _product(self, row: Row, type_id: str, *, visible: bool) -> int:
        special, _, period = row["special"].partition(" ")
        starts, _, ends = period.partition(" ")
        quantity = float(row["quantity"]) if type_id in KEPT else 0.0
        cursor = self._world.database.execute(
            "INSERT INTO catalog_product (sku, type_id, url_key, price, special_price, special_from, special_to,"
            " weight, quantity, is_in_stock, is_visible, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row["sku"],
                type_id,
                url_key(row["name"]),
                to_cents(row["price"]) if row["price"] else None,
                to_cents(special) if special else None,
                f"{starts} 00:00:00" if starts else None,
                f"{ends} 00:00:00" if ends else None,
                float(row["weight"]) if row["weight"] else None,
                quantity,
                quantity > 0 or type_id not in KEPT,
                visible,
                self._moment,
                self._moment,
            ),
        )
        product = int(cursor.lastrowid or 0)
        self._texts(product, row)
        self._world.database.execute(
            "INSERT INTO catalog_media (product_id, file, label, position) VALUES (?, ?, NULL, 1)",
            (product, image_file(row["sku"])),
        )
        return product

    def _texts(self, product: int, row: Row) -> None:
        care = CARE.get(row["material"])
        summary = row["summary"]
        english = f"<p>{summary}</p><p>{care}</p>" if care else f"<p>{summary}</p>"
        german = f"<p>{row['name_de']} aus der Werkstatt von Fernhollow.</p>"
        self._world.database.executemany(
            "INSERT INTO catalog_product_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (product, 0, row["name"], english, f"<p>{summary}</p>", care, f"{row['name']} | Fernhollow", summary),
                (product, 2, row["name_de"], german, german, None, f"{row['name_de']} | Fernhollow", None),
            ],
        )

    def _own_page(self, product: int, row: Row) -> None:
        for leaf in row["categories"].split(","):
            for position, category in enumerate([*parents(int(leaf)), ROOT]):
                self._world.database.execute(
                    "INSERT OR IGNORE INTO catalog_product_category VALUES (?, ?, ?)", (product, category, position)
                )
        self._world.database.execute(
            "INSERT INTO catalog_media (product_id, file, label, position) VALUES (?, ?, 'Detail', 2)",
            (product, image_file(f"{row['sku']}-detail")),
        )

    def _choose(self, product: int, code: str, option: int) -> None:
        self._world.database.execute(
            "INSERT INTO catalog_product_option VALUES (?, ?, ?)", (product, self._attribute_ids[code], option)
        )

    def _link(self) -> None:
        """Related are the next two products of the same category, up-sell the next dearer one, cross-sell the third."""
        leaves = self._world.rows(
            "SELECT category_id, product_id FROM catalog_product_category WHERE position = 0 ORDER BY 1, 2"
        )
        for _category, group in itertools.groupby(leaves, key=lambda row: row["category_id"]):
            products = [row["product_id"] for row in group]
            for place, product in enumerate(products):
                after = products[place + 1 :] + products[:place]
                links = [("related", after[0], 1), ("related", after[1], 2), ("upsell", after[2], 1)]
                links.append(("crosssell", after[3], 1))
                self._world.database.executemany(
                    "INSERT INTO catalog_link (product_id, kind, linked_id, position) VALUES (?, ?, ?, ?)",
                    [(product, kind, linked, position) for kind, linked, position in links],
                )


def url_key(name: str) -> str:
    """The name in lower case, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower().replace("'", "")))


def image_file(sku: str) -> str:
    """Where Commerce keeps an image: below the first two letters of its name."""
    name = sku.lower()
    return f"/{name[0]}/{name[1]}/{name}.svg"


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|"))


def _variants(row: Row) -> Iterator[Row]:
    for color, size in itertools.product(row["color"].split(","), row["size"].split(",")):
        label = " ".join(filter(None, (size, color))).title() if len(size) > 2 else f"{size} {color.title()}"
        yield row | {
            "sku": f"{row['sku']}-{color}-{size}".upper(),
            "name": f"{row['name']} {label}",
            "name_de": f"{row['name_de']} {label}",
            "color": color,
            "size": size,
            # The last size of a colour sells first: of one combination nothing is left.
            "quantity": "0" if (color, size) == ("rust", "L") else row["quantity"],
        }
