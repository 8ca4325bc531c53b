"""Files that shoppers give for an option of a product. They come over REST: GraphQL has no place for them."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from sandbox.commerce.cart.choices import WrongChoiceError
from sandbox.commerce.catalog.custom_options import CustomOption
from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS cart_file (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, digest TEXT NOT NULL, content BLOB NOT NULL,
    UNIQUE (digest, name, type)
);
"""

BEGINNINGS: Final = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/jpg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
"""What Commerce takes, with what such a file begins with."""

FORBIDDEN: Final = re.compile(r'[/\\?*:";<>()|{}]')

NO_IMAGE: Final = "The image content must be valid base64 encoded data."
WRONG_TYPE: Final = "The image MIME type is not valid or not supported."
WRONG_NAME: Final = "Provided image name contains forbidden characters."


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it was sent. `type` is its media type."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that belongs to an item. `size` is in bytes; `path` is where Commerce would say that it lies."""

    id: int
    name: str
    type: str
    size: int
    path: str


def keep_file(world: World, option: CustomOption, given: UploadedFile) -> int:
    """The id of the file, the same for the same one. Raises `WrongChoiceError` for what the option does not take."""
    _check(option, given)
    digest = hashlib.sha256(given.content).hexdigest()
    parameters = (given.name, given.type, digest, given.content)
    world.database.execute(
        "INSERT OR IGNORE INTO cart_file (name, type, digest, content) VALUES (?, ?, ?, ?)", parameters
    )
    row = world.row("SELECT id FROM cart_file WHERE name = ? AND type = ? AND digest = ?", parameters[:3])
    assert row is not None
    return int(row["id"])


def kept_file(world: World, file_id: int) -> KeptFile:
    """The file with this id. Raises `LookupError` where there is none."""
    row = world.row("SELECT id, name, type, digest, length(content) AS size FROM cart_file WHERE id = ?", (file_id,))
    if row is None:
        raise LookupError(f"There is no file {file_id}.")
    first, second = row["name"][:1].lower(), row["name"][1:2].lower()
    path = f"custom_options/quote/{first}/{second}/{row['digest'][:32]}{PurePath(row['name']).suffix}"
    return KeptFile(row["id"], row["name"], row["type"], row["size"], path)


def _check(option: CustomOption, given: UploadedFile) -> None:
    beginning = BEGINNINGS.get(given.type)
    if beginning is None:
        raise WrongChoiceError(WRONG_TYPE)
    if not given.content.startswith(beginning):
        raise WrongChoiceError(NO_IMAGE)
    if FORBIDDEN.search(given.name):
        raise WrongChoiceError(WRONG_NAME)
    allowed = [extension.strip() for extension in (option.file_extension or "").split(",") if extension.strip()]
    if allowed and PurePath(given.name).suffix.lower().lstrip(".") not in allowed:
        raise WrongChoiceError(f"The file '{given.name}' for '{option.title}' has an invalid extension.")
