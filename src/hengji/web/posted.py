"""What a form sends, value by value.  Ids and the version it sends along unseen: what cannot be read is answered like a thing that is
not there.  What a person typed: refused in words.  Where faults stand beside their fields: ``hengji.web.typed``."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.http import HttpRequest, QueryDict

from hengji.rules.refusals import NotFound, Refused

_BETWEEN = re.compile(r"[-/.年月]")


def version_of(request: HttpRequest) -> int:
    """The version the page showed; 0 (which never stands) where none came."""
    return whole(request.POST.get("version"))


def whole(text: str | None) -> int:
    """A whole number, 0 for everything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def key_of(text: str | None) -> UUID:
    """An id.  Raises ``NotFound``."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound from None


# ---- what a person typed or chose


def plain(typed: QueryDict, name: str) -> str:
    """A text without the blanks around it."""
    return typed.get(name, "").replace("\x00", "").strip()


def text(typed: QueryDict, name: str, most: int) -> str:
    """A text without the blanks around it.  Refused when it is longer than the field holds."""
    value = plain(typed, name)
    if len(value) > most:
        raise Refused("form-long", text=value[:12], most=most)
    return value


def key(typed: QueryDict, name: str) -> UUID | None:
    """An id chosen, None for nothing.  Refused for what is no id: the page never offers one."""
    value = typed.get(name, "").strip()
    try:
        return UUID(value) if value else None
    except ValueError:
        raise Refused("form-choice") from None


def keys(typed: QueryDict, name: str) -> tuple[UUID, ...]:
    """Several ids ticked."""
    try:
        return tuple(UUID(value) for value in typed.getlist(name))
    except ValueError:
        raise Refused("form-choice") from None


def chosen(typed: QueryDict, name: str) -> UUID:
    """An id that has to be chosen."""
    found = key(typed, name)
    if found is None:
        raise Refused("form-choice")
    return found


def day_of(text: str | None) -> date | None:
    """A day typed (2026-03-15, 2026/3/15, 2026年3月15日), None for nothing.  Refused for what is none."""
    said = (text or "").strip()
    if not said:
        return None
    try:
        year, month, day = _BETWEEN.split(said.rstrip("日号"))
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Refused("form-date", text=said[:20]) from None


def day(typed: QueryDict, name: str) -> date | None:
    """A day typed, None for nothing."""
    return day_of(typed.get(name))


def needed_day(typed: QueryDict, name: str) -> date:
    """A day that has to be typed."""
    found = day(typed, name)
    if found is None:
        raise Refused("form-date", text="（空）")
    return found


def number(typed: QueryDict, name: str) -> int:
    """A whole number that is not negative."""
    value = typed.get(name, "").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise Refused("form-number", text=value[:20])
    return int(value)
