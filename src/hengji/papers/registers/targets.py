"""Register of target sets: one row an indicator, the object's cells filled once or repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hengji.papers.registers.library import MEASURES, SIGNS
from hengji.papers.registers.register import Column, ColumnKind, Register, RegisterReading, RegisterRow
from hengji.rules.forms import ApprovedIndicator, ApprovedTarget
from hengji.rules.text import fold, strip_marks
from hengji.rules.values import read_target

TARGETS = Register(
    name="targets",
    title="绩效目标",
    columns=(
        Column("code", "项目代码", ("项目编码", "项目编号", "预算项目代码", "预算项目编码", "项目库编码"), ColumnKind.CODE, width=24),
        Column("name", "项目名称", ("项目", "对象名称", "绩效管理对象", "绩效对象", "项目支出名称", "预算项目", "预算项目名称",
               "二级项目名称"), width=30),
        Column("unit", "单位名称", ("预算单位", "实施单位", "项目单位", "预算单位名称", "填报单位", "项目实施单位", "单位全称",
               "承担单位", "用款单位"),
               width=24),
        Column("goal", "年度总体目标", ("总体目标", "年度目标", "绩效目标", "年度绩效目标", "年度总体绩效目标", "总体绩效目标"), width=40,
               longest=4000),
        Column("initial", "预算数", ("年初预算数", "预算金额", "年初预算", "年度预算数", "批复预算数", "金额", "年度资金总额", "资金总额",
               "批复金额",
               "批复数", "项目预算", "项目金额"), ColumnKind.MONEY),
        Column("level1", "一级指标", ("一级指标名称",), width=12),
        Column("level2", "二级指标", ("二级指标名称",), width=14),
        Column("indicator", "三级指标", ("三级指标名称", "指标名称", "绩效指标", "绩效指标名称", "具体指标"), required=True, width=30),
        Column("sign", "符号", ("运算符号", "运算符", "计算符号", "比较符", "关系符号", "指标符号", "指标性质"), ColumnKind.CHOICE,
               choices=SIGNS, width=8, lenient=True),
        Column("value", "指标值", ("年度指标值", "目标值", "绩效指标值", "年度目标值", "批复指标值", "三级指标值"), required=True,
               width=14),
        Column("measure_unit", "计量单位", ("度量单位", "指标值单位", "指标单位", "单位计量"), width=10),
        Column("weight", "分值", ("权重", "指标权重", "分值权重", "指标分值", "权重分值"), ColumnKind.NUMBER, width=8),
        Column("measure", "累计方式", ("指标累计方式", "取值方式", "度量方式", "指标类型"), ColumnKind.CHOICE, choices=MEASURES,
               lenient=True),
    ),
    needed=(("name", "code"), ("indicator",), ("value",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TargetSet:
    """One object's target with the sheet and the row (from 1) where it begins."""

    target: ApprovedTarget
    sheet: str
    row: int


def target_sets(reading: RegisterReading, *, year: int | None = None) -> tuple[TargetSet, ...]:
    """The target sets of a reading of ``TARGETS``: a row that names another object begins the next.

    ``year`` is for deadlines written without one.  A target that is nothing a rule can read stays as its words.
    """
    groups: list[list[RegisterRow]] = []
    current: tuple[str | None, ...] = ()
    for row in reading.sound:
        named = tuple(fold(text) if (text := row.text(key)) else None for key in ("code", "name", "unit"))
        if not groups or any(new is not None and new != old for new, old in zip(named, current, strict=True)):
            groups.append([])
            current = (None,) * 3
        current = tuple(new or old for new, old in zip(named, current, strict=True))
        groups[-1].append(row)
    return tuple(TargetSet(_target(rows, year), rows[0].sheet, rows[0].row) for rows in groups)


def _target(rows: list[RegisterRow], year: int | None) -> ApprovedTarget:
    name, code, unit, goal = (next((text for row in rows if (text := row.text(key))), None) for key in ("name", "code", "unit", "goal"))
    initial = next((amount for row in rows if (amount := row.amount("initial")) is not None), None)
    return ApprovedTarget(name, code, unit, goal, initial, indicators=tuple(_indicators(rows, year)))


def _indicators(rows: list[RegisterRow], year: int | None) -> Iterator[ApprovedIndicator]:
    level1 = level2 = None
    for row in rows:
        if (first := row.text("level1")) and first != level1:
            level1, level2 = first, None
        level2 = row.text("level2") or level2
        name = row.text("indicator") or ""
        sign = row.text("sign")
        target = read_target(row.text("value"), sign=None if sign == "定性" else sign, unit=row.text("measure_unit"), year=year)
        if target:
            yield ApprovedIndicator(strip_marks(name)[0] or name, target, level1, level2, row.amount("weight"), row.text("measure"))
