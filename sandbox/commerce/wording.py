"""graphql-core's messages in the words of webonyx, the library that Commerce uses.

Covered is what clients meet: syntax errors, unknown fields and arguments, variables. Where webonyx tells more than
graphql-core knows, graphql-core's words stay.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson
from graphql import GraphQLError

QUOTED: Final = re.compile(r"'([^'\n]*)'")
REPHRASED: Final = (
    (r'because "([^"]+)" and "([^"]+)" are different fields', r"because \1 and \2 are different fields"),
    (
        r'^Argument "[^".]+\.([^"(]+)\(([^":]+):\)" of type "([^"]+)" is required, but it was not provided\.$',
        r'Field "\1" argument "\2" of type "\3" is required but not provided.',
    ),
    (
        r'^Unknown argument "([^"]+)" on field "([^".]+)\.([^"]+)"\.',
        r'Unknown argument "\1" on field "\3" of type "\2".',
    ),
    (
        r'^Variable "([^"]+)" has invalid value: Expected a value of non-null type "([^"]+)" to be provided\.$',
        r'Variable "\1" of required type "\2" was not provided.',
    ),
    (
        r'^Variable "([^"]+)" has invalid value: Expected value of non-null type "([^"]+)" not to be None\.$',
        r'Variable "\1" of non-null type "\2" must not be null.',
    ),
    (r"^(Syntax Error: .*)\.$", r"\1"),
)
INVALID: Final = re.compile(r'^Variable "\$(\w+)" has invalid value(?: at (\S+))?: (.*)$', re.DOTALL)


def webonyx(error: GraphQLError, variables: Mapping[str, Any] | None = None) -> dict[str, object]:
    """An error about the document or its variables: message and locations, never extensions."""
    message = QUOTED.sub(r'"\1"', error.message)
    for pattern, replacement in REPHRASED:
        message = re.sub(pattern, replacement, message)
    if found := INVALID.match(message):
        message = _invalid(found, variables or {})
    content: dict[str, object] = {"message": message}
    if error.locations:
        content["locations"] = [location.formatted for location in error.locations]
    return content


def _invalid(found: re.Match[str], variables: Mapping[str, Any]) -> str:
    name, path, complaint = found.groups()
    value = variables.get(name)
    for step in re.findall(r"\w+", path or ""):
        value = value[int(step)] if isinstance(value, list) else (value or {}).get(step)
    place = f' at "{name}{path}"' if path else ""
    return f'Variable "${name}" got invalid value {orjson.dumps(value).decode()}{place}; {complaint}'
