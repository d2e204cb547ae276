"""Ended jobs are a record of nothing: what they did is in the trail, their files belong to what they were made for."""

from __future__ import annotations

from datetime import datetime, timedelta

from hengji.apps.jobs.models import Job, JobState

KEPT = timedelta(days=400)
"""More than a budget year."""


def forget_old(now: datetime) -> int:
    """Delete jobs that ended longer ago than ``KEPT``; returns how many."""
    ended = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    return Job.objects.filter(state__in=ended, finished_at__lt=now - KEPT).delete()[0]
