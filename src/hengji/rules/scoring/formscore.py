"""A whole self-evaluation scored by the rules, beside the unit's own score, each difference explained."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.execution import FundJudgement
from hengji.rules.forms import Form, FundRow, IndicatorRow
from hengji.rules.indicators import IndicatorJudgement, comparable_value
from hengji.rules.judgement import Judgement
from hengji.rules.measures import Measure
from hengji.rules.money import half_up, plain
from hengji.rules.scoring.counting import counted, execution_position, execution_weight, is_full
from hengji.rules.scoring.points import Share, band, execution, grade_of, percent, points_of, quantitative
from hengji.rules.scoring.sets import ScoringSet
from hengji.rules.values import Operator

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class RowScore:
    """One row scored.  ``score`` has two decimals and is None where the rule gives no figure (words, dates, nothing to compare,
    no points); the stated score is then fine between ``low`` and ``high`` (both None without points).
    ``how`` is the sentence that works it out; ``met`` whether the target is reached (for money: everything earned);
    ``sure`` False where the direction of the target is a guess or a word had to be interpreted."""

    score: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    how: str | None = None
    met: bool | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class FormScore:
    """A form scored under the scoring set titled ``scoring``.  ``rows`` and ``fund_rows`` run parallel to the form's indicators and funds.

    ``total`` = recomputed scores (words at the unit's own score, never above the points) + execution score, two decimals;
    None when a row that counts cannot be judged, or when neither the points make the full total nor a total is stated (a cut
    form).  ``grade`` is given only for points that make the full total.  ``explained`` and
    ``explained_funds`` hold, parallel to indicators and funds, the sentence why own and recomputed score differ (None where
    they agree); ``note`` says what the total rests on, or why there is none.
    """

    scoring: str
    rows: tuple[RowScore, ...]
    fund_rows: tuple[RowScore, ...]
    total: Decimal | None
    grade: str | None
    explained: tuple[str | None, ...]
    explained_funds: tuple[str | None, ...]
    note: str

    @property
    def indicators(self) -> tuple[Decimal | None, ...]:
        """Recomputed scores, parallel to the form's indicators."""
        return tuple(row.score for row in self.rows)

    @property
    def funds(self) -> tuple[Decimal | None, ...]:
        """Execution score, parallel to the form's fund rows: None on all but the one that carries the points."""
        return tuple(row.score for row in self.fund_rows)


def score_form(form: Form, judgement: Judgement, scoring: ScoringSet) -> FormScore:
    """Score every row of a self-evaluation that has points, then the form.  Other kinds of form get scores nowhere."""
    if not form.kind.evaluates:
        nothing = RowScore()
        rows, fund_rows = (nothing,) * len(form.indicators), (nothing,) * len(form.funds)
        return FormScore(scoring.title, rows, fund_rows, None, None, (None,) * len(rows), (None,) * len(fund_rows), "不是自评表，不计分。")
    rows = tuple(score_row(row, judged, scoring) for row, judged in zip(form.indicators, judgement.indicators, strict=True))
    fund_rows = _funds(form, judgement, scoring)
    total, note = _total(form, rows, fund_rows, scoring)
    grade = grade_of(total, scoring) if total is not None and is_full(form, scoring) else None
    explained = tuple(_explain(row, scored) for row, scored in zip(form.indicators, rows, strict=True))
    of_money = tuple(_explain(row, scored) for row, scored in zip(form.funds, fund_rows, strict=True))
    return FormScore(scoring.title, rows, fund_rows, total, grade, explained, of_money, note)


# ---- one indicator


def score_row(row: IndicatorRow, judged: IndicatorJudgement, scoring: ScoringSet) -> RowScore:
    """One indicator row by its rule: numbers by completion, dates by the day, words by their band."""
    weight, target = row.weight, row.target
    if weight is None or weight < 0:
        return RowScore()
    if target is None or row.actual is None:
        return RowScore(low=_ZERO, high=weight)
    if target.operator is Operator.TEXT:
        return _worded(weight, judged, scoring, interval=target.low is not None)
    value = comparable_value(row.actual, target)
    satisfaction = (row.level1 or "").startswith("满意度")
    share = value is not None and quantitative(target, value, ceiling=judged.ceiling, satisfaction=satisfaction, scoring=scoring)
    if not share:
        return RowScore(low=_ZERO, high=weight, met=judged.met)
    return _earned(share, weight, sure=not judged.guessed or (target.signed and not judged.ceiling))


def _earned(share: Share, weight: Decimal, *, sure: bool = True) -> RowScore:
    score, met = points_of(share.share, weight), share.share == 1
    how = share.how if met or not share.share else f"{share.how}，{percent(share.share)}×{plain(weight)}分"
    return RowScore(score, score, score, how, met=met, sure=sure)


def _worded(weight: Decimal, judged: IndicatorJudgement, scoring: ScoringSet, *, interval: bool) -> RowScore:
    """A date kept or an interval hit gets everything; missed, no rule says how much.  Words get the band of what they say."""
    if interval or judged.measure is Measure.MILESTONE:
        words = "在指标值区间内" if interval else "按期完成"
        if judged.met:
            return RowScore(low=weight, high=weight, how=f"{words}，得满分{plain(weight)}分", met=True)
        return RowScore(low=_ZERO, high=weight, met=judged.met)
    low, high, how = band(judged.met, judged.counted == 0, weight, scoring)
    return RowScore(low=low, high=high, how=f"{how}，{plain(low)}—{plain(high)}分", met=judged.met, sure=False)


def _explain(row: IndicatorRow | FundRow, scored: RowScore) -> str | None:
    """The unit's own score beside the rule's, where they differ."""
    own = row.stated_score
    if own is None or scored.low is None or scored.high is None or scored.low <= own <= scored.high:
        return None
    by_rule = f"按规则{plain(scored.score)}分" if scored.score is not None else f"按规则应在{plain(scored.low)}—{plain(scored.high)}分之间"
    gap = f"多计{plain(own - scored.high)}分" if own > scored.high else f"少计{plain(scored.low - own)}分"
    return f"自评{plain(own)}分，{by_rule}{f'（{scored.how}）' if scored.how else ''}，{gap}"


# ---- money


def _funds(form: Form, judgement: Judgement, scoring: ScoringSet) -> tuple[RowScore, ...]:
    position, weight = execution_position(form), execution_weight(form, scoring)
    finished = _finished(form, judgement)
    return tuple(
        _execution(row, judged, weight, scoring, finished=finished) if i == position and weight is not None else RowScore()
        for i, (row, judged) in enumerate(zip(form.funds, judgement.funds, strict=True))
    )


def _execution(row: FundRow, judged: FundJudgement, weight: Decimal, scoring: ScoringSet, *, finished: bool) -> RowScore:
    """The execution score on the base the judgement names; without a rate (0 of 0) anything may stand there."""
    budget = row.amount(judged.rate_base) if judged.rate_base else None
    if not budget or row.executed is None:
        return RowScore(low=_ZERO, high=weight)
    return _earned(execution(row.executed / budget, finished=finished, scoring=scoring), weight)


def _finished(form: Form, judgement: Judgement) -> bool:
    """Whether the work is done: every output that has a target is met."""
    pairs = zip(form.indicators, judgement.indicators, strict=True)
    outputs = [judged.met for row, judged in pairs if (row.level1 or "").startswith("产出") and row.target and not row.parent]
    return bool(outputs) and all(outputs)


# ---- the form


def _total(form: Form, rows: tuple[RowScore, ...], fund_rows: tuple[RowScore, ...], scoring: ScoringSet) -> tuple[Decimal | None, str]:
    """The recomputed total and what it rests on; without one, why."""
    positions = counted(form)
    if all(form.indicators[i].weight is None for i in positions):
        return None, "表中没有印各指标分值，不重算总分。"
    if not is_full(form, scoring) and form.stated_total is None:
        return None, f"表上分值合计不是{plain(scoring.full)}分且没有总分，不重算总分。"
    scores = [(form.indicators[i].subject, _settled(form.indicators[i], rows[i])) for i in positions]
    place = execution_position(form)
    if place is not None and fund_rows[place].high is not None:
        scores.append((form.funds[place].label, fund_rows[place].score))
    if unknown := [name for name, score in scores if score is None]:
        return None, f"“{'”、“'.join(unknown)}”不能按规则计分，不重算总分。"
    taken = sum(1 for i in positions if not _figured(rows[i]))
    note = f"定性和只评分的指标{taken}项按自评得分（以分值为限）计入。" if taken else "各项均按规则计分。"
    return half_up(sum((score for _, score in scores if score is not None), _ZERO), 2), note


def _figured(scored: RowScore) -> bool:
    """Whether the rule gives one figure: a score, or a date that was kept."""
    return scored.low is not None and scored.low == scored.high


def _settled(row: IndicatorRow, scored: RowScore) -> Decimal | None:
    """What a row brings into the total: the rule's figure, else for words the unit's own score within [0, points]."""
    if row.weight is None:
        return None
    if _figured(scored):
        return scored.low
    worded = row.scored_only or row.target is None or row.target.operator is Operator.TEXT
    if not worded or row.stated_score is None:
        return None
    return max(_ZERO, min(row.weight, row.stated_score))
