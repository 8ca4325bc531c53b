"""How Commerce's pages and blocks are asked for: `BFF_CMS__COMMERCE__...`."""

from pydantic import BaseModel, ConfigDict, Field


class CommerceContentSettings(BaseModel):
    """Commerce's own CMS. The Commerce is that of `BFF_COMMERCE__URL`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    stores: dict[str, str] = Field(
        default_factory=dict,
        description='By language, the store view that has it: {"de": "de", "en": "default"}. A language without one is '
        "not asked for; none at all: the default store view has the first language of each.",
    )
