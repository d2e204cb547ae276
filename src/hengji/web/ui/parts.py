"""What the parts of a page are given: frozen, typed, ready to be written.

The macros of the same names stand in ``ui/parts.html``.  A page builds these in its view (or takes dataclasses of a query that have
the same attributes) and hands them to the macro.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from hengji.rules.findings.finding import Severity


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere, or one choice of a switch; ``current`` is where the person is."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A fault: where (``place``, e.g. "全年预计 G5"), what was found, what would put it right; ``url`` leads to the place."""

    severity: Severity
    place: str
    sentence: str
    remedy: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure: written already (``1,240.00``), with unit and what it is measured against."""

    caption: str
    value: str
    unit: str = ""
    note: str = ""
    url: str = ""
    bad: bool = False


class Tone(StrEnum):
    """What a part of a stacked bar means."""

    DONE = "done"
    DOING = "doing"
    MINE = "mine"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a stacked bar with its number."""

    caption: str
    count: int | Decimal
    tone: Tone
    url: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One step in the life of a thing: when, who, what was done, in their own words if any."""

    at: datetime
    who: str
    what: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; ``unasked``: nobody had asked for this change."""

    label: str
    before: str
    after: str
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs what: ``signed`` is None until then; ``sentence`` says what was signed or why it cannot be yet."""

    caption: str
    person: str
    signed: datetime | None = None
    sentence: str = ""
    note: str = ""
    sign_url: str = ""


@dataclass(frozen=True, slots=True)
class JobLine:
    """Long work: ``done`` of ``total`` steps; ``poll_url`` answers with this line again (htmx) until ``finished``."""

    caption: str
    sentence: str
    done: int = 0
    total: int = 0
    finished: bool = False
    failed: bool = False
    poll_url: str = ""
    cancel_url: str = ""
    result_url: str = ""
    result_label: str = "下载"
