"""Adobe Experience Manager: content fragments, by the persisted GraphQL queries in `queries/`.

`places.py` knows how fragments lie in language folders, `persisted.py` how a persisted query is asked, `models.py` and
`blocks.py` what the content fragment models of a storefront answer, `events.py` how Adobe signs its events. Written
from Adobe's documentation of AEM as a Cloud Service; nobody has run it against an AEM yet: docs/content-aem.md.
"""
