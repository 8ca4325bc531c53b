"""Which mutations of Commerce's are looked at before they are sent, and by whom."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bff.schema.context import Context


async def sign_in_guard(field: str, arguments: Mapping[str, Any], context: object) -> None:
    """A sign-in by Commerce's own mutation counts as a try, as one by ours does.

    Raises `Throttled` for one too many, and `Forbidden` where sessions are switched off: there would be no handle.
    """
    assert isinstance(context, Context)
    await context.sign_on.passwords.count_try(str(arguments.get("email", "")), context.shopper)


GUARDS: Final = MappingProxyType({"generateCustomerToken": sign_in_guard})
"""By the name of the mutation."""
