"""The result of a check as one self-contained HTML file: no internet, nothing beside it, opens from a disk or a chat.

``render_page`` gathers plain rows for the template ``page.html.j2``; the look follows the tokens in ``page.css``.  Everything
that comes from a form is escaped by the template engine; file links are percent-encoded so that no name becomes a scheme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from hengji.check.page.quadrant import Dot, Quadrants, draw, quadrants
from hengji.check.page.rows import Line, Problem, light_sign, line_rows, problem_rows
from hengji.check.page.scores import scores, signed
from hengji.rules.circular import (
    CLASS_TITLES,
    KIND_WORDS,
    Amounts,
    budget_of,
    monitored,
    plain_amounts,
    scope_text,
    trusted,
    unit_note,
)
from hengji.rules.document import NUMERALS
from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.forms import Form, Kind
from hengji.rules.lights import Light
from hengji.rules.money import half_up, percent, wan
from hengji.rules.opinion import scope_text as evaluated_text
from hengji.rules.results import Examined, RoundResult, Sums
from hengji.rules.selfevaluation import evaluated

MOST_PROBLEMS = 5000
MOST_NOTICES = 1500
OTHER_CLASS = "其他（口径、评分、重复等）"
REVIEW_CLASS = "批复目标自身的问题（由审核绩效目标的人员处理，单位不得自行修改）"

_BADNESS = {severity: place for place, severity in enumerate(Severity)}
_LIGHT_ORDER = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY)
_BEYOND_REASON = 10
_LINK_ESCAPES = str.maketrans({mark: f"%{ord(mark):02X}" for mark in "%#?:\"'<>&\\` "})


@dataclass(frozen=True, slots=True)
class _Group:
    title: str
    units: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """One kind of object: its lines, the worst first, its total and what has to be said beside it."""

    kind: Kind
    title: str
    lines: tuple[Line, ...]
    total: Sums
    amounts: Amounts
    note: str


@dataclass(frozen=True, slots=True)
class _Bar:
    """Execution of one department within one kind; ``width`` and ``line`` in percent of the track."""

    department: str
    programs: int
    budget: str
    executed: str
    rate: str
    width: str
    state: str


def render_page(
    result: RoundResult,
    *,
    heading: str,
    source: str,
    checked_at: datetime,
    seconds: float,
    outputs: Sequence[str],
    links: Mapping[str, str] | None = None,
) -> str:
    """The page as HTML text.  ``source`` is the folder as shown, ``outputs`` the files written beside the page, ``links`` where
    a form's file lies as seen from the page (by display path; without it the display path itself is the link)."""
    counted = [one for one in result.examined if one.counts]
    keys = {id(one): f"o{number}" for number, one in enumerate(counted, 1)}
    found = list(_problems(result, links))
    return _template().render(
        result=result,
        heading=heading,
        source=source,
        checked_at=checked_at,
        seconds=f"{seconds:.1f}",
        outputs=[(name, link(name)) for name in outputs],
        scope=_scope(result),
        monitors=_monitors(result),
        scores=scores(result),
        counts=_counts(result),
        kinds=[(KIND_WORDS[kind], sums.programs, trusted(kind, sums, result)) for kind, sums in result.totals.by_kind.items()],
        lights=_lights(counted) if _monitors(result) else [],
        groups=_groups(found),
        notices=[row for _, row in found if row.severity == "notice"][:MOST_NOTICES],
        tables=_tables(result, counted, keys),
        plots=_plots(result, counted, keys),
        bars=_bars(result, counted),
        filters=_filters(found),
        most_notices=MOST_NOTICES,
        most_problems=MOST_PROBLEMS,
    )


def _monitors(result: RoundResult) -> bool:
    """Whether lights and periods mean anything here: there are monitoring forms, or no self-evaluations either."""
    return bool(monitored(result)) or not evaluated(result)


