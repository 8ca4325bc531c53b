"""What editors write, on its way to the storefront.

source -> `preparing` (bounded in size and depth, cleaned) -> `keeping` (kept in Redis, asked once for many, stale where
the source fails) -> `reading` (one request's languages, view and time). Beside that: `freshness` (what changed is not
served any more), `previewing` (drafts, for whoever has a link). What is at an address stands in `bff/flows/routes`.

Nothing here knows how one source says things; `integrations/cms` does.
"""
