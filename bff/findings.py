"""What looking at an installation comes to: findings, each with a verdict and a sentence."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a finding means for the service."""

    OK = "ok"
    WARN = "warn"
    """It works, though not as it should."""
    FAIL = "fail"
    """It does not work, or will not for long."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and in a sentence what was found and what to do."""

    verdict: Verdict
    subject: str
    sentence: str
