"""Payments in Redis. Each change is one script: the record, its history, the claim on the cart and the schedule.

All keys of a payment carry the hash tag of its bucket, `bff:payment:{3}:...`, and so do the claim on its cart, the
idempotency keys and the sorted sets by state: a script changes them together, in a Redis Cluster too. The bucket comes
of the cart, so two payments for one cart always meet in one slot. Which bucket a payment stands in, its id says.

What a transition did is remembered by its id for as long as the payment: the same one again does nothing.
"""

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, cast

from pydantic import TypeAdapter
from redis.asyncio import Redis

from bff.state.keys import digest, key
from bff.state.payments.payment import BUCKETS, Moved, Payment, PaymentId
from bff.state.payments.states import FINAL, SETTLED, PaymentState

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KEY_LASTS: Final = timedelta(days=7)
_NEVER: Final = "+inf"

_CREATE: Final = """
local input = redis.call('HGET', KEYS[5], 'input')
if input then
  if input ~= ARGV[6] then return {'reused', ''} end
  return {'repeated', redis.call('HGET', KEYS[5], 'payment')}
end
local holder = redis.call('GET', KEYS[4])
if holder then return {'taken', holder} end
redis.call('HSET', KEYS[1], 'content', ARGV[2], 'version', 1)
redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
redis.call('SET', KEYS[4], ARGV[1])
redis.call('HSET', KEYS[5], 'input', ARGV[6], 'payment', ARGV[1])
redis.call('PEXPIRE', KEYS[5], ARGV[5])
return {'begun', ARGV[1]}
"""

