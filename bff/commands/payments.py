"""`bff payments`: look at payments, drive one on, give money back, compare the books. Acts have a name and a why."""

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Annotated, NoReturn, TypeVar

import typer

from bff.flows.payments.operating import Act
from bff.flows.payments.payments import Payments
from bff.flows.payments.reconciliation import Difference, Found
from bff.payment_assembly import payments_of
from bff.settings import Settings, load_settings
from bff.settings_problems import SettingsError
from bff.state import redis
from bff.state.payments.payment import Payment, PaymentId
from bff.state.payments.states import PaymentState
from bff.telemetry import configure_logging
from integrations.kit.errors import FinalError, IntegrationError

NO = 1
IMPOSSIBLE = 2
MOST = 1_000

app = typer.Typer(
    name="payments",
    help="Payments, for whoever operates the shop.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Answer = TypeVar("Answer")

Who = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="NAME", help="Who does it; kept in the payment's history. Default: the system's user."
    ),
]
Why = Annotated[
    str, typer.Option("--because", metavar="REASON", help="Why; kept in the history. No shopper's name, no card.")
]
Identifier = Annotated[str, typer.Argument(metavar="PAYMENT", help="The payment's id: pay_...")]


@app.command()
def show(
    payment: Annotated[str | None, typer.Argument(metavar="[PAYMENT]", help="A payment's id: pay_...")] = None,
    state: Annotated[PaymentState | None, typer.Option(help="List the payments in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="List at most so many.")] = 50,
) -> None:
    """Show a payment with its history, those in a state, or what needs somebody: disputes and reports given up, too."""
    if payment is not None:
        lines = _done(lambda payments: _one(payments, payment))
    elif state is not None:
        lines = _done(lambda payments: _in_state(payments, state, limit))
    else:
        lines = _done(lambda payments: _waiting_for_somebody(payments, limit))
    for line in lines:
        typer.echo(line)


@app.command()
def retry(
    payment: Annotated[str, typer.Argument(metavar="PAYMENT|REPORT", help="A payment, or a report that was given up.")],
    because: Why,
    who: Who = None,
) -> None:
    """Drive a payment on now, or have a provider's report that was given up worked once more."""
    act = _act(who, because)
    if PaymentId.read(payment) is None:
        _done(lambda payments: payments.operating.revive(payment, act))
        typer.echo(f"{payment} waits to be worked again.")
        return
    driven = _done(lambda payments: payments.operating.retry(payment, act))
    typer.echo(_summary(driven))
    if driven.state is PaymentState.ATTENTION:
        _say("It still needs a decision: bff payments show says why, bff payments release gives the money back.")
        raise typer.Exit(NO)


@app.command()
def release(payment: Identifier, because: Why, who: Who = None) -> None:
    """Give the money of a payment back, also out of `attention`. An order that it had is cancelled."""
    act = _act(who, because)
    typer.echo(_summary(_done(lambda payments: payments.operating.release(payment, act))))


@app.command()
def reconcile(
    days: Annotated[
        int | None, typer.Option(min=1, help="How far back. Default: BFF_CHECKOUT__RECONCILE_DAYS.")
    ] = None,
) -> None:
    """Compare the books of providers and Commerce with the ledger, once. Exits with 1 if somebody must look."""
    with _told():
        settings = _settings()
        since = timedelta(days=days or settings.checkout.reconcile_days)
        found = asyncio.run(_compared(settings, since))
    if not found:
        typer.echo("The books agree.")
    if any(each.difference is not Difference.MENDED for each in found):
        raise typer.Exit(NO)


async def _compared(settings: Settings, since: timedelta) -> list[Found]:
    found = list[Found]()
    async with _opened(settings) as payments:
        async for each in payments.reconciliation.compare(payments.parts.clock() - since):
            names = " ".join(filter(None, (each.payment_id, each.order_number and f"order {each.order_number}")))
            typer.echo(f"{each.difference.value} {names or '-'}: {each.sentence}")
            found.append(each)
    return found


async def _one(payments: Payments, payment_id: str) -> list[str]:
    told = await payments.operating.payment(payment_id)
    payment = told.payment
    lines = [_summary(payment)]
    facts = {
        "reference": payment.reference,
        "capture": payment.capture.value,
        "captured": payment.captured,
        "refunded": payment.refunded,
        "problem": payment.problem and f"{payment.problem.code}: {payment.problem.message}",
        "due": payment.deadline and f"{payment.deadline:%Y-%m-%d %H:%M:%SZ}",
    }
    lines += [f"  {name}: {value}" for name, value in facts.items() if value is not None]
    lines += [f"  dispute: {each}" for each in payment.disputes]
    lines += [
        f"  {each.recorded_at:%Y-%m-%d %H:%M:%SZ} intent {each.effect.value} {each.attempt}: "
        f"{each.outcome or f'open until {each.deadline:%H:%M:%SZ}'}"
        for each in payment.effects
    ]
    lines += [
        f"  {each.at:%Y-%m-%d %H:%M:%SZ} {each.start or '-'} > {each.end} ({each.cause.kind}) {each.cause.reason}"
        for each in told.history
    ]
    return lines


async def _in_state(payments: Payments, state: PaymentState, limit: int) -> list[str]:
    found = await payments.operating.in_state(state, limit)
    return [_summary(each) for each in found] or [f"No payment is {state}."]


async def _waiting_for_somebody(payments: Payments, limit: int) -> list[str]:
    lines = [
        _summary(each)
        for state in (PaymentState.ATTENTION, PaymentState.DISPUTED)
        for each in await payments.operating.in_state(state, limit)
    ]
    lines += [f"{_summary(each)}, no invoice yet" for each in await payments.operating.without_invoice(limit)]
    lines += [
        f"report {each.id} of {each.provider}, {each.stored_at:%Y-%m-%d %H:%M:%SZ}, given up after {each.attempts} "
        f"tries: {each.problem}"
        for each in await payments.operating.dead_letters(limit)
    ]
    return lines or ["Nothing needs somebody."]


def _summary(payment: Payment) -> str:
    order = f", order {payment.order_number}" if payment.order_number else ""
    disputes = f", disputes: {', '.join(each.state for each in payment.disputes)}" if payment.disputes else ""
    return f"{payment.id} {payment.state} {payment.amount} by {payment.provider} {payment.method}{order}{disputes}"


def _done(work: Callable[[Payments], Awaitable[Answer]]) -> Answer:
    async def opened(settings: Settings) -> Answer:
        async with _opened(settings) as payments:
            return await work(payments)

    with _told():
        return asyncio.run(opened(_settings()))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Payments]:
    async with (
        redis.shared(settings.redis) as sessions,
        payments_of(settings, sessions) as payments,
    ):
        if payments is None:
            raise SettingsError(["There are no payments here: no provider is switched on. See docs/payments.md."])
        yield payments


def _act(who: str | None, why: str) -> Act:
    name = who if who is not None else _system_user()
    if not name.strip() or not why.strip():
        _give_up("Say who does it (--as) and why (--because).")
    return Act(name.strip(), why.strip())


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""  # a container without an entry for its user: the name has to be given


def _settings() -> Settings:
    settings = load_settings()
    configure_logging(settings.log.format, settings.log.level, sys.stderr)
    return settings


@contextmanager
def _told() -> Iterator[None]:
    """What is refused or cannot be done is told in a sentence, without a stack trace."""
    try:
        yield
    except SettingsError as error:
        _give_up(*error.problems)
    except FinalError as error:
        _say(error.message)
        raise typer.Exit(NO) from None
    except IntegrationError as error:
        _give_up(error.message)


def _give_up(*problems: str) -> NoReturn:
    for problem in problems:
        _say(problem)
    raise typer.Exit(IMPOSSIBLE)


def _say(sentence: str) -> None:
    typer.echo(f"bff: {sentence}", err=True)
