"""What the storefront asks: entries by key, a page by path, a listing, a menu, and what changed since.

Each question carries a bearer key; `view=draft` one of those for drafts. Languages are `locale=de&locale=en`, the
first choice first.
"""

import json
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
MOST_KEYS = 1000


def question(answering):
    """A view that gets the `finding.View` asked for. What cannot be read as a question is 400."""

    @wraps(answering)
    def answer(request):
        drafts = request.GET.get("view") == "draft"
        if not _may_read(request, drafts=drafts):
            return JsonResponse({"message": "A bearer key of WAGTAIL_STOREFRONT is needed."}, status=401)
        try:
            content = answering(request, finding.View(request.GET.getlist("locale"), drafts=drafts))
        except (KeyError, TypeError, ValueError):
            return HttpResponseBadRequest("This is no question.")
        response = JsonResponse(content)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def _may_read(request, *, drafts):
    given = request.headers.get("Authorization", "")
    keys = [*setting("DRAFT_KEYS"), *(() if drafts else setting("KEYS"))]
    return any(constant_time_compare(given, f"Bearer {key}") for key in keys if key)


@csrf_exempt
@require_POST
@question
def entries(request, view):
    """Any number of them: `{"keys": [...]}`."""
    keys = [str(key) for key in json.loads(request.body)["keys"]][:MOST_KEYS]
    return {"entries": {key: told(each, view, request) for key, each in finding.by_keys(keys, view).items()}}


@require_GET
@question
def page(request, view):
    """What is at `path`: a page, or where it has moved."""
    path = request.GET["path"]
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
    first, start = int(request.GET["first"]), int(request.GET.get("after", 0))
    ids = finding.by_type(request.GET["type"], request.GET.get("tag"), view)
    part = ids[start : start + first]
    return {
        "entries": [told(each, view, request) for each in finding.by_ids(part, view)],
        "next": start + first if start + first < len(ids) else None,
    }


@require_GET
@question
def navigation(request, view):
    """The lines of a `menu`."""
    found = finding.menu(request.GET["menu"], view)
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
    since = datetime.fromisoformat(request.GET["since"])
    if since < now - KEPT:
        return {"changes": [{"key": None, "removed": False}], "until": now - OVERLAP}
    Change.objects.filter(at__lt=now - 2 * KEPT).delete()
    found = Change.objects.filter(at__gte=since).order_by("pk")
    return {"changes": list(found.values("key", "removed")), "until": now - OVERLAP}
