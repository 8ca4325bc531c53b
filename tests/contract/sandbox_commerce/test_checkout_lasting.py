"""What outlives a restart, and what two sandboxes have in common."""

from pathlib import Path

from tests.contract.sandbox_commerce.shopping import PLATE, Shop


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    before = Shop(tmp_path / "commerce.sqlite")
    open_cart, ordered = before.ready_cart(), before.ready_cart(PLATE, quantity=2)
    token = before.sign_in()
    customer_cart = before.customer_cart(token)
    order = before.place(ordered, "number token")["orderV2"]
    stock = before.stock(PLATE)
    before.close()

    after = Shop(tmp_path / "commerce.sqlite")
    assert after.customer_cart(token) == customer_cart
    assert after.stock(PLATE) == stock
    found = after.ask(
        f'{{ guestOrderByToken(input: {{token: "{order["token"]}"}}) {{ number items {{ quantity_ordered }} }} }}'
    )
    assert found["guestOrderByToken"] == {"number": order["number"], "items": [{"quantity_ordered": 2}]}
    assert after.place(ordered)["errors"][0]["code"] == "CART_NOT_ACTIVE"
    assert after.place(open_cart)["orderV2"] == {"number": "000000002"}
    after.close()


def test_two_sandboxes_started_alike_answer_alike() -> None:
    def story(shop: Shop) -> list[object]:
        cart_id = shop.ready_cart()
        order = shop.place(cart_id, "number token order_date total { grand_total { value } }")
        token = shop.sign_in()
        return [cart_id, order, token, shop.customer_cart(token), shop.ask("{ customer { created_at } }", token=token)]

    one, twin, other = Shop(seed=7), Shop(seed=7), Shop(seed=8)
    told = story(one)
    assert told == story(twin) != story(other)
    for shop in (one, twin, other):
        shop.close()
