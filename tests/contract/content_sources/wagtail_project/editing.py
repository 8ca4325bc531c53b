"""An editor who is told over HTTP what to do, in the words of `integrations/cms/entry.py`."""

import json
import shutil
import traceback
from hashlib import sha256

import faults
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from PIL import Image as Drawing
from shop.models import Banner, StoryPage
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site
from wagtail_storefront.finding import models_of
from wagtail_storefront.models import Menu

DATABASE = settings.DATABASES["default"]["NAME"]
PRISTINE = settings.FOLDER / "pristine.sqlite3"


def edit(request, action):
    """Does one thing. What it answers is the house's business alone."""
    said = json.loads(request.body)
    if action == "reset":
        return JsonResponse({"done": reset()})
    try:
        with transaction.atomic():
            done = ACTIONS[action](**said)
    except Exception:  # noqa: BLE001 - the test that asked for it says what went wrong
        return HttpResponse(traceback.format_exc(), status=500, content_type="text/plain")
    return JsonResponse({"done": done})


def reset():
    """As on the first day."""
    connection.close()
    shutil.copyfile(PRISTINE, DATABASE)
    cache.clear()
    faults.Faults.current, faults.Faults.asked = None, 0
    settings.WAGTAIL_STOREFRONT["WEBHOOK_URL"] = ""


def found_shop():
    """An empty shop in two languages; its front pages are not published. The database as it is now is kept."""
    for code in ("en", "de"):
        Locale.objects.get_or_create(language_code=code)
    Collection.add_root(name="Root")
    root = Page.add_root(title="Root", slug="root", locale=Locale.objects.get(language_code="en"))
    home = root.add_child(instance=StoryPage(title="Home", slug="home", live=False, locale=root.locale))
    german = StoryPage(
        title="Start",
        slug="start",
        live=False,
        locale=Locale.objects.get(language_code="de"),
        translation_key=home.translation_key,
    )
    root.add_child(instance=german)
    added(home, StoryPage(title="Stories", slug="stories", live=False, locale=root.locale))
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    connection.close()
    shutil.copyfile(DATABASE, PRISTINE)


def publish(**said):
    """Write and publish it, in place of what has its key in its language."""
    written(said).save_revision().publish()


def draft(**said):
    """Write it; who sees what is published sees nothing of it."""
    written(said).save_revision()


def written(said):
    """The page or snippet as it will be; what is new is there already, not published."""
    locale = Locale.objects.get(language_code=said["locale"])
    model = Banner if said["type"] == "banner" else StoryPage
    thing = model.objects.filter(storefront_key=said["key"], locale=locale).first()
    thing = thing and thing.get_latest_revision_as_object()
    thing = thing or placed(model, said, locale)
    thing.title, thing.storefront_key = said["title"], said["key"]
    if said.get("ends_at"):
        thing.expire_at = parse_datetime(said["ends_at"])
    if model is StoryPage:
        thing.draft_title = thing.title
        thing.seo_title = said["seo"]["title"] or ""
        thing.search_description = said["seo"]["description"] or ""
        thing.tags.set(said["tags"])
        for name, value in said["fields"].items():
            setattr(thing, name, picture(value) if name == "cover" else value)
        thing.body = [block(kind, value) for kind, value in said["blocks"]]
    elif "text" in said["fields"]:
        thing.text = said["fields"]["text"]
    return thing


def placed(model, said, locale):
    """A new one, not published: a page under its parents, which are made where they are missing."""
    other = model.objects.filter(storefront_key=said["key"]).first()
    new = {"title": said["title"], "storefront_key": said["key"], "live": False, "locale": locale}
    if other:
        new["translation_key"] = other.translation_key
    if model is Banner:
        return Banner.objects.create(**new)
    parent = StoryPage.objects.get(depth=2, locale=locale)
    path = said["path"] or "/unplaced-" + sha256(said["key"].encode()).hexdigest()[:12]
    *above, slug = path[1:].split("/")
    if not slug:
        return parent
    for name in above:
        child = StoryPage.objects.child_of(parent).filter(slug=name).first()
        parent = child or added(parent, StoryPage(title=name, slug=name, live=False, locale=locale))
    return added(parent, StoryPage(slug=slug, **new))


def added(parent, page):
    """A page below another."""
    return parent.add_child(instance=page)


