"""A fixed catalogue, computed from numbers: the same on every machine and in every run."""

import base64
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from graphql import GraphQLResolveInfo

Record = dict[str, Any]
Info = GraphQLResolveInfo[Any]

PRODUCT_COUNT: Final = 5000
URL_SUFFIX: Final = ".html"
COLORS: Final = ("Black", "Blue", "Brown", "Gray", "Green", "Lavender", "Orange", "Purple", "Red", "White", "Yellow")
SIZES: Final = ("XS", "S", "M", "L", "XL", "28", "29", "30", "31", "32")
STYLES: Final = ("Hoodie", "Jacket", "Tank", "Tee", "Pant", "Short", "Vest", "Sweatshirt", "Backpack", "Watch")
NAMES: Final = ("Aero", "Borealis", "Cascade", "Drift", "Ember", "Fjord", "Glacier", "Harbor", "Isle", "Juniper")
MATERIALS: Final = (
    *("Cotton", "Fleece", "Hemp", "Jersey", "Nylon"),
    *("Polyester", "Rayon", "Spandex", "Wool", "Microfiber"),
)
CLIMATES: Final = (
    *("All-Weather", "Cold", "Cool", "Indoor", "Mild"),
    *("Rainy", "Spring", "Warm", "Windy", "Wintry"),
)
PATTERNS: Final = ("Color-Blocked", "Checked", "Graphic Print", "Solid", "Solid-Highlight", "Striped")


def _numbered(labels: Sequence[str], first: int) -> list[tuple[str, str]]:
    return [(label, str(first + number)) for number, label in enumerate(labels)]


FACETS: Final = (
    ("price", "Price", [(f"{low}-{low + 10}", f"{low}_{low + 10}") for low in range(10, 120, 10)]),
    ("category_uid", "Category", [(f"Category {number}", "uid") for number in range(1, 25)]),
    ("color", "Color", _numbered(COLORS, 40)),
    ("size", "Size", _numbered(SIZES, 160)),
    ("material", "Material", _numbered(MATERIALS, 30)),
    ("climate", "Climate", _numbered(CLIMATES, 200)),
    ("pattern", "Pattern", _numbered(PATTERNS, 190)),
    ("eco_collection", "Eco Collection", [("No", "0"), ("Yes", "1")]),
    ("sale", "Sale", [("No", "0"), ("Yes", "1")]),
)


def uid(value: object) -> str:
    return base64.b64encode(str(value).encode()).decode()


def seed_of(text: str) -> int:
    return zlib.crc32(text.encode())


def money(value: float) -> Record:
    return {"value": round(value, 2), "currency": "USD"}


def category(number: int) -> Record:
    style = STYLES[number % len(STYLES)]
    path = f"women/tops/{style.lower()}-{number}"
    return {
        "__typename": "CategoryTree",
        "uid": uid(number),
        "name": f"{style}s {number}",
        "url_path": path,
        "url_key": path.rsplit("/", 1)[1],
        "url_suffix": URL_SUFFIX,
        "level": 3,
        "product_count": 20 + number % 90,
        "children": [],
        "relative_url": path + URL_SUFFIX,
        "redirect_code": 0,
        "type": "CATEGORY",
    }


def price_range(number: int) -> Record:
    regular = 20 + (number * 7919 % 9000) / 100
    percent_off = (0, 0, 10, 20)[number % 4]
    final = regular * (100 - percent_off) / 100
    price = {
        "regular_price": money(regular),
        "final_price": money(final),
        "discount": {"amount_off": round(regular - final, 2), "percent_off": float(percent_off)},
    }
    return {"minimum_price": price, "maximum_price": price}


def configurable_options(number: int) -> list[Record]:
    return [
        {
            "uid": uid(f"{code}/{number}"),
            "attribute_code": code,
            "label": code.title(),
            "values": [
                {"uid": uid(f"{code}/{number}/{value}"), "label": value, "value_index": index}
                for index, value in enumerate(values)
            ],
        }
        for code, values in (("color", COLORS[:4]), ("size", SIZES[:5]))
    ]


