"""What the storefront asks: entries by key, a page by path, a listing, a menu, and what changed since.

Each question carries a bearer key; `view=draft` one of those for drafts. Languages are `locale=de&locale=en`, the
first choice first.
"""

import json
import logging
from datetime import datetime, timedelta
from functools import wraps
from urllib.parse import quote

from django.http import HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from wagtail_storefront import finding
from wagtail_storefront.configuration import setting
from wagtail_storefront.models import Change
from wagtail_storefront.telling import chosen, told

KEPT = timedelta(days=30)
"""For so long the log of changes is kept."""
OVERLAP = timedelta(seconds=10)
"""What an editor's transaction may take: a change is dated when it is made, and seen when all of it is done."""
LOGGER = logging.getLogger(__name__)


class NoQuestion(Exception):
    """Something is missing in it, or is of another kind."""


def question(answering):
    """A view that gets the `finding.View` asked for. What cannot be read as a question is 400."""

    @wraps(answering)
    def answer(request):
        drafts = request.GET.get("view") == "draft"
        if not _may_read(request, drafts=drafts):
            return JsonResponse({"message": "A bearer key of WAGTAIL_STOREFRONT is needed."}, status=401)
        try:
            content = answering(request, finding.View(request.GET.getlist("locale"), drafts=drafts))
        except NoQuestion as problem:
            return HttpResponseBadRequest(f"This is no question: {problem}.")
        response = JsonResponse(content)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def _may_read(request, *, drafts):
    given = request.headers.get("Authorization", "")
    keys = [*setting("DRAFT_KEYS"), *(() if drafts else setting("KEYS"))]
    return any(constant_time_compare(given, f"Bearer {key}") for key in keys if key)


def _asked(request, name, read=str):
    value = request.GET.get(name)
    if value is None or "\0" in value:
        raise NoQuestion(name)
    try:
        return read(value)
    except ValueError:
        raise NoQuestion(name) from None


def _moment(text):
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("It has no zone.")
    return moment


def _told(thing, view, request):
    """None for what cannot be told: it takes none of the others along."""
    try:
        return told(thing, view, request)
    except Exception:  # whatever a project's models and blocks raise
        LOGGER.exception("The storefront is not told of %r", thing)
        return None


@csrf_exempt
@require_POST
@question
def entries(request, view):
    """Any number of them: `{"keys": [...]}`."""
    try:
        keys = {str(key) for key in json.loads(request.body)["keys"]}
    except (KeyError, TypeError, ValueError):
        raise NoQuestion("keys") from None
    return {"entries": {key: _told(each, view, request) for key, each in finding.by_keys(keys, view).items()}}


@require_GET
@question
def page(request, view):
    """What is at `path`: a page, or where it has moved."""
    path = _asked(request, "path")
    found = finding.by_path(path, view, request)
    moved = None if found or "//" in path else get_redirect(request, Redirect.normalise_path(quote(path)))
    return {
        "entry": told(found, view, request) if found else None,
        "redirect": {"target": moved.link, "permanent": moved.is_permanent} if moved and moved.link else None,
    }


@require_GET
@question
def listing(request, view):
    """Of a `type`, perhaps with a `tag`: `first` of them from `after` on."""
    first, start = _asked(request, "first", int), _asked(request, "after", int) if "after" in request.GET else 0
    tag = _asked(request, "tag") if "tag" in request.GET else None
    ids = finding.by_type(_asked(request, "type"), tag, view)
    part = ids[start : start + first]
    return {
        "entries": [_told(each, view, request) for each in finding.by_ids(part, view)],
        "next": start + first if start + first < len(ids) else None,
    }


@require_GET
@question
def navigation(request, view):
    """The lines of a `menu`."""
    found = finding.menu(_asked(request, "menu"), view)
    return {"lines": [line for block in found.lines if (line := _line(block.value))] if found else []}


def _line(value):
    """None for a line to a page that is not published."""
    page = value.get("page")
    target = chosen(page) if page else {}
    if page and not target.get("path"):
        return None
    return {
        "title": value["title"],
        "url": target.get("path") or value["url"] or "",
        "key": target.get("key"),
        "children": [line for each in value.get("children", ()) if (line := _line(each))],
    }


@require_GET
@question
def changes(request, _view):
    """What changed at or after `since`, and from when to ask the next time."""
    now = timezone.now()
    since = _asked(request, "since", _moment)
    if since < now - KEPT:
        return {"changes": [{"key": None, "removed": False}], "until": now - OVERLAP}
    Change.objects.filter(at__lt=now - 2 * KEPT).delete()
    found = Change.objects.filter(at__gte=since).order_by("pk")
    return {"changes": list(found.values("key", "removed")), "until": now - OVERLAP}
