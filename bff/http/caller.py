"""On whose behalf a request comes: its headers, and the shopper's address where a trusted proxy tells it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.types import Scope

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LISTS_WITHOUT_COMMA: Final = {"cookie": "; "}


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request, names in lower case. One that came several times is joined as HTTP says."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1")
        value = raw_value.decode("latin-1")
        if name in headers:
            value = headers[name] + _LISTS_WITHOUT_COMMA.get(name, ", ") + value
        headers[name] = value
    return headers


class ClientAddress:
    """Finds the shopper's address behind proxies.

    Anyone can send a forwarding header. So it counts only where the peer is one of the `trusted` networks; in it,
    from the right, each proxy of ours is passed over and the first address that is none of them is the shopper's.
    What stands further left was sent by the shopper and is never looked at.
    """

    def __init__(self, trusted: Sequence[Network], header: str) -> None:
        self._trusted = tuple(trusted)
        self._header = header.lower()

    def of(self, scope: Scope, headers: dict[str, str]) -> str | None:
        """The address, or None where no trusted proxy tells one."""
        if not self._trusted or not (peer := scope.get("client")):
            return None
        if not self._is_trusted(_parse(peer[0])):
            return None
        return self._nearest_stranger(headers.get(self._header, ""))

    def _nearest_stranger(self, forwarded: str) -> str | None:
        farthest: Address | None = None
        for hop in reversed(forwarded.split(",")):
            address = _parse(hop)
            if address is None:
                return None
            farthest = address
            if not self._is_trusted(address):
                break
        return None if farthest is None else str(farthest)

    def _is_trusted(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def _parse(hop: str) -> Address | None:
    """An address as proxies write it, with or without a port; None for what is no address.

    An IPv4 address that came in IPv6's clothes (a dual-stack socket) is the IPv4 one.
    """
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
