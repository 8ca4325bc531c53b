"""Accounts, tokens and the address book."""

from collections.abc import Iterator

import pytest

from tests.contract.sandbox_commerce.shopping import PASSWORD, Shop

WHO = "{ customer { email } }"
NOT_AUTHORIZED = ("graphql-authorization", "The current customer isn't authorized.")
SIGN_IN_REFUSED = (
    "graphql-authentication",
    "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.",
)
CREATE = "mutation($i: CustomerCreateInput!) { createCustomerV2(input: $i) { customer { id email firstname } } }"
DORA = {"email": "dora@example.com", "password": "Bright-Kiln-4", "firstname": "Dora", "lastname": "Lind"}
ADDRESS = {
    "firstname": "Ada",
    "lastname": "Marlow",
    "street": ["1 Mill Lane"],
    "city": "Albany",
    "region": {"region_code": "NY"},
    "postcode": "12207",
    "country_code": "US",
    "telephone": "+1 518 555 0100",
}
CREATE_ADDRESS = (
    "mutation($i: CustomerAddressInput!) { createCustomerAddress(input: $i)"
    " { id city region { region region_code region_id } default_shipping default_billing } }"
)


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_a_token_names_its_customer(shop: Shop) -> None:
    assert shop.ask(WHO, token=shop.sign_in()) == {"customer": {"email": "ada@example.com"}}


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_good_token_one_is_a_guest(shop: Shop, token: str) -> None:
    assert shop.refusal(WHO, token=token) == NOT_AUTHORIZED


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_wrong_credentials_do_not_tell_which_part_was_wrong(shop: Shop, email: str) -> None:
    sign_in = f'mutation {{ generateCustomerToken(email: "{email}", password: "wrong") {{ token }} }}'
    assert shop.refusal(sign_in) == SIGN_IN_REFUSED


def test_a_token_ends_after_an_hour(shop: Shop) -> None:
    token = shop.sign_in()
    shop.wait(minutes=59)
    assert shop.ask(WHO, token=token) == {"customer": {"email": "ada@example.com"}}
    shop.wait(minutes=1)
    assert shop.refusal(WHO, token=token) == NOT_AUTHORIZED


def test_revoking_ends_all_tokens_of_that_customer_and_no_others(shop: Shop) -> None:
    one, another, brunos = shop.sign_in(), shop.sign_in(), shop.sign_in("bruno@example.com")
    assert shop.ask("mutation { revokeCustomerToken { result } }", token=one)["revokeCustomerToken"] == {"result": True}
    assert shop.refusal(WHO, token=one) == shop.refusal(WHO, token=another) == NOT_AUTHORIZED
    assert shop.ask(WHO, token=brunos) == {"customer": {"email": "bruno@example.com"}}


def test_whoever_signs_up_can_sign_in(shop: Shop) -> None:
    created = shop.ask(CREATE, i=DORA)["createCustomerV2"]["customer"]
    assert created == {"id": created["id"], "email": "dora@example.com", "firstname": "Dora"}
    assert shop.ask(WHO, token=shop.sign_in("dora@example.com", DORA["password"]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"email": "ADA@example.com"},
            "A customer with the same email address already exists in an associated website.",
        ),
        ({"email": "dora"}, '"dora" is not a valid email address.'),
        (
            {"password": "short"},
            "The password needs at least 8 characters. Create a new password and try again.",
        ),
        (
            {"password": "onlylowercase"},
            "Minimum of different classes of characters in password is 3."
            " Classes of characters: Lower Case, Upper Case, Digits, Special Characters.",
        ),
        ({"firstname": ""}, "Required parameters are missing: First Name"),
    ],
)
def test_a_bad_sign_up_is_refused(shop: Shop, changes: dict[str, str], message: str) -> None:
    assert shop.refusal(CREATE, i={**DORA, **changes}) == ("graphql-input", message)


def test_nobody_is_told_who_has_an_account(shop: Shop) -> None:
    query = '{{ isEmailAvailable(email: "{}@example.com") {{ is_email_available }} }}'
    answers = {shop.ask(query.format(name))["isEmailAvailable"]["is_email_available"] for name in ("ada", "nobody")}
    assert answers == {True}


def test_a_profile_can_be_changed(shop: Shop) -> None:
    token = shop.sign_in()
    changed = shop.ask(
        'mutation { updateCustomerV2(input: {firstname: "Adeline", dob: "1990-02-03", is_subscribed: false})'
        " { customer { firstname lastname date_of_birth dob is_subscribed } } }",
        token=token,
    )
    assert changed["updateCustomerV2"]["customer"] == {
        "firstname": "Adeline",
        "lastname": "Marlow",
        "date_of_birth": "1990-02-03",
        "dob": "1990-02-03",
        "is_subscribed": False,
    }


