"""Which indicator rows must be explained, and why: behind their target, expected to miss it, or scored below their weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hengji.rules.findings.case import Case
from hengji.rules.findings.phrasing import aim
from hengji.rules.forms import Form, IndicatorRow, Likelihood
from hengji.rules.indicators import IndicatorJudgement, comparable_value, is_met
from hengji.rules.lights import Light
from hengji.rules.money import plain
from hengji.rules.text import fold
from hengji.rules.values import ActualKind, Operator, Target

BEHIND = (Light.YELLOW, Light.RED)
_DOUBTED = (Likelihood.POSSIBLE, Likelihood.IMPOSSIBLE)
CAUSES = ("funding", "institution", "personnel", "equipment", "other")
_WILL_MISS = re.compile("不能|无法|完不成|难以|不可能|未达|达不到|不达标|未能")
_WILL_NOT_MISS = re.compile("不能(低于|少于|超过|突破)")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why a row must be explained, as a sentence; ``guessed`` when all of it rests on a guessed measure."""

    reason: str
    guessed: bool = False


def shortfall(case: Case, position: int) -> Shortfall | None:
    """What has to be explained about the indicator row at this position, None where nothing has."""
    row, judged = case.form.indicators[position], case.judgement.indicators[position]
    if case.form.kind.monitors:
        return _monitored(case, row, judged, position)
    return _evaluated(row, judged) if case.form.kind.evaluates else None


def _monitored(case: Case, row: IndicatorRow, judged: IndicatorJudgement, position: int) -> Shortfall | None:
    likelihood = f"完成目标可能性为“{row.likelihood.chinese}”" if row.likelihood in _DOUBTED else ""
    forecast = f"全年预计“{_said(row)}”达不到年度目标“{aim(row)}”" if position in case.short_rows else ""
    if forecast or likelihood:
        reasons = "；".join(words for words in (forecast, likelihood) if words)
        return Shortfall(reasons, guessed=not likelihood and short_by_guess(row, judged))
    if judged.light in BEHIND and position not in case.doubtful_rows:
        return Shortfall(judged.reason or "进度落后于年度目标", judged.guessed)
    return None


def _said(row: IndicatorRow) -> str:
    return row.forecast.text if row.forecast else ""


def _evaluated(row: IndicatorRow, judged: IndicatorJudgement) -> Shortfall | None:
    """Self-evaluation: the target unmet, or the unit's own score below the weight."""
    below = row.weight is not None and row.stated_score is not None and row.stated_score < row.weight
    score = f"得分{plain(row.stated_score)}低于分值{plain(row.weight)}" if below and row.stated_score is not None and row.weight else ""
    sure = row.target is not None and (row.target.quantitative or row.stated_score is None)
    if judged.met is False and (sure or below) and row.target and row.actual:
        unmet = f"实际“{row.actual.text}”未达到目标“{aim(row)}”"
        return Shortfall(f"{unmet}，{score}" if score else unmet, guessed=not score and short_by_guess(row, judged))
    return Shortfall(score) if score else None


def short_rows(case: Case) -> frozenset[int]:
    """The positions of the rows whose full-year forecast misses the target."""
    pairs = zip(case.form.indicators, case.judgement.indicators, strict=True)
    return frozenset(i for i, (row, judged) in enumerate(pairs) if row.forecast and forecast_short(row, judged))


def forecast_short(row: IndicatorRow, judged: IndicatorJudgement) -> bool:
    """Whether the full-year forecast falls short of the target (of a limit: goes over it).  Words such as 能完成 do not."""
    forecast, target = row.forecast, row.target
    if forecast is None or target is None:
        return False
    if forecast.kind is ActualKind.NUMBER:
        return _number_short(row, target, judged)
    if forecast.kind is ActualKind.DATE:
        return bool(target.deadline and forecast.when and forecast.when > target.deadline)
    if forecast.kind is ActualKind.WORD:
        words = fold(forecast.text)
        return bool(_WILL_MISS.search(words)) and not _WILL_NOT_MISS.search(words) and words != fold(target.text)
    return False


def short_by_guess(row: IndicatorRow, judged: IndicatorJudgement) -> bool:
    """Whether a figure misses the target only because less is guessed to be better (120万元 without a sign under 成本指标)."""
    return judged.guessed and judged.ceiling and row.target is not None and not row.target.operator.limits


def _number_short(row: IndicatorRow, target: Target, judged: IndicatorJudgement) -> bool:
    value = comparable_value(row.forecast, target)
    if value is None or value == target.number:
        return False  # just the number of a strict target (＞95%, 95%) is the clerk's way of saying that it will be reached
    if target.number is None:
        return target.operator is Operator.TEXT and target.low is not None and value < target.low
    limit = judged.ceiling or target.operator.limits
    return not is_met(target, value, ceiling=limit)


def asks_why(form: Form) -> bool:
    """Whether the layout has any place for a cause."""
    return form.has("indicator.explanation") or any(form.has(f"indicator.{cause}") for cause in CAUSES)


def asks_measure(form: Form) -> bool:
    return form.has("indicator.remark") or _one_column(form)


def _one_column(form: Form) -> bool:
    """One column asks for cause and measure together."""
    return form.has("explanation+measure") or form.has("indicator.explanation+measure")


def measure_text(form: Form, row: IndicatorRow) -> str | None:
    """The measure the unit intends: 备注, or the one column that asks for cause and measure."""
    return row.remark or (row.explanation if _one_column(form) else None)


def cause_cell(row: IndicatorRow) -> str | None:
    """Where the explanation belongs: its column, else the first cause's, else the row's name."""
    return next((cell for key in ("explanation", *CAUSES) if (cell := row.cells.get(key))), row.cell)


def measure_cell(row: IndicatorRow) -> str | None:
    return row.cells.get("remark") or row.cells.get("explanation") or row.cell


_FILLERS = re.compile(r"各项|工作|项目|均|目前|本年度?|全部|已经|基本|总体|正在|[\W_]|了$")
_EMPTY = (
    "无|暂无|没有|无偏差|暂无偏差|没有偏差|无原因|暂无原因|无说明|无措施|暂无措施|不涉及|无需说明|无变化|略|同上|见上|如上|其他|其它",
    "正常|正常推进|正常开展|正常进行|正常实施|进展顺利|进展正常|顺利|良好|一般",
    "按计划|按计划进行|按计划推进|按计划实施|按计划完成|按计划开展|按进度|按进度进行|按进度推进|按序时进度|按序时进度进行|按时推进",
    "完成|已完成|未完成|尚未完成|没完成|没有完成|进行中|推进|推进中|正推进|实施中|有序推进|稳步推进|有序开展",
    "继续推进|继续实施|继续开展|加快推进|加强管理|下步推进",
)
_SAYS_NOTHING = frozenset(word for line in _EMPTY for word in line.split("|"))


@lru_cache(maxsize=16384)
def says_nothing(text: str) -> bool:
    """Whether words that should explain say nothing: 无, 正常, 按计划, a bare number."""
    words = _FILLERS.sub("", fold(text))
    return words in _SAYS_NOTHING or fold(text).strip("。.,，") in _SAYS_NOTHING or not re.search(r"[^\W\d_]", words)
