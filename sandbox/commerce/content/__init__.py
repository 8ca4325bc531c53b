"""CMS pages and blocks, and the table of addresses: which product, category or page stands behind a path."""
