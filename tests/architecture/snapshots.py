"""What is published, as text under version control.

A test hands over what there is now and the file that was reviewed. With `UPDATE_SNAPSHOTS=1` the file is written
instead: then the change shows in the diff, for whoever reviews it.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = Path(__file__).parent / "published"
UPDATE = "UPDATE_SNAPSHOTS"


def compare(file: Path, text: str) -> None:
    """Fail where `text` is not what `file` holds, saying how to accept it."""
    if os.environ.get(UPDATE) == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return
    reviewed = file.read_text(encoding="utf-8") if file.is_file() else ""
    name = file.relative_to(ROOT)
    assert text == reviewed, f"{name} is not what there is now. If that is meant: make snapshots, and review its diff."
