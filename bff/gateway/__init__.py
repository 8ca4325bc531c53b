"""Commerce's schema made ours: documents -> plan -> fetch -> execution -> join.

Each stage takes the value that the one before returns. Nothing here knows a domain word: no product, no cart. Which
fields are ours comes in as a `Supergraph`, Commerce as a contract.
"""