def block(kind, value):
    """A block as StreamField takes it."""
    if kind == "page":
        return kind, StoryPage.objects.filter(storefront_key=value).first()
    if kind == "banner":
        return kind, Banner.objects.filter(storefront_key=value).first()
    if kind == "picture":
        return kind, picture(value)
    return kind, in_full(value) if isinstance(value, dict) else value


def in_full(value):
    """A structure with its picture, and the page that its link leads to by key."""
    if value.get("image"):
        value = {**value, "image": picture(value["image"])}
    if value.get("link", {}).get("page"):
        page = StoryPage.objects.get(storefront_key=value["link"]["page"])
        value = {**value, "link": {**value["link"], "page": page}}
    return value


def picture(said):
    """The picture of that name, drawn where it is not there, with its words for this place."""
    name = said["url"].rsplit("/", 1)[-1]
    model = get_image_model()
    image = model.objects.filter(title=name).first()
    if image is None:
        file = settings.FOLDER / name
        Drawing.new("RGB", (said["width"], said["height"])).save(file)
        image = model(title=name, file=ContentFile(file.read_bytes(), name=name))
        settings.MEDIA_ROOT.joinpath("original_images", name).unlink(missing_ok=True)
        settings.MEDIA_ROOT.joinpath("images", f"{name.split('.')[0]}.max-1600x1600.jpg").unlink(missing_ok=True)
        image.save()
    image.contextual_alt_text = said["alt"]
    image.decorative = not said["alt"]
    return image


def things(key):
    """All that has a key."""
    return [thing for model in models_of() for thing in model.objects.filter(storefront_key=key)]


def unpublish(key):
    """In all languages."""
    for thing in things(key):
        thing.unpublish()


def delete(key):
    """In all languages."""
    for thing in things(key):
        thing.delete()


def redirect(path, target, permanent):
    """Wagtail's own redirects."""
    Redirect.add_redirect(path, target, is_permanent=permanent)


def menu(name, locale, items):
    """Put it in place of the one that is there."""
    found, _ = Menu.objects.get_or_create(name=name, locale=Locale.objects.get(language_code=locale))
    found.lines = [("line", line(item)) for item in items]
    found.save()


def line(item):
    """A line; one with a key leads to that page."""
    page = StoryPage.objects.filter(storefront_key=item["key"]).first() if item["key"] else None
    children = [line(each) for each in item["children"]]
    return {"title": item["title"], "url": item["url"], "page": page, "children": children}


def private(key):
    """Put a page behind a password."""
    for thing in things(key):
        thing.view_restrictions.create(restriction_type="password", password="secret")


def rename_key(key, to):
    """An editor thinks of a better key."""
    for thing in things(key):
        thing.storefront_key = to
        thing.save_revision().publish()


def describe_picture(name, description):
    """Changed at the picture itself, in the library."""
    image = get_image_model().objects.get(title=name)
    image.description = description
    image.save()


def lose_picture(name):
    """Its file is gone from the disk, and nobody has noticed."""
    image = get_image_model().objects.get(title=name)
    image.renditions.all().delete()
    cache.clear()
    settings.MEDIA_ROOT.joinpath(image.file.name).unlink()


def document(name):
    """Put a file into the library; answers how rich text calls it."""
    return get_document_model().objects.create(title=name, file=ContentFile(b"%PDF", name=name)).pk


def picture_identity(said):
    """By which rich text knows a picture, which is drawn where it is missing."""
    return picture(said).pk


def identity(key):
    """By which Wagtail knows it, for rich text."""
    return [thing.pk for thing in things(key)]


def fault(**said):
    """From now on; nothing: no more."""
    faults.Faults.current = said


def requests():
    """How many since this was last asked."""
    asked, faults.Faults.asked = faults.Faults.asked, 0
    return asked


def webhooks(url):
    """Where they go from now on."""
    settings.WAGTAIL_STOREFRONT["WEBHOOK_URL"] = url


def deliver():
    """As cron runs it, all pauses over."""
    from django.core.management import call_command
    from wagtail_storefront.models import Change

    Change.objects.update(next_attempt_at="2020-01-01T00:00:00Z")
    transaction.on_commit(lambda: call_command("deliver_content_changes"))


ACTIONS = {
    each.__name__: each
    for each in (
        *(publish, draft, unpublish, delete, redirect, menu, private, rename_key, describe_picture, identity),
        *(fault, requests, webhooks, deliver, lose_picture, document, picture_identity),
    )
}
