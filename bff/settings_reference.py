"""All settings as a document, for `docs/settings.md`."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bff.settings_problems import settings_of, variable_of

_TITLE: Final = """# Settings

Generated from `bff/settings.py` and the adapters' settings; a test compares it.

Every setting is an environment variable, or an entry of `bff.toml` (or of the file that `BFF_CONFIG` names):
`BFF_COMMERCE__URL` is `url` under `[commerce]`. The environment wins. A list is written with commas or as JSON, a table
as JSON; an empty variable counts as unset. A variable that begins with `BFF_` and is no setting stops the start.
"""

_WORDS: Final[dict[object, str]] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "path",
    SecretStr: "text, secret",
    IPv4Network: "network",
    IPv6Network: "network",
}


def reference(model: type[BaseModel]) -> str:
    """The document, in Markdown, in the order in which the settings are written."""
    return _TITLE + "".join(_lines(model))


def _lines(model: type[BaseModel]) -> Iterator[str]:
    section = None
    for path, field in settings_of(model):
        if path[0] != section:
            section = path[0]
            yield f"\n## {section}\n\n{_about(model, section)}| variable | kind | default | |\n|---|---|---|---|\n"
        yield _line(path, field)
        if (entries := _entries(field.annotation)) is not None:
            yield from (_line((*path, "{name}", *below), each) for below, each in settings_of(entries))


def _line(path: tuple[str, ...], field: FieldInfo) -> str:
    return f"| `{variable_of(path)}` | {_kind(field.annotation)} | {_default(field)} | {field.description or ''} |\n"


def _entries(annotation: Any) -> type[BaseModel] | None:
    """What the entries of a table are, where they have settings of their own."""
    if get_origin(annotation) is not dict:
        return None
    value = get_args(annotation)[1]
    return value if isinstance(value, type) and issubclass(value, BaseModel) else None


def _about(model: type[BaseModel], section: str) -> str:
    annotation = model.model_fields[section].annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation.__doc__:
        return annotation.__doc__.split("\n\n")[0].strip() + "\n\n"
    return ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ((), {}):
        return "unset"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_kind(each) for each in arguments if each is not NoneType))
    if origin is Literal:
        return " or ".join(f"`{each}`" for each in arguments)
    if origin is tuple:
        return f"list: {_kind(arguments[0])}"
    if origin is dict:
        return "table" if _entries(annotation) else f"table: {_kind(arguments[1])}"
    return _WORDS[annotation]
