"""How much a storefront may ask for in one operation, and what Commerce takes in one request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one document. Commerce keeps limits of its own; these protect us.

    `max_fields` counts the fields of an operation with its fragments spread, `max_depth` how deep they nest,
    `max_aliases` how many are renamed, `max_tokens` the words of the document. `commerce_fields` is how many fields
    Commerce takes in one request: an operation beyond it is split by root field. `kept_documents` is how many documents
    of a usual length stay in memory.
    """

    max_depth: int = 30
    max_aliases: int = 1_000
    max_tokens: int = 15_000
    max_fields: int = 5_000
    commerce_fields: int = 300
    kept_documents: int = 1_000
    introspection: bool = True
