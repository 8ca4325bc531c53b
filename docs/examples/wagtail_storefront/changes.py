"""What editors do, as Wagtail's signals tell it, written into the log and told to the storefront."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from wagtail_storefront import delivering
from wagtail_storefront.finding import is_published
from wagtail_storefront.models import Change, KeyedContent, Menu


def connect():
    """Hear all of it from now on."""
    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(_content_changed)
    for signal in (published, unpublished):
        signal.connect(_snippet_changed)
    pre_save.connect(_key_given_up)
    # These stand in many places as copies: addresses, menus, who may see what.
    for signal in (page_slug_changed, post_page_move):
        signal.connect(_anything_changed)
    for signal in (post_save, post_delete):
        for model in (Menu, Redirect, PageViewRestriction):
            signal.connect(_anything_changed, sender=model)
    post_save.connect(_image_changed, sender=get_image_model())


def note(key, *, removed=False):
    """Write it down, and tell it as soon as the editor's transaction is done."""
    Change.objects.create(key=key, removed=removed)
    transaction.on_commit(delivering.deliver.enqueue)


def _content_changed(instance, **_):
    if isinstance(instance, KeyedContent):
        note(instance.key, removed=not is_published(instance.key))


def _snippet_changed(instance, **_):
    # Of a page these tell as well, beside its own signals.
    if not isinstance(instance, Page):
        _content_changed(instance)


def _key_given_up(instance, update_fields=None, **_):
    all_saved = update_fields is None or "storefront_key" in update_fields
    if not isinstance(instance, KeyedContent) or instance.pk is None or not all_saved:
        return
    before = type(instance).objects.filter(pk=instance.pk, live=True).first()
    if before is not None and before.key != instance.key:
        transaction.on_commit(lambda: note(before.key, removed=not is_published(before.key)))


def _anything_changed(**_):
    note(None)


def _image_changed(instance, created, **_):
    if created:
        return
    for source, _references in ReferenceIndex.get_grouped_references_to(instance):
        shows = source.specific if isinstance(source, Page) else source
        if isinstance(shows, KeyedContent) and shows.live:
            note(shows.key)
