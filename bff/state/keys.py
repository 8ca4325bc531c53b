"""Names in Redis: `bff:{kind}:{id}`, where the id is a digest in braces.

The braces are a hash tag: all keys of one aggregate stand in one slot, so that a script may touch them together in a
Redis Cluster. The digest keeps ids, addresses and names of people out of what anyone who lists keys can read.
"""

import json
from hashlib import sha256


def digest(*parts: str | int) -> str:
    """SHA-256 in hexadecimal over the parts, each kept apart from its neighbours."""
    return sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def key(kind: str, identity: str, part: str | None = None) -> str:
    """The key of `part` of the aggregate, of its main value where no part is named. `identity` is a digest."""
    name = f"bff:{kind}:{{{identity}}}"
    return name if part is None else f"{name}:{part}"
