"""Commerce's own pages and blocks as a content source, for a shop without another: HTML as Page Builder writes it.

Asked over GraphQL as a guest, in the store view of each language. Commerce tells nobody of drafts, lists and changes
there, so this source has none; its menu are the categories that are in Commerce's menu.
"""
