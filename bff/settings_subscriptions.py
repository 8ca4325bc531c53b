"""Settings of what stays open: subscriptions over WebSockets and as event streams."""

from pydantic import Field

from bff.settings_section import Section


class SubscriptionSettings(Section):
    """How much may stay open at `/graphql`, and for how long."""

    max_connections: int = Field(
        default=1_000, ge=0, description="Most WebSockets and event streams that a process keeps open. 0 for none."
    )
    max_per_connection: int = Field(default=20, ge=1, description="Most operations at once over one WebSocket.")
    max_per_process: int = Field(default=2_000, ge=1, description="Most operations at once over all connections.")
    max_message_bytes: int = Field(
        default=100_000, ge=1, description="Most bytes that a message over a WebSocket may hold."
    )
    lifetime_seconds: float = Field(
        default=3_600, gt=0, description="A connection is closed after so long; clients open a new one by themselves."
    )
    init_seconds: float = Field(
        default=10, gt=0, description="How long a client that connected may take to say `connection_init`."
    )
    send_seconds: float = Field(
        default=10, gt=0, description="How long a client may take nothing of what it is sent before we give it up."
    )
    keep_alive_seconds: float = Field(
        default=15, gt=0, description="How often a silent connection gets a sign of life, for the proxies on the way."
    )
    check_seconds: float = Field(
        default=5, gt=0, description="How often is looked whether the connection is still its shopper's."
    )
