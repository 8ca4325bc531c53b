"""What we add to Commerce's schema, asked through the composed one."""

from typing import Any

import pytest
from graphql import ExecutionResult, execute, parse

from bff.delegation import Delegated
from bff.gateway.composition.compose import compose
from bff.gateway.supergraph import Supergraph
from bff.schema.addresses import StorefrontAddresses
from bff.schema.context import Context
from bff.schema.ours import build_schema
from tests.unit.schema.requests import guests_request

COMMERCE = """
type Query { product: ProductInterface category: CategoryInterface }
interface ProductInterface { sku: String url_key: String url_suffix: String }
type SimpleProduct implements ProductInterface { sku: String url_key: String url_suffix: String }
interface CategoryInterface { uid: ID! url_key: String url_path: String url_suffix: String }
type CategoryTree implements CategoryInterface { uid: ID! url_key: String url_path: String url_suffix: String }
"""
SHOP = StorefrontAddresses(
    "https://shop.example/",
    {"default": "", "de": "/de/", "fr": "https://boutique.example/fr/"},
)


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    return compose(COMMERCE, build_schema())


def context(*, addresses: StorefrontAddresses = SHOP, store_code: str | None = None, reachable: bool = True) -> Context:
    async def commerce_reachable() -> bool:
        return reachable

    return guests_request(addresses=addresses, store_code=store_code, reachable=commerce_reachable)


async def ask(supergraph: Supergraph, document: str, asked: Context) -> ExecutionResult:
    answer = execute(supergraph.schema, parse(document), context_value=asked)
    return answer if isinstance(answer, ExecutionResult) else await answer


def address(supergraph: Supergraph, type_name: str, keys: dict[str, Any], asked: Context) -> Any:
    """The canonical address of an object that Commerce answered with these keys."""
    parent = Delegated(keys, {name: name for name in supergraph.own_fields[type_name, "canonicalUrl"].needs})
    field = supergraph.schema.type_map[type_name].fields["canonicalUrl"]  # type: ignore[attr-defined]
    return field.resolve(parent, InfoStandIn(asked))


class InfoStandIn:
    """What graphql-core hands to a resolver, as far as ours read it."""

    def __init__(self, asked: Context) -> None:
        self.context = asked


@pytest.mark.parametrize(
    ("store_code", "expected"),
    [
        (None, "https://shop.example/bag.html"),
        ("default", "https://shop.example/bag.html"),
        ("de", "https://shop.example/de/bag.html"),
        ("fr", "https://boutique.example/fr/bag.html"),
        ("unknown", "https://shop.example/bag.html"),
    ],
)
def test_a_product_has_the_storefronts_address_of_its_store_view(
    supergraph: Supergraph, store_code: str | None, expected: str
) -> None:
    keys = {"url_key": "bag", "url_suffix": ".html"}
    assert address(supergraph, "SimpleProduct", keys, context(store_code=store_code)) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"url_path": "gear/bags", "url_key": "bags", "url_suffix": ".html"}, "https://shop.example/gear/bags.html"),
        ({"url_path": None, "url_key": "bags", "url_suffix": None}, "https://shop.example/bags"),
        ({"url_path": None, "url_key": None, "url_suffix": ".html"}, None),
        ({"url_path": "café/b c", "url_key": None, "url_suffix": None}, "https://shop.example/caf%C3%A9/b%20c"),
    ],
)
def test_a_category_has_the_address_of_its_path(
    supergraph: Supergraph, keys: dict[str, Any], expected: str | None
) -> None:
    assert address(supergraph, "CategoryTree", keys, context()) == expected


def test_without_a_base_address_there_is_none_but_for_a_store_view_that_has_its_own(supergraph: Supergraph) -> None:
    addresses = StorefrontAddresses(None, {"de": "/de", "fr": "https://boutique.example"})
    keys = {"url_key": "bag", "url_suffix": ""}
    found = [
        address(supergraph, "SimpleProduct", keys, context(addresses=addresses, store_code=code))
        for code in (None, "de", "fr")
    ]
    assert found == [None, None, "https://boutique.example/bag"]


def test_a_product_without_a_key_has_no_address(supergraph: Supergraph) -> None:
    assert address(supergraph, "SimpleProduct", {"url_key": None, "url_suffix": ".html"}, context()) is None


@pytest.mark.parametrize("reachable", [True, False])
async def test_the_service_says_what_it_is_and_whether_commerce_answers(
    supergraph: Supergraph, reachable: bool
) -> None:
    answer = await ask(
        supergraph, "{ service { version commerce { reachable schemaDigest } } }", context(reachable=reachable)
    )
    assert answer.errors is None
    assert answer.data == {"service": {"version": "1.2.3", "commerce": {"reachable": reachable, "schemaDigest": "abc"}}}


async def test_who_asks_only_for_the_digest_does_not_ask_commerce(supergraph: Supergraph) -> None:
    async def refuse() -> bool:
        raise AssertionError("Commerce was asked.")

    asked = guests_request(addresses=SHOP, reachable=refuse)
    answer = await ask(supergraph, "{ service { commerce { schemaDigest } } }", asked)
    assert (answer.data, answer.errors) == ({"service": {"commerce": {"schemaDigest": "abc"}}}, None)
