"""Which page cache a Commerce has, told by its headers."""

import pytest

from integrations.commerce.page_cache import PageCache, judge


def test_an_answer_that_any_cache_may_keep_comes_from_a_commerce_behind_one() -> None:
    assert judge({"Cache-Control": "max-age=86400, public, s-maxage=86400"}) is PageCache.EXTERNAL


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": ""},
        {"Cache-Control": "max-age=0, must-revalidate, no-cache, no-store"},
        {"Cache-Control": "private, public"},
    ],
)
def test_an_answer_that_nobody_may_keep_leaves_the_builtin_cache_possible(headers: dict[str, str]) -> None:
    assert judge(headers) is PageCache.HIDDEN
