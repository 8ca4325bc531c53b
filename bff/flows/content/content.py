"""All that the service has of content, where a source is set up."""

from dataclasses import dataclass

from bff.flows.content.freshness import Freshness
from bff.flows.content.previewing import Previewing
from bff.flows.content.reading import ContentParts, Reading
from bff.state.previews import Preview


@dataclass(frozen=True, slots=True)
class ContentKeys:
    """How the content of something of Commerce's is called: templates with its fields in braces."""

    product: str = "product:{sku}"
    category: str = "category:{uid}"
    store: str = "store:{store_code}"


@dataclass(frozen=True, slots=True)
class Content:
    """`previewing` is None where there are no previews. `max_chain` is how many entries may stand inside each other."""

    parts: ContentParts
    freshness: Freshness
    keys: ContentKeys
    max_chain: int
    previewing: Previewing | None = None

    def reading(self, store_code: str | None, preview: Preview | None) -> Reading:
        """One request's way to content. Within a preview it sees drafts."""
        return Reading(self.parts, self.parts.languages.of(store_code), drafts=preview is not None)
