"""Which modules this Commerce has: those whose work the sandbox does."""

from typing import Final

from sandbox.commerce.rest.call import Call

MODULES: Final = tuple(
    f"Magento_{name}"
    for name in (
        "Store", "Config", "Directory", "Backend", "Authorization", "User", "Eav", "Customer", "Indexer", "GraphQl",
        "Cms", "Integration", "Search", "Catalog", "CatalogInventory", "CatalogUrlRewrite", "StoreGraphQl", "Quote",
        "Payment", "Sales", "QuoteGraphQl", "Checkout", "CmsGraphQl", "CatalogGraphQl", "ConfigurableProduct",
        "ConfigurableProductGraphQl", "InventoryApi", "InventoryExportStockApi", "OfflinePayments", "OfflineShipping",
        "PageCache", "SalesRule", "Shipping", "Tax", "UrlRewriteGraphQl", "Webapi", "WebapiAsync",
        "AsynchronousOperations", "CustomerGraphQl", "SalesGraphQl",
    )
)  # fmt: skip


def list_modules(_call: Call) -> list[str]:
    """`GET /V1/modules`: all of them, whatever page is asked for."""
    return list(MODULES)
