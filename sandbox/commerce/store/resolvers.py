"""Answers about store views."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.domains import Resolvers
from sandbox.commerce.world import Info


def store_config(_source: object, info: Info) -> Mapping[str, Any]:
    """`Query.storeConfig`."""
    info.context.may_be_cached(info)
    return {"store_code": info.context.store.code}


RESOLVERS: Final[Resolvers] = {"Query": {"storeConfig": store_config}}
