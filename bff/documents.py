"""The GraphQL documents that come with the service: schemas, and the operations that it sends to Commerce.

They are found in the folder `graphql/` of a checkout, also where the service is installed from it as editable, and
beside this package where it is installed from a wheel.
"""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

CHECKOUT: Final = "graphql"
INSTALLED: Final = "_graphql"
COMMERCE_SCHEMA: Final = "commerce/schema.graphql"
SCHEMA: Final = "schema.graphql"
OPERATIONS: Final = "operations"
SUFFIX: Final = ".graphql"


class DocumentError(Exception):
    """A document is missing or cannot be read. The message says which and what to do."""


def documents() -> Traversable:
    """The folder that holds them. Raises `DocumentError` where the installation lacks it."""
    installed = files("bff").joinpath(INSTALLED)
    if installed.is_dir():
        return installed
    folder = checkout()
    if folder is None:
        raise DocumentError("The GraphQL documents of this service are missing. Install it again, from its wheel.")
    return folder


def checkout() -> Path | None:
    """The folder `graphql/` of a checkout, where documents may be written; none for an installed wheel."""
    root = Path(__file__).resolve().parent.parent
    # Among installed packages the folder of this name beside ours is graphql-core's.
    return root / CHECKOUT if (root / "pyproject.toml").is_file() and (root / CHECKOUT).is_dir() else None


def commerce_schema(file: Path | None = None) -> str:
    """Commerce's SDL as pulled: of `file`, else the one that comes with the service. Raises `DocumentError`."""
    return _text(file or documents().joinpath(COMMERCE_SCHEMA), "Write it with: bff schema pull")


def schema() -> str:
    """The SDL that storefronts see, as it was reviewed. Raises `DocumentError`."""
    return _text(documents().joinpath(SCHEMA), "Write it with: bff schema print")


def operation(name: str) -> str:
    """The operation that the service sends to Commerce under this name. Raises `DocumentError` if there is none."""
    return _text(documents().joinpath(OPERATIONS, name + SUFFIX), f"There are: {', '.join(operations()) or 'none'}")


def operations() -> Mapping[str, str]:
    """All operations that the service sends to Commerce, by name."""
    folder = documents().joinpath(OPERATIONS)
    if not folder.is_dir():
        return MappingProxyType({})
    found = sorted((each for each in folder.iterdir() if each.name.endswith(SUFFIX)), key=lambda each: each.name)
    return MappingProxyType({each.name.removesuffix(SUFFIX): each.read_text(encoding="utf-8") for each in found})


def _text(document: Traversable, remedy: str) -> str:
    try:
        return document.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DocumentError(f"{document} is missing. {remedy}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{document} cannot be read: {error}.") from error
