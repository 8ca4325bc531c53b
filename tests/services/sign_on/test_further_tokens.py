"""Tokens that a Commerce hands out by other mutations than Open Source's own: of Adobe Commerce, of an extension."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from sandbox.commerce import schema as commerce_schema
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.customer import tokens
from sandbox.commerce.customer.one_time_codes import issue_code
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.commerce.world import Info, World
from tests.services.processes import free_port
from tests.services.sign_on.another_service import another_service
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import Shop
from tests.services.sign_on.serving import served

ADA = 1
BY_CODE = 'mutation ($c: String!) { signed: exchangeOtpForCustomerToken(email: "ada@example.com", otp: $c) { token } }'
BY_AN_EXTENSION = "mutation { signed: signInWithFriends { secret: token } }"
EXTENSION = """
extend type Mutation { signInWithFriends: SignInWithFriendsOutput }
type SignInWithFriendsOutput { token: String }
"""


def sign_in_with_friends(_source: object, info: Info) -> Mapping[str, str]:
    return {"token": tokens.issue(info.context.world, ADA)}


@dataclass(frozen=True)
class LargerShop:
    """The service before an Adobe Commerce with an extension that signs shoppers in."""

    address: str
    world: World

    def hands_out(self, handle: str) -> bool:
        """Whether it is a token that Commerce has made."""
        return any(row["token"] == handle for row in self.world.rows("SELECT token FROM customer_token"))


@pytest.fixture(scope="module")
def larger(started_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LargerShop]:
    started_shop.begin_anew()
    port = free_port()
    written = commerce_schema.sdl(adobe_commerce=True) + EXTENSION
    file = tmp_path_factory.mktemp("larger") / "commerce.graphql"
    file.write_text(written, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        resolvers = (*commerce_schema.RESOLVERS, {"Mutation": {"signInWithFriends": sign_in_with_friends}})
        patch.setattr(commerce_schema, "RESOLVERS", resolvers)
        patch.setattr(commerce_schema, "sdl", lambda *, adobe_commerce: written)
        commerce_schema.executable_schema.cache_clear()
        commerce = create_commerce(CommerceSettings(port=port, adobe_commerce=True))
    commerce_schema.executable_schema.cache_clear()
    with (
        served(commerce, port),
        another_service(
            started_shop,
            commerce={"url": f"http://127.0.0.1:{port}", "schema": file},
            sign_on={"token_fields": ["SignInWithFriendsOutput.token"]},
        ) as address,
    ):
        yield LargerShop(address, commerce.state.world)


def is_ada(larger: LargerShop, handle: str) -> bool:
    seen = Browser(larger.address).ask("{ customer { email } }", {"authorization": f"Bearer {handle}"})
    return bool(seen["data"] == {"customer": {"email": "ada@example.com"}})


def test_whoever_holds_a_one_time_code_gets_a_handle(larger: LargerShop) -> None:
    code = issue_code(larger.world, ADA)
    handle = Browser(larger.address).ask(BY_CODE, c=code)["data"]["signed"]["token"]
    assert not larger.hands_out(handle)
    assert is_ada(larger, handle)


def test_a_token_of_an_extension_that_is_named_in_the_settings_is_a_handle_too(larger: LargerShop) -> None:
    handle = Browser(larger.address).ask(BY_AN_EXTENSION)["data"]["signed"]["secret"]
    assert not larger.hands_out(handle)
    assert is_ada(larger, handle)


@pytest.mark.parametrize(
    "document",
    [
        'mutation { generateCustomerTokenAsAdmin(input: {customer_email: "ada@example.com"}) { customer_token } }',
        """mutation { exchangeExternalCustomerToken(
          input: {customer: {email: "ada@example.com", firstname: "A", lastname: "M"}}) { token } }""",
    ],
    ids=["as_admin", "external"],
)
def test_nobody_gets_a_token_by_what_only_our_own_credentials_may_do(larger: LargerShop, document: str) -> None:
    """The service has an admin user's; they never ride on a shopper's operation."""
    before = larger.world.rows("SELECT token FROM customer_token")
    answer = Browser(larger.address).ask(document)
    assert answer["errors"][0]["extensions"]["category"] in ("graphql-authorization", "graphql-authentication")
    assert not any((answer.get("data") or {}).values())
    assert larger.world.rows("SELECT token FROM customer_token") == before
