"""What waits for somebody, asked of every app and told in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

from hengji.apps.appraisal import queries as appraisal
from hengji.apps.monitoring import queries as monitoring
from hengji.apps.monitoring.queries.reports import reports_waiting
from hengji.apps.organisations import queries as organisations
from hengji.apps.programs import queries as programs
from hengji.apps.starting import queries as starting
from hengji.apps.targets import queries as targets
from hengji.rules.access import Actor
from hengji.rules.waiting import Span, Waiting, span

SOURCES: tuple[Callable[[Actor, date], tuple[Waiting, ...]], ...] = (
    monitoring.waiting, reports_waiting, targets.waiting, appraisal.waiting, programs.waiting, starting.waiting, organisations.waiting,
)  # fmt: skip
_SPANS = tuple(Span)
WAYS = {"due": "按期限", "matter": "按事项", "unit": "按单位"}


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line of the workbench with its address."""

    waiting: Waiting
    span: Span
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together: a span of time, a matter or a unit."""

    caption: str
    lines: tuple[WaitingLine, ...]
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things wait and how near their deadlines are."""

    all: int
    overdue: int
    today: int
    week: int


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Everything that waits for the actor, the most urgent first."""
    found = [one for source in SOURCES for one in source(actor, on)]
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or on, one.matter, one.subject)))


def counted(found: Iterable[Waiting], on: date) -> Counts:
    """The sentence at the head of the page, in numbers of things, not of lines."""
    by = dict.fromkeys(Span, 0)
    for one in found:
        by[span(one.due, on)] += one.count
    return Counts(sum(by.values()), by[Span.OVERDUE], by[Span.TODAY], by[Span.WEEK])


def lines(found: Iterable[Waiting]) -> tuple[tuple[Waiting, str], ...]:
    """Each with the address where it is done."""
    return tuple((one, _address(one)) for one in found)


def grouped(found: Iterable[Waiting], on: date, way: str) -> tuple[Group, ...]:
    """The lines in groups, by nearness of the deadline unless by matter or unit."""
    groups: dict[str, list[WaitingLine]] = {}
    for one in found:
        line = WaitingLine(one, span(one.due, on), _address(one))
        groups.setdefault(_caption(line, on, way), []).append(line)
    made = [Group(caption, tuple(lines), way == "due" and lines[0].span is Span.OVERDUE) for caption, lines in groups.items()]
    return tuple(made if way == "due" else sorted(made, key=lambda group: -sum(line.waiting.count for line in group.lines)))


def _caption(line: WaitingLine, on: date, way: str) -> str:
    if way == "matter":
        return line.waiting.matter
    if way == "unit":
        return line.waiting.subtitle or "不分单位"
    return f"今天　{on:%m-%d}　星期{'一二三四五六日'[on.weekday()]}" if line.span is Span.TODAY else line.span.value


def _address(one: Waiting) -> str:
    """Where it is done; a line whose page is not there leads back here rather than breaking everything."""
    try:
        return reverse(one.url_name, args=one.url_args) + quote(one.query, safe="?=&%")
    except NoReverseMatch:
        return reverse("workbench")
