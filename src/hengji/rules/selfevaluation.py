"""A round's self-evaluations: the unit's own scores beside the recomputed ones, and how far the totals are inflated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.findings.weights_as_targets import holds_weights
from hengji.rules.forms import FundRow, IndicatorRow
from hengji.rules.results import Examined, RoundResult
from hengji.rules.scoring import Inflation, OwnAndRecomputed, grade_named, inflation
from hengji.rules.scoring.counting import counted
from hengji.rules.scoring.formscore import RowScore

NOT_FULL = "各项分值之和不是满分，重算总分不作比较"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One scored row, own beside recomputed, in points.  ``recomputed`` is None where the rule gives a range (words, dates missed)
    or nothing; ``gap`` = own − recomputed, of a range how far the own score lies outside it; None without an own score or a
    rule.  ``explained`` is the sentence for a gap, ``how`` the one that works the score out."""

    level1: str | None
    level2: str | None
    name: str
    weight: Decimal | None
    own: Decimal | None
    recomputed: Decimal | None
    gap: Decimal | None
    how: str | None
    explained: str | None
    cell: str | None


def evaluated(result: RoundResult) -> tuple[Examined, ...]:
    """The self-evaluations that count, each object once."""
    return tuple(one for one in result.examined if one.counts and one.form.kind.evaluates)


def total_gap(one: Examined) -> Decimal | None:
    """Own total − recomputed total in points; None unless both are there, the printed points make the full total, and the
    targets are targets (``weights-as-targets``)."""
    own, score = one.form.stated_total, one.score
    if own is None or score is None or score.total is None or not score.grade or holds_weights(one.form):
        return None
    return own - score.total


def total_note(one: Examined) -> str:
    """What the recomputed total rests on, or why there is nothing to compare."""
    if one.score is None:
        return "未计分"
    if holds_weights(one.form):
        return "指标值栏疑似填了分值，重算总分不作比较"
    note = one.score.note.rstrip("。")
    if one.score.total is not None and not one.score.grade:
        return f"{NOT_FULL}；{note}"
    return note if one.form.stated_total is not None or one.score.total is None else f"表上没有总分；{note}"


def wrong_grade(one: Examined) -> bool:
    """Whether the stated grade is not that of the recomputed total."""
    own = grade_named(one.form.stated_grade) if one.form.stated_grade else None
    return bool(own and total_gap(one) is not None and one.score and own != one.score.grade)


def inflation_of(result: RoundResult) -> tuple[Inflation | None, tuple[Inflation, ...]]:
    """Over the round's comparable self-evaluations and by unit, the most inflated first."""
    return inflation(_pairs(result))


def _pairs(result: RoundResult) -> Iterator[OwnAndRecomputed]:
    for one in evaluated(result):
        own, score = one.form.stated_total, one.score
        if total_gap(one) is not None and own is not None and score and score.total is not None:
            yield OwnAndRecomputed(one.unit, own, score.total)


def score_lines(one: Examined) -> tuple[ScoreLine, ...]:
    """The rows of a form that have points or a score: the execution score first, then the indicators as they stand."""
    return tuple(line for line, _ in _lines(one))


def _lines(one: Examined) -> Iterator[tuple[ScoreLine, FundRow | IndicatorRow]]:
    if one.score is None:
        return
    form, score = one.form, one.score
    for fund, scored, text in zip(form.funds, score.fund_rows, score.explained_funds, strict=True):
        if scored.high is not None:
            yield _line(fund, scored, text, form.block_points.get("funds")), fund
    for row, scored, text in zip(form.indicators, score.rows, score.explained, strict=True):
        if _scored(row, scored):
            yield _line(row, scored, text), row


def difference(one: Examined) -> tuple[tuple[str | None, Decimal], ...]:
    """The rows that make the difference of the totals, each with its points (own − by rule), the largest first; None names what
    the own total is off the sum of its own scores.  Empty where the totals agree or cannot be compared."""
    gap = total_gap(one)
    if not gap:
        return ()
    rows = {id(one.form.indicators[i]) for i in counted(one.form)}
    lines = [line for line, row in _lines(one) if isinstance(row, FundRow) or id(row) in rows]
    parts: list[tuple[str | None, Decimal]] = [(line.name, line.gap) for line in lines if line.gap]
    rest = gap - sum((part for _, part in parts), Decimal(0))
    own = [line.own for line in lines if line.own is not None]
    if rest and len(own) == len(lines) and one.form.stated_total == sum(own, rest):
        parts.append((None, rest))
    return tuple(sorted(parts, key=lambda part: -abs(part[1])))


def _scored(row: FundRow | IndicatorRow, scored: RowScore) -> bool:
    return row.weight is not None or row.stated_score is not None or scored.high is not None


def _line(row: FundRow | IndicatorRow, scored: RowScore, explained: str | None, block: Decimal | None = None) -> ScoreLine:
    cell = row.cells.get("stated_score") or row.cell
    gap = _gap(row.stated_score, scored)
    if isinstance(row, FundRow):
        weight = row.weight if row.weight is not None else block
        return ScoreLine("预算执行", None, row.label, weight, row.stated_score, scored.score, gap, scored.how, explained, cell)
    return ScoreLine(
        row.level1, row.level2, row.subject, row.weight, row.stated_score, scored.score, gap, scored.how, explained, cell
    )  # fmt: skip


def _gap(own: Decimal | None, scored: RowScore) -> Decimal | None:
    if own is None or scored.low is None or scored.high is None:
        return None
    return own - min(max(own, scored.low), scored.high)
