"""How Wagtail is reached, and what its blocks mean: `BFF_CMS__WAGTAIL__...`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from integrations.kit.address import base_address

BlockKind = Literal["rich_text", "image", "hero", "product_list", "html", "entry", "other"]

USUAL_BLOCKS: Final[Mapping[str, BlockKind]] = {
    "rich_text": "rich_text",
    "paragraph": "rich_text",
    "text": "rich_text",
    "image": "image",
    "hero": "hero",
    "product_list": "product_list",
    "products": "product_list",
    "html": "html",
    "raw_html": "html",
    "page": "entry",
    "entry": "entry",
    "snippet": "entry",
}
"""What a block is taken for by its name, unless `blocks` says otherwise."""


class WagtailSettings(BaseModel):
    """Wagtail, with the app `wagtail_storefront` installed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: Annotated[str, AfterValidator(base_address)] | None = Field(
        default=None, description='Where the app\'s addresses begin: "https://cms.example/storefront".'
    )
    key: SecretStr | None = Field(
        default=None, description="One of KEYS in WAGTAIL_STOREFRONT: reads what is published. It is never printed."
    )
    drafts_key: SecretStr | None = Field(
        default=None,
        description="One of DRAFT_KEYS in WAGTAIL_STOREFRONT: reads drafts. Unset: there are no previews. It is never "
        "printed.",
    )
    webhook_keys: tuple[SecretStr, ...] = Field(
        default=(),
        description="WEBHOOK_KEY in WAGTAIL_STOREFRONT; more than one while it changes. None: no webhook is taken.",
    )
    webhook_seconds: float = Field(default=300, gt=0, description="How old a signature may be, or ahead of our clock.")
    body: str = Field(default="body", description="The StreamField that holds an entry's blocks.")
    blocks: dict[str, BlockKind] = Field(
        default_factory=dict,
        description='What blocks of other names mean, beside the usual ones: {"teaser": "hero", "note": "rich_text"}.',
    )
    ca_file: Path | None = Field(
        default=None, description="Certificate authorities that Wagtail's certificate is checked with, as PEM."
    )
    connections: int = Field(default=32, ge=1, description="Most connections that one process keeps open.")
    connect_seconds: float = Field(
        default=2, gt=0, description="Longest time that a connection may take to come about."
    )

    def kind_of(self, name: str) -> BlockKind:
        """What a block of that name is; "other" for one that nobody named."""
        return self.blocks.get(name) or USUAL_BLOCKS.get(name, "other")
