"""The rows of the two long tables, written as text: thousands of them cost the template engine five times as much.

Every value goes through ``escape``; nothing else may build markup from what a form says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from hengji.rules.lights import Light

_LONG_PATH = 40
"""A longer path shows its last part; the whole stands in the link's title."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row of the problem table; ``department`` and ``unit`` are the texts the filters compare, ``link`` is None where
    there is no file to open."""

    severity: str
    word: str
    unit: str
    department: str
    object: str
    file: str
    sheet: str
    link: str | None
    cell: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the consolidated table; amounts in 万元 and rates in % as text."""

    key: str
    object: str
    unit: str
    budget: str
    executed: str
    rate: str
    achievement: str
    light: Light | None
    verdict: str
    reasons: str
    problems: int


def problem_rows(problems: Iterable[Problem]) -> Markup:
    """Table rows of findings."""
    return Markup("\n".join(map(_problem, problems)))


def line_rows(lines: Iterable[Line], *, lights: bool = True) -> Markup:
    """Table rows of objects; ``key`` is the row's id, where a dot of the plot leads.  Without ``lights`` the columns that only
    monitoring fills are left out."""
    return Markup("\n".join(_line(line, lights=lights) for line in lines))


def light_sign(light: Light) -> Markup:
    """A light: sign, word and colour together."""
    return Markup(f'<span class="light {light.value}"><svg aria-hidden="true"><use href="#sg-{light.value}"/></svg>{light.chinese}</span>')


def _problem(row: Problem) -> str:
    return (
        f'<tr class="{row.severity}" data-s="{row.severity}" data-d="{escape(row.department)}"><td><span class="sev">{row.word}</span></td>'
        f'<td>{escape(row.unit)}</td><td>{escape(row.object)}</td><td class="fl">{_file(row)}</td>'
        f'<td class="d">{escape(row.cell) or "—"}</td><td>{escape(row.message)}</td><td class="fx">{escape(row.fix)}</td></tr>'
    )


def _file(row: Problem) -> str:
    if row.link is None:
        return escape(row.file) or "—"
    shown = row.file if len(row.file) <= _LONG_PATH else "…/" + row.file.rsplit("/", 1)[-1]
    return f'<a href="{escape(row.link)}" title="{escape(row.file)}　工作表 {escape(row.sheet)}">{escape(shown)}</a>'


def _line(row: Line, *, lights: bool) -> str:
    why = f' title="{escape(row.reasons)}"' if row.reasons else ""
    texts = (row.budget, row.executed, row.rate, *([row.achievement] if lights else []))
    figures = "".join(f'<td class="n">{escape(text)}</td>' for text in texts)
    light = f"<td>{escape(row.verdict)}</td><td>{light_sign(row.light) if row.light else '—'}</td>" if lights else ""
    none = "" if row.problems else " na"
    return (
        f'<tr id="{row.key}"><td{why}>{escape(row.object)}</td><td>{escape(row.unit)}</td>{figures}{light}'
        f'<td class="n{none}">{row.problems}</td></tr>'
    )
