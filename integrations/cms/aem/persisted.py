"""How a persisted query is asked: `/graphql/execute.json/<configuration>/<name>;variable=value;...`. Pure functions.

Adobe's "Persisted GraphQL queries" wants all of the variables encoded, `;` and `=` too, once. So a value that holds one
of these itself could not be told from the next variable, and Adobe's own clients send such a question as
`{"variables": ...}` by POST, which the default rules of the Dispatcher let through. So do we, for each value that is
not quite plain.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

import orjson

from integrations.kit.transport import HttpRequest

Variables = Mapping[str, str | int]

KEYS: Final = 50
"""How many keys one query takes: `$key1` to `$key50` in `queries/`."""
LANGUAGES: Final = 8
"""How many languages one query takes: `$folder1` to `$folder8`."""
_LONGEST: Final = 4000
"""Characters of an address. Proxies and CDNs refuse from 8,000 on."""
_PLAIN: Final = re.compile(r"(?:[A-Za-z0-9_:/@,~-]|\.(?!\.))*")
"""What means the same in an address however often it is decoded."""


def request(address: str, variables: Variables, headers: Mapping[str, str], *, by_get: bool) -> HttpRequest:
    """The question at the address of a persisted query."""
    told = "".join(f";{name}={value}" for name, value in variables.items())
    url = f"{address}{quote(told, safe='')}"
    if by_get and len(url) <= _LONGEST and all(_PLAIN.fullmatch(str(value)) for value in variables.values()):
        return HttpRequest("GET", url, headers)
    body = orjson.dumps({"variables": variables})
    return HttpRequest("POST", address, {**headers, "content-type": "application/json"}, body)


def numbered(name: str, values: Sequence[str]) -> dict[str, str]:
    """As many variables as there are values. Those of the query that are left out match nothing."""
    return {f"{name}{number}": value for number, value in enumerate(values, 1)}


def parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many keys as one query takes, each once, until there are no more."""
    each = list(dict.fromkeys(keys))
    for start in range(0, len(each), KEYS):
        yield each[start : start + KEYS]
