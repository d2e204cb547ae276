"""UUIDv7: keys that sort by time of making, so that indexes stay warm and counties can be merged (RFC 9562, 5.7)."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_LOCK = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new key: 60 bits of milliseconds and a monotonic fraction, 62 random bits."""
    global _last
    with _LOCK:
        tick = max(time.time_ns() // 244, _last + 1)  # a tick is 1/4096 ms; two keys of one process never tie
        _last = tick
    milliseconds, fraction = divmod(tick * 244 * 4096 // 1_000_000, 4096)
    random = int.from_bytes(os.urandom(8)) & (2**62 - 1)
    return UUID(int=(milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)


def made_at(key: UUID) -> datetime:
    """When a key was made, to the millisecond."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
