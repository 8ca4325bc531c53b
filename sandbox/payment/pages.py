"""What shoppers see: plain HTML without a script, under a policy that would let none run."""

from html import escape
from typing import Final

from sandbox.payment.payments import DECLINES

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""No script, no picture, no frame. `form-action` is left open: Chromium holds the redirect after a form to it too."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem }}
button {{ font: inherit; padding: .6rem 1rem; width: 100%; margin: .3rem 0 }}
select {{ font: inherit; padding: .6rem; width: 100% }}
</style></head><body><main><h1>{title}</h1>{content}</main></body></html>
"""


def page(title: str, content: str) -> str:
    """A whole page; `content` is HTML."""
    return _PAGE.format(title=escape(title), content=content)


def choices(description: str, amount: str) -> str:
    """Pay, be asked by the bank first, be declined, or go away."""
    reasons = "".join(f'<option value="{code}">{escape(text)}</option>' for code, text in DECLINES.items())
    return page(
        f"Pay {amount}",
        f"<p>{escape(description)}</p><p>This is a sandbox. No card is asked for and no money moves.</p>"
        f"{_form('pay', 'Pay')}{_form('challenge', 'Pay, and let the bank ask first (3-D Secure)')}"
        f'<form method="post"><select name="reason" aria-label="Why it is declined">{reasons}</select>'
        f'<button name="choice" value="decline">Be declined</button></form>'
        f"{_form('leave', 'Close the window')}",
    )


def challenge(amount: str) -> str:
    """The bank asks."""
    return page(
        "Your bank asks",
        f"<p>Is it you who pays {escape(amount)}?</p>{_form('confirm', 'Yes, it is me')}{_form('deny', 'No')}",
    )


def left() -> str:
    """The window was closed: nothing has happened, and nobody is told."""
    return page("Closed", "<p>You closed the window. The payment is still open.</p>")


def over(status: str) -> str:
    """Nothing more can be done here."""
    return page("Nothing to pay", f"<p>This payment is {escape(status)}.</p>")


def _form(choice: str, label: str) -> str:
    return f'<form method="post"><button name="choice" value="{choice}">{escape(label)}</button></form>'
