"""Where fragments lie: `<site>/<language folder>/<the same below each>`, as AEM makes language copies. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

PREFIX: Final = "aem:"
"""Of the names of fragments among the keys of entries. No editor's key begins so."""


class Places:
    """One site, and what its language folders are called where they are not called as their language is."""

    def __init__(self, site: str, folders: Mapping[str, str]) -> None:
        self.site = f"{site}/"
        self._folders = folders
        self._languages = {folder: locale for locale, folder in folders.items()}

    def folder(self, locale: str) -> str:
        """Where the fragments of a language lie, with a closing slash."""
        return f"{self.site}{self._folders.get(locale, locale)}/"

    def first(self, path: str, locales: Sequence[str]) -> int | None:
        """Which of some languages a fragment is in; None for none of them."""
        return next((place for place, locale in enumerate(locales) if path.startswith(self.folder(locale))), None)

    def language(self, path: str) -> str | None:
        """The language that a fragment is in; None outside the language folders."""
        folder, _, below = path.removeprefix(self.site).partition("/")
        return self._languages.get(folder, folder) if path.startswith(self.site) and below else None

    def name(self, path: str) -> str:
        """What a fragment is called in all languages: "aem:stories/clay". Outside the site, by its whole path.

        Copies of a fragment are known by it, and events of AEM, which tell paths, name it.
        """
        _, _, below = path.removeprefix(self.site).partition("/")
        return f"{PREFIX}{below if path.startswith(self.site) and below else path}"