def _scope(result: RoundResult) -> str:
    """The first sentences of the circular, of the opinion, or of both."""
    said = scope_text(result) if _monitors(result) else ""
    return said + (evaluated_text(result) if evaluated(result) else "")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("hengji.check", "page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    environment.globals.update(css=_asset(environment, "page.css"), js=_asset(environment, "page.js"))
    environment.filters.update(
        points=_points,
        wan=_wan,
        percent=percent,
        problem_rows=problem_rows,
        line_rows=line_rows,
        light=light_sign,
        signed=signed,
    )
    return environment.get_template("page.html.j2")


def _asset(environment: Environment, name: str) -> Markup:
    """A style sheet or script of our own, put into the page as it is."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])


def link(path: str) -> str:
    """A relative link: Chinese stays readable, whatever could end the attribute or start a scheme is encoded."""
    return path.translate(_LINK_ESCAPES).lstrip("/")


# ---------- problems ----------


def _problems(result: RoundResult, links: Mapping[str, str] | None) -> Iterator[tuple[Finding, Problem]]:
    """Every finding with its row, the worst first within a form."""
    for one in result.examined:
        for finding in sorted(one.findings, key=_badness):
            yield finding, _row(finding, one.unit, one.department, one.name, one.form, links)
    for finding in result.findings:
        yield finding, _row(finding, finding.unit or "", None, finding.program or finding.subject, None, links)


def _badness(finding: Finding) -> int:
    return _BADNESS[finding.severity]


def _row(finding: Finding, unit: str, department: str | None, name: str, form: Form | None, links: Mapping[str, str] | None) -> Problem:
    file = form.file if form else ""
    where = links.get(file) if links is not None else file
    return Problem(
        finding.severity.value, finding.severity.chinese, unit, department or unit, name, file, form.sheet if form else "",
        link(where) if where else None, finding.cell or "", finding.message, finding.fix,
    )  # fmt: skip


def _groups(found: Sequence[tuple[Finding, Problem]]) -> list[_Group]:
    """Errors and warnings by class, in the circular's order; what belongs to the reviewer of targets comes last."""
    chosen = [pair for pair in found if pair[0].severity is not Severity.NOTICE][:MOST_PROBLEMS]
    titles = [*CLASS_TITLES.values(), OTHER_CLASS, REVIEW_CLASS]
    by_title: dict[str, list[Problem]] = {title: [] for title in titles}
    for finding, row in chosen:
        by_title[_title(finding)].append(row)
    present = [(title, rows) for title, rows in by_title.items() if rows]
    return [_Group(f"（{NUMERALS[number]}）{title}", _units(rows), tuple(rows)) for number, (title, rows) in enumerate(present)]


def _title(finding: Finding) -> str:
    if finding.addressee is Addressee.TARGET_REVIEWER:
        return REVIEW_CLASS
    return CLASS_TITLES.get(finding.problem_class or 0, OTHER_CLASS)


def _units(rows: Sequence[Problem], most: int = 8) -> str:
    names = list(dict.fromkeys(row.unit for row in rows if row.unit))
    return "、".join(names[:most]) + (f"等 {len(names)} 家单位" if len(names) > most else "")


def _filters(found: Sequence[tuple[Finding, Problem]]) -> dict[str, list[str]]:
    rows = [row for _, row in found]
    return {
        "departments": sorted({row.department for row in rows if row.department}),
        "units": sorted({row.unit for row in rows if row.unit}),
    }


@dataclass(frozen=True, slots=True)
class _Counts:
    files: int
    forms: int
    error: int
    warning: int
    notice: int
    units: int
    objects: int
    clean: int


def _counts(result: RoundResult) -> _Counts:
    """How many of what; a form is clean without error and warning."""
    every = [(one.unit, one.name, finding) for one in result.examined for finding in one.findings]
    every += [(finding.unit or "", finding.program or "", finding) for finding in result.findings]
    severities = Counter(finding.severity for _, _, finding in every)
    serious = [(unit, name) for unit, name, finding in every if finding.severity is not Severity.NOTICE]
    clean = sum(1 for one in result.examined if all(finding.severity is Severity.NOTICE for finding in one.findings))
    files = {one.form.file for one in result.examined} | {one.file for one in result.unreadable}
    return _Counts(
        len(files), len(result.examined), severities[Severity.ERROR], severities[Severity.WARNING], severities[Severity.NOTICE],
        len({unit for unit, _ in serious}), len(set(serious)), clean,
    )  # fmt: skip


# ---------- consolidated table ----------


def _lights(counted: Sequence[Examined]) -> list[tuple[Light, int]]:
    counts = Counter(one.judgement.overall for one in counted if one.judgement.overall)
    return [
        (light, counts[light])
        for light in (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)
        if counts[light] or light in _ALWAYS
    ]


_ALWAYS = (Light.RED, Light.YELLOW, Light.GREEN)


def _tables(result: RoundResult, counted: Sequence[Examined], keys: Mapping[int, str]) -> list[_Table]:
    return [
        _Table(
            kind,
            KIND_WORDS[kind],
            tuple(_line(one, keys[id(one)]) for one in sorted(_of(kind, counted), key=_worst_first)),
            sums,
            plain_amounts(kind, sums, result),
            unit_note(result, kind),
        )
        for kind, sums in result.totals.by_kind.items()
        if _of(kind, counted)
    ]


def _of(kind: Kind, counted: Sequence[Examined]) -> list[Examined]:
    return [one for one in counted if one.form.kind is kind]


def _worst_first(one: Examined) -> tuple[int, int, Decimal]:
    light = one.judgement.overall
    rank = _LIGHT_ORDER.index(light) if light else len(_LIGHT_ORDER)
    return rank, -_problem_count(one), one.judgement.execution.rate or Decimal(0)


def _problem_count(one: Examined) -> int:
    return sum(1 for finding in one.findings if finding.severity is not Severity.NOTICE and finding.addressee is Addressee.UNIT)


def _line(one: Examined, key: str) -> Line:
    judged, row, budget = one.judgement, one.form.total, budget_of(one)
    return Line(
        key, one.name, one.unit, _wan(budget), _wan(row.executed if row else None),
        _points(judged.execution.rate), _points(judged.achievement.pace), judged.overall, judged.verdict or "—",
        "；".join(judged.reasons), _problem_count(one),
    )  # fmt: skip


def _wan(yuan: Decimal | None) -> str:
    return "—" if yuan is None else wan(yuan)


def _points(ratio: Decimal | None) -> str:
    """A ratio as percent without the sign (the head has it); what can only be a mistake of units is cut short."""
    if ratio is None:
        return "—"
    return f"{half_up(ratio * 100)}" if ratio < _BEYOND_REASON else "＞1000"


# ---------- quadrant plots and departments ----------


@dataclass(frozen=True, slots=True)
class _Plot:
    title: str
    svg: Markup
    counts: Quadrants
    left_out: int


def _plots(result: RoundResult, counted: Sequence[Examined], keys: Mapping[int, str]) -> list[_Plot]:
    """One plot a kind, since amounts of two kinds are never added; a lone dot among several kinds is left to the table."""
    plots: list[_Plot] = []
    kinds = [kind for kind in result.totals.by_kind if kind.monitors]
    for kind in kinds:
        forms = _of(kind, counted)
        dots = [dot for one in forms if (dot := _dot(one, keys[id(one)]))]
        if len(dots) > 1 or (dots and len(kinds) == 1):
            counts = quadrants(dots, result.rules.quadrant_cut)
            plots.append(_Plot(KIND_WORDS[kind], draw(dots, counts, result.rules.quadrant_cut), counts, len(forms) - len(dots)))
    return plots


def _dot(one: Examined, key: str) -> Dot | None:
    pace, done = one.judgement.execution.pace, one.judgement.achievement.pace
    if pace is None or done is None:
        return None
    return Dot(f"#{key}", one.name, one.unit, pace, done, budget_of(one) or Decimal(0), one.judgement.overall or Light.GREY)


def _bars(result: RoundResult, counted: Sequence[Examined]) -> list[tuple[str, list[_Bar]]]:
    """Execution by department for each kind of monitoring form, the slowest first."""
    return [
        (KIND_WORDS[kind], bars)
        for kind in result.totals.by_kind
        if kind.monitors and (bars := _department_bars(result, _of(kind, counted)))
    ]


def _department_bars(result: RoundResult, forms: Sequence[Examined]) -> list[_Bar]:
    """One bar a department with a budget, the slowest first; those that reported no execution at all stand last."""
    groups: dict[str, list[Examined]] = {}
    for one in forms:
        groups.setdefault(one.department or one.unit, []).append(one)
    bars = []
    for name, group in groups.items():
        budget = sum((budget_of(one) or Decimal(0) for one in group), Decimal(0))
        executed = [row.executed for one in group if (row := one.form.total) and row.executed is not None]
        if budget:
            spent = sum(executed, Decimal(0)) if executed else None
            bars.append((spent is None, spent / budget if spent is not None else Decimal(0), name, len(group), budget, spent))
    return [_bar(result, *row[2:]) for row in sorted(bars, key=lambda row: row[:3])]


def _bar(result: RoundResult, name: str, count: int, budget: Decimal, spent: Decimal | None) -> _Bar:
    rate = spent / budget if spent is not None else None
    pace = rate / result.time_progress if rate is not None and result.time_progress else None
    state = "" if pace is None or pace >= result.rules.execution_green else "is-slow" if pace >= result.rules.execution_yellow else "is-bad"
    return _Bar(name, count, wan(budget), _wan(spent), _points(rate), f"{max(min(float(rate or 0), 1.0), 0.0) * 100:.1f}", state)
