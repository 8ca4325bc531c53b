"""What is at an address of the storefront: one answer, whoever has the page.

`paths` checks what shoppers send, `commerce_routes` asks Commerce, `resolving` asks both it and the content source and
follows redirects, `alternates` finds the same page in the other store views.
"""
