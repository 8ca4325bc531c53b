"""The words that the schema and the gateway share.

A resolver of ours on a Commerce type says what it `needs` of its parent and gets it as a `Delegated`; one that returns
a Commerce type answers with a `Delegate`: where Commerce has it. One that asks somebody else is a `Batch`.
`CommerceType`, `CommerceInput` and `CommerceEnum` refer to Commerce's types by name.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from strawberry.types.scalar import ScalarDefinition

RESERVED: Final = "_bff{}_"
"""How every alias of ours in a document for Commerce begins; a number goes in where a client's names begin so too."""

NEEDS: Final = "bff.needs"
OVERRIDE: Final = "bff.override"
WHERE_OFFERED: Final = "bff.where-offered"
BATCH: Final = "bff.batch"

Batch = Callable[[Any, Sequence["Delegated"]], Awaitable[Sequence[Any]]]
"""Answers a field of ours for all the objects of one answer of Commerce's: with the context, and the objects as a
resolver would see them. Returns for each, in their order, the value of the field, or an exception where it cannot be
had. What it raises itself is the error of each of them."""


def needs(
    *fields: str, override: bool = False, where_offered: bool = False, batch: Batch | None = None
) -> dict[str, object]:
    """Metadata of a field of ours on a Commerce type: which fields of that type its resolver reads.

    `fields` are leaf fields of Commerce's type that want no argument. `override` says that the field replaces one of
    Commerce's of the same name; without it, such a clash stops the start. `where_offered` says that a Commerce without
    the type is nothing to warn of. `batch` takes the place of a resolver: the field has none, and may be null.
    """
    return {NEEDS: fields, OVERRIDE: override, WHERE_OFFERED: where_offered, BATCH: batch}


class Unchanging:
    """A base of types of ours whose objects nobody changes, and which are shared by many requests.

    What was read of one for a selection is kept with it, for the next that selects the same.
    """

    _MOST: ClassVar = 4
    """Selections: a page and a listing, each in two versions of a storefront. The last ones are kept."""

    def read_once(self, selection: object, read: Callable[["Unchanging"], Any]) -> Any:
        """What `read` reads of this object for `selection`, which counts by its identity. Nobody may change it."""
        kept: dict[int, tuple[object, Any]] = self.__dict__.setdefault("_read", {})
        found = kept.get(id(selection))
        if found is not None:
            return found[1]
        value = read(self)
        if len(kept) >= self._MOST:
            del kept[next(iter(kept))]
        kept[id(selection)] = selection, value
        return value


class Delegated:
    """An object that Commerce answered, as the parent of a field of ours.

    Holds the answer in the shape that the storefront asked for and, under their own names, the fields that the resolver
    declared with `needs`.
    """

    __slots__ = ("_keys", "data")

    def __init__(self, data: dict[str, Any], keys: Mapping[str, str]) -> None:
        """`keys` says under which response key each of those fields is found."""
        self.data = data
        self._keys = keys

    def __getitem__(self, name: str) -> Any:
        """The value of the Commerce field `name`. Raises `KeyError` for one that the resolver did not declare."""
        try:
            response_key = self._keys[name]
        except KeyError:
            raise KeyError(f"{name!r} is not among the fields that this field of ours needs(): add it there") from None
        return self.data.get(response_key)


@dataclass(frozen=True, slots=True)
class Arranged:
    """In which order the objects of a list are wanted: that of `values`, which the leaf field `field` of each holds.

    Letters count alike, large and small. What Commerce has not is left out, what nobody named comes last.
    """

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delegate:
    """What a field of ours returns whose type is Commerce's: ask Commerce for it.

    `root_field` is a field of Commerce's `Query`, `arguments` its arguments as JSON values, `path` the fields below it
    that lead to the value; a number in it takes one object of a list, null where there are fewer. What the storefront
    selected on our field is asked for there. A list may be `arranged`: Commerce returns it in an order of its own.
    """

    root_field: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()
    arranged: Arranged | None = None


class CommerceTypeReference(ScalarDefinition):
    """How Strawberry holds a type that only Commerce defines: by name. Composition puts Commerce's own in its place."""


def _reference(name: str) -> CommerceTypeReference:
    return CommerceTypeReference(
        name=name,
        description=None,
        specified_by_url=None,
        serialize=None,
        parse_value=None,
        parse_literal=None,
    )


class _Named:
    """A class below it stands for the type of Commerce's that it is named after, or that `name` names."""

    __slots__ = ()
    _scalar_definition: ClassVar[CommerceTypeReference]

    def __init_subclass__(cls, *, name: str | None = None) -> None:
        cls._scalar_definition = _reference(name or cls.__name__)


class CommerceType(_Named, Delegate):
    """Refer to an output type of Commerce's from a field of ours, and say where Commerce has the value.

    class Customer(CommerceType):
        \"\"\"The shopper, as Commerce knows them.\"\"\"

    async def customer(self) -> Customer | None:
        return Customer("customer")
    """

    __slots__ = ()


class CommerceInput(_Named, dict[str, Any]):
    """Refer to an input type of Commerce's from an argument of ours. The value arrives as a plain `dict` of JSON."""

    __slots__ = ()


class CommerceEnum(_Named, str):
    """Refer to an enum or a scalar of Commerce's from an argument of ours. The value arrives as a plain `str`."""

    __slots__ = ()
