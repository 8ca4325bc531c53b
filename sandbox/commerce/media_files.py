"""Pictures of products, drawn on request: a shop without any would be hard to look at."""

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.commerce.catalog.media import PATH

COLOURS: Final = ("#d9c3a0", "#7c8450", "#a8502f", "#5b6168", "#c9982f", "#2f4a38", "#2f3e66", "#efe3c8")

PICTURE: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img" aria-label="{name}">
<rect width="600" height="600" fill="#f6f4ee"/>
<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>
<rect x="150" y="{base}" width="300" height="14" rx="7" fill="#23211f" opacity="0.35"/>
<text x="300" y="560" text-anchor="middle" font-family="serif" font-size="28" fill="#23211f">{name}</text>
</svg>
"""


async def picture(request: Request) -> Response:
    """A drawing that follows from the name of the file."""
    name = request.path_params["file"].rpartition("/")[2].removesuffix(".svg").upper()
    digest = hashlib.sha256(name.encode()).digest()
    drawing = PICTURE.format(
        name="".join(letter for letter in name if letter.isalnum() or letter == "-"),
        x=260 + digest[0] % 80,
        y=250 + digest[1] % 60,
        radius=110 + digest[2] % 80,
        base=470,
        colour=COLOURS[digest[3] % len(COLOURS)],
    )
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


ROUTE: Final = Route(f"{PATH}/{{file:path}}", picture)
