"""One demo, running."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.processes import Process, free_port, process


@dataclass(frozen=True)
class Demo:
    """A demo that runs, and what it printed."""

    address: str
    commerce: str
    process: Process

    @property
    def printed(self) -> str:
        return "\n".join(str(line["event"]) for line in self.process.lines)


Started = Callable[..., AbstractContextManager[Demo]]


@pytest.fixture
def demo(tmp_path: Path) -> Started:
    """Starts a demo that keeps its state in the test's own folder; a second one takes it over."""

    @contextmanager
    def started(*options: str) -> Iterator[Demo]:
        port, commerce = free_port(), free_port()
        ports = {"DEMO_PORT": str(port), "DEMO_COMMERCE_PORT": str(commerce), "DEMO_STATE": str(tmp_path / "state")}
        with process(*options, settings=ports, python=("-m", "sandbox")) as running:
            running.wait_for_line("Carts and orders are kept")
            try:
                yield Demo(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{commerce}", running)
            finally:
                running.ask_to_end()
                running.ended()

    return started
