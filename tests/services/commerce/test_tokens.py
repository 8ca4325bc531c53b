"""Minting over real connections, with a Commerce that answers in ways a sandbox does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from integrations.commerce import connection
from integrations.commerce.contract import Caller, Operation, OperationKind
from integrations.commerce.identity import CustomerAccount, CustomerRefused
from integrations.commerce.sign_on import CommerceSignOn, connect
from integrations.kit.errors import Forbidden, IntegrationError, Invalid, NotFound, Throttled, Unavailable
from tests.services.commerce.server import Behaviour, Server, answers, shows_page
from tests.services.commerce.test_rest import ADMIN, DOCUMENTS, INTEGRATION, settings
from tests.unit.integrations.commerce.test_token_lifetime import jwt

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = CustomerAccount(7, "ada@example.com", 1, confirmed=True)
TOKEN = answers({"data": {"generateCustomerTokenAsAdmin": {"customer_token": "customer-token"}}})


def noon() -> datetime:
    return NOON


def says_it_is(identity: object) -> Behaviour:
    return answers({"data": {"customer": {"id": identity}}})


def refuses(category: str | None, message: str = "No.", field: str = "generateCustomerTokenAsAdmin") -> Behaviour:
    extensions = {"extensions": {"category": category}} if category else {}
    return answers({"errors": [{"message": message, "path": [field], **extensions}], "data": {field: None}})


async def mint(server: Server, *script: Behaviour, store: str | None = None, **changes: Any) -> Any:
    """What `as_admin` comes to, after the admin user's sign-in."""
    server.script = [answers("admin-token"), *script]
    given = {"credentials": ADMIN, "tokens": {"strategy": "as_admin"}, **changes}
    async with connect(settings(server, **given), DOCUMENTS, now=noon) as commerce:
        return await _exchange(commerce).mint(ADA, store)


async def failure(server: Server, *script: Behaviour) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await mint(server, *script)
    return caught.value


def _exchange(commerce: CommerceSignOn) -> Any:
    return commerce.exchange


@pytest.mark.parametrize("identity", [7, "7", "Nw=="], ids=["number", "text", "base64"])
async def test_the_customers_id_is_read_in_every_form_that_versions_have(server: Server, identity: object) -> None:
    assert (await mint(server, TOKEN, says_it_is(identity))).customer_id == 7


async def test_the_store_is_named_and_our_admin_token_never_meets_the_customers_question(server: Server) -> None:
    await mint(server, TOKEN, says_it_is(7), store="de")
    _, minting, question = server.received
    assert minting.headers["authorization"] == "Bearer admin-token"
    assert minting.headers["store"] == question.headers["store"] == "de"
    assert question.headers["authorization"] == "Bearer customer-token"
    assert orjson.loads(minting.body)["variables"] == {"email": ADA.email}


async def test_another_customers_token_is_told_as_another_customers(server: Server) -> None:
    """It is for the caller to compare; nothing here may hide the difference."""
    assert (await mint(server, TOKEN, says_it_is(8))).customer_id == 8


async def test_a_jwt_ends_when_it_says(server: Server) -> None:
    token = jwt({"iat": NOON.timestamp(), "exp": NOON.timestamp() + 1800})
    minted = await mint(
        server, answers({"data": {"generateCustomerTokenAsAdmin": {"customer_token": token}}}), says_it_is(7)
    )
    assert minted.ends_at == NOON + timedelta(minutes=25)


async def test_settings_say_when_an_opaque_token_ends(server: Server) -> None:
    tokens = {"strategy": "as_admin", "lifetime_seconds": 600, "margin_seconds": 60}
    minted = await mint(server, TOKEN, says_it_is(7), tokens=tokens)
    assert minted.ends_at == NOON + timedelta(minutes=9)


async def test_a_token_that_commerce_takes_for_a_guests_is_no_token(server: Server) -> None:
    error = await failure(server, TOKEN, refuses("graphql-authorization", field="customer"))
    assert isinstance(error, CustomerRefused)
    assert error.reason == "not_allowed"


async def test_whose_token_it_is_is_asked_again_when_commerce_fails_once(server: Server) -> None:
    assert (await mint(server, TOKEN, shows_page("503 Service Unavailable"), says_it_is(7))).customer_id == 7


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"generateCustomerTokenAsAdmin": None}},
        {"data": {"generateCustomerTokenAsAdmin": {"customer_token": ""}}},
        {"data": None},
    ],
)
async def test_an_answer_without_a_token_is_invalid(server: Server, answer: object) -> None:
    assert isinstance(await failure(server, answers(answer)), Invalid)


@pytest.mark.parametrize("identity", [None, "", "x!", "YWJj", [7]])
async def test_a_customer_without_a_number_is_invalid(server: Server, identity: object) -> None:
    assert isinstance(await failure(server, TOKEN, says_it_is(identity)), Invalid)


