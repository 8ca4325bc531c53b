"""Images of products: where they are, and what shows them."""

from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.identifiers import uid
from sandbox.commerce.world import Info, World

PATH: Final = "/media/catalog/product"


@dataclass(frozen=True, slots=True)
class Image:
    """One entry of a product's gallery. `file` is the path below `PATH`."""

    id: int
    file: str
    label: str | None
    position: int
    disabled: bool

    def url(self, world: World) -> str:
        """Its address."""
        return f"{world.settings.address}{PATH}{self.file}"


def images(world: World, product_id: int) -> list[Image]:
    """A product's gallery in its order; the first is what listings show."""
    rows = world.rows(
        "SELECT id, file, label, position, disabled FROM catalog_media WHERE product_id = ? ORDER BY position",
        (product_id,),
    )
    return [Image(row["id"], row["file"], row["label"], row["position"], bool(row["disabled"])) for row in rows]


def main_image(source: dict[str, Any], info: Info) -> dict[str, Any]:
    """`image`, `small_image` and `thumbnail` of `ProductInterface`."""
    product: ProductRow = source["row"]
    gallery = images(info.context.world, product.id)
    url = (
        gallery[0].url(info.context.world)
        if gallery
        else f"{info.context.world.settings.address}{PATH}/placeholder.svg"
    )
    return {"url": url, "label": product.name, "position": None, "disabled": None}


def gallery(source: dict[str, Any], info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.media_gallery`."""
    world = info.context.world
    return [
        {
            "__typename": "ProductImage",
            "url": image.url(world),
            "label": image.label or source["name"],
            "position": image.position,
            "disabled": image.disabled,
        }
        for image in images(world, source["id"])
    ]


def gallery_entries(source: dict[str, Any], info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.media_gallery_entries`."""
    return [
        {
            "id": image.id,
            "uid": uid(image.id),
            "file": image.file,
            "label": image.label,
            "media_type": "image",
            "position": image.position,
            "disabled": image.disabled,
            "content": None,
            "video_content": None,
            "types": ["image", "small_image", "thumbnail"] if place == 0 else [],
        }
        for place, image in enumerate(images(info.context.world, source["id"]))
    ]
