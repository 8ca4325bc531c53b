"""Sockets on loopback, by whichever of its addresses a browser looks for `localhost`."""

import errno
import socket
from typing import Final

from sandbox.demo.ports import LOOPBACK

_NO_SUCH_ADDRESS: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""The machine has no IPv6, or none on loopback."""


def bound(host: str, port: int) -> socket.socket | None:
    """A socket that has the port of an address, None where the machine has no such address. Raises `OSError`."""
    try:
        return _bound(host, port)
    except OSError as error:
        if error.errno in _NO_SUCH_ADDRESS:
            return None
        raise


def bound_everywhere(port: int) -> list[socket.socket]:
    """Sockets that have the port of all loopback addresses of this machine. Raises `OSError`."""
    return [opened for host in LOOPBACK if (opened := bound(host, port)) is not None]


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened
