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
    identity: str
    state: Path
    process: Process

    @property
    def printed(self) -> str:
        return "\n".join(str(line["event"]) for line in self.process.lines)


Started = Callable[..., AbstractContextManager[Demo]]


@pytest.fixture
def demo(tmp_path: Path) -> Started:
    """Starts a demo that keeps its state in the test's own folder; a second one takes it over, on the same ports."""
    port, commerce, identity, payment, content = (free_port() for _ in range(5))
    state = tmp_path / "state"
    chosen = {
        "DEMO_PORT": str(port),
        "DEMO_COMMERCE_PORT": str(commerce),
        "DEMO_IDENTITY_PORT": str(identity),
        "DEMO_PAYMENT_PORT": str(payment),
        "DEMO_CONTENT_PORT": str(content),
        "DEMO_STATE": str(state),
    }

    @contextmanager
    def started(*options: str) -> Iterator[Demo]:
        with process(*options, settings=chosen, python=("-m", "sandbox")) as running:
            running.wait_for_line("Carts and orders are kept")
            try:
                yield Demo(
                    address=f"http://localhost:{port}",
                    commerce=f"http://127.0.0.1:{commerce}",
                    identity=f"http://127.0.0.1:{identity}",
                    state=state,
                    process=running,
                )
            finally:
                running.ask_to_end()
                running.ended()

    return started
