"""The ledger, as flows use it.

Before anything is done outside, `plan` writes down that it will be, and until when; what came of it is written by `end`
or with the transition it leads to. Whoever comes after a crash finds an intent without an outcome, and plans it again
under the same attempt, so the idempotency key is the same. A process that has not planned an act must not do it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from redis.asyncio import Redis

from bff.state.clock import Clock, now
from bff.state.keys import digest, key
from bff.state.payments.payment import (
    Begin,
    Begun,
    CartTaken,
    Cause,
    CauseKind,
    Details,
    EffectForbidden,
    EffectIntent,
    KeyReused,
    Moved,
    Payment,
    PaymentChanged,
    PaymentId,
    PaymentNotFound,
    PaymentSecret,
    TransitionForbidden,
)
from bff.state.payments.records import Member, PaymentRecords, bucket_of
from bff.state.payments.states import FIRST, MAY_DO, Effect, PaymentState, Way, way_of
from bff.state.redis import answered
from integrations.kit.errors import Conflict


class Ledger:
    """All payments. Every call may raise `Unavailable("redis")`, doubtful: repeat a transition with its id.

    `keep` is how long a settled payment is remembered.
    """

    def __init__(self, redis: Redis, keep: timedelta, clock: Clock = now) -> None:
        self._redis = redis
        self._keep = keep
        self._records = PaymentRecords(redis, keep)
        self._clock = clock

    @answered
    async def begin(self, begin: Begin, cause: Cause, deadline: datetime) -> Begun:
        """A new payment, or the one that the same session began for the same cart with the same idempotency key.

        Raises `CartTaken` while another payment has the cart, and `KeyReused`.
        """
        payment, secret = self._new(begin, deadline)
        moved = Moved(payment.created_at, 1, None, FIRST, cause, "begin")
        await self._redis.set(_cart_key(begin.cart_id), begin.quote_id, px=self._keep)
        scope = _scope(begin.session_digest, begin.quote_id, begin.idempotency_key)
        chosen = digest(*(part for pair in sorted(begin.input.items()) for part in pair))
        outcome = await self._records.create(payment, moved, scope, chosen)
        match outcome.word:
            case "begun":
                return Begun(payment, secret)
            case "repeated":
                return Begun(await self._present(outcome.content.decode()), None)
            case "taken":
                raise CartTaken(outcome.content.decode())
            case _:
                raise KeyReused

    @answered
    async def find(self, payment_id: PaymentId) -> Payment | None:
        """The payment; None where there is none."""
        return await self._records.read(payment_id.text)

    @answered
    async def present(self, payment: Payment) -> Payment:
        """The payment as it is now. Raises `PaymentNotFound`."""
        return await self._present(payment.id)

    @answered
    async def history(self, payment_id: PaymentId) -> tuple[Moved, ...]:
        """All that happened to a payment, the oldest first."""
        return await self._records.history(payment_id.text)

    @answered
    async def of_quote(self, quote_id: int) -> Payment | None:
        """The payment that has the cart: under way, or made."""
        holder = await self._records.holder(quote_id)
        return None if holder is None else await self._records.read(holder)

    @answered
    async def of_cart(self, cart_id: str) -> Payment | None:
        """The same by the cart id that shoppers have. None for a cart that nobody began to pay."""
        quote_id = await self._redis.get(_cart_key(cart_id))
        if quote_id is None:
            return None
        holder = await self._records.holder(int(quote_id))
        return None if holder is None else await self._records.read(holder)

    @answered
    async def begun_before(self, session_digest: str, cart_id: str, idempotency_key: str) -> Payment | None:
        """The payment that the same session began for the same cart with the same idempotency key."""
        quote_id = await self._redis.get(_cart_key(cart_id))
        if quote_id is None:
            return None
        scope = _scope(session_digest, int(quote_id), idempotency_key)
        begun = await self._records.made_with(int(quote_id), scope)
        return None if begun is None else await self._records.read(begun)

    @answered
    async def of_reference(self, provider: str, reference: str) -> Payment | None:
        """The payment that the provider calls so."""
        found = await self._redis.get(_reference_key(provider, reference))
        return None if found is None else await self._records.read(cast(bytes, found).decode())

    @answered
    async def due(self, limit: int) -> tuple[Payment, ...]:
        """Payments whose deadline has passed, the longest overdue first."""
        return await self._read(await self._records.members(PaymentState, self._clock(), limit))

    @answered
    async def in_state(self, state: PaymentState, limit: int) -> tuple[Payment, ...]:
        """Payments in a state, those first whose deadline is first."""
        return await self._read(await self._records.members((state,), None, limit))

    @answered
    async def move(
        self,
        payment: Payment,
        to: PaymentState,
        cause: Cause,
        *,
        transition_id: str | None = None,
        deadline: datetime | None = None,
        details: Details | None = None,
        ends: tuple[Effect, str] | None = None,
    ) -> Payment:
        """Take the payment, as it was read, to another state; with `ends`, an effect gets its outcome in the same step.

        `transition_id` names this transition for good: repeated, it changes nothing and gives the payment of today.
        `deadline` is when somebody must look again. Raises `TransitionForbidden`, `PaymentChanged`,
        `PaymentNotFound`, and `CartTaken` for an operator who brings one back whose cart another has.
        """
        way = way_of(payment.state, to)
        if way is None or (way is Way.OPERATOR and cause.kind is not CauseKind.OPERATOR):
            return await self._repeated(payment, transition_id, TransitionForbidden(payment.state, to))
        changed = replace(payment, state=to, deadline=deadline, **(details or {}))
        if ends is not None:
            changed = self._ended(changed, *ends)
        return await self._write(payment, changed, cause, transition_id)

    @answered
    async def plan(self, payment: Payment, effect: Effect, deadline: datetime, cause: Cause) -> Payment:
        """Write down that `effect` is done now, by the caller, until `deadline`. The intent is `last(effect)` then.

        An earlier intent without an outcome whose deadline has passed is taken over with its attempt: it may have been
        done. Past the provider's retention of keys, look before acting. Raises `EffectForbidden` where the state does
        not allow it or somebody is at it, and `PaymentChanged`: of two who plan, one may act.
        """
        if payment.state not in MAY_DO[effect]:
            raise EffectForbidden(effect, f"it is {payment.state}")
        moment, last = self._clock(), payment.last(effect)
        if last is not None and last.is_under_way(moment):
            raise EffectForbidden(effect, "somebody is at it")
        if last is not None and last.outcome is None:
            effects = _replaced(payment.effects, last, replace(last, deadline=deadline))
        else:
            intent = EffectIntent(effect, payment.attempts_at(effect) + 1, moment, deadline)
            effects = (*payment.effects, intent)
        return await self._write(payment, replace(payment, effects=effects, deadline=deadline), cause, None)

    @answered
    async def end(
        self, payment: Payment, effect: Effect, outcome: str, deadline: datetime, cause: Cause, details: Details
    ) -> Payment:
        """Write down what came of an effect, where the state stays. Raises `PaymentChanged`, `EffectForbidden`."""
        changed = self._ended(replace(payment, deadline=deadline, **details), effect, outcome)
        return await self._write(payment, changed, cause, None)

    @answered
    async def leave(
        self, payment: Payment, effect: Effect, deadline: datetime, cause: Cause, *, nothing_done: bool
    ) -> Payment:
        """Its owner gives an effect up: whoever plans it next takes it over at once, under the same attempt.

        With `nothing_done` it is certain that it never began: its intent is taken back. Raises as `end` does.
        """
        last = payment.last(effect)
        if last is None or last.outcome is not None:
            raise EffectForbidden(effect, "nobody is at it")
        kept = [each for each in payment.effects if each is not last or not nothing_done]
        effects = _replaced(kept, last, replace(last, deadline=self._clock()))
        return await self._write(payment, replace(payment, effects=effects, deadline=deadline), cause, None)

    @answered
    async def note(self, payment: Payment, cause: Cause, deadline: datetime | None, details: Details) -> Payment:
        """Change details, or when to look again, and nothing else. Raises `PaymentChanged`, `PaymentNotFound`."""
        return await self._write(payment, replace(payment, deadline=deadline, **details), cause, None)

    async def _read(self, members: Sequence[Member]) -> tuple[Payment, ...]:
        found = [await self._records.read_member(each) for each in members]
        return tuple(each for each in found if each is not None)

    async def _write(self, before: Payment, changed: Payment, cause: Cause, transition_id: str | None) -> Payment:
        moment = self._clock()
        after = replace(changed, version=before.version + 1, changed_at=moment)
        if after.reference is not None and after.reference != before.reference:
            await self._name(after.id, after.provider, after.reference)
        # Without a name of its own it is like no other: two who do the same at once are told apart.
        named = transition_id or secrets.token_hex(16)
        moved = Moved(moment, after.version, before.state, after.state, cause, named)
        outcome = await self._records.change(before, after, moved)
        match outcome.word:
            case "done":
                return after
            case "repeated":
                return self._records.payment(outcome.content)
            case "changed":
                raise PaymentChanged
            case "taken":
                raise CartTaken(outcome.content.decode())
            case _:
                raise PaymentNotFound

    async def _repeated(self, payment: Payment, transition_id: str | None, refusal: Conflict) -> Payment:
        """A repetition is told from the state that it led to, from which the table may know no such way."""
        made = await self._records.history(payment.id) if transition_id is not None else ()
        if any(each.transition_id == transition_id for each in made):
            return await self._present(payment.id)
        raise refusal

    async def _name(self, payment_id: str, provider: str, reference: str) -> None:
        """Before the record says so: a name that leads to a payment which does not know it yet does no harm."""
        name = _reference_key(provider, reference)
        if await self._redis.set(name, payment_id, px=self._keep, nx=True):
            return
        if await self._redis.get(name) != payment_id.encode():
            raise Conflict("payment", "The provider calls two payments the same.")

    async def _present(self, payment_id: str) -> Payment:
        payment = await self._records.read(payment_id)
        if payment is None:
            raise PaymentNotFound
        return payment

    def _ended(self, payment: Payment, effect: Effect, outcome: str) -> Payment:
        last = payment.last(effect)
        if last is None or not last.is_open:
            raise EffectForbidden(effect, "nobody planned it")
        ended = replace(last, outcome=outcome, ended_at=self._clock())
        return replace(payment, effects=_replaced(payment.effects, last, ended))

    def _new(self, begin: Begin, deadline: datetime) -> tuple[Payment, PaymentSecret]:
        moment, secret = self._clock(), PaymentSecret.new()
        payment = Payment(
            id=PaymentId.new(bucket_of(begin.quote_id)).text,
            quote_id=begin.quote_id,
            cart_digest=digest(begin.cart_id),
            session_digest=begin.session_digest,
            secret_digest=secret.digest,
            provider=begin.provider,
            method=begin.method,
            amount=begin.amount,
            capture=begin.capture,
            return_url=begin.return_url,
            store_code=begin.store_code,
            fingerprint=begin.fingerprint,
            created_at=moment,
            changed_at=moment,
            deadline=deadline,
        )
        return payment, secret


def _replaced(effects: Sequence[EffectIntent], there: EffectIntent, instead: EffectIntent) -> tuple[EffectIntent, ...]:
    return tuple(instead if each is there else each for each in effects)


def _scope(session_digest: str, quote_id: int, idempotency_key: str) -> str:
    return digest(session_digest, quote_id, idempotency_key)


def _cart_key(cart_id: str) -> str:
    """One for all spellings: Commerce's database takes upper case for lower, and spaces at the end for none."""
    return key("payment-cart", digest(cart_id.rstrip(" ").lower()))


def _reference_key(provider: str, reference: str) -> str:
    return key("payment-reference", digest(provider, reference))
