"""A small Commerce and the means to compose with it."""

import strawberry
from strawberry import Schema

from bff.schema.naming import configuration

COMMERCE = '''
"""The root of all questions."""
type Query {
  products(search: String, pageSize: Int = 20): [ProductInterface]
  cart(cart_id: String!): Cart
}

type Mutation {
  addToCart(items: [CartItemInput!]!): Cart
}

"""Anything that is sold."""
interface ProductInterface {
  sku: String
  name: String
  "The kind."
  kind(upper: Boolean = false): String
  price: Money
  old_name: String @deprecated(reason: "Use `name`.")
}

interface ConfigurableInterface implements ProductInterface {
  sku: String
  name: String
  kind(upper: Boolean = false): String
  price: Money
  old_name: String @deprecated(reason: "Use `name`.")
}

type SimpleProduct implements ProductInterface {
  sku: String
  name: String
  kind(upper: Boolean = false): String
  price: Money
  old_name: String @deprecated(reason: "Use `name`.")
  weight: Float
}

type ConfigurableProduct implements ProductInterface & ConfigurableInterface {
  sku: String
  name: String
  kind(upper: Boolean = false): String
  price: Money
  old_name: String @deprecated(reason: "Use `name`.")
  variants: [SimpleProduct]
}

type Money { value: Float currency: CurrencyEnum }
enum CurrencyEnum { EUR USD }
input CartItemInput { sku: String! quantity: Float = 1 }
type Cart { id: ID! items: [ProductInterface] total: Money }
union SearchHit = SimpleProduct | ConfigurableProduct
scalar Timestamp
type Page { hits: [SearchHit] updated: Timestamp }
'''


@strawberry.type(name="Query", extend=True)
class Health:
    """A root field of ours that no test is about: Strawberry wants a query."""

    @strawberry.field
    def healthy(self) -> bool:
        return True


def ours(*types: type, mutation: type | None = None) -> Schema:
    """What Strawberry holds of these types of ours."""
    return Schema(query=Health, mutation=mutation, types=types, config=configuration())
