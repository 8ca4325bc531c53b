"""What a shopper relies on who presses twice: one payment, one page, and one session at the provider."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bff.flows.payments.opening import Opening, Started
from bff.flows.payments.parts import because
from bff.state.payments.payment import CauseKind
from bff.state.payments.states import Effect, PaymentState
from integrations.kit.errors import IntegrationError
from integrations.payment.contract import Intent, State
from integrations.payment.idempotency import IdempotencyKey
from tests.services.settling.conftest import World, wish


@dataclass
class Watched:
    """The provider as it is, and with which keys it was asked to begin."""

    provider: Any
    keys: list[IdempotencyKey] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.provider, name)

    async def open(self, intent: Intent, key: IdempotencyKey) -> State:
        self.keys.append(key)
        state: State = await self.provider.open(intent, key)
        return state


def watched(world: World) -> tuple[Watched, Opening]:
    provider: Any = Watched(world.parts.providers["fake"])
    return provider, Opening(replace(world.parts, providers={"fake": provider}))


def pages(started: list[Started]) -> set[Any]:
    return {each.next_action for each in started}


async def test_two_presses_at_once_with_one_key_lead_to_one_payment_and_one_page(world: World) -> None:
    cart = await world.cart()
    started = await asyncio.gather(*(world.start(cart) for _ in range(4)))
    assert len({each.payment.id for each in started}) == 1
    assert len(await world.money()) == 1


async def test_of_several_presses_at_once_one_asks_the_provider_and_all_get_its_page(world: World) -> None:
    provider, opening = watched(world)
    cart = await world.cart()
    await world.provider_breaks(kind="latency", operation="open", seconds=0.5)
    started = await asyncio.gather(*(opening.start(wish(cart)) for _ in range(4)))
    assert len(provider.keys) == 1
    assert len(pages(started)) == 1
    assert {each.payment.state for each in started} == {PaymentState.ACTION_REQUIRED}


async def test_pressed_again_after_the_provider_did_not_answer_it_is_the_same_session_at_once(world: World) -> None:
    provider, opening = watched(world)
    cart = await world.cart()
    await world.provider_breaks(kind="drop_after", operation="open", count=1)
    with pytest.raises(IntegrationError):
        await opening.start(wish(cart))
    again = await opening.start(wish(cart))
    assert again.payment.state is PaymentState.ACTION_REQUIRED
    assert len(set(provider.keys)) == 1
    assert len(await world.money()) == 1


async def test_pressed_again_after_a_process_died_with_the_providers_answer_it_is_the_same_session(
    world: World,
) -> None:
    provider, opening = watched(world)
    cart = await world.cart()
    await world.provider_breaks(kind="drop_after", operation="open", count=1)
    with pytest.raises(IntegrationError):
        await opening.start(wish(cart))
    ledger, cause = world.parts.ledger, because(CauseKind.SHOPPER, "open")
    left = await ledger.of_cart(cart)
    assert left is not None
    planned = await ledger.plan(left, Effect.OPEN, world.clock(), cause)
    await ledger.end(planned, Effect.OPEN, "done", world.clock(), cause, {})
    again = await opening.start(wish(cart))
    assert again.payment.state is PaymentState.ACTION_REQUIRED
    assert len(set(provider.keys)) == 1
    assert len(await world.money()) == 1
