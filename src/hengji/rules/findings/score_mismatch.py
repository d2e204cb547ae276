"""``score-mismatch``: the unit's own score of a row is not what the rule gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at
from hengji.rules.findings.rule import MOF_10, Rule
from hengji.rules.findings.shortfalls import says_nothing
from hengji.rules.findings.weights_as_targets import holds_weights
from hengji.rules.forms import Form, FundRow, IndicatorRow
from hengji.rules.money import half_up, plain
from hengji.rules.scoring.counting import counted, execution_position
from hengji.rules.scoring.formscore import RowScore


def find(case: Case) -> Iterator[Finding]:
    """The execution score, then every indicator row that counts."""
    if case.score is None or case.scoring is None:
        return
    form, tolerance = case.form, case.scoring.tolerance
    place = execution_position(form)
    if place is not None and not case.doubts(place, "initial", "adjusted", "executed"):
        yield from _compare(form, form.funds[place], case.score.fund_rows[place], tolerance)
    if holds_weights(form):
        return
    for position in counted(form):
        if position not in case.doubtful_rows:
            yield from _compare(form, form.indicators[position], case.score.rows[position], tolerance)


def _compare(form: Form, row: IndicatorRow | FundRow, scored: RowScore, tolerance: Decimal) -> Iterator[Finding]:
    own = row.stated_score
    if own is None or scored.low is None or scored.high is None:
        return
    if own > scored.high + tolerance:
        yield _finding(row, scored, own, _too_high(form, row, scored, own))
    elif own < scored.low - tolerance and scored.score is not None and not _reason(form, row):
        yield _finding(row, scored, own, Severity.WARNING if scored.met and scored.sure else Severity.NOTICE)


def _too_high(form: Form, row: IndicatorRow | FundRow, scored: RowScore, own: Decimal) -> Severity:
    """Above the points themselves there is no excuse; a guess or a reading of words, and rounding to whole points, are a notice."""
    if row.weight is not None and own > row.weight:
        return Severity.WARNING
    rounded = scored.score is not None and _whole_numbers(form) and half_up(scored.score, 0) == own
    return Severity.WARNING if scored.sure and not rounded else Severity.NOTICE


def _whole_numbers(form: Form) -> bool:
    """Whether the column prints whole numbers throughout."""
    scores = [row.stated_score for row in form.funds] + [row.stated_score for row in form.indicators]
    return all(score is None or score == half_up(score, 0) for score in scores)


def _reason(form: Form, row: IndicatorRow | FundRow) -> bool:
    """Whether anything says why: words on the row, a ticked cause, or a box of the form that asks for reasons."""
    texts = [row.texts.get("explanation"), row.texts.get("remark")]
    texts += [text for caption, text in form.boxes.items() if "原因" in caption]
    if isinstance(row, IndicatorRow) and row.causes:
        return True
    return any(text and not says_nothing(text) for text in texts)


def _finding(row: IndicatorRow | FundRow, scored: RowScore, own: Decimal, severity: Severity) -> Finding:
    subject = row.subject if isinstance(row, IndicatorRow) else row.label
    cell = row.cells.get("stated_score") or row.cell
    assert scored.low is not None and scored.high is not None
    by_rule = f"应为{plain(scored.score)}分" if scored.score is not None else f"应在{plain(scored.low)}—{plain(scored.high)}分之间"
    how = f"（{scored.how}）" if scored.how else ""
    weight = f"（分值{plain(row.weight)}分）" if row.weight is not None else ""
    message = f"“{subject}”自评得分{plain(own)}分{weight}{at(cell)}，按规则{by_rule}{how}。"
    fix = "请按计分规则重新计算得分。" if own > scored.high else "请按计分规则重新计算得分；确需扣分的，写明扣分原因。"
    return RULE.at(severity, subject, cell, message, fix)


RULE = Rule(
    code="score-mismatch",
    title="得分与规则不符",
    problem_class=None,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="指标得分或预算执行得分比按规则计算的高出0.1分以上为疑点（该栏只填整数、按规则四舍五入正好相等的，以及方向系推测或由文字判断档次的，为提示）；"
    "低于规则且没有说明原因的，指标已达到的为疑点，未达到的为提示。定性指标在所属档次以内的不判。",
    basis=f"{MOF_10}（定量指标按完成比例、定性指标分三档计分）；按本县确认的规则",
    example="目标100%，实际98%，分值10分，按规则9.8分，自评9分，没有说明原因。",
    find=find,
)
