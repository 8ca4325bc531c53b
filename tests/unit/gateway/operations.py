"""Operations of any form, drawn from a schema: what a storefront could ask."""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
)
from hypothesis import strategies as st


@dataclass
class Drawn:
    """A document with the variables and the operation name to send along."""

    text: str
    variables: dict[str, Any]
    operation_name: str | None = None


@dataclass
class _Drawing:
    """What one operation has gathered so far."""

    schema: GraphQLSchema
    draw: Any
    often: frozenset[str] = frozenset()
    definitions: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    budget: int = 40

    def chance(self, of: int) -> bool:
        return bool(self.draw(st.integers(0, of - 1)) == 0)

    def selection(self, type_: Any, depth: int) -> str:
        count = self.draw(st.integers(1, 4))
        parts = [self._part(type_, depth) for _ in range(count)]
        return "{" + " ".join(parts) + "}"

    def _part(self, type_: Any, depth: int) -> str:
        kind = self.draw(st.integers(0, 11))
        if kind == 0 and depth < 6:
            return self._inline(type_, depth)
        if kind == 1 and depth < 6:
            return self._spread(type_, depth)
        if kind == 2 or not getattr(type_, "fields", None):
            return self._condition_alias("__typename") if depth else "__typename"
        return self._field(type_, depth)

    def _condition_alias(self, name: str) -> str:
        return self.draw(st.sampled_from([name, f"kind: {name}", f"{name}{self._directive()}"]))  # type: ignore[no-any-return]

    def _field(self, type_: Any, depth: int) -> str:
        names = [name for name in sorted(type_.fields) if self._fits(type_.fields[name], depth)]
        if not names:
            return "__typename"
        favourites = [name for name in names if name in self.often]
        name = self.draw(st.sampled_from(favourites if favourites and self.chance(2) else names))
        definition = type_.fields[name]
        alias = self.draw(st.sampled_from(["", "", "", f"x{depth}_{self.draw(st.integers(0, 3))}: "]))
        if alias and self.chance(8):
            alias = "_bff_id: "
        below = get_named_type(definition.type)
        self.budget -= 1
        sub = self.selection(below, depth + 1) if is_composite_type(below) else ""
        return f"{alias}{name}{self._arguments(definition)}{self._directive()}{sub}"

    def _fits(self, definition: Any, depth: int) -> bool:
        return not is_composite_type(get_named_type(definition.type)) or (depth < 6 and self.budget > 0)

    def _inline(self, type_: Any, depth: int) -> str:
        condition = self._condition(type_)
        on = self.draw(st.sampled_from([f" on {condition.name}", ""]))
        return f"...{on}{self._directive()}{self.selection(condition if on else type_, depth + 1)}"

    def _spread(self, type_: Any, depth: int) -> str:
        condition = self._condition(type_)
        known = [name for name in self.fragments if name.startswith(f"F{condition.name}_")]
        if known and self.chance(2):
            return f"...{self.draw(st.sampled_from(known))}{self._directive()}"
        body = self.selection(condition, depth + 1)
        name = f"F{condition.name}_{len(self.fragments)}"
        self.fragments[name] = f"fragment {name} on {condition.name} {body}"
        return f"...{name}{self._directive()}"

    def _condition(self, type_: Any) -> Any:
        if is_object_type(type_):
            return self.draw(st.sampled_from([type_, *type_.interfaces]))
        possible: list[GraphQLObjectType] = sorted(self.schema.get_possible_types(type_), key=lambda one: one.name)
        return self.draw(st.sampled_from([type_, *possible]))

    def _directive(self) -> str:
        if not self.chance(6):
            return ""
        name = self.draw(st.sampled_from(["skip", "include"]))
        value = self.draw(st.sampled_from(["true", "false", None]))
        return f" @{name}(if: {value or self._variable('Boolean!', self.draw(st.booleans()), 'true')})"

    def _arguments(self, definition: Any) -> str:
        chosen = [
            f"{name}: {self._argument(argument.type)}"
            for name, argument in definition.args.items()
            if is_required_argument(argument) or self.chance(2)
        ]
        return f"({', '.join(chosen)})" if chosen else ""

    def _argument(self, type_: Any) -> str:
        value = self._input(type_)
        if self.chance(2):
            return self._variable(str(type_), value, _literal(value, type_))
        return _literal(value, type_)

    def _variable(self, type_: str, value: Any, default: str) -> str:
        name = f"v{len(self.definitions)}"
        defaulted = default != "null" and self.chance(3)
        self.definitions[name] = f"${name}: {type_}" + (f" = {default}" if defaulted else "")
        if not (defaulted and self.chance(2)):
            self.variables[name] = value
        return f"${name}"

    def _input(self, type_: Any) -> Any:
        if is_non_null_type(type_):
            return self._some_input(type_.of_type)
        return None if self.chance(6) else self._some_input(type_)

    def _some_input(self, type_: Any) -> Any:
        if is_list_type(type_):
            return [self._input(type_.of_type) for _ in range(self.draw(st.integers(0, 2)))]
        if is_enum_type(type_):
            return self.draw(st.sampled_from(sorted(type_.values)))
        if is_input_object_type(type_):
            return {
                name: self._input(one.type)
                for name, one in type_.fields.items()
                if is_required_argument(one) or self.chance(3)
            }
        numbers = {"Int": st.integers(0, 9), "Float": st.sampled_from([1, 2.5]), "Boolean": st.booleans()}
        return self.draw(numbers.get(type_.name, st.sampled_from(["a", 'q"u', "ü"])))


def _literal(value: Any, type_: Any) -> str:
    if is_non_null_type(type_):
        return _literal(value, type_.of_type)
    if value is None:
        return "null"
    if is_list_type(type_):
        return "[" + ", ".join(_literal(item, type_.of_type) for item in value) + "]"
    if is_input_object_type(type_):
        return (
            "{" + ", ".join(f"{name}: {_literal(item, type_.fields[name].type)}" for name, item in value.items()) + "}"
        )
    if is_enum_type(type_):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)


@st.composite
def operations(draw: Any, schema: GraphQLSchema, kind: str = "query", often: frozenset[str] = frozenset()) -> Drawn:
    """An operation on the schema, nearly always valid. `often` are names of fields to ask for more than for others."""
    drawing = _Drawing(schema, draw, often)
    root = schema.query_type if kind == "query" else schema.mutation_type
    body = drawing.selection(root, 0)
    definitions = f"({', '.join(drawing.definitions.values())})" if drawing.definitions else ""
    text = " ".join([f"{kind} Asked{definitions}{body}", *drawing.fragments.values()])
    if drawing.chance(5):
        return Drawn(f"{text} query Other {{ __typename }}", drawing.variables, "Asked")
    return Drawn(text, drawing.variables)