@pytest.mark.parametrize(
    ("category", "message", "kind", "reason"),
    [
        ("graphql-input", "Customer email provided does not exist", CustomerRefused, "not_found"),
        ("graphql-no-such-entity", "No such customer", CustomerRefused, "not_found"),
        ("graphql-authentication", "The account is locked.", CustomerRefused, "locked"),
        ("graphql-authentication", "This account isn't confirmed. Verify.", CustomerRefused, "unconfirmed"),
        ("graphql-authentication", "The account is disabled.", CustomerRefused, "disabled"),
        ("graphql-authentication", "Das Konto ist gesperrt.", CustomerRefused, "wrong_password"),
        ("graphql-of-tomorrow", "Something new", CustomerRefused, "not_allowed"),
        ("graphql-too-many-requests", "Slow down", Throttled, None),
        (None, "Internal server error", Unavailable, None),
    ],
)
async def test_what_a_refusal_means(
    server: Server, category: str | None, message: str, kind: type[IntegrationError], reason: str | None
) -> None:
    error = await failure(server, refuses(category, message))
    assert type(error) is kind
    assert getattr(error, "reason", None) == reason


async def test_a_strategy_that_the_schema_does_not_offer_is_not_found(server: Server) -> None:
    error = await failure(server, answers({"errors": [{"message": 'Cannot query field "x" on type "Mutation".'}]}))
    assert isinstance(error, NotFound)


async def test_a_store_that_is_not_there_is_invalid(server: Server) -> None:
    said = {"message": "Requested store is not found (xx)", "extensions": {"category": "graphql-input"}}
    error = await failure(server, answers({"errors": [said]}, status="500 Internal Server Error"))
    assert isinstance(error, Invalid)


async def test_login_as_customer_that_is_switched_off_is_forbidden_in_commerces_words(server: Server) -> None:
    off = refuses("graphql-authorization", "Login as Customer is disabled.")
    error = await failure(server, off, answers("second-admin-token"), off)
    assert isinstance(error, Forbidden)
    assert "Login as Customer is disabled." in error.message
    assert len(server.received) == 4


async def test_no_address_of_the_shopper_leaves_in_an_error(server: Server) -> None:
    error = await failure(server, refuses("graphql-of-tomorrow", f"{ADA.email} may not"))
    assert ADA.email not in error.message


@pytest.mark.parametrize("credentials", [ADMIN, INTEGRATION], ids=["admin", "integration"])
async def test_our_credentials_never_ride_on_a_shoppers_operation(server: Server, credentials: dict[str, Any]) -> None:
    query = Operation(OperationKind.QUERY, "{ customer { id } }")
    mutation = Operation(OperationKind.MUTATION, "mutation { createEmptyCart }")
    async with connection.connect(settings(server, credentials=credentials)) as commerce:
        for operation in (query, mutation):
            await commerce.graphql.send(operation, Caller(), seconds=30)
            await commerce.graphql.send(
                operation, Caller({"authorization": "Bearer other"}, token="shopper"), seconds=30
            )
    assert [each.headers.get("authorization") for each in server.received] == [None, "Bearer shopper"] * 2


async def test_several_accounts_of_one_address_are_told_as_several_and_look_alikes_left_out(server: Server) -> None:
    """MySQL's collation takes letters with and without accents for equal."""
    found = [
        {"id": 1, "email": "jose@example.com", "website_id": 1, "group_id": 1, "confirmation": "key"},
        {"id": 2, "email": "josé@example.com", "website_id": 1, "group_id": 1, "confirmation": "key"},
        {"id": 3, "email": "Jose@Example.com", "website_id": 1},
    ]
    server.script = [answers("admin-token"), answers({"items": found}), answers("account_confirmed")]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        accounts = await commerce.customers.find("jose@example.com", 1)
    assert [(account.id, account.confirmed) for account in accounts] == [(1, False), (3, True)]


@pytest.mark.parametrize("answer", [{}, {"items": None}, {"items": [{"id": 1, "email": "a@b.c"}]}, []])
async def test_a_search_that_makes_no_sense_is_invalid(server: Server, answer: object) -> None:
    server.script = [answers("admin-token"), answers(answer)]
    async with connect(settings(server, credentials=ADMIN), DOCUMENTS) as commerce:
        with pytest.raises(Invalid):
            await commerce.customers.find("a@b.c", 1)


async def test_tokens_that_would_be_somebody_elses_are_not_ended(server: Server) -> None:
    document = {"id": 7, "email": ADA.email, "website_id": 1, "store_id": 1}
    views = [{"id": 0, "code": "admin", "website_id": 0}, {"id": 1, "code": "default", "website_id": 1}]
    server.script = [answers("admin-token"), answers(document), answers(views), TOKEN, says_it_is(8)]
    async with connect(
        settings(server, credentials=ADMIN, tokens={"strategy": "as_admin"}), DOCUMENTS, now=noon
    ) as commerce:
        with pytest.raises(IntegrationError):
            await commerce.customers.revoke_tokens(7)
    assert server.received[-1].headers["store"] == "default"
    assert not any(b"revokeCustomerToken" in each.body for each in server.received)
