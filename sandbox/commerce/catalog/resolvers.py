"""Answers about products and categories."""

from typing import Final

from sandbox.commerce.domains import Resolvers

RESOLVERS: Final[Resolvers] = {}
