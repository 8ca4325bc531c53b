"""Stories with all kinds of blocks, and banners, which are no pages."""

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.models import register_snippet
from wagtail_storefront.models import StorefrontPage, StorefrontSnippet


@register_snippet
class Banner(StorefrontSnippet):
    """A line above the shop."""

    title = models.CharField(max_length=200)
    text = RichTextField(blank=True)
    api_fields = ["title", "text"]

    def __str__(self):
        return self.title


class StoryTag(TaggedItemBase):
    """A tag of a story."""

    content_object = ParentalKey("shop.StoryPage", on_delete=models.CASCADE, related_name="tagged_items")


BODY = [
    ("rich_text", blocks.RichTextBlock()),
    ("image", blocks.StructBlock([("image", ImageBlock()), ("caption", blocks.CharBlock(required=False))])),
    ("picture", ImageBlock()),
    (
        "hero",
        blocks.StructBlock(
            [
                ("heading", blocks.CharBlock()),
                ("text", blocks.RichTextBlock(required=False)),
                ("image", ImageBlock(required=False)),
                (
                    "link",
                    blocks.StructBlock(
                        [
                            ("text", blocks.CharBlock(required=False)),
                            ("page", blocks.PageChooserBlock(required=False)),
                            ("url", blocks.CharBlock(required=False)),
                        ]
                    ),
                ),
            ]
        ),
    ),
    (
        "products",
        blocks.StructBlock(
            [
                ("heading", blocks.CharBlock(required=False)),
                ("skus", blocks.ListBlock(blocks.CharBlock(), default=[])),
                ("category_uid", blocks.CharBlock(required=False)),
                ("limit", blocks.IntegerBlock(required=False)),
            ]
        ),
    ),
    ("html", blocks.RawHTMLBlock()),
    ("page", blocks.PageChooserBlock()),
    ("banner", SnippetChooserBlock(Banner)),
    ("countdown", blocks.StructBlock([("until", blocks.CharBlock()), ("label", blocks.CharBlock())])),
]


class StoryPage(StorefrontPage):
    """A story."""

    storefront_type = "story"
    body = StreamField(BODY, blank=True)
    teaser = RichTextField(blank=True)
    author = models.CharField(max_length=100, blank=True)
    minutes = models.IntegerField(null=True, blank=True)
    sources = models.JSONField(default=list, blank=True)
    cover = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    tags = ClusterTaggableManager(through=StoryTag, blank=True)
    api_fields = ["body", "teaser", "author", "minutes", "sources", "cover", "tags", "words_a_minute"]

    @property
    def words_a_minute(self):
        """Wrong for a story that takes no time: what a project's own code may do to its page."""
        return 400 // self.minutes if self.minutes is not None else None

    def full_clean(self, exclude=(), **rest):
        """Slugs may be those of a shop that was there before: with blanks, which Wagtail's form refuses."""
        super().full_clean(exclude={*(exclude or ()), "slug"}, **rest)
