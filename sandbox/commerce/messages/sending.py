"""What a real Commerce would send by e-mail is kept instead."""

import json
from collections.abc import Mapping
from typing import Final

from sandbox.commerce.customer.statements import insert
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.world import World

SHOP: Final = "shop@fernhollow.example"


def send(world: World, template: str, recipient: str, content: Mapping[str, str | None]) -> None:
    """Keep one e-mail."""
    columns = {"template": template, "recipient": recipient, "content": json.dumps(content)}
    insert(world, "sent_email", {**columns, "created_at": timestamp(world)})
