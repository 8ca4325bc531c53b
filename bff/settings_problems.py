"""What is wrong with the settings, told to the one who must act: the variable's name, what it is, what to do.

Never repeats a value: it may be a secret.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Sequence, Set
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

PREFIX: Final = "BFF_"
CONFIG_VARIABLE: Final = "BFF_CONFIG"
"""The variable that names the settings file, `bff.toml` in the working directory otherwise."""

_BY_A_CLUSTER: Final = re.compile(r"BFF_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)")
"""What Kubernetes sets in every container when a service is called `bff` or `bff-...`."""

_REMEDIES: Final = {"BFF_COMMERCE__URL": "`make demo` runs without one."}


class SettingsError(Exception):
    """The service cannot be set up. `problems` are sentences that name the setting and what to do about it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def config_file() -> Path | None:
    """The settings file, None where there is none. Raises `SettingsError` if it is named and missing, or is no TOML."""
    named = os.environ.get(CONFIG_VARIABLE)
    path = Path(named) if named else Path("bff.toml")
    if not path.is_file():
        if named:
            raise SettingsError([f"{CONFIG_VARIABLE} names {named}, and there is no such file."])
        return None
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path} is not TOML: {error}."]) from None
    return path


def variable_of(path: Sequence[str]) -> str:
    """The environment variable of the setting at `path`: `BFF_COMMERCE__URL`."""
    return PREFIX + "__".join(path).upper()


def settings_of(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    """Every single setting below `model` with its path, in the order in which they are written."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings_of(field.annotation, here)
        else:
            yield here, field


def unknown_variables(model: type[BaseModel]) -> list[str]:
    """A sentence for each variable that begins like one of ours and is none."""
    fields = dict(settings_of(model))
    known = {variable_of(path) for path in fields} | {CONFIG_VARIABLE}
    sections = {variable_of(path[:1]) for path in fields}
    tables = tuple(variable_of(path) + "__" for path, field in fields.items() if _is_table(field))
    return [
        f"{variable} is not a setting.{_nearest(variable.upper(), known)}"
        for variable in sorted(os.environ)
        if variable.upper().startswith(PREFIX)
        and variable.upper() not in known | sections
        and not variable.upper().startswith(tables)
        and not _BY_A_CLUSTER.fullmatch(variable)
    ]


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """A sentence for each problem that the model found, but for unknown variables, which are told already."""
    fields = dict(settings_of(model))
    told: dict[str, None] = {}
    for details in error.errors(include_input=False, include_url=False, include_context=False):
        told.update(dict.fromkeys(_sentences(details, fields)))
    return list(told)


def _sentences(details: ErrorDetails, fields: dict[tuple[str, ...], FieldInfo]) -> Iterator[str]:
    path = _path(details["loc"], fields)
    if details["type"] == "missing":
        for setting, field in fields.items():
            if setting[: len(path)] == path and field.is_required():
                yield _not_set(setting, field)
    elif details["type"] == "extra_forbidden":
        if variable_of(path) not in {name.upper() for name in os.environ}:
            known = {".".join(setting) for setting in fields}
            name = ".".join(path)
            yield f"{name} in the settings file is not a setting.{_nearest(name, known)}"
    else:
        yield f"{variable_of(path)} is not valid. {_said(details)}"


def _path(location: tuple[int | str, ...], fields: dict[tuple[str, ...], FieldInfo]) -> tuple[str, ...]:
    """The setting that a place in the model belongs to: positions in a list and branches of a union are left off."""
    path = tuple(str(part) for part in location)
    for length in range(len(path), 0, -1):
        if path[:length] in fields:
            return path[:length]
    return path


def _not_set(path: tuple[str, ...], field: FieldInfo) -> str:
    description = (field.description or "needed").strip()
    sentence = f"{variable_of(path)} is not set. It is the {description[0].lower()}{description[1:]}"
    remedy = _REMEDIES.get(variable_of(path))
    return f"{sentence.rstrip('.')}; {remedy}" if remedy else sentence


def _said(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Value error, ")
    return message if message.endswith((".", "!")) else f"{message}."


def _nearest(name: str, known: Set[str]) -> str:
    matches = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f" Did you mean {matches[0]}?" if matches else " docs/settings.md lists them all."


def _is_table(field: FieldInfo) -> bool:
    return str(field.annotation).startswith("dict[")
