"""What waits for a person: one line of the workbench, told by every app in the same words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to do.  ``due`` None: no deadline; ``matter`` 事项 ("审核目标"), ``subject`` whom or what it is about,
    ``subtitle`` the line under it (the unit), ``gist`` the point in a sentence, ``count`` how many things the line stands for,
    ``label`` the word on the button ("审核"), ``url_name`` with ``url_args`` and ``query`` ("?tab=…") where it is done."""

    due: date | None
    matter: str
    subject: str
    subtitle: str = ""
    gist: str = ""
    count: int = 1
    label: str = "办理"
    url_name: str = "workbench"
    url_args: tuple[str, ...] = field(default=())
    query: str = ""


class Span(StrEnum):
    """How near a deadline is."""

    OVERDUE = "已逾期"
    TODAY = "今天"
    WEEK = "本周"
    LATER = "以后"
    OPEN = "未定期限"


def span(due: date | None, today: date) -> Span:
    """Where a deadline stands seen from today; the week ends on Sunday."""
    if due is None:
        return Span.OPEN
    if due < today:
        return Span.OVERDUE
    if due == today:
        return Span.TODAY
    return Span.WEEK if due <= today + timedelta(days=7 - today.isoweekday()) else Span.LATER
