"""The sandbox provider with an adapter, as the contract suite has it."""

from tests.contract.payment_providers.conftest import fake, sandbox_payment

__all__ = ["fake", "sandbox_payment"]
