"""What Commerce tells a page cache: for whom an answer holds, for how long, and what outdates it."""

import hashlib
from typing import Final

from sandbox.commerce.customer.groups import group_of
from sandbox.commerce.execution import Outcome
from sandbox.commerce.settings import PageCacheMode
from sandbox.commerce.world import RequestContext

NO_STORE: Final = "max-age=0, must-revalidate, no-cache, no-store"
PUBLIC: Final = "max-age=86400, public, s-maxage=86400"


def cache_id(context: RequestContext) -> str:
    """Stands for everything that an answer varies by. Guests share one per store view and currency."""
    group = group_of(context.world, context.customer_id)
    vary = f"{context.world.settings.seed}|{context.store.code}|{context.currency}|{group}"
    return hashlib.sha256(vary.encode()).hexdigest()


def headers(mode: PageCacheMode, method: str, outcome: Outcome, context: RequestContext) -> dict[str, str]:
    """With "varnish" a cacheable GET says so and carries its tags. The built-in cache keeps that to itself."""
    if outcome.is_mutation:
        return {"Cache-Control": NO_STORE}
    answer = {"X-Magento-Cache-Id": cache_id(context), "Cache-Control": NO_STORE}
    cacheable = method == "GET" and outcome.is_cacheable
    if mode == "varnish" and cacheable:
        answer |= {"Cache-Control": PUBLIC, "X-Magento-Tags": ",".join(context.tags)}
    elif mode == "builtin" and not cacheable:
        answer["X-Magento-Tags"] = "FPC"
    return answer
