"""A Wagtail that is really run: a shop's small Django project, with `docs/examples/wagtail_storefront` as it is.

A process of its own (`python serving.py`): no test imports Django. `shop/` holds what editors write, `editing.py` an
editor who is told over HTTP what to do, `faults.py` what goes wrong.
"""
