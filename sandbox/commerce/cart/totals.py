"""What a cart costs, line by line and in all. Everything is in cents of the cart's currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sandbox.commerce.cart.coupons import SalesRule, discounts
from sandbox.commerce.cart.shipping import Parcel, ShippingRate, rates_for
from sandbox.commerce.cart.tax import TaxRate, rates_at, tax_lines
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class Line:
    """So many for so much each, without tax. `base_price` is the price in the base currency."""

    quantity: float
    price: int
    base_price: int
    is_shipped: bool = True

    @property
    def row_total(self) -> int:
        """For all of them."""
        return round(self.price * self.quantity)


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What one line costs. `tax` is what is owed, after `discount`; prices including tax are before it."""

    quantity: float
    price: int
    row_total: int
    row_total_including_tax: int
    discount: int
    tax: int

    @property
    def price_including_tax(self) -> int:
        """For one of them."""
        each = Decimal(self.row_total_including_tax) / Decimal(str(self.quantity))
        return int(each.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class AppliedTax:
    """What is owed of one tax."""

    rate: TaxRate
    cents: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a cart costs in all. `rule`: of a coupon that holds; `shipping`: the chosen method if it can be had."""

    lines: tuple[LineTotals, ...]
    taxes: tuple[AppliedTax, ...]
    rule: SalesRule | None
    shipping_rates: tuple[ShippingRate, ...]
    shipping: ShippingRate | None

    @property
    def subtotal(self) -> int:
        """All lines, without tax."""
        return sum(line.row_total for line in self.lines)

    @property
    def subtotal_including_tax(self) -> int:
        """All lines with tax, before discount."""
        return sum(line.row_total_including_tax for line in self.lines)

    @property
    def discount(self) -> int:
        """What the coupon takes off all lines."""
        return sum(line.discount for line in self.lines)

    @property
    def tax(self) -> int:
        """All taxes owed."""
        return sum(tax.cents for tax in self.taxes)

    @property
    def shipping_cents(self) -> int:
        """What the chosen shipping method costs; 0 while none is chosen."""
        return self.shipping.cents if self.shipping else 0

    @property
    def grand_total(self) -> int:
        """What is to be paid."""
        return self.subtotal - self.discount + self.tax + self.shipping_cents


@dataclass(frozen=True, slots=True)
class Terms:
    """What a cart's totals depend on besides its lines."""

    currency: str
    rule: SalesRule | None = None
    goes_to: PostalAddress | None = None
    shipping_method: tuple[str | None, str | None] = (None, None)
    is_fetched: bool = False


def totals_of(world: World, lines: Sequence[Line], terms: Terms) -> Totals:
    """Discount first, then tax on what is left, then shipping."""
    base_subtotal = round(sum(line.base_price * line.quantity for line in lines))
    rule = terms.rule if terms.rule and terms.rule.holds_for(base_subtotal) else None
    off = discounts(world, rule, [line.row_total for line in lines], terms.currency)
    rates = rates_at(world, terms.goes_to)
    taxed = tax_lines([(line.row_total, less) for line, less in zip(lines, off, strict=True)], rates)
    priced = tuple(
        LineTotals(
            quantity=line.quantity,
            price=line.price,
            row_total=line.row_total,
            row_total_including_tax=line.row_total + tax.before_discount,
            discount=less,
            tax=sum(tax.owed),
        )
        for line, less, tax in zip(lines, off, taxed, strict=True)
    )
    owed = (AppliedTax(rate, sum(tax.owed[at] for tax in taxed)) for at, rate in enumerate(rates))
    shipping_rates = rates_for(world, _parcel(lines, priced, terms, rule)) if terms.goes_to else []
    return Totals(
        lines=priced,
        taxes=tuple(tax for tax in owed if tax.cents),
        rule=rule,
        shipping_rates=tuple(shipping_rates),
        shipping=next(
            (rate for rate in shipping_rates if (rate.carrier_code, rate.method_code) == terms.shipping_method), None
        ),
    )


def _parcel(lines: Sequence[Line], priced: Sequence[LineTotals], terms: Terms, rule: SalesRule | None) -> Parcel:
    return Parcel(
        pieces=sum(line.quantity for line in lines if line.is_shipped),
        worth=sum(line.row_total - line.discount + line.tax for line in priced),
        currency=terms.currency,
        is_free=rule is not None and rule.free_shipping,
        is_fetched=terms.is_fetched,
    )
