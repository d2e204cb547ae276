"""``month-plan``: the plan by months cannot be read, goes back, or does not end at the target."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.indicators import amount, target_text
from hengji.rules.measures import Measure
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.draft import MONTHS
from hengji.rules.targetreview.rule import Aspect, DraftRule
from hengji.rules.units import convert
from hengji.rules.values import ActualKind, Target, read_actual

Planned = tuple[int, Decimal]
_FIX = "分月计划填到该月底为止的累计数：逐月不减，12月底等于指标值；没有新增的月份可以空着。"


def find(case: DraftCase) -> Iterator[Finding]:
    """Rows with a plan and a number: cells that are no number, then one finding for the first thing wrong with the course."""
    for row in case.rows:
        cells = [(month, text) for month, text in enumerate(row.typed.month_plan[:MONTHS], 1) if text and text.strip()]
        if not cells or row.target is None or row.target.number is None:
            continue
        numbers = _numbers(row.target, tuple(text for _, text in cells))
        planned = [(month, number) for (month, _), number in zip(cells, numbers, strict=True) if number is not None]
        read = {month for month, _ in planned}
        for month, text in cells:
            if month not in read:
                said = f"“{row.subject}”{month}月的计划“{text}”不是数字，或单位与指标值不能换算。"
                yield RULE.warning(row.subject, row.at("month_plan", month), said, _FIX)
        if len(read) == len(cells):
            yield from _course(row, planned)


@lru_cache(maxsize=8192)
def _numbers(target: Target, texts: tuple[str, ...]) -> tuple[Decimal | None, ...]:
    """A row's cells as numbers in the target's unit; kept, for a draft is asked about with every cell typed."""
    return tuple(_number(target, text) for text in texts)


def _number(target: Target, text: str) -> Decimal | None:
    actual = read_actual(text, target=target)
    if actual is None or actual.kind is not ActualKind.NUMBER or actual.number is None:
        return None
    return convert(actual.number, actual.unit or target.unit, target.unit)


def _course(row: Row, planned: list[Planned]) -> Iterator[Finding]:
    assert row.target is not None and row.target.number is not None
    target, wanted, (last_month, last) = row.target, row.target.number, planned[-1]
    back = next(((a, b) for a, b in pairwise(planned) if b[1] < a[1]), None) if _accumulates(row) else None
    if back:
        each = sum((number for _, number in planned), Decimal(0)) == wanted
        hint = "，看起来填的是当月数（各月相加等于指标值）" if each else ""
        (before, more), (month, less) = back
        said = f"“{row.subject}”{month}月计划{amount(less, target.unit)}，少于{before}月的{amount(more, target.unit)}{hint}。"
        yield RULE.error(row.subject, row.at("month_plan", month), said, _FIX)
    elif row.ceiling and last > wanted:
        said = f"“{row.subject}”{last_month}月计划{amount(last, target.unit)}，超过上限{target_text(target)}。"
        yield RULE.error(row.subject, row.at("month_plan", last_month), said, "请使各月计划不超过指标值。")
    elif not row.ceiling and last < wanted:
        said = f"“{row.subject}”分月计划到{last_month}月为{amount(last, target.unit)}，达不到指标值{target_text(target)}。"
        yield RULE.error(row.subject, row.at("month_plan", last_month), said, _FIX)


def _accumulates(row: Row) -> bool:
    measure = row.typed.measure or (row.inferred.measure if row.inferred else None)
    return measure in (Measure.CUMULATIVE, Measure.CEILING)


RULE = DraftRule(
    code="month-plan",
    title="分月计划有误",
    aspect=Aspect.REFINED,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="分月计划（到该月底的累计数）读不成数字；累计型、控制型的后一月小于前一月；最后一月达不到指标值，上限类的超过指标值。空白的月份沿用前一月；没有分月计划的按时间进度平均。",
    basis="通行做法，非法规（监控以批复的分月计划为应完成数）",
    example="指标值“≥12公里”，3月填3、6月填6、9月填9、12月空白。",
    find=find,
)
