"""Whether a customer's address is confirmed, and codes with which somebody else acts as the customer."""

from sandbox.commerce.customer import one_time_codes, standing
from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.customers import find_customer
from sandbox.commerce.rest.errors import not_found, unauthorized


def read_confirmation(call: Call) -> str:
    """`GET /V1/customers/{customerId}/confirm`."""
    return standing.confirmation(call.world, find_customer(call.world, call.customer_id()).id)


def make_one_time_code(call: Call) -> dict[str, str]:
    """`POST /V1/customer/{customerId}/otp`: for an admin user, where this is Adobe Commerce."""
    if not call.world.settings.adobe_commerce:
        raise not_found("Request does not match any route.")
    if call.caller.role != "admin":
        raise unauthorized("Magento_LoginAsCustomer::login")
    given.required(call.body, "reason")
    customer = find_customer(call.world, call.number("customerId"))
    return {"otp": one_time_codes.issue_code(call.world, customer.id)}
