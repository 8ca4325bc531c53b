"""graphql-core's messages in the words of webonyx, the library that Commerce uses."""

import re
from typing import Final

from graphql import GraphQLError

QUOTED: Final = re.compile(r"'([^'\n]*)'")
DIFFERENT_FIELDS: Final = re.compile(r'because "([^"]+)" and "([^"]+)" are different fields')


def webonyx(error: GraphQLError) -> dict[str, object]:
    """An error about the document or its variables: message and locations, never extensions."""
    message = QUOTED.sub(r'"\1"', error.message)
    message = DIFFERENT_FIELDS.sub(r"because \1 and \2 are different fields", message)
    if message.startswith("Syntax Error"):
        message = message.rstrip(".")
    content: dict[str, object] = {"message": message}
    if error.locations:
        content["locations"] = [location.formatted for location in error.locations]
    return content
