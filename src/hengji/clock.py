"""The one clock of the site: operations are told the time, and the demo lives on a day of its own."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The instant, in the county's zone; in the demo, the time of day on the demo's day."""
    instant = timezone.localtime()
    day = settings.TODAY
    return instant if day is None else instant.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The county's day."""
    return now().date()
