"""Downloadable products: the files that can be bought, and the samples that are free."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.domains import Resolver
from sandbox.commerce.identifiers import uid
from sandbox.commerce.money import amount
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import Info, World

Source = Mapping[str, Any]
LINKS_TITLE: Final = "Sheets"
SAMPLE_PATH: Final = "/downloadable/download"


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """A file that is bought. `price`: cents of the base currency on top of the product's own."""

    id: int
    title: str
    price: int
    sort_order: int
    number_of_downloads: int

    @property
    def uid(self) -> str:
        """What a shopper sends in `selected_options`."""
        return uid(f"downloadable/{self.id}")


def download_links(world: World, product_id: int) -> list[DownloadLink]:
    """A product's, in their order."""
    rows = world.rows(
        "SELECT id, title, price, sort_order, number_of_downloads FROM catalog_download_link"
        " WHERE product_id = ? ORDER BY sort_order, id",
        (product_id,),
    )
    return [DownloadLink(**dict(row)) for row in rows]


def link_source(world: World, link: DownloadLink, currency: str) -> Source:
    """A `DownloadableProductLinks`."""
    return {
        "id": link.id,
        "uid": link.uid,
        "title": link.title,
        "price": amount(convert(world, link.price, currency)),
        "sort_order": link.sort_order,
        "sample_url": f"{world.settings.address}{SAMPLE_PATH}/linkSample/link_id/{link.id}/",
        "is_shareable": False,
        "number_of_downloads": link.number_of_downloads,
        "link_type": None,
        "sample_type": None,
        "sample_file": None,
    }


def sample_sources(world: World, product_id: int) -> list[Source]:
    """A product's `DownloadableProductSamples`."""
    rows = world.rows(
        "SELECT id, title, sort_order FROM catalog_download_sample WHERE product_id = ? ORDER BY sort_order, id",
        (product_id,),
    )
    return [
        {
            **dict(row),
            "sample_url": f"{world.settings.address}{SAMPLE_PATH}/sample/sample_id/{row['id']}/",
            "sample_type": None,
            "sample_file": None,
        }
        for row in rows
    ]


def links_field(source: Source, info: Info) -> list[Source]:
    """`DownloadableProduct.downloadable_product_links`."""
    context = info.context
    links = download_links(context.world, source["id"])
    return [link_source(context.world, link, context.currency) for link in links]


DOWNLOADABLE: Final[Mapping[str, Resolver]] = {
    "downloadable_product_links": links_field,
    "downloadable_product_samples": lambda source, info: sample_sources(info.context.world, source["id"]),
    "links_purchased_separately": lambda _source, _info: 1,
    "links_title": lambda _source, _info: LINKS_TITLE,
}
