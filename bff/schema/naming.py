"""How Strawberry names our types while it holds them."""

import re
from typing import Final

from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryObjectDefinition

_NOT_IN_A_NAME: Final = re.compile(r"\W+")


class ExtensionNames(NameConverter):
    """Gives each class that extends a type a name of its own: Strawberry refuses two classes of one name.

    Only composition sees these names; it brings the fields to the type that the class extends.
    """

    def from_object(self, object_type: StrawberryObjectDefinition) -> str:
        """The name of an object or interface type: its own, or that of the extending class with its module."""
        if not object_type.extend:
            return super().from_object(object_type)
        origin = object_type.origin
        return _NOT_IN_A_NAME.sub("_", f"{object_type.name}_in_{origin.__module__}_{origin.__qualname__}")


def configuration() -> StrawberryConfig:
    """Strawberry's settings for a schema that is composed with Commerce's."""
    return StrawberryConfig(name_converter=ExtensionNames())
