"""A second service beside the shop's, at `Shop.other_address`: set up otherwise, before the same Commerce."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from bff.app import create_app
from bff.settings import Settings
from tests.services.sign_on.conftest import Shop
from tests.services.sign_on.serving import served


@contextmanager
def another_service(shop: Shop, **changes: Mapping[str, Any]) -> Iterator[str]:
    """Its address. `changes` are settings by section, on top of the shop's own."""
    settings = deepcopy(shop.settings)
    for section, changed in {"http": {}, "storefront": {}, **changes}.items():
        settings.setdefault(section, {}).update(changed)
    settings["http"]["url"] = settings["storefront"]["url"] = shop.other_address
    port = urlsplit(shop.other_address).port
    assert port is not None
    with served(create_app(Settings.model_validate(settings)), port):
        yield shop.other_address
