"""What the work costs at the least, as servers to compare with: two bare proxies, and graphql-core used plainly.

None is a gateway, and none is part of the service: they check nothing, forward one header and trust the answer.
"""
