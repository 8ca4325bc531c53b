"""How much may stay open, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SubscriptionLimits:
    """Bounds of what stays open: see the settings of the same names."""

    max_connections: int = 1_000
    max_per_connection: int = 20
    max_per_process: int = 2_000
    max_message_bytes: int = 100_000
    lifetime_seconds: float = 3_600.0
    init_seconds: float = 10.0
    send_seconds: float = 10.0
    keep_alive_seconds: float = 15.0
    check_seconds: float = 5.0
