"""`sandbox/README.md` says of each recorded answer which tests ask it again, or why none does. The table is true."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.contract.sandbox_commerce.conftest import REAL_COMMERCE

PAIRS: Final = REAL_COMMERCE / "pairs"
HERE: Final = Path(__file__).parent
README: Final = Path(__file__).resolve().parents[3] / "sandbox" / "README.md"
ROW: Final = re.compile(r"^\| (?P<where>[^|]+) \| (?P<names>`[^|]+`) \|$", re.MULTILINE)

pytestmark = [
    pytest.mark.real_commerce,
    pytest.mark.skipif(not PAIRS.is_dir(), reason="NOT COMPARED: there is no ../shared/commerce/pairs"),
]


def rows() -> list[tuple[str, list[str]]]:
    """What stands in each row: the module, or why there is none, and the names of recorded answers."""
    section = README.read_text(encoding="utf-8").split("### Beside recorded answers", 1)[1].split("\n## ", 1)[0]
    return [(row["where"].strip(" `"), re.findall(r"`(\w+)`", row["names"])) for row in ROW.finditer(section)]


def test_each_recorded_answer_stands_in_the_table_once() -> None:
    named = [name for _, names in rows() for name in names]
    assert sorted(named) == sorted(pair.stem for pair in PAIRS.glob("*.json"))


def test_a_module_asks_again_what_the_table_says_of_it() -> None:
    for where, names in rows():
        if not where.endswith(".py"):
            continue
        text = (HERE / where).read_text(encoding="utf-8")
        # Some modules put a common beginning in front of the names.
        missing = [name for name in names if name not in text and name.removeprefix("rest_settle_") not in text]
        assert not missing, f"{where} does not ask {', '.join(missing)}: mend sandbox/README.md"
