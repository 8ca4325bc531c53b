"""Two shops at one Commerce and all that they lean on, each a process of its own.

One takes the money with the order, the other when it is shipped. Each has a method of its own in Commerce, reserved.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx

from bff.state.payments.states import SETTLED, PaymentState
from sandbox import redis as sandbox_redis
from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.identity.app import create_app as create_identity
from sandbox.identity.clients import storefront_client
from sandbox.identity.settings import Settings as IdentitySettings
from tests.faults.payments.ledger_reading import Standing
from tests.faults.payments.recording import ASKED, AUDITOR, Asked, read
from tests.faults.payments.shops import Neighbours, Shop, answers, recorded, shop
from tests.services.processes import free_port
from tests.services.sign_on.serving import served

QUIET_SECONDS: Final = 60.0
"""How long after the last fault everything must have come to rest at the latest."""

SKU: Final = "PS-307"
_PAGE: Final = 300
_RESTING: Final = SETTLED | {PaymentState.ATTENTION, PaymentState.DISPUTED, PaymentState.ORDERED}


@dataclass
class Estate:
    """The shops, and the Commerce that they share."""

    commerce: str
    at_once: Shop
    on_shipment: Shop
    control: httpx.Client = field(repr=False)
    _token: str = ""

    @property
    def shops(self) -> tuple[Shop, Shop]:
        """Both."""
        return self.at_once, self.on_shipment

    def ask_commerce(self, query: str, **variables: Any) -> dict[str, Any]:
        """Past the service, as an extension of the merchant's would."""
        answer = self.control.post(f"{self.commerce}/graphql", json={"query": query, "variables": variables})
        content: dict[str, Any] = answer.raise_for_status().json()
        return content

    def rest(self, method: str, path: str, content: Mapping[str, Any] | None = None, **parameters: Any) -> Any:
        """What the back office does, and is told. Raises `httpx.HTTPError`, and `ValueError` for what is no JSON."""
        headers = {"authorization": f"Bearer {self._token or self._admin_token()}"}
        answer = self.control.request(
            method, f"{self.commerce}/rest/V1/{path}", params=parameters, headers=headers, json=content
        )
        return answer.raise_for_status().json()

    def _admin_token(self) -> str:
        self._token = self.control.post(
            f"{self.commerce}/rest/V1/integration/admin/token",
            json={"username": administrators.USERNAME, "password": administrators.PASSWORD},
        ).json()
        return self._token

    def breaks(self, fault: Mapping[str, Any]) -> None:
        """Set a fault of Commerce's."""
        self.control.post(f"{self.commerce}/_sandbox/faults", json=dict(fault)).raise_for_status()

    def orders(self) -> Iterator[Mapping[str, Any]]:
        """All of Commerce's."""
        number = 1
        while True:
            sought: dict[str, Any] = {"searchCriteria[pageSize]": _PAGE, "searchCriteria[currentPage]": number}
            page = self.rest("GET", "orders", **sought)
            yield from page["items"]
            if number * _PAGE >= page["total_count"]:
                return
            number += 1

    def asked(self) -> list[Asked]:
        """What Commerce was asked over REST."""
        return read(self.control.get(f"{self.commerce}{ASKED}").raise_for_status().json())

    def comes_to_rest(self, wrong: Callable[[], Sequence[object]]) -> None:
        """Nothing breaks any more and all are up: wait until nothing is under way and `wrong` finds nothing, for

        `QUIET_SECONDS` at most. It is asked once nothing is under way.
        """
        for each in self.shops:
            each.is_left_alone()
        self.control.delete(f"{self.commerce}/_sandbox/faults").raise_for_status()
        deadline = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < deadline:
            rests = all(_rests(standing) for each in self.shops for standing in each.standings())
            if rests and not wrong():
                return
            time.sleep(0.5)

    def lines_of(self, payment_ids: set[str]) -> list[str]:
        """What the processes logged of these payments."""
        written = [line for each in self.shops for line in (*each.service.written(), *each.worker.written())]
        return sorted(line for line in written if any(each in line for each in payment_ids))


def _rests(standing: Standing) -> bool:
    return standing.state in _RESTING and standing.payment.deadline is None


@contextmanager
def estate(folder: Path, crowd: int) -> Iterator[Estate]:
    """All of it, for as long as the context lasts. `crowd` is how many people may sign on."""
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    commerce_port, identity_port = free_port(), free_port()
    commerce, identity = f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{identity_port}"
    addresses = [f"http://localhost:{free_port()}" for _ in range(2)]
    with ExitStack() as stack:
        sessions = stack.enter_context(sandbox_redis.running())
        stack.enter_context(recorded("commerce", commerce_port))
        stack.enter_context(served(create_identity(_identity(identity_port, addresses, crowd)), identity_port))
        near = Neighbours(commerce, identity, sessions.url, schema)
        at_once = stack.enter_context(shop(folder / "at-once", "purchaseorder", near, addresses[0], ships=False))
        ships = stack.enter_context(shop(folder / "on-shipment", "checkmo", near, addresses[1], ships=True))
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=60, headers={AUDITOR: "1"}))
        for address in (f"{commerce}{ASKED}", f"{at_once.provider}{ASKED}", f"{ships.provider}{ASKED}"):
            answers(control, address)
        for each in (at_once.service, at_once.worker, ships.service, ships.worker):
            each.is_up()
        control.post(f"{commerce}/_sandbox/products/{SKU}", json={"quantity": 1_000_000}).raise_for_status()
        yield Estate(commerce, at_once, ships, control)


def _identity(port: int, addresses: Sequence[str], crowd: int) -> IdentitySettings:
    clients = [storefront_client(address) for address in addresses]
    uris = tuple(uri for each in clients for uri in each.redirect_uris)
    return IdentitySettings(port=port, clients=(clients[0].model_copy(update={"redirect_uris": uris}),), crowd=crowd)
