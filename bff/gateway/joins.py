"""What a plan remembers of the places where a field of ours stands inside something that Commerce answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import FieldNode, SelectionNode


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What Commerce is asked for. `ours` says that something of ours stood in it, at any depth."""

    selections: tuple[SelectionNode, ...] = ()
    ours: bool = False


@dataclass(slots=True)
class Joins:
    """Filled while a document is rewritten, only read afterwards.

    Field nodes stand for themselves, so a shared fragment is remembered once. `prefix` begins every alias of ours in
    this document; `typename` is the one under which Commerce tells an object's type.
    """

    prefix: str
    _keys: dict[int, dict[str, str]] = field(default_factory=dict)
    _led_through: set[int] = field(default_factory=set)
    _selections: dict[int, Rewritten] = field(default_factory=dict)
    _own_names: dict[str, str] = field(default_factory=dict)

    @property
    def typename(self) -> str:
        """The alias of `__typename`."""
        return f"{self.prefix}typename"

    def key_alias(self, type_name: str, field_name: str) -> str:
        """The alias of a key: one per type and field, as one alias for fields of several types would be invalid."""
        return f"{self.prefix}{type_name}_{field_name}"

    def remember_own(self, node: FieldNode, keys: dict[str, str]) -> None:
        """`node` is a field of ours; `keys` says under which response key each field it needs is found."""
        self._keys[id(node)] = keys
        for alias in keys.values():
            if alias.startswith(self.prefix):
                self._own_names.setdefault(alias, (node.alias or node.name).value)

    def remember_way(self, node: FieldNode) -> None:
        """Below the delegated field `node` stands something of ours: its value cannot be passed on as it is."""
        self._led_through.add(id(node))

    def remember_selection(self, node: FieldNode, selection: Rewritten) -> None:
        """`node` asks for `selection` of an object of Commerce's.

        A field of ours may answer such an object by itself and leave a part of it to Commerce, at any depth.
        """
        self._selections[id(node)] = selection

    def keys_of(self, node: FieldNode) -> Mapping[str, str]:
        """Under which response key each field that a field of ours needs is found."""
        return self._keys[id(node)]

    def lead_through(self, node: FieldNode) -> bool:
        """Whether something of ours stands below the delegated field `node`."""
        return id(node) in self._led_through

    def selection_of(self, nodes: Iterable[FieldNode]) -> Rewritten:
        """What a field that returns something of Commerce's asks for, of all its nodes together."""
        parts = [self._selections[id(node)] for node in nodes if id(node) in self._selections]
        return Rewritten(
            tuple(selection for part in parts for selection in part.selections), any(part.ours for part in parts)
        )

    def own_name(self, segment: str | int) -> str | int:
        """A segment of an error's path, as the storefront knows it: a key of ours becomes the field that needs it."""
        return self._own_names.get(segment, segment) if isinstance(segment, str) else segment

    @property
    def any_on_the_way(self) -> bool:
        """Whether something of ours stands anywhere inside what Commerce answers."""
        return bool(self._led_through)
