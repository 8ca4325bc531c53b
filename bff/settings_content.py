"""What editors write: from which source, in which languages, for how long it is kept, and what is at an address."""

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints, create_model

from bff.settings_section import Section
from integrations.registry import CONTENT_SOURCES

_SHORTEST_KEY: Final = 32
Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$")]
Locales = Annotated[tuple[Locale, ...], Field(min_length=1, max_length=8)]
Prefix = Annotated[str, StringConstraints(pattern=r"^/[^?#;\\]*$")]
HostName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+(:\d{1,5})?$", to_lower=True)]


def _long_enough(key: SecretStr) -> SecretStr:
    if len(key.get_secret_value()) < _SHORTEST_KEY:
        raise ValueError(f"Each must be {_SHORTEST_KEY} characters or more: `openssl rand -base64 32` makes one.")
    return key


PreviewKey = Annotated[SecretStr, AfterValidator(_long_enough)]


class ContentSettings(Section):
    """Content of a CMS, joined with Commerce's data."""

    source: Literal[tuple(CONTENT_SOURCES)] | None = Field(  # type: ignore[valid-type]  # the registry names them
        default=None, description=f"Where content comes from: {', '.join(CONTENT_SOURCES)}. Unset: there is none."
    )
    default_locales: Locales = Field(
        default=("en",),
        description="The languages of a store view that `locales` does not name, the first choice first.",
    )
    locales: dict[str, Locales] = Field(
        default_factory=dict,
        description='By code of a store view, its languages, the first choice first: {"at": ["de-AT", "de", "en"]}.',
    )
    product_key: str = Field(default="product:{sku}", description="The key of a product's content, with {sku} in it.")
    category_key: str = Field(
        default="category:{uid}", description="The key of a category's content, with {uid} or {url_path} in it."
    )
    store_key: str = Field(
        default="store:{store_code}", description="The key of a store view's content, with {store_code} in it."
    )
    seconds: float = Field(
        default=2,
        gt=0,
        description="Longest time that the source may keep one request waiting, all its content together.",
    )
    fresh_seconds: float = Field(
        default=300,
        ge=0,
        description="How long content is served without asking again, unless a webhook tells of a change.",
    )
    kept_seconds: float = Field(
        default=86_400,
        ge=0,
        description="How long the last good content may be served, marked stale, while the source fails. 0: nothing is "
        "kept at all.",
    )
    absent_seconds: float = Field(
        default=60, ge=0, description="How long is remembered that there is nothing, unless anything changes."
    )
    poll_seconds: float = Field(
        default=0,
        ge=0,
        description="How often `bff worker` asks the source what changed, where no webhooks come. 0: never.",
    )
    max_entry_bytes: int = Field(default=262_144, ge=1_024, description="Most bytes that one entry may hold, as JSON.")
    max_depth: int = Field(default=16, ge=1, le=64, description="How deep JSON and menus may nest.")
    max_chain: int = Field(default=6, ge=1, description="How many entries may stand inside each other.")
    max_listed: int = Field(default=100, ge=1, description="Most entries that one part of a listing may hold.")
    max_questions: int = Field(
        default=50, ge=1, description="How often one request may ask the source: pages, lists, menus, sets of entries."
    )
    preview_keys: tuple[PreviewKey, ...] = Field(
        default=(),
        description="Keys that links to drafts may be signed with, of 32 characters or more each. Several while one "
        "changes; none: there are no previews.",
    )
    preview_seconds: int = Field(
        default=1_800, ge=60, description="How long a preview lasts, once its link was opened."
    )


class RouteSettings(Section):
    """What is at an address of the storefront."""

    order: tuple[Literal["commerce", "content"], ...] = Field(
        default=("commerce", "content"), description="Whose page counts where both have one. One left out is not asked."
    )
    commerce_prefixes: tuple[Prefix, ...] = Field(
        default=(), description="The paths that Commerce is asked for, and all below them. Unset: every path."
    )
    content_prefixes: tuple[Prefix, ...] = Field(
        default=(), description="The paths that the content source is asked for, and all below them. Unset: every path."
    )
    max_questions: int = Field(
        default=50, ge=1, description="How often one request may ask Commerce what is at a path, store views included."
    )
    external_hosts: tuple[HostName, ...] = Field(
        default=(), description="The other sites that redirects may lead to: shop.example."
    )


if TYPE_CHECKING:
    CmsSettings = Section
else:
    CmsSettings = create_model(
        "CmsSettings",
        __base__=Section,
        __doc__="The content sources, one table for each. `BFF_CONTENT__SOURCE` says which of them is in use.",
        **{name: (adapter.settings, adapter.settings()) for name, adapter in CONTENT_SOURCES.items()},
    )


def source_settings(cms: BaseModel, source: str) -> BaseModel:
    """The settings of the source of that name."""
    found = getattr(cms, source)
    assert isinstance(found, BaseModel), "each source of the registry has a table"
    return found
