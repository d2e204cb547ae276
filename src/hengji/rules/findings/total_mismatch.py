"""``total-mismatch``: the stated total is not the sum of the scores, or cannot be reached by them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at
from hengji.rules.findings.rule import MOF_10, Rule
from hengji.rules.forms import Form
from hengji.rules.money import exponent, half_up, plain
from hengji.rules.scoring.counting import counted, execution_position, execution_weight, indicator_weights, slack
from hengji.rules.scoring.sets import ScoringSet

_ZERO, _HAIR = Decimal(0), Decimal("0.000001")


def find(case: Case) -> Iterator[Finding]:
    """Scores that stand are added; a missing one may be anything from nothing to its points."""
    form, total = case.form, case.form.stated_total
    if total is None or case.scoring is None:
        return
    scores = _scores(form)
    if not scores:
        return
    added, open_points = sum(scores, _ZERO), _open_points(form, case.scoring)
    if open_points is None or _within(total, added, added + open_points, scores):
        return
    subject, cell = form.caption("stated_total", "总分"), form.cells.get("stated_total")
    reach = f"，未填得分的各项最多再得{plain(open_points)}分" if open_points else ""
    worked = " + ".join(plain(score) for score in scores)
    message = f"“{subject}”填报{plain(total)}分{at(cell)}，各项得分合计{plain(added)}分（{worked}）{reach}，不相符。"
    yield RULE.error(subject, cell, message, "请核对各项得分与总分。")


def _scores(form: Form) -> list[Decimal]:
    """The unit's own scores, execution first; 其中 rows and fund parts never twice."""
    place = execution_position(form)
    rows = [form.funds[place].stated_score] if place is not None else []
    rows += [form.indicators[i].stated_score for i in counted(form)]
    return [score for score in rows if score is not None]


def _open_points(form: Form, scoring: ScoringSet) -> Decimal | None:
    """The points of what has no score yet; None where one of these has no points either, so that nothing can be said."""
    missing = [form.indicators[i] for i in counted(form) if form.indicators[i].stated_score is None]
    if any(row.weight is None for row in missing):
        return None
    points = sum((row.weight for row in missing if row.weight is not None), _ZERO)
    place = execution_position(form)
    if place is not None and form.funds[place].stated_score is None:
        points += _money_points(form, scoring)
    return points


def _money_points(form: Form, scoring: ScoringSet) -> Decimal:
    """What execution may have brought: its points, also where the form prints none and the indicators leave just these open."""
    if (printed := execution_weight(form, scoring)) is not None:
        return printed
    weights = indicator_weights(form)
    left = scoring.full - sum(weights, _ZERO) if weights else _ZERO
    return left if left == scoring.execution_weight else _ZERO


def _within(total: Decimal, low: Decimal, high: Decimal, scores: list[Decimal]) -> bool:
    """Whether the total lies between two sums: rounded as the total is printed, and less than half a last digit per broken score."""
    places = max(0, -exponent(total))
    allowed = max(_ZERO, slack(scores) - _HAIR)
    return half_up(low - allowed, places) <= total <= half_up(high + allowed, places)


RULE = Rule(
    code="total-mismatch",
    title="总分与各项得分不符",
    problem_class=None,
    severities=(Severity.ERROR,),
    meaning="自评总分不等于预算执行得分与各指标得分之和；有的项没有填得分时，连同这些项的满分也达不到，或少于已填各项之和。"
    "“其中”各行和资金分项的得分不重复相加，按总分所印位数四舍五入。",
    basis=f"{MOF_10}（自评总分为各项得分之和）",
    example="各项得分合计110分，总分填100分。",
    find=find,
)
