"""What the demo sets for the service. Any other setting of the service's may stand in the environment."""

import os
import secrets
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import orjson

from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.content.settings import Settings as ContentSettings
from sandbox.demo.options import Options
from sandbox.identity.clients import CLIENT_ID, CLIENT_SECRET
from sandbox.payment.settings import Settings as PaymentSettings

STORE_PATHS: Final = {"de": "/de"}
"""By code of a store view that is not the default one, where the demo storefront has its pages."""

RESERVED_METHOD: Final = "bff_payment"
"""The sandbox Commerce's method for what is paid online."""

PROVIDER: Final = "fernhollow"
"""What the service calls the sandbox identity provider; the storefront's link to it has the name too."""

_QUIET: Final = {"BFF_LOG__FORMAT": "text", "BFF_LOG__LEVEL": "warning"}
_KEY_BYTES: Final = 32


def service_settings(options: Options, redis_url: str, ledger_url: str, given: Mapping[str, str]) -> dict[str, str]:
    """The variables; of those that are a matter of taste, only what is not `given`. Writes what they point to."""
    schema = options.state / "commerce.graphql"
    # The checkout's own schema may be the one pulled from somebody's real Commerce.
    schema.write_text(sdl(), encoding="utf-8")
    return {
        **{name: value for name, value in _QUIET.items() if name not in given},
        "BFF_SANDBOX": "true",
        "BFF_HTTP__URL": options.address,
        "BFF_COMMERCE__URL": options.commerce_address,
        "BFF_COMMERCE__SCHEMA": str(schema),
        "BFF_REDIS__URL": redis_url,
        "BFF_STOREFRONT__URL": options.address,
        "BFF_STOREFRONT__STORES": orjson.dumps(STORE_PATHS).decode(),
        "BFF_GRAPHQL__CONSOLE": "true",
        "BFF_SESSION__KEYS": _session_key(options.session_key),
        **_sign_on(options),
        **_payments(options, ledger_url),
        **_content(options),
    }


def _content(options: Options) -> dict[str, str]:
    return {
        "BFF_CONTENT__SOURCE": "fake",
        "BFF_CONTENT__LOCALES": orjson.dumps({"de": ["de", "en"]}).decode(),
        "BFF_CONTENT__PREVIEW_KEYS": orjson.dumps([ContentSettings().preview_key]).decode(),
        "BFF_CMS__FAKE__URL": options.content_address,
        "BFF_ROUTES__ORDER": "content,commerce",
    }


def _payments(options: Options, ledger_url: str) -> dict[str, str]:
    return {
        "BFF_LEDGER__URL": ledger_url,
        "BFF_PAYMENTS__FAKE__ENABLED": "true",
        "BFF_PAYMENTS__FAKE__URL": options.payment_address,
        "BFF_PAYMENTS__FAKE__SECRET_KEY": PaymentSettings().secret_key,
        "BFF_PAYMENTS__FAKE__WEBHOOK_KEYS": orjson.dumps([PaymentSettings().webhook_secret]).decode(),
        "BFF_CHECKOUT__METHODS": orjson.dumps({"fake": {"card": "Pay online"}}).decode(),
        "BFF_COMMERCE__SETTLEMENT__METHOD": RESERVED_METHOD,
    }


def _sign_on(options: Options) -> dict[str, str]:
    provider = f"BFF_SIGN_ON__PROVIDERS__{PROVIDER.upper()}__"
    return {
        f"{provider}KIND": "oidc",
        f"{provider}ISSUER": options.identity_address,
        f"{provider}CLIENT_ID": CLIENT_ID,
        f"{provider}CLIENT_SECRET": CLIENT_SECRET,
        f"{provider}AUTHORITATIVE_DOMAINS": "example.com",
        "BFF_COMMERCE__TOKENS__STRATEGY": "as_admin",
        "BFF_COMMERCE__CREDENTIALS__KIND": "admin",
        "BFF_COMMERCE__CREDENTIALS__USERNAME": administrators.USERNAME,
        "BFF_COMMERCE__CREDENTIALS__PASSWORD": administrators.PASSWORD,
    }


def _session_key(file: Path) -> str:
    """The key of this demo, made at its first start: sessions in a Redis that lives on can be read after a restart."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(b64encode(secrets.token_bytes(_KEY_BYTES)).decode())
    return file.read_text(encoding="ascii").strip()
