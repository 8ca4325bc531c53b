"""What a request gives, read with the types that the service wants. Names are in snake case, whatever was written."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.rest.errors import missing, wrong_type

Given = Mapping[str, Any]

HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake(name: str) -> str:
    """`addressInformation` is `address_information`: Commerce takes either."""
    return HUMP.sub("_", name).lower()


def in_snake_case(value: Any) -> Any:
    """The same tree with every name in snake case."""
    if isinstance(value, Mapping):
        return {snake(name): in_snake_case(item) for name, item in value.items()}
    if isinstance(value, list):
        return [in_snake_case(item) for item in value]
    return value


def required(given: Given, *names: str) -> None:
    """Raises `RestError` for names that are not given; `names` as the service writes them."""
    absent = [name for name in names if given.get(snake(name)) is None]
    if absent:
        raise missing(*absent)


def mapping(given: Given, name: str) -> Given:
    """The object of this name, which must be given."""
    required(given, name)
    value = given[snake(name)]
    if not isinstance(value, Mapping):
        raise wrong_type(value, "object")
    return value


def optional_mapping(given: Given, name: str) -> Given:
    """The object of this name; empty where there is none."""
    return mapping(given, name) if given.get(snake(name)) else {}


def objects(given: Given, name: str) -> Sequence[Given]:
    """The list of objects of this name, which must be given."""
    required(given, name)
    value = given[snake(name)]
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise wrong_type(value, "array")
    return value


def optional_objects(given: Given, name: str) -> Sequence[Given]:
    """The list of objects of this name; empty where there is none."""
    return objects(given, name) if given.get(snake(name)) else ()


def texts(given: Given, name: str) -> Sequence[str]:
    """The list of texts of this name, which must be given."""
    required(given, name)
    value = given[snake(name)]
    if not isinstance(value, list):
        raise wrong_type(value, "string[]")
    return [text(item) for item in value]


def integer(value: Any) -> int:
    """A whole number, or a text that writes one."""
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise wrong_type(value, "int")
    return int(value)


def number(value: Any) -> float:
    """A number, or a text that writes one."""
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", str(value)):
        raise wrong_type(value, "float")
    return float(value)


def text(value: Any) -> str:
    """A text; a number is written as one."""
    if isinstance(value, bool | Mapping | list) or value is None:
        raise wrong_type(value, "string")
    return str(value)


def flag(value: Any) -> bool:
    """True and false, 1 and 0, and the texts that PHP takes for them."""
    written = str(value).lower()
    if written not in {"true", "false", "1", "0", ""}:
        raise wrong_type(value, "boolean")
    return written in {"true", "1"}