def test_a_new_email_address_wants_the_password(shop: Shop) -> None:
    token = shop.sign_in()
    change = 'mutation {{ updateCustomerEmail(email: "{}", password: "{}") {{ customer {{ email }} }} }}'
    wrong = shop.refusal(change.format("ada@example.org", "wrong"), token=token)
    taken = shop.refusal(change.format("bruno@example.com", PASSWORD), token=token)
    assert (wrong[0], taken[0]) == ("graphql-authentication", "graphql-input")
    shop.ask(change.format("ada@example.org", PASSWORD), token=token)
    assert shop.ask(WHO, token=shop.sign_in("ada@example.org")) == {"customer": {"email": "ada@example.org"}}


def test_a_new_password_replaces_the_old_one(shop: Shop) -> None:
    change = (
        "mutation($o: String!, $n: String!) { changeCustomerPassword(currentPassword: $o, newPassword: $n) { email } }"
    )
    token = shop.sign_in()
    assert shop.refusal(change, o="wrong", n="Bright-Kiln-4", token=token)[0] == "graphql-authentication"
    shop.ask(change, o=PASSWORD, n="Bright-Kiln-4", token=token)
    sign_in = f'mutation {{ generateCustomerToken(email: "ada@example.com", password: "{PASSWORD}") {{ token }} }}'
    assert shop.refusal(sign_in) == SIGN_IN_REFUSED
    assert shop.sign_in(password="Bright-Kiln-4")


def test_a_deleted_customer_is_gone_and_leaves_nothing_to_the_next_one(shop: Shop) -> None:
    token = _dora(shop)
    cart_id = shop.customer_cart(token)
    assert shop.ask("mutation { deleteCustomer }", token=token) == {"deleteCustomer": True}
    assert shop.refusal(WHO, token=token) == NOT_AUTHORIZED
    assert shop.customer_cart(_dora(shop)) != cart_id


def test_an_address_can_be_added_changed_and_deleted(shop: Shop) -> None:
    token = shop.sign_in()
    added = shop.ask(CREATE_ADDRESS, i=ADDRESS, token=token)["createCustomerAddress"]
    assert added["region"] == {"region": "New York", "region_code": "NY", "region_id": 43}
    changed = shop.ask(
        "mutation($n: Int!) { updateCustomerAddress(id: $n, input:"
        ' {city: "Hudson", country_code: DE, region: {region: "Hessen"}, default_shipping: true})'
        " { city country_code postcode region { region_code } default_shipping default_billing } }",
        n=added["id"],
        token=token,
    )["updateCustomerAddress"]
    assert changed == {
        "city": "Hudson",
        "country_code": "DE",
        "postcode": "12207",
        "region": {"region_code": "HE"},
        "default_shipping": True,
        "default_billing": False,
    }
    delete = f"mutation {{ deleteCustomerAddress(id: {added['id']}) }}"
    assert shop.refusal(delete, token=token)[1] == (
        f"Customer Address {added['id']} is set as default shipping address and can not be deleted"
    )
    first = "mutation { updateCustomerAddress(id: 1, input: {default_shipping: true}) { default_shipping } }"
    shop.ask(first, token=token)
    assert shop.ask(delete, token=token) == {"deleteCustomerAddress": True}
    assert shop.refusal(delete, token=token) == (
        "graphql-no-such-entity",
        f'Could not find a address with ID "{added["id"]}"',
    )


def test_another_ones_address_is_out_of_reach(shop: Shop) -> None:
    category, _ = shop.refusal("mutation { deleteCustomerAddress(id: 1) }", token=shop.sign_in("bruno@example.com"))
    assert category == "graphql-authorization"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"city": None}, "Required parameters are missing: city"),
        ({"region": {"region_code": "ZZ"}}, '"regionId" is required. Enter and try again.'),
        ({"telephone": ""}, '"telephone" is required. Enter and try again.'),
    ],
)
def test_an_incomplete_address_is_not_kept(shop: Shop, changes: dict[str, object], message: str) -> None:
    token = shop.sign_in()
    assert shop.refusal(CREATE_ADDRESS, i={**ADDRESS, **changes}, token=token) == ("graphql-input", message)
    assert len(shop.ask("{ customer { addresses { id } } }", token=token)["customer"]["addresses"]) == 1


def _dora(shop: Shop) -> str:
    shop.ask(CREATE, i=DORA)
    return shop.sign_in("dora@example.com", DORA["password"])
