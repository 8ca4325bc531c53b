"""Which other origins may call us from a browser: those on an exact list, none by default."""

from collections.abc import Sequence
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

ALLOWED_HEADERS: Final = (
    "Authorization",
    "Content-Currency",
    "Content-Type",
    "Preview-Version",
    "Store",
    "X-Adobe-Company",
    "X-Captcha",
    "X-Magento-Cache-Id",
    "X-ReCaptcha",
    "X-Request-Id",
)
_EXPOSED_HEADERS: Final = ("X-Magento-Cache-Id", "X-Request-Id")
_PREFLIGHT_SECONDS: Final = 7200


def cors(origins: Sequence[str]) -> Middleware:
    """The middleware that lets pages of `origins` call us, with their cookies."""
    return Middleware(
        CORSMiddleware,
        allow_origins=tuple(origins),
        allow_methods=("GET", "POST"),
        allow_headers=ALLOWED_HEADERS,
        allow_credentials=True,
        expose_headers=_EXPOSED_HEADERS,
        max_age=_PREFLIGHT_SECONDS,
    )
