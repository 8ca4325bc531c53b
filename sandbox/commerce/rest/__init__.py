"""Commerce's REST API over the same state as its GraphQL API.

`routes.py` is the table of all routes: method, path, who may, handler. A handler module has one subject and calls the
domains (`cart`, `checkout`, `fulfilment`, `catalog`, `customer`); `endpoint.py` does what is alike for all of them.
Nothing here computes a total, places an order or knows GraphQL.
"""
