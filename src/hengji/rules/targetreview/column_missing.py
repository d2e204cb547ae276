"""``column-missing``: a row lacks its level, its unit or its points."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.draft import COLUMN_WORDS, Place
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

_RATES = ("率", "度", "比例", "占比", "比重")


def find(case: DraftCase) -> Iterator[Finding]:
    """Levels and units row by row; points as one finding where no row has any."""
    for row in case.rows:
        yield from (_blank(row, column) for column in ("level1", "level2") if not getattr(row.typed, column))
        if row.target and row.target.number is not None and not row.target.unit:
            yield _unit(row)
    unread = [row for row in case.rows if row.typed.weight_text]
    yield from (_unread(row) for row in unread)
    without = [row for row in case.rows if row.typed.weight is None and not row.typed.weight_text]
    if case.rows and len(without) == len(case.rows):
        said = f"{len(without)}条指标都没有填写分值。"
        yield RULE.error("分值", Place("weight"), said, "请为每条指标填写分值；分值随绩效目标一并批复。")
    else:
        yield from (_blank(row, "weight") for row in without)


def _blank(row: Row, column: str) -> Finding:
    word = COLUMN_WORDS[column]
    return RULE.error(row.subject, row.at(column), f"“{row.subject}”没有填写{word}。", f"请填写{word}。")


def _unread(row: Row) -> Finding:
    said = f"“{row.subject}”的分值“{row.typed.weight_text[:20]}”不是数字。"
    return RULE.error(row.subject, row.at("weight"), said, "请填写数字，如 10。")


def _unit(row: Row) -> Finding:
    assert row.target is not None
    rate = (row.typed.name or "").endswith(_RATES)
    guess = "名称是比率，疑为“%”；" if rate else ""
    return RULE.warning(
        row.subject, row.at("unit"), f"“{row.subject}”的指标值“{row.target.text}”没有计量单位。", f"{guess}请填写计量单位。"
    )


RULE = DraftRule(
    code="column-missing",
    title="指标行缺项",
    aspect=Aspect.COMPLETE,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="指标行没有一级指标、二级指标或分值；指标值是数字而没有计量单位的为疑点。全表都没有分值的合并为一条。三级指标、指标值空白的由“内容缺项”判。",
    basis=f"{MOF_101} 附件2（指标表的栏目，条款待核对）",
    example="“新建机耕道”指标值“5”，计量单位空白。",
    find=find,
)
