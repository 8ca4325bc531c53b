"""Asks a sandbox over REST, as a guest, a customer or the back office."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx2 as httpx
from starlette.testclient import TestClient

from sandbox.commerce.rest.administrators import PASSWORD, USERNAME

ORLANDO: Final[Mapping[str, Any]] = {
    "firstname": "Gail",
    "lastname": "Guest",
    "street": ["9 Elm Street"],
    "city": "Orlando",
    "region_id": 18,
    "postcode": "32801",
    "country_id": "US",
    "telephone": "1",
    "email": "gail@example.com",
}
"""In Florida, where the sandbox owes no tax."""
PLATE: Final = "TW-101"


class RestClient:
    """One caller. `get`, `post`, `put` and `delete` insist on success and give the body; `send` takes what comes."""

    password = PASSWORD

    def __init__(self, client: TestClient, token: str = "", store: str = "") -> None:
        self._client = client
        self._token = token
        self._store = f"/{store}" if store else ""
        self.quote_id = 0

    def as_admin(self) -> "RestClient":
        """The same with an admin user's token."""
        token = self.post("/integration/admin/token", {"username": USERNAME, "password": PASSWORD})
        return RestClient(self._client, token)

    def as_customer(self, email: str) -> "RestClient":
        """The same with a customer's token."""
        token = self.post("/integration/customer/token", {"username": email, "password": PASSWORD})
        return RestClient(self._client, token)

    def as_guest(self) -> "RestClient":
        """The same without any token."""
        return RestClient(self._client)

    def with_token(self, token: str) -> "RestClient":
        """The same with this token."""
        return RestClient(self._client, token)

    def at(self, store: str) -> "RestClient":
        """The same at another store view."""
        return RestClient(self._client, self._token, store)

    def send(self, method: str, path: str, body: Any = None, base: str = "/V1") -> httpx.Response:
        """The response, whatever it is."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        content = {"json": body} if body is not None else {}
        return self._client.request(method, f"/rest{self._store}{base}{path}", headers=headers, **content)

    def get(self, path: str) -> Any:
        """The body of an answer without errors."""
        return self._succeed("GET", path, None)

    def post(self, path: str, body: Any = None) -> Any:
        """The body of an answer without errors."""
        return self._succeed("POST", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        """The body of an answer without errors."""
        return self._succeed("PUT", path, body)

    def delete(self, path: str) -> Any:
        """The body of an answer without errors."""
        return self._succeed("DELETE", path, None)

    def search(self, path: str, *filters: tuple[str, str, str], **paging: Any) -> Any:
        """A list by filters (field, condition, value), each in a group of its own: all of them must hold."""
        response = self.search_raw(path, *filters, **paging)
        assert response.is_success, response.text
        return response.json()

    def search_raw(self, path: str, *filters: tuple[str, str, str], **paging: Any) -> httpx.Response:
        """The same, whatever comes."""
        asked = [
            f"searchCriteria[filter_groups][{number}][filters][0][{name}]={quote(value)}"
            for number, (field, condition, value) in enumerate(filters)
            for name, value in (("field", field), ("condition_type", condition), ("value", value))
        ]
        asked += [f"searchCriteria[{name}]={value}" for name, value in paging.items()]
        return self.send("GET", f"{path}?{'&'.join(asked) or 'searchCriteria='}")

    def guest_cart(self, sku: str = PLATE, quantity: int = 1) -> str:
        """A guest's cart, ready to be ordered but for its payment; `quote_id` is its id from now on."""
        guest = self.as_guest()
        masked: str = guest.post("/guest-carts")
        guest.post(f"/guest-carts/{masked}/items", {"cartItem": {"sku": sku, "qty": quantity}})
        delivery = {"shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate"}
        information = {"shipping_address": ORLANDO, "billing_address": ORLANDO, **delivery}
        guest.post(f"/guest-carts/{masked}/shipping-information", {"addressInformation": information})
        self.quote_id = guest.get(f"/guest-carts/{masked}")["id"]
        return masked

    def place(self) -> int:
        """The id of the order that the last cart becomes."""
        order_id: int = self.put(f"/carts/{self.quote_id}/order", {"paymentMethod": {"method": "checkmo"}})
        return order_id

    def _succeed(self, method: str, path: str, body: Any) -> Any:
        response = self.send(method, path, body)
        assert response.is_success, response.text
        return response.json()
