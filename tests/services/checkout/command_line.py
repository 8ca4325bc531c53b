"""`bff payments ...`, as an operator runs it beside the service."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from tests.services.checkout.shop import Shop

SECONDS: Final = 60


@dataclass(frozen=True)
class Said:
    """What a command said: its exit code, what it was asked for, and what went to the operator's terminal and log."""

    code: int
    text: str
    log: str


def payments(shop: Shop, *arguments: str) -> Said:
    """Run it to its end."""
    given = {f"BFF_{name.upper()}": _written(value) for name, value in shop.settings.items()}
    ended = subprocess.run(
        [sys.executable, "-m", "bff", "payments", *arguments],
        env={**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, **given},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Said(ended.returncode, ended.stdout, ended.stderr)


def _written(value: object) -> str:
    return "true" if value is True else json.dumps(value, default=str)
