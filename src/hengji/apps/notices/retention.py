"""Notices are told, not kept: the trail is what remains."""

from __future__ import annotations

from datetime import datetime, timedelta

from hengji.apps.notices.models import Notice

KEPT = timedelta(days=400)
"""More than a budget year."""


def forget_old(now: datetime) -> int:
    """Delete notices older than ``KEPT``; returns how many."""
    return Notice.objects.filter(sent_at__lt=now - KEPT).delete()[0]
