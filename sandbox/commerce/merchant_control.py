"""`/_sandbox` for those who play the merchant: change what is sold and shown, without the back office's REST."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce import merchant
from sandbox.commerce.content.redirects import Redirect
from sandbox.commerce.control_answers import explained
from sandbox.commerce.outbound.changes import note
from sandbox.commerce.world import World


class ProductChanges(BaseModel):
    """What may be changed of a product. Amounts in units of the base currency; `special_price` may be null."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="", min_length=1)
    description: str = ""
    short_description: str = ""
    price: float = Field(default=0, ge=0)
    special_price: float | None = Field(default=None, ge=0)
    quantity: float = Field(default=0, ge=0)
    is_in_stock: bool = True
    is_enabled: bool = True


class CategoryChanges(BaseModel):
    """What may be changed of a category."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="", min_length=1)
    description: str | None = None
    is_active: bool = True
    include_in_menu: bool = True


class ContentChanges(BaseModel):
    """What may be changed of a page or a block."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(default="", min_length=1)
    content: str = ""


class RedirectChange(BaseModel):
    """Where an address leads: to one of the shop's, without a slash in front, or to another site's whole one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: str = Field(min_length=1)
    code: Literal[301, 302] = 301


class StoreChanges(BaseModel):
    """What may be changed of a store view."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)


CONTENT: Final = {"pages": "cms_page", "blocks": "cms_block"}


class MerchantControl:
    """The handlers of one world. What is not named in a request stays as it is."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/_sandbox/products/{sku:path}", explained(self.product), methods=["GET", "POST"]),
            Route("/_sandbox/categories/{id:int}", explained(self.category), methods=["POST"]),
            Route("/_sandbox/content/{kind}/{identifier:path}", explained(self.content), methods=["POST"]),
            Route("/_sandbox/redirects/{path:path}", explained(self.redirect), methods=["POST", "DELETE"]),
            Route("/_sandbox/stores/{code}", explained(self.store), methods=["POST"]),
            Route("/_sandbox/cache", explained(self.clean_cache), methods=["DELETE"]),
        ]

    async def product(self, request: Request) -> Response:
        """What a product is, or change it."""
        sku = request.path_params["sku"]
        if request.method == "GET":
            return JSONResponse(merchant.product_state(self._world, sku))
        changes = ProductChanges.model_validate_json(await request.body())
        return JSONResponse(merchant.change_product(self._world, sku, changes.model_dump(exclude_unset=True)))

    async def category(self, request: Request) -> Response:
        """Change a category."""
        changes = CategoryChanges.model_validate_json(await request.body()).model_dump(exclude_unset=True)
        merchant.change_category(self._world, request.path_params["id"], changes)
        return JSONResponse(changes)

    async def content(self, request: Request) -> Response:
        """Change a CMS page or block, by its identifier."""
        table = CONTENT.get(request.path_params["kind"])
        if table is None:
            raise merchant.NotFoundError(f"Content is one of {', '.join(CONTENT)}.")
        changes = ContentChanges.model_validate_json(await request.body()).model_dump(exclude_unset=True)
        merchant.change_content(self._world, table, request.path_params["identifier"], changes)
        return JSONResponse(changes)

    async def redirect(self, request: Request) -> Response:
        """Say where an address leads, or take that away; `?store=` in one store view alone."""
        path, store = request.path_params["path"].strip("/"), request.query_params.get("store")
        if request.method == "DELETE":
            merchant.change_redirect(self._world, path, store, None)
            return JSONResponse({"deleted": path})
        change = RedirectChange.model_validate_json(await request.body())
        merchant.change_redirect(self._world, path, store, Redirect(change.target.lstrip("/"), change.code))
        return JSONResponse(change.model_dump())

    async def store(self, request: Request) -> Response:
        """Change a store view, by its code."""
        changes = StoreChanges.model_validate_json(await request.body()).model_dump()
        merchant.change_store(self._world, request.path_params["code"], changes)
        return JSONResponse(changes)

    async def clean_cache(self, _request: Request) -> Response:
        """Clean the full-page cache, as `cache:clean full_page` does."""
        note(self._world, "cache_cleaned")
        return JSONResponse({"cleaned": True})
