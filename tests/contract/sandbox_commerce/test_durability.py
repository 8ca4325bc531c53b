"""What is left when the sandbox's process is killed in the middle of an order: no order or one, never a half."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest

from sandbox.commerce.dying import dying_before_statement
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.shopping import PLATE, Shop

QUANTITY: Final = 2
PLACE: Final = "mutation($c: String!) { placeOrder(input: {cart_id: $c}) { orderV2 { number } errors { code } } }"
SECONDS: Final = 60


def ready(file: Path) -> tuple[str, float]:
    """A shop on disk with a cart that lacks nothing but the order: the cart's id, and what is on the shelf."""
    shop = Shop(file)
    cart_id, stock = shop.ready_cart(PLATE, quantity=QUANTITY), shop.stock(PLATE)
    shop.close()
    return cart_id, stock


def check_whole(file: Path, cart_id: str, stock: float) -> int:
    """How many orders there are after a restart; that all else goes with it; and that the shop goes on from there."""
    shop = Shop(file)
    world = shop.world
    orders = world.rows("SELECT id, increment_id FROM sales_order")
    (cart,) = world.rows("SELECT is_active FROM cart WHERE masked_id = ?", (cart_id,))
    items = world.rows("SELECT order_id FROM sales_order_item")
    noted = world.rows("SELECT 1 FROM outbound_change WHERE kind = 'order_placed'")
    assert world.rows("PRAGMA integrity_check")[0][0] == "ok"
    assert cart["is_active"] == 1 - len(orders)
    assert len(items) == len(noted) == len(orders)
    assert shop.stock(PLATE) == stock - QUANTITY * len(orders)
    again = shop.place(cart_id)
    assert again["orderV2"] == (None if orders else {"number": "000000001"})
    assert [error["code"] for error in again["errors"]] == (["CART_NOT_ACTIVE"] if orders else [])
    assert shop.stock(PLATE) == stock - QUANTITY
    shop.close()
    return len(orders)


def place_and_die(file: Path, cart_id: str, statement: int) -> bool:
    """In a process of its own; whether it died before it was through."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            shop = Shop(file)
            with dying_before_statement(shop.world, statement):
                shop.place(cart_id)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def test_a_process_that_dies_anywhere_in_placing_an_order_leaves_none_or_one(tmp_path: Path) -> None:
    before = tmp_path / "before.sqlite"
    cart_id, stock = ready(before)
    found, statement = [], 1
    while True:
        file = tmp_path / f"{statement}.sqlite"
        shutil.copyfile(before, file)
        died = place_and_die(file, cart_id, statement)
        found.append(check_whole(file, cart_id, stock))
        file.unlink()
        if not died:
            break
        statement += 1
    assert statement > 20, "an order has more steps than that"
    assert found == sorted(found), "once there, an order stays"
    assert set(found) == {0, 1}
    assert found[-2:] == [1, 1], "there is a moment after the commit and before the answer"


@contextmanager
def running(file: Path) -> Iterator[tuple[httpx.Client, "subprocess.Popen[bytes]"]]:
    """A sandbox as anyone starts it, over this file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sandbox.commerce", "--port", str(port), "--database", str(file)]
    process = subprocess.Popen(command)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS, trust_env=False) as client:
            _wait_for(client, process)
            yield client, process
    finally:
        process.kill()
        process.wait(SECONDS)


def _wait_for(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            client.get("/_sandbox/clock")
        except httpx.ConnectError:
            assert process.poll() is None, "The sandbox did not start."
            assert time.monotonic() < deadline, "The sandbox did not start in time."
            time.sleep(0.05)
        else:
            return


@pytest.mark.parametrize(
    ("fault", "orders"),
    [
        ({"kind": "die_within", "statement": 20}, 0),
        ({"kind": "die_after"}, 1),
    ],
)
def test_a_sandbox_that_is_killed_in_an_order_goes_on_where_it_was(
    tmp_path: Path, fault: dict[str, Any], orders: int
) -> None:
    file = tmp_path / "commerce.sqlite"
    cart_id, stock = ready(file)
    with running(file) as (client, process):
        assert client.post("/_sandbox/faults", json={**fault, "root_field": "placeOrder"}).status_code == 200
        with pytest.raises(httpx.TransportError):
            client.post("/graphql", json={"query": PLACE, "variables": {"c": cart_id}})
        assert process.wait(SECONDS) == -signal.SIGKILL
    with running(file) as (client, _):
        placed = client.post("/graphql", json={"query": PLACE, "variables": {"c": cart_id}}).json()["data"][
            "placeOrder"
        ]
        assert placed["orderV2"] == (None if orders else {"number": "000000001"})
        assert placed["errors"] == ([{"code": "CART_NOT_ACTIVE"}] if orders else [])
    shop = Shop(file)
    assert len(shop.world.rows("SELECT 1 FROM sales_order")) == 1
    assert shop.stock(PLATE) == stock - QUANTITY
    shop.close()


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "commerce.sqlite")
    full = 2
    assert shop.world.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert shop.world.rows("PRAGMA synchronous")[0][0] == full
    shop.close()


def test_a_sandbox_inside_another_process_refuses_to_die(start: Callable[[Settings], Commerce]) -> None:
    for kind in ("die_within", "die_after"):
        response = start(Settings()).client.post("/_sandbox/faults", json={"kind": kind})
        assert response.status_code == 400
        assert "python -m sandbox.commerce" in response.json()["errors"][0]
