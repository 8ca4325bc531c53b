"""`bff doctor`: what is wrong with an installation, and what to do about it."""

import asyncio
from typing import Final

import typer

from bff.diagnosis import diagnose
from bff.findings import Finding, Verdict
from bff.settings import Settings, load_settings
from bff.settings_problems import SettingsError

SOMETHING_FAILS: Final = 1


def doctor() -> None:
    """Check settings, Redis, Commerce, its page cache and schema, and signing on. Exits with 1 if one fails."""
    try:
        settings = load_settings()
    except SettingsError as error:
        for problem in error.problems:
            _tell(Finding(Verdict.FAIL, "settings", problem))
        raise typer.Exit(SOMETHING_FAILS) from None
    _tell(Finding(Verdict.OK, "settings", "All settings are known and valid."))
    if Verdict.FAIL in asyncio.run(_told(settings)):
        raise typer.Exit(SOMETHING_FAILS)


async def _told(settings: Settings) -> set[Verdict]:
    """Tell each finding when it is there; what kinds there were."""
    verdicts = set()
    async for finding in diagnose(settings):
        _tell(finding)
        verdicts.add(finding.verdict)
    return verdicts


def _tell(finding: Finding) -> None:
    typer.echo(f"{finding.verdict.value:<5} {finding.subject}: {finding.sentence}")
