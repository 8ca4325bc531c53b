"""Content as the storefront reads it: an object of Wagtail's API v2 with all its fields, and `storefront` beside them.

What the API gives as an id alone is told in full, so that nothing needs a second question: pictures with address, size
and description, what was chosen with its key. Rich text is display HTML; addresses in it are complete.
"""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from rest_framework.serializers import Field
from wagtail import blocks
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, SourceImageIOError
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.snippets.blocks import SnippetChooserBlock

from wagtail_storefront import finding
from wagtail_storefront.configuration import setting
from wagtail_storefront.models import KeyedContent

ROUTER = WagtailAPIRouter("wagtail_storefront")


def told(thing, view, request):
    """One page or snippet."""
    viewset = _Pages if isinstance(thing, Page) else _Snippets
    serializer = viewset._get_serializer_class(ROUTER, type(thing), [("*", False, None)])
    context = {"request": request, "view": viewset(), "router": ROUTER, "_wagtail_rich_text_format": "html"}
    with translation.override(thing.locale.language_code):
        return {**serializer(context=context).to_representation(thing), "storefront": _about(thing, view)}


def _about(thing, view):
    others = finding.translations(thing, view) if isinstance(thing, Page) else ()
    return {
        "key": thing.key,
        "type": thing.type_in_storefront(),
        "title": getattr(thing, "title", None) or str(thing),
        "locale": view.names[thing.locale_id],
        "path": getattr(thing, "storefront_path", None),
        "translations": {
            view.names.get(page.locale_id, page.locale.language_code): page.specific_deferred.storefront_path
            for page in others
        },
        "tags": [tag.name for tag in thing.tags.all()] if hasattr(thing, "tags") else [],
        "updated_at": (thing.latest_revision_created_at if view.drafts and isinstance(thing, Page) else None)
        or thing.last_published_at,
        "ends_at": thing.expire_at,
    }


def picture(image):
    """None for none, and for one whose file is lost: its page is there all the same."""
    if image is None:
        return None
    try:
        rendition = image.get_rendition(setting("IMAGE"))
    except (SourceImageIOError, InvalidFilterSpecError, OSError):
        return None
    decorative = getattr(image, "decorative", False)
    alt = "" if decorative else getattr(image, "contextual_alt_text", None) or image.default_alt_text
    return {"url": _absolute(rendition.url), "alt": alt, "width": rendition.width, "height": rendition.height}


def chosen(thing):
    """A page or snippet that was chosen: its key, and its path where it has one. None for one that is gone."""
    thing = thing.specific if isinstance(thing, Page) else thing
    if thing is None:
        return None
    if not isinstance(thing, KeyedContent):
        return {"id": thing.pk, "title": str(thing)}
    return {"key": thing.key, "path": getattr(thing, "storefront_path", None) if thing.live else None}


def html(text):
    """Display HTML. The storefront is another site: what is served here needs its complete address."""
    expanded = expand_db_html(text or "")
    for prefix in _served_here():
        expanded = expanded.replace(f'="{prefix}', f'="{_absolute(prefix)}')
    return expanded


def _served_here():
    if settings.MEDIA_URL.startswith("/") and settings.MEDIA_URL != "/":
        yield settings.MEDIA_URL
    try:
        yield reverse("wagtaildocs_serve", args=(0, "-")).removesuffix("0/-")
    except NoReverseMatch:
        return


def _absolute(url):
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + url if url.startswith("/") else url


def told_block(block, value, context):  # noqa: C901 - one line for each kind of Wagtail's
    """The value of a block. A project's own `get_api_representation` is kept."""
    if not type(block).get_api_representation.__module__.startswith("wagtail."):
        return block.get_api_representation(value, context=context)
    if isinstance(block, ImageBlock | ImageChooserBlock):
        return picture(value)
    if isinstance(block, blocks.PageChooserBlock | SnippetChooserBlock):
        return chosen(value)
    if isinstance(block, DocumentChooserBlock):
        return value and {"url": _absolute(value.url), "title": value.title}
    if isinstance(block, blocks.RichTextBlock):
        return html(value.source)
    if isinstance(block, blocks.BaseStreamBlock):
        return [
            {"type": child.block.name, "value": told_block(child.block, child.value, context), "id": child.id}
            for child in value or ()
        ]
    if isinstance(block, blocks.BaseStructBlock):
        return {name: told_block(block.child_blocks[name], each, context) for name, each in value.items()}
    if isinstance(block, blocks.ListBlock):
        return [told_block(block.child_block, each, context) for each in value]
    return block.get_api_representation(value, context=context)


class _Stream(Field):
    def to_representation(self, value):
        return told_block(value.stream_block, value, self.context)


class _RichText(Field):
    def to_representation(self, value):
        return html(value)


class _Picture(Field):
    def to_representation(self, value):
        return picture(value)


class _Chosen(Field):
    def to_representation(self, value):
        return chosen(value)


class _InFull:
    """Serialisers of Wagtail's, with our fields for what they give as an id alone."""

    serializer_field_mapping = {
        **BaseSerializer.serializer_field_mapping,
        StreamField: _Stream,
        RichTextField: _RichText,
    }

    def build_relational_field(self, field_name, relation_info):
        """See Django REST framework."""
        related = relation_info.related_model
        if not relation_info.to_many and issubclass(related, AbstractImage):
            return _Picture, {"read_only": True}
        if not relation_info.to_many and issubclass(related, KeyedContent | Page):
            return _Chosen, {"read_only": True}
        return super().build_relational_field(field_name, relation_info)


class _PageInFull(_InFull, PageSerializer):
    pass


class _SnippetInFull(_InFull, BaseSerializer):
    pass


class _Pages(PagesAPIViewSet):
    base_serializer_class = _PageInFull
    seen_types = {}


class _Snippets(BaseAPIViewSet):
    base_serializer_class = _SnippetInFull
    seen_types = {}