_CHANGE: Final = """
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return {'missing', ''} end
if redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1 then return {'repeated', redis.call('HGET', KEYS[1], 'content')} end
if version ~= ARGV[1] then return {'changed', ''} end
local holder = redis.call('GET', KEYS[6])
if ARGV[8] == 'hold' and holder and holder ~= ARGV[7] then return {'taken', holder} end
if ARGV[8] == 'hold' then redis.call('SET', KEYS[6], ARGV[7]) end
if ARGV[8] == 'free' and holder == ARGV[7] then redis.call('DEL', KEYS[6]) end
redis.call('HSET', KEYS[1], 'content', ARGV[2], 'version', ARGV[3])
redis.call('RPUSH', KEYS[2], ARGV[5])
redis.call('HSET', KEYS[3], ARGV[4], ARGV[3])
redis.call('ZREM', KEYS[4], ARGV[7])
redis.call('ZADD', KEYS[5], ARGV[6], ARGV[7])
for place = 1, 3 do
  if ARGV[9] == '0' then redis.call('PERSIST', KEYS[place]) else redis.call('PEXPIRE', KEYS[place], ARGV[9]) end
end
return {'done', ''}
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A payment in the set of a state."""

    payment_id: str
    state: PaymentState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script says: a word, and what belongs to it."""

    word: str
    content: bytes


class PaymentRecords:
    """The records. Decides nothing: the ledger does. `keep` is how long a settled payment is remembered."""

    def __init__(self, redis: Redis, keep: timedelta) -> None:
        self._redis = redis
        self._keep = keep
        self._payment = TypeAdapter(Payment)
        self._moved = TypeAdapter(Moved)

    async def create(self, payment: Payment, moved: Moved, used_key: str, used_input: str) -> Outcome:
        """Write a payment that was not there. `used_key` and `used_input` are digests.

        `begun`; `repeated` with the id that the same key made before, `reused` where its input was another, `taken`
        with the id of the payment that has the cart.
        """
        tag = _tag_of(payment.id)
        names = (
            record_key(payment.id),
            _part(payment.id, "history"),
            state_key(tag, payment.state),
            claim_key(payment.quote_id),
            _used_key(tag, used_key),
        )
        written = (
            *(payment.id, self._payment.dump_json(payment), self._moved.dump_json(moved), _score(payment.deadline)),
            *(_KEY_LASTS // timedelta(milliseconds=1), used_input),
        )
        return await self._run(_CREATE, names, *written)

    async def change(self, before: Payment, after: Payment, moved: Moved) -> Outcome:
        """Write `after` over `before`: `done`, `repeated` with the payment of today, `changed`, `missing`, or `taken`

        with the id of the payment that has the cart, where this one has it no more and would go on.
        """
        tag = _tag_of(after.id)
        names = (
            record_key(after.id),
            _part(after.id, "history"),
            _part(after.id, "done"),
            state_key(tag, before.state),
            state_key(tag, after.state),
            claim_key(after.quote_id),
        )
        keep = self._keep // timedelta(milliseconds=1) if after.state in SETTLED else 0
        written = (
            *(before.version, self._payment.dump_json(after), after.version, moved.transition_id),
            *(self._moved.dump_json(moved), _score(after.deadline), after.id, _claim(after.state), keep),
        )
        return await self._run(_CHANGE, names, *written)

    async def read(self, payment_id: str) -> Payment | None:
        """The payment; None where there is none."""
        content = await cast(Awaitable[bytes | None], self._redis.hget(record_key(payment_id), "content"))
        return None if content is None else self.payment(content)

    async def history(self, payment_id: str) -> tuple[Moved, ...]:
        """All that happened to it, the oldest first."""
        entries = await cast(Awaitable[list[bytes]], self._redis.lrange(_part(payment_id, "history"), 0, -1))
        return tuple(self._moved.validate_json(entry) for entry in entries)

    async def holder(self, quote_id: int) -> str | None:
        """Which payment has the cart."""
        found = await self._redis.get(claim_key(quote_id))
        return None if found is None else cast(bytes, found).decode()

    async def made_with(self, quote_id: int, used_key: str) -> str | None:
        """Which payment a key made before."""
        found = await self._redis.hget(_used_key(f"{bucket_of(quote_id):x}", used_key), "payment")
        return None if found is None else cast(bytes, found).decode()

    async def members(self, states: Iterable[PaymentState], until: datetime | None, limit: int) -> list[Member]:
        """Payments in these states, those first whose deadline is first; with `until`, those that are due."""
        places = [(bucket, state) for bucket in range(BUCKETS) for state in states]
        most = _NEVER if until is None else _score(until)
        async with self._redis.pipeline(transaction=False) as pipe:
            for bucket, state in places:
                name = state_key(f"{bucket:x}", state)
                pipe.zrangebyscore(name, "-inf", most, start=0, num=limit, withscores=True)
            found = await pipe.execute()
        scored = sorted(
            (score, member.decode(), state)
            for (_, state), each in zip(places, found, strict=True)
            for member, score in each
        )
        return [Member(payment_id, state) for _, payment_id, state in scored[:limit]]

    async def read_member(self, member: Member) -> Payment | None:
        """The payment; where its record has ended, which never comes back, it is taken out of the set."""
        payment = await self.read(member.payment_id)
        if payment is None:
            await self._redis.zrem(state_key(_tag_of(member.payment_id), member.state), member.payment_id)
        return payment

    def payment(self, content: bytes) -> Payment:
        """The payment that was written as `content`."""
        return self._payment.validate_json(content)

    async def _run(self, script: str, names: Sequence[str], *arguments: str | int | bytes) -> Outcome:
        answer: Any = await self._redis.eval(script, len(names), *names, *arguments)
        return Outcome(answer[0].decode(), answer[1])


def bucket_of(quote_id: int) -> int:
    """Where the payments of a cart stand."""
    return sha256(str(quote_id).encode()).digest()[0] % BUCKETS


def record_key(payment_id: str) -> str:
    """The key of a payment."""
    return key("payment", _tag_of(payment_id), payment_id)


def claim_key(quote_id: int) -> str:
    """The key that names the one payment of a cart."""
    return key("payment-claim", f"{bucket_of(quote_id):x}", digest(quote_id))


def state_key(tag: str, state: PaymentState) -> str:
    """The key of the sorted set of a bucket's payments in a state, by deadline in milliseconds since 1970."""
    return key("payments", tag, state)


def _part(payment_id: str, part: str) -> str:
    return f"{record_key(payment_id)}:{part}"


def _tag_of(payment_id: str) -> str:
    return f"{PaymentId(payment_id).bucket:x}"


def _used_key(tag: str, used_key: str) -> str:
    return key("payment-key", tag, used_key)


def _claim(state: PaymentState) -> str:
    """What a state means for the cart. A payment on its way out keeps what it has, and takes nothing back."""
    if state in FINAL:
        return "free"
    return "leave" if state in (PaymentState.RELEASING, PaymentState.ATTENTION) else "hold"


def _score(deadline: datetime | None) -> str:
    return _NEVER if deadline is None else str((deadline - _EPOCH) // timedelta(milliseconds=1))