def product(number: int) -> Record:
    style, name = STYLES[number % len(STYLES)], NAMES[number // 10 % len(NAMES)]
    label = f"{name} {style} No. {number}"
    key = f"{name}-{style}-{number}".lower()
    image = {
        "url": f"https://shop.example/media/catalog/product/cache/8a2f1c/{key[0]}/{key[1]}/{key}-main_1.jpg",
        "label": label,
        "position": 1,
        "disabled": False,
    }
    own = (
        {"__typename": "ConfigurableProduct", "configurable_options": configurable_options(number)}
        if number % 3
        else {"__typename": "SimpleProduct", "weight": 1.0 + number % 5}
    )
    return own | {
        "uid": uid(number),
        "id": number,
        "sku": f"{style[0]}{name[0]}-{number:05d}",
        "name": label,
        "url_key": key,
        "url_suffix": URL_SUFFIX,
        "url_path": None,
        "stock_status": "IN_STOCK",
        "rating_summary": float(40 + number % 60),
        "review_count": number % 9,
        "price_range": price_range(number),
        "small_image": image,
        "image": image,
        "categories": [categories()[(number * 3 + step) % len(categories())] for step in range(5)],
        "relative_url": key + URL_SUFFIX,
        "redirect_code": 0,
        "type": "PRODUCT",
    }


@cache
def categories() -> tuple[Record, ...]:
    return tuple(category(number) for number in range(1, 60))


@cache
def products() -> tuple[Record, ...]:
    return tuple(product(number) for number in range(PRODUCT_COUNT))


@cache
def by_url() -> Mapping[str, Record]:
    return {record["relative_url"]: record for record in (*products(), *categories())}


def _found(
    search: str | None, wanted: Mapping[str, Any], sort: object, page: int, size: int
) -> tuple[int, list[Record]]:
    """How many products there are, and one page: those a filter names, else some that depend on the words."""
    for name in ("sku", "url_key"):
        if condition := wanted.get(name):
            values = set(condition.get("in") or [condition.get("eq")])
            items = [record for record in products() if record[name] in values]
            return len(items), items[(page - 1) * size : page * size]
    seed = seed_of(f"{search}|{wanted}|{sort}")
    total, start = 800 + seed % 1200, (page - 1) * size
    return total, [products()[(seed + at * 17) % PRODUCT_COUNT] for at in range(start, min(start + size, total))]


def resolve_products(
    _root: object,
    _info: Info,
    search: str | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - Commerce's name
    sort: object = None,
    pageSize: int = 20,  # noqa: N803 - Commerce's name
    currentPage: int = 1,  # noqa: N803 - Commerce's name
) -> Record:
    total, items = _found(search, filter or {}, sort, currentPage, pageSize)
    seed = seed_of(f"{search}|{filter}")
    return {
        "items": items,
        "total_count": total,
        "page_info": {"current_page": currentPage, "page_size": pageSize, "total_pages": -(-total // pageSize)},
        "aggregations": [
            {
                "attribute_code": code,
                "label": label,
                "count": len(options),
                "position": position,
                "options": [
                    {
                        "label": text,
                        "value": uid(100 + at) if value == "uid" else value,
                        "count": 1 + (seed + 13 * at + position) % 300,
                    }
                    for at, (text, value) in enumerate(options)
                ],
            }
            for position, (code, label, options) in enumerate(FACETS)
        ],
        "sort_fields": {
            "default": "position",
            "options": [{"label": key.title(), "value": key} for key in ("position", "name", "price", "relevance")],
        },
    }


def resolve_category_list(
    _root: object,
    _info: Info,
    filters: object = None,
    pageSize: int = 20,  # noqa: N803 - Commerce's name
    currentPage: int = 1,  # noqa: N803 - Commerce's name
) -> Sequence[Record]:
    return categories()[(currentPage - 1) * pageSize : currentPage * pageSize]


def resolve_route(_root: object, _info: Info, url: str) -> Record | None:
    return by_url().get(url)


def resolve_store_config(_root: object, _info: Info) -> Record:
    return {
        "store_code": "default",
        "store_name": "Stub Store",
        "locale": "en_US",
        "base_currency_code": "USD",
        "default_display_currency_code": "USD",
        "base_url": "https://shop.example/",
        "base_media_url": "https://shop.example/media/",
        "root_category_uid": uid(2),
        "category_url_suffix": URL_SUFFIX,
        "product_url_suffix": URL_SUFFIX,
        "grid_per_page": 20,
    }


Resolver = Callable[..., Any]
RESOLVERS: Final[Mapping[str, Resolver]] = {
    "products": resolve_products,
    "categoryList": resolve_category_list,
    "route": resolve_route,
    "storeConfig": resolve_store_config,
}
