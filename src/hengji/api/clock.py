"""The API's clock, as the pages' (``web.clock``, which the API may not import): the demo lives on a day of its own."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The instant, in the county's zone; in the demo, the time of day on the demo's day."""
    instant = timezone.localtime()
    return (
        instant if settings.TODAY is None else instant.replace(year=settings.TODAY.year, month=settings.TODAY.month, day=settings.TODAY.day)
    )


def today() -> date:
    """The county's day."""
    return now().date()
