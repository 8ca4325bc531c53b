"""What can be said of the container's files without an engine: there is none where these tests run."""

import re
import shlex
from fnmatch import fnmatch

import pytest

from bff.settings import Settings
from bff.settings_problems import settings_of, variable_of
from tests.architecture.snapshots import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")


def instructions(name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in DOCKERFILE.splitlines() if line.startswith(f"{name} ")]


def copied_from_the_checkout() -> list[str]:
    sources = []
    for words in map(shlex.split, instructions("COPY")):
        if not words[0].startswith("--from="):
            sources += words[:-1]
    return sources


def test_images_are_named_by_version_and_come_from_nowhere_particular() -> None:
    images = [words.split()[0] for words in instructions("FROM")] + re.findall(r"image: (\S+:\S+)", COMPOSE)
    assert len(images) == 5
    for image in images:
        name, _, tag = image.partition(":")
        assert re.search(r"\d", tag), f"{image} names no version."
        assert "." not in name.split("/")[0], f"{image} names a registry's host."


def test_the_service_is_not_root() -> None:
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    (user,) = re.findall(r"^USER (\S+)", final, re.MULTILINE)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "A number, so that an orchestrator can tell that it is not root."


def test_what_is_installed_is_what_is_locked() -> None:
    installs = [run for run in instructions("RUN") if "pip install" in run]
    assert len(installs) == 3
    for run in installs:
        assert "--require-hashes" in run or {"--no-index", "--no-deps"} <= set(run.split()), run


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert packages
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in lock
    assert "--index" not in lock


def test_the_build_is_locked_to_what_the_tests_build_with() -> None:
    tested = set(re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), re.MULTILINE))
    built = set(re.findall(r"^\S+==\S+", (ROOT / "requirements-build.lock").read_text(encoding="utf-8"), re.MULTILINE))
    served = set(re.findall(r"^\S+==\S+", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert built
    assert built | served <= tested


@pytest.mark.parametrize("source", copied_from_the_checkout())
def test_what_is_copied_is_there_and_reaches_the_build(source: str) -> None:
    path = source.removeprefix("./")
    assert (ROOT / path).exists()
    assert f"!{path}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", [".git", ".env", "bff.toml", ".sandbox", "tests", ".venv"])
def test_what_is_secret_or_large_does_not_reach_the_build(path: str) -> None:
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert any(fnmatch(path, pattern) for pattern in patterns if not pattern.startswith(("#", "!")))
    assert f"!{path}" not in patterns


def test_health_is_asked_at_a_route_that_is_published() -> None:
    (check,) = re.findall(r"http://127\.0\.0\.1:8000(/\S+?)'", DOCKERFILE)
    routes = (ROOT / "tests" / "architecture" / "published" / "routes.txt").read_text(encoding="utf-8")
    assert re.search(rf"\s{check}\b", routes)


def test_every_service_runs_on_a_read_only_file_system_without_privileges() -> None:
    shared = COMPOSE[COMPOSE.index("x-service:") : COMPOSE.index("\nservices:")]
    described = COMPOSE[COMPOSE.index("\nservices:\n") : COMPOSE.index("\nvolumes:\n")]
    services = re.split(r"^  (?=\w+:$)", described, flags=re.MULTILINE)[1:]
    assert [service.split(":")[0] for service in services] == ["bff", "worker", "redis", "ledger"]
    for service in services:
        text = service + (shared if "<<: *service" in service else "")
        for line in ("read_only: true", "tmpfs:", "cap_drop: [ALL]", "no-new-privileges:true"):
            assert line in text, f"{service.split(':')[0]} lacks {line}"


def test_compose_sets_only_what_is_a_setting() -> None:
    known = {variable_of(path) for path, _ in settings_of(Settings)}
    used = set(re.findall(r"^    (BFF_\w+):", COMPOSE, re.MULTILINE))
    assert used
    assert used <= known
