"""A small Commerce schema with every shape that GraphQL has, and fields of ours on it."""

import strawberry

from bff.delegation import CommerceType, Delegated, needs
from bff.gateway.composition.compose import compose
from bff.gateway.supergraph import Supergraph
from bff.schema.naming import configuration
from integrations.kit.errors import Timeout

COMMERCE = """
type Query {
  items(filter: Filter, size: Int = 3, sort: Sort = NAME): Items
  item(id: ID!): Item
  found(word: String): [Found]
  basket(id: String!): Basket!
  shop: Shop
  count: Int
}
type Mutation {
  add(input: Add!): AddOutput
  drop(id: ID!, order: Sort = NAME): Basket
  must(id: ID!): Basket!
}
input Filter { name: String, sizes: [Int!], nested: Filter }
input Add { id: ID!, amount: Float = 1 }
enum Sort { NAME PRICE }
interface Item { id: ID name: String code: String! price: Price related(size: Int): [Item] shelf: Shelf
  old: String @deprecated }
interface Sized { size: String }
type Simple implements Item { id: ID name: String code: String! price: Price related(size: Int): [Item] shelf: Shelf
  old: String @deprecated weight: Float }
type Complex implements Item & Sized { id: ID name: String code: String! price: Price related(size: Int): [Item]
  shelf: Shelf old: String @deprecated size: String parts: [Part!] }
type Part { item: Item amount: Int! }
type Items { total: Int list: [Item!] facets: [Facet] }
type Facet { label: String count: Int }
type Price { value: Float currency: String }
type Shelf implements Sized { size: String code: String name: String items: [Item] }
type Basket { id: ID! lines: [Line] total: Price }
type Line { amount: Float! item: Item! note(upper: Boolean = false): String }
type Shop { name: String open: Boolean shelves: [[Shelf]] }
type AddOutput { basket: Basket! problems: [String!]! }
union Found = Simple | Complex | Shelf | Facet
"""


class Item(CommerceType):
    """Something to sell."""


class Basket(CommerceType):
    """What a shopper holds."""


class Found(CommerceType):
    """Whatever was found."""


@strawberry.type
class Origin:
    """Where something comes from: a type of ours, below Commerce's."""

    country: str
    towns: list["Town"]


@strawberry.type
class Town:
    """A type of ours that leads back to Commerce."""

    name: str

    @strawberry.field
    async def best(self) -> Item | None:
        """What this town is known for."""
        return Item("item", {"id": self.name})


@strawberry.type(name="Item", extend=True)
class ItemStory:
    """What we know of an item."""

    @strawberry.field(metadata=needs("code", "id"))
    def story(self, item: strawberry.Parent[Delegated], long: bool = False) -> str | None:
        """Told from keys that the storefront need not select."""
        return f"story of {item['code']}, {item['id']}" + (", long" if long else "")

    @strawberry.field(metadata=needs("code"))
    async def verdict(self, item: strawberry.Parent[Delegated]) -> str:
        """Never null, and fails for some: then what stands around it is null."""
        if item["code"].endswith("3"):
            raise Timeout("verdict", "The verdict took too long.")
        return f"good {item['code']}"

    @strawberry.field(metadata=needs("code"))
    def origin(self, item: strawberry.Parent[Delegated]) -> Origin | None:
        """An object of ours with a list of ours."""
        code = item["code"]
        return None if code.endswith("5") else Origin(country=code, towns=[Town(name=f"{code}-{n}") for n in range(2)])

    @strawberry.field(metadata=needs("id"))
    async def rival(self, item: strawberry.Parent[Delegated]) -> Item | None:
        """Something of Commerce's, asked for by the item's key."""
        return Item("item", {"id": f"rival of {item['id']}"})


@strawberry.type(name="Shelf", extend=True)
class ShelfLight:
    """A field of ours on a type that is no interface."""

    @strawberry.field(metadata=needs("code"))
    def lit(self, shelf: strawberry.Parent[Delegated]) -> bool:
        """Whether the light is on."""
        return bool(shelf["code"])


@strawberry.type(name="Line", extend=True)
class LineNote:
    """A field of ours in the place of one of Commerce's."""

    @strawberry.field(metadata=needs("amount", override=True))
    def note(self, line: strawberry.Parent[Delegated], upper: bool = False) -> str | None:
        """Replaces Commerce's."""
        return f"{'N' if upper else 'n'}ote on {line['amount']}"


@strawberry.type
class Query:
    """Root fields of ours."""

    @strawberry.field
    def today(self) -> str:
        """Ours alone."""
        return "today"

    @strawberry.field
    async def broken(self) -> str | None:
        """Fails as nobody foresaw."""
        raise RuntimeError("a password: hunter2")

    @strawberry.field
    def favourite(self, number: int = 1) -> Item | None:
        """Something of Commerce's."""
        return Item("items", {"size": number}, ("list",)) if number < 0 else Item("item", {"id": str(number)})

    @strawberry.field
    def favourites(self) -> list[Item]:
        """A list of ours of things of Commerce's."""
        return [Item("item", {"id": str(number)}) for number in range(3)]

    @strawberry.field
    def listed(self) -> list[Item] | None:
        """A list of Commerce's."""
        return Item("items", {"size": 2, "filter": {"name": "x"}}, ("list",))  # type: ignore[return-value]

    @strawberry.field
    def packed(self) -> Basket | None:
        """An object of Commerce's that we answer ourselves, but for a part."""
        return {"id": "ours", "total": None, "lines": Basket("basket", {"id": "x"}, ("lines",))}  # type: ignore[return-value]

    @strawberry.field
    def holding(self) -> Basket:
        """Never null."""
        return Basket("basket", {"id": "holding"})

    @strawberry.field
    def misled(self) -> Item | None:
        """Delegates to what Commerce does not have."""
        return Item("nothing")

    @strawberry.field
    def origin(self) -> Origin:
        """A type of ours at the root."""
        return Origin(country="c", towns=[Town(name="t")])


@strawberry.type
class Mutation:
    """Mutations of ours."""

    @strawberry.mutation
    async def remember(self, word: str) -> str:
        """Changes something, so to say."""
        return f"remembered {word}"

    @strawberry.mutation
    async def doubt(self) -> str | None:
        """Fails, and nobody knows whether it happened."""
        raise Timeout("payment", "No answer.", doubtful=True)


def supergraph() -> Supergraph:
    """Commerce's schema and ours as one."""
    own = strawberry.Schema(
        query=Query, mutation=Mutation, types=[ItemStory, ShelfLight, LineNote], config=configuration()
    )
    return compose(COMMERCE, own)
