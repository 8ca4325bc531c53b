"""Whether the ledger says of every payment what the provider's books say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bff.state.payments.states import PaymentState
from integrations.payment.money import Money
from tests.faults.payments.ledger_reading import Standing

_S: Final = PaymentState
_KNOWS_THE_AMOUNTS: Final = frozenset({_S.CAPTURED, _S.PARTIALLY_REFUNDED, _S.REFUNDED, _S.DISPUTED})
_NOTHING_IS_KEPT: Final = frozenset(
    {_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING, _S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.RELEASED, _S.REFUNDED}
)


def disagreements(payments: Sequence[Mapping[str, Any]], standings: Sequence[Standing]) -> Iterable[str]:
    """What the provider says otherwise."""
    by_id = {standing.payment.id: standing for standing in standings}
    for books in payments:
        standing = by_id.get(books["reference"])
        if standing is None:
            yield f"the provider has {books['id']}, and the ledger does not"
        else:
            yield from _of_amounts(books, standing)
            yield from _of_disputes(books, standing)


def _of_amounts(books: Mapping[str, Any], standing: Standing) -> Iterable[str]:
    payment = standing.payment
    kept = books["authorised"] - books["released"] - books["refunded"]
    if standing.state in _NOTHING_IS_KEPT and kept:
        yield f"{kept} is kept of a payment that is {standing.state}"
    if standing.state in _KNOWS_THE_AMOUNTS:
        for name, said in (("captured", payment.captured), ("refunded", payment.refunded)):
            if _minor(said) != books[name]:
                yield f"{books[name]} was {name}, and the ledger says {said}"


def _of_disputes(books: Mapping[str, Any], standing: Standing) -> Iterable[str]:
    known = [each.state.value for each in standing.payment.disputes]
    said = [books["dispute"]] if books["dispute"] is not None else []
    if known != said:
        yield f"the bank says that the dispute is {said}, and the ledger {known}"
    if books["dispute"] in ("opened", "lost") and standing.state not in (_S.DISPUTED, _S.ATTENTION):
        yield f"it is disputed, and nobody sees that: it is {standing.state}"


def _minor(money: Money | None) -> int:
    return 0 if money is None else money.minor
