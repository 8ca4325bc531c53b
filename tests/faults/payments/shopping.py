"""Shoppers who do as a script says, with a patience that real ones lack: what fails is tried again for a while."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2 as httpx

from bff.state.payments.states import PaymentState
from tests.faults.payments.back_office import BackOffice
from tests.faults.payments.estate import SKU, Estate
from tests.faults.payments.filling import fill
from tests.faults.payments.patience import PATIENCE, PAUSE, NotYetError, OutOfPatienceError, patiently
from tests.faults.payments.scripts import QUOTE, Choice, Fault, Moment, Presses, Script
from tests.faults.payments.shops import Shop
from tests.services.checkout.shop import PAYMENT, START
from tests.services.sign_on.browser import Browser

WAYS_OUT: Final = frozenset(
    state.name for state in (PaymentState.DECLINED, PaymentState.CANCELLED, PaymentState.EXPIRED, PaymentState.RELEASED)
)
CANCEL: Final = "mutation ($id: ID!) { cancelPayment(id: $id) { id status } }"


@dataclass
class Checkout:
    """One script as it is played. `paid` are the payments whose shopper the provider thanked."""

    script: Script
    estate: Estate
    shop: Shop
    browser: Browser
    cart: str = ""
    quote_id: int = 0
    quantity: int = 0
    started: dict[str, str] = field(default_factory=dict)
    paid: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    back_office: BackOffice | None = None

    def play(self) -> "Checkout":
        """To the end of the script."""
        self.quantity = self.script.quantity
        try:
            self.cart, self.quote_id = fill(self.browser, self.estate, self.script)
        except OutOfPatienceError as error:
            self.trouble.append(f"before the payment: {error}")
            return self
        self.back_office = BackOffice(self.script, self.estate, self.shop, self.quote_id)
        for fault in self.script.commerce:
            self.estate.breaks(self._of_this_cart(fault))
        for fault in self.script.provider:
            self.shop.breaks(self._of_this_cart(fault))
        try:
            self._check_out(self.back_office)
        except OutOfPatienceError as error:
            self.trouble.append(str(error))
        return self

    def _check_out(self, back_office: BackOffice) -> None:
        pages = self._press()
        self._happens(Moment.BEFORE_PAYING)
        returns = [each for page in pages.items() if (each := self._at_the_provider(*page))]
        self._happens(Moment.RETURNING)
        with ThreadPoolExecutor(1) as elsewhere:
            afterwards = elsewhere.submit(self._afterwards, back_office)
            if self.script.returns_after is not None:
                time.sleep(self.script.returns_after)
                for address in returns:
                    self._come_back(address)
            afterwards.result()
        if self.script.pays_again and pages and self._is_out(next(iter(pages))):
            self._pay_again()

    def _afterwards(self, back_office: BackOffice) -> None:
        if self.paid:
            back_office.works(lambda: self._strikes(Moment.AFTERWARDS))

    def _of_this_cart(self, fault: Fault) -> Fault:
        named = str(self.quote_id)
        return {name: value.replace(QUOTE, named) if isinstance(value, str) else value for name, value in fault.items()}

    def _press(self) -> dict[str, str]:
        """Press "pay": the pages to go to, by payment."""
        keys = {
            Presses.ONCE: ("first",),
            Presses.TWICE: ("first", "first"),
            Presses.TWO_TABS: ("first", "second"),
        }[self.script.presses]
        self._strikes(Moment.STARTING)
        with ThreadPoolExecutor(2) as tabs:
            pages = [page for page in tabs.map(self._start, keys) if page is not None]
        return dict(pages)

    def _start(self, key: str) -> tuple[str, str] | None:
        """One press, repeated with its key while nobody says how it stands. None where there is nothing to do."""

        def press() -> dict[str, Any]:
            asked = {"cartId": self.cart, "provider": "fake", "method": "card", "returnUrl": "/thanks"}
            answer = self.browser.ask(START, input={**asked, "idempotencyKey": key})
            codes = {each.get("extensions", {}).get("code") for each in answer.get("errors", ())}
            if codes and not codes <= _FINAL_REFUSALS:
                raise NotYetError(str(answer))
            return answer

        answer = patiently(press)
        if "errors" in answer:
            self.trouble.append(f"{key}: {answer['errors'][0]['message']}")
            return None
        payment = answer["data"]["startPayment"]
        self.started[payment["id"]] = key
        action = payment["nextAction"]
        return None if action is None else (payment["id"], action["url"])

    def _at_the_provider(self, payment_id: str, page: str) -> str | None:
        """What the shopper does there; the address that leads back, where it does."""
        self._strikes(Moment.PAYING)
        with ThreadPoolExecutor(2) as meanwhile:
            happening = meanwhile.submit(self._happens, Moment.PAYING)
            location = self._choose(page)
            happening.result()
        if location is not None and self.script.pays:
            self.paid.append(payment_id)
        return location

    def _choose(self, page: str) -> str | None:
        match self.script.choice:
            case Choice.NEVER_OPEN:
                return None
            case Choice.LEAVE:
                self._send(page, choice="leave")
                return None
            case Choice.PAY:
                return self._send(page, choice="pay")
            case Choice.DECLINE:
                return self._send(page, choice="decline", reason="insufficient_funds")
            case Choice.CONFIRM | Choice.DENY as choice:
                self._send(page, choice="challenge")
                return self._send(f"{page}/challenge", choice="confirm" if choice is Choice.CONFIRM else "deny")

    def _send(self, page: str, **form: str) -> str | None:
        answer = self.browser.client.post(page, data=form)
        return answer.headers.get("location") if answer.status_code == 303 else None

    def _come_back(self, address: str) -> None:
        def go() -> None:
            answer = self.browser.client.get(address)
            if answer.status_code != 303:
                raise NotYetError(f"the way back answers {answer.status_code}")

        patiently(go)

    def _happens(self, moment: Moment) -> None:
        if moment is not Moment.PAYING:
            self._strikes(moment)
        if self.script.changes_cart is moment and self._add_one():
            self.quantity += 1
        if self.script.cancels is moment:
            for payment_id in list(self.started):
                self._cancel(payment_id)

    def _add_one(self) -> bool:
        """Past the service. False where Commerce has no open cart any more."""
        item = {"sku": SKU, "qty": 1, "quote_id": str(self.quote_id)}
        with suppress(httpx.HTTPStatusError):
            self.estate.rest("POST", f"carts/{self.quote_id}/items", {"cartItem": item})
            return True
        return False

    def _cancel(self, payment_id: str) -> None:
        def cancel() -> None:
            answer = self.browser.ask(CANCEL, id=payment_id)
            codes = {each.get("extensions", {}).get("code") for each in answer.get("errors", ())}
            if codes and not codes <= _FINAL_REFUSALS:
                raise NotYetError(str(answer))

        patiently(cancel)

    def _strikes(self, moment: Moment) -> None:
        for kill in self.script.kills:
            if kill.moment is moment:
                self.shop.kill(kill.target, kill.after)
        for step in self.script.steps:
            if step.moment is moment:
                self.shop.arm(step, self.quote_id)

    def _is_out(self, payment_id: str) -> bool:
        """Whether the payment has ended without an order, once it is known how it ends."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = patiently(lambda: self.browser.ask(PAYMENT, id=payment_id))
            payment = (answer.get("data") or {}).get("payment")
            if payment and (payment["status"] in WAYS_OUT or payment["order"]):
                return payment["status"] in WAYS_OUT
            time.sleep(PAUSE)
        return False

    def _pay_again(self) -> None:
        page = self._start("again")
        if page is None:
            return
        location = self._send(page[1], choice="pay")
        if location is not None:
            self.paid.append(page[0])
            self._come_back(location)


_FINAL_REFUSALS: Final = frozenset({"PAYMENT_CONFLICT", "PAYMENT_REJECTED", "PAYMENT_NOT_FOUND"})
