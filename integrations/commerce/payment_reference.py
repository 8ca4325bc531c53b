"""Where the merchant's Commerce wants the payment provider's reference. Pure."""

from integrations.commerce.settings import SettlementSettings
from integrations.commerce.settlement import PaymentMethodChoice


def paid_by(method: str, settings: SettlementSettings, reference: str) -> PaymentMethodChoice:
    """The payment method `method` with the reference in the field that `settings` name."""
    field = settings.reference_field
    kind, _, key = field.partition(":")
    if kind == "additional_data":
        return PaymentMethodChoice(method, additional_data=((key, reference),))
    kind, _, path = field.partition(".")
    if kind == "extension_attributes":
        return PaymentMethodChoice(method, extension_attributes=((path, reference),))
    return PaymentMethodChoice(method, purchase_order_number=reference)
