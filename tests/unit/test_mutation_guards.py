"""Whichever mutation changes a cart or sets how it is paid is looked at first, extensions of the merchant's too."""

import pytest
from graphql import build_schema

from bff.mutation_guards import cart_mutations

MERCHANTS = build_schema("""
type Query { ok: Boolean }
input Method { code: String! }
input OfQuote { quote_uid: ID!, payment_method: Method! }
input Deep { parts: [Part!] }
input Part { cartUid: ID }
type Mutation {
  setNegotiableQuotePaymentMethod(input: OfQuote!): Boolean
  acmeGiftWrap(input: [Deep!]!): Boolean
  acmePay(paymentMethod: Method): Boolean
  reorderItems(orderNumber: String!): Boolean
  addWishlistItemsToCart(wishlistId: ID!): Boolean
  subscribeToNewsletter(email: String!): Boolean
}
""")


@pytest.mark.parametrize(
    "name",
    ["setNegotiableQuotePaymentMethod", "acmeGiftWrap", "acmePay", "reorderItems", "addWishlistItemsToCart"],
)
def test_what_may_change_a_cart_or_set_how_it_is_paid_is_guarded(name: str) -> None:
    assert name in set(cart_mutations(MERCHANTS))


def test_what_has_nothing_to_do_with_carts_is_not_held_up() -> None:
    assert "subscribeToNewsletter" not in set(cart_mutations(MERCHANTS))
