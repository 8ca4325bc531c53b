"""What takes part: pages and snippets with a key. Beside them menus, and the log of what changed."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Page, RevisionMixin, Site, TranslatableMixin
from wagtail.snippets.models import register_snippet

from wagtail_storefront.configuration import setting

OWN_KEY = "wagtail:"
"""What has no key from an editor is called this and its translation key: the same in all languages, too."""


class KeyedContent(models.Model):
    """Content that the storefront may have. `api_fields` say which fields are told, as for Wagtail's API."""

    storefront_key = models.CharField(
        "key in the storefront",
        max_length=255,
        blank=True,
        db_index=True,
        help_text='The same in all languages: "about", "product:BAG-001", "category:Nw==", "store:default".',
    )
    storefront_type = ""
    """What the storefront calls this type. Unless a model says: its name in small letters."""

    class Meta:
        abstract = True

    @classmethod
    def type_in_storefront(cls):
        """The word for it."""
        return cls.storefront_type or cls._meta.model_name

    @property
    def key(self):
        """The name in all languages."""
        return self.storefront_key or f"{OWN_KEY}{self.translation_key}"

    def clean(self):
        """One key, one thing in each language."""
        super().clean()
        others = type(self).objects.filter(storefront_key=self.storefront_key, locale_id=self.locale_id)
        if self.storefront_key and others.exclude(pk=self.pk).exists():
            raise ValidationError({"storefront_key": "Something else in this language has this key."})


class StorefrontPage(KeyedContent, Page):
    """A page of the storefront. Its address is the storefront's, in rich text and in the Admin as well."""

    promote_panels = [FieldPanel("storefront_key"), *Page.promote_panels]

    class Meta:
        abstract = True

    def get_url_parts(self, request=None):
        """See Wagtail. There are no closing slashes, and no prefixes of languages: those are the storefront's."""
        for site_id, root_path, root_url, _ in Site.get_site_root_paths():
            if self.url_path.startswith(root_path):
                path = "/" + self.url_path[len(root_path) :].rstrip("/")
                return site_id, setting("URL").rstrip("/") or root_url, path
        return None

    @property
    def storefront_path(self):
        """Where it is; None for a page outside every site."""
        parts = self.get_url_parts()
        return parts and parts[2]


class StorefrontSnippet(DraftStateMixin, RevisionMixin, TranslatableMixin, KeyedContent):
    """A piece of content that is no page: what stands beside a product, a banner."""

    panels = [FieldPanel("storefront_key")]

    class Meta(TranslatableMixin.Meta):
        abstract = True


def line_block(deeper):
    """A line of a menu, with so many levels below it."""
    fields = [("title", CharBlock()), ("page", PageChooserBlock(required=False)), ("url", CharBlock(required=False))]
    return StructBlock([*fields, ("children", ListBlock(line_block(deeper - 1), default=[]))] if deeper else fields)


@register_snippet
class Menu(TranslatableMixin, models.Model):
    """A menu in one language."""

    name = models.SlugField()
    lines = StreamField(StreamBlock([("line", line_block(2))]), blank=True)
    panels = [FieldPanel("name"), FieldPanel("lines")]

    class Meta(TranslatableMixin.Meta):
        unique_together = [("translation_key", "locale"), ("name", "locale")]

    def __str__(self):
        return f"{self.name} ({self.locale})"


class Change(models.Model):
    """Something was published, or is published no more; without a key: nothing is known to be as it was."""

    key = models.CharField(max_length=300, null=True)
    removed = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return f"{self.key or 'anything'} {'removed' if self.removed else 'changed'}"
