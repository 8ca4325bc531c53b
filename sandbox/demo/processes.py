"""The parts of the demo as processes: each is started, waited for, watched and ended by its own id."""

import errno
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from sandbox.demo.loopback import bound
from sandbox.demo.ports import HOST

_SECONDS_TO_START: Final = 60.0
_SECONDS_TO_STOP: Final = 10.0
_SECONDS_BETWEEN_LOOKS: Final = 0.1


class DemoError(Exception):
    """The demo cannot go on. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One running part. `name` is for messages, `address` answers once it is ready."""

    name: str
    process: "subprocess.Popen[bytes]"
    address: str

    def wait_until_ready(self) -> None:
        """Until it answers. Raises `DemoError` where it ends first, or takes too long."""
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(self.address):
            self.check()
            if time.monotonic() > deadline:
                raise DemoError(f"{self.name} does not answer at {self.address} after {_SECONDS_TO_START:g} seconds.")
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def check(self) -> None:
        """Raises `DemoError` where it has ended by itself."""
        code = self.process.poll()
        if code is not None:
            raise DemoError(f"{self.name} ended by itself with code {code}; what it wrote stands above.")

    def stop(self) -> None:
        """End it, and wait until it has."""
        self.process.terminate()
        try:
            self.process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(name: str, arguments: Sequence[str], environment: Mapping[str, str], address: str) -> Part:
    """Start `python -m ...` with these arguments. Ctrl-C in the terminal reaches us alone: we end the parts."""
    process = subprocess.Popen(  # noqa: S603 - the arguments are ours
        [sys.executable, "-m", *arguments], env=dict(environment), stdin=subprocess.DEVNULL, start_new_session=True
    )
    return Part(name, process, address)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A port that a part is to have on each of `hosts`, and the flag that chooses another."""

    name: str
    port: int
    flag: str
    hosts: tuple[str, ...] = (HOST,)


def refuse_taken(all_wanted: Sequence[Wanted]) -> None:
    """Raises `DemoError`, naming each of the ports that cannot be had and what to do."""
    refusals = []
    with ExitStack() as held:
        for wanted in all_wanted:
            for host in wanted.hosts:
                # Held until all are tried: two parts that want one port are refused as well.
                problem = _hindrance(held, host, wanted.port)
                if problem is not None:
                    refusals.append(
                        f"Port {wanted.port} of {host}, for {wanted.name}, {problem}. End what listens there "
                        f"(`ss -ltnp` tells), or choose another: {wanted.flag} PORT."
                    )
    if refusals:
        raise DemoError("\n".join(refusals))


def _hindrance(held: ExitStack, host: str, port: int) -> str | None:
    try:
        probe = bound(host, port)
        if probe is not None:
            held.enter_context(probe).listen()
    except OSError as error:
        return "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
    return None


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - an address of ours on loopback
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
