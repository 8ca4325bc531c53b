"""What there is: by key, by path, by type. Nobody's permissions count but those of the view that is asked for."""

from uuid import UUID

from django.apps import apps
from django.db.models import Q
from wagtail.models import Locale, Page, Site

from wagtail_storefront.models import OWN_KEY, KeyedContent, Menu


class View:
    """How something is asked for: the languages in order, as the storefront calls them, and with drafts or without."""

    def __init__(self, locales, *, drafts):
        known = {locale.language_code.lower(): locale.pk for locale in Locale.objects.all()}
        asked = {known[name.lower()]: name for name in reversed(locales) if name.lower() in known}
        self.names = dict(reversed(asked.items()))
        """The storefront's name of each language, by its id here, the first choice first."""
        self.ranks = {locale: rank for rank, locale in enumerate(self.names)}
        self.drafts = drafts

    def objects(self, model):
        """Those of a model that may be seen, in these languages. Private pages are nobody's but the editors'."""
        found = model.objects.filter(locale_id__in=self.names)
        if not self.drafts:
            found = (found.public() if issubclass(model, Page) else found).filter(live=True)
        return found.select_related("locale", "latest_revision")

    def seen(self, thing):
        """As it is shown: to editors with what they have not published yet."""
        return thing.get_latest_revision_as_object() if self.drafts and thing.latest_revision_id else thing


def models_of(word=None):
    """The models that take part: all, or those of this type."""
    taking_part = [model for model in apps.get_models() if issubclass(model, KeyedContent)]
    return [model for model in taking_part if word in (None, model.type_in_storefront())]


def named(keys):
    """The condition for having one of these keys."""
    own = [_uuid(key.removeprefix(OWN_KEY)) for key in keys if key.startswith(OWN_KEY)]
    return Q(storefront_key__in=keys) | Q(storefront_key="", translation_key__in=[each for each in own if each])


def by_keys(keys, view):
    """By key, each in the first language that it has. Of two of the same key and language the older one counts."""
    found = {}
    condition = named([key for key in keys if key and "\0" not in key])
    for model in models_of():
        for thing in view.objects(model).filter(condition).order_by("pk"):
            kept = found.setdefault(thing.key, thing)
            if view.ranks[thing.locale_id] < view.ranks[kept.locale_id]:
                found[thing.key] = thing
    return {key: view.seen(thing) for key, thing in found.items()}


def by_path(path, view, request):
    """The page at a path of the storefront, in the first language that has one there."""
    site = Site.find_for_request(request)
    below = path[1:] + "/" if path != "/" else ""
    roots = {root for site_id, root, _, _ in Site.get_site_root_paths() if site and site_id == site.pk}
    pages = view.objects(Page).filter(url_path__in=[root + below for root in roots]).specific()
    taking_part = [page for page in pages if isinstance(page, KeyedContent)]
    best = min(taking_part, key=lambda page: view.ranks[page.locale_id], default=None)
    return best and view.seen(best)


def by_type(word, tag, view):
    """Keys of what there is, the newest first, each in the first language that it has: (model, id) each.

    Of all of a type four columns are read: good for some ten thousand.
    """
    best = {}
    for model in models_of(word):
        found = view.objects(model)
        if tag is not None:
            found = found.filter(tags__name=tag) if hasattr(model, "tags") else found.none()
        columns = ("translation_key", "locale_id", "pk", "first_published_at")
        for group, locale, pk, since in found.order_by().values_list(*columns):
            kept = best.get((model, group))
            if kept is None or view.ranks[locale] < kept[0]:
                best[model, group] = (view.ranks[locale], since.timestamp() if since else 0, pk)
    ordered = sorted(best.items(), key=lambda item: item[1][1:], reverse=True)
    return [(model, pk) for (model, _), (_, _, pk) in ordered]


def by_ids(ids, view):
    """What `by_type` named, in its order."""
    wanted = {}
    for model, pk in ids:
        wanted.setdefault(model, []).append(pk)
    found = {(model, each.pk): each for model, pks in wanted.items() for each in view.objects(model).filter(pk__in=pks)}
    return [view.seen(found[each]) for each in ids if each in found]


def translations(thing, view):
    """Those in other languages that may be seen, the thing itself among them."""
    found = thing.get_translations(inclusive=True)
    if not view.drafts:
        found = (found.public() if isinstance(thing, Page) else found).filter(live=True)
    return found.select_related("locale")


def menu(name, view):
    """The menu in the first language that has it."""
    found = Menu.objects.filter(name=name, locale_id__in=view.names)
    return min(found, key=lambda each: view.ranks[each.locale_id], default=None)


def is_published(key):
    """Whether anybody may see something of this key, in any language."""
    view = View([locale.language_code for locale in Locale.objects.all()], drafts=False)
    return any(view.objects(model).filter(named([key])).exists() for model in models_of())


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None
