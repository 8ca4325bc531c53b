"""Answers about compare lists."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.compare import lists
from sandbox.commerce.compare.graph import compare_list
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.accounts import CustomerRow
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import Info

Source = Mapping[str, Any]


def resolve_compare_list(_source: object, info: Info, uid: str) -> Source | None:
    """`Query.compareList`: null for one that is not there or somebody else's."""
    found = lists.find_list(info.context, uid)
    return None if found is None else compare_list(info.context, found)


def create(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.createCompareList`."""
    with info.context.world.transaction():
        made = lists.create_list(info.context)
        lists.add_products(info.context, made, (arguments.get("input") or {}).get("products") or [])
    return compare_list(info.context, made)


def add_products(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.addProductsToCompareList`."""
    found, products = _given(info, arguments)
    with info.context.world.transaction():
        lists.add_products(info.context, found, products)
    return compare_list(info.context, found)


def remove_products(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.removeProductsFromCompareList`."""
    found, products = _given(info, arguments)
    with info.context.world.transaction():
        lists.remove_products(info.context.world, found, products)
    return compare_list(info.context, found)


def delete(_source: object, info: Info, uid: str) -> Source:
    """`Mutation.deleteCompareList`: `result` tells whether there was one."""
    found = lists.find_list(info.context, uid)
    if found is not None:
        lists.delete_list(info.context.world, found)
    return {"result": found is not None}


def assign_to_customer(_source: object, info: Info, uid: str) -> Source:
    """`Mutation.assignCompareListToCustomer`."""
    customer = require_customer(info.context)
    found = lists.reach_list(info.context, uid)
    with info.context.world.transaction():
        lists.hand_over(info.context.world, found, customer.id)
    return {"result": True, "compare_list": compare_list(info.context, lists.reach_list(info.context, uid))}


def list_of_customer(source: CustomerRow, info: Info) -> Source | None:
    """`Customer.compare_list`."""
    found = lists.list_of_customer(info.context.world, source.id)
    return None if found is None else compare_list(info.context, found)


def _given(info: Info, arguments: Mapping[str, Any]) -> tuple[lists.CompareListRow, list[str]]:
    given = arguments.get("input") or {}
    found = lists.reach_list(info.context, given.get("uid") or "")
    if not given["products"]:
        raise InputError('"products" value must be specified.')
    return found, given["products"]


RESOLVERS: Final[Resolvers] = {
    "Query": {"compareList": resolve_compare_list},
    "Mutation": {
        "createCompareList": create,
        "addProductsToCompareList": add_products,
        "removeProductsFromCompareList": remove_products,
        "deleteCompareList": delete,
        "assignCompareListToCustomer": assign_to_customer,
    },
    "Customer": {"compare_list": list_of_customer},
}
