"""The panel 自评得分: own total beside the recomputed one for every self-evaluation, each difference in a fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from markupsafe import Markup

from hengji.rules.opinion import inflation_text, points
from hengji.rules.results import Examined, RoundResult
from hengji.rules.scoring import Inflation, ScoringSet
from hengji.rules.selfevaluation import ScoreLine, evaluated, inflation_of, score_lines, total_gap, total_note

SHOWN = 12
"""Forms that stand open; the others lie in a fold."""
UNITS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Scores:
    """What the panel shows: ``first`` and ``more`` are rows of forms, the largest difference first; ``units`` those whose
    totals can be compared, the most inflated first."""

    said: str
    first: Markup
    more: Markup
    rest: int
    units: tuple[Inflation, ...]
    units_left: int
    sets: tuple[ScoringSet, ...]


def scores(result: RoundResult) -> Scores | None:
    """The panel's content; None for a round without self-evaluations."""
    forms = sorted(evaluated(result), key=_most_first)
    if not forms:
        return None
    _, units = inflation_of(result)
    said = inflation_text(result) or "表上都没有自评总分，只逐项比较得分。"
    first, more = _rows(forms[:SHOWN]), _rows(forms[SHOWN:])
    left = max(0, len(units) - UNITS_SHOWN)
    return Scores(said, first, more, max(0, len(forms) - SHOWN), units[:UNITS_SHOWN], left, result.scoring)


def _most_first(one: Examined) -> tuple[bool, Decimal, int, str, str]:
    gap = total_gap(one)
    differing = sum(1 for line in score_lines(one) if line.gap)
    return gap is None, -abs(gap or Decimal(0)), -differing, one.unit, one.name


def _rows(forms: Sequence[Examined]) -> Markup:
    return Markup("\n".join(map(_row, forms)))


def _row(one: Examined) -> str:
    form, score, gap = one.form, one.score, total_gap(one)
    total = score.total if score else None
    figures = "".join(f'<td class="n">{signed(number)}</td>' for number in (form.stated_total, total))
    state = "" if not gap else " bad" if gap > 0 else " low"
    grades = "".join(f"<td>{escape(grade or '—')}</td>" for grade in (form.stated_grade, score.grade if score else None))
    return (
        f'<tr><td>{escape(one.name)}</td><td>{escape(one.unit)}</td>{figures}<td class="n{state}">{signed(gap)}</td>{grades}'
        f"<td>{_why(one)}</td></tr>"
    )


def _why(one: Examined) -> str:
    """The differing rows in a fold; else what the total rests on."""
    lines = [line for line in score_lines(one) if line.explained]
    note = f'<span class="note">{escape(total_note(one))}</span>'
    if not lines:
        return note
    listed = "".join(f"<li>{_place(line)}{escape(line.explained or '')}</li>" for line in lines)
    return f"<details><summary>{len(lines)}项得分与规则不同</summary><ul>{listed}</ul></details>{note}"


def _place(line: ScoreLine) -> str:
    cell = f"（{escape(line.cell)}）" if line.cell else ""
    return f"<b>{escape(line.name)}</b>{cell}："


def signed(number: Decimal | None) -> str:
    """Points with a real minus sign, — for none."""
    return "—" if number is None else points(number).replace("-", "−")
