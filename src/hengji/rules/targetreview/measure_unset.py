"""``measure-unset``: nobody has said how the value comes about during the year."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.measures import MeasureSource
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import Aspect, DraftRule


def find(case: DraftCase) -> Iterator[Finding]:
    """Rows without a measure, or with one that is still a guess: a notice where words leave no doubt, else a warning; with the guess."""
    for row in case.rows:
        if row.inferred is None or (row.typed.measure is not None and row.typed.measure_source is not MeasureSource.GUESSED):
            continue
        guess = f"“{row.inferred.measure.chinese}”（{row.inferred.reason}）"
        if row.inferred.source is MeasureSource.INFERRED:
            said = f"“{row.subject}”没有设定计量方式，可以确定为{guess}。"
            yield RULE.notice(row.subject, row.at("measure"), said, "请确认；不同的请改选。")
        else:
            said = f"“{row.subject}”没有设定计量方式，推测为{guess}，尚不能确定。监控时推测的计量方式不判红灯。"
            yield RULE.warning(
                row.subject, row.at("measure"), said, "请按年内怎样得出这个值选定：逐月累计、期末测定、到时间完成、不得超过或定性。"
            )


RULE = DraftRule(
    code="measure-unset",
    title="没有设定计量方式",
    aspect=Aspect.REFINED,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="指标有指标值而没有计量方式，或计量方式仍是推测。由名称、单位和符号可以确定的仅作提示，并给出所定的计量方式。",
    basis="通行做法，非法规（计量方式随绩效目标批复，监控按此判断）",
    example="“设备采购数量”指标值“10台”，未写方向，也未选计量方式。",
    find=find,
)
