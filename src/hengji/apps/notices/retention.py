"""Notices are told, not kept: the trail is what remains."""

from __future__ import annotations

from datetime import datetime, timedelta

from hengji.apps.notices.models import Delivery, Notice

KEPT = timedelta(days=400)
"""More than a budget year."""


def forget_old(now: datetime) -> int:
    """Delete notices, and what was in the outbox, older than ``KEPT``; returns how many."""
    gone = Delivery.objects.filter(at__lt=now - KEPT).delete()[0]
    return gone + Notice.objects.filter(sent_at__lt=now - KEPT).delete()[0]
