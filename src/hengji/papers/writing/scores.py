"""Scores of self-evaluations in the consolidated table: columns of an object, 得分对照 (a row an indicator), 自评偏差 (a row a unit)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hengji.papers.writing.listing import Column, Listing, Paper, print_wide, title_rows, write_table
from hengji.rules.opinion import inflation_text
from hengji.rules.results import Examined, RoundResult
from hengji.rules.scoring import Inflation
from hengji.rules.selfevaluation import ScoreLine, evaluated, inflation_of, score_lines, total_gap, total_note

SCORES: tuple[Column[Examined], ...] = (
    Column("自评总分", 8, lambda e: e.form.stated_total, "number"),
    Column("重算总分", 8, lambda e: e.score.total if e.score else None, "number"),
    Column("差额", 7, total_gap, "number"),
    Column("自评等级", 6, lambda e: e.form.stated_grade, "center"),
    Column("重算等级", 6, lambda e: e.score.grade if e.score else None, "center"),
    Column("计分规则", 14, lambda e: e.score.scoring if e.score else None, "wrapped"),
    Column("重算说明", 30, lambda e: total_note(e) if e.score else None, "wrapped"),
)
"""Columns of an object's self-evaluation, blank for other kinds."""


@dataclass(frozen=True, slots=True)
class _Line:
    examined: Examined
    line: ScoreLine


LINES: tuple[Column[_Line], ...] = (
    Column("单位", 16, lambda r: r.examined.unit),
    Column("项目", 26, lambda r: r.examined.name),
    Column("一级指标", 10, lambda r: r.line.level1),
    Column("二级指标", 14, lambda r: r.line.level2),
    Column("指标", 28, lambda r: r.line.name),
    Column("分值", 8, lambda r: r.line.weight, "number"),
    Column("自评得分", 8, lambda r: r.line.own, "number"),
    Column("重算得分", 8, lambda r: r.line.recomputed, "number"),
    Column("差额", 8, lambda r: r.line.gap, "number"),
    Column("差异说明", 48, lambda r: r.line.explained),
    Column("怎样计分", 36, lambda r: r.line.how, "wrapped"),
    Column("文件", 40, lambda r: r.examined.form.file, "small"),
    Column("工作表", 10, lambda r: r.examined.form.sheet, "small"),
    Column("单元格", 7, lambda r: r.line.cell, "center"),
)

UNITS: tuple[Column[Inflation], ...] = (
    Column("单位", 26, lambda i: i.name),
    Column("可比的\n自评表", 9, lambda i: Decimal(i.forms), "whole"),
    Column("平均差额\n（分）", 10, lambda i: i.mean, "number"),
    Column("偏高\n（张）", 8, lambda i: Decimal(i.above), "whole"),
    Column("偏高的\n占比", 9, lambda i: i.share_above, "percent"),
    Column("偏低\n（张）", 8, lambda i: Decimal(i.below), "whole"),
    Column("最大差额\n（分）", 10, lambda i: i.largest, "number"),
    Column("说明", 70, lambda i: i.sentence),
)


def score_facts(result: RoundResult) -> list[str]:
    """The sentences on scores under the title of the objects' sheet; none without self-evaluations."""
    titles = "、".join(f"{scoring.title}（{scoring.name} {scoring.version}）" for scoring in result.scoring)
    said = [f"自评计分规则 {titles}"] if titles else []
    return [*said, *filter(None, [inflation_text(result)])]


def scores_sheets(paper: Paper, result: RoundResult) -> None:
    """得分对照 and 自评偏差 for a round with self-evaluations; nothing without."""
    forms = evaluated(result)
    if not forms:
        return
    _lines_sheet(paper, [_Line(one, line) for one in forms for line in score_lines(one)])
    whole, units = inflation_of(result)
    if whole is not None:
        _units_sheet(paper, whole, units)


def _lines_sheet(paper: Paper, lines: Sequence[_Line]) -> None:
    sheet: Listing = paper.sheet("得分对照")
    differing = sum(1 for line in lines if line.line.gap)
    facts = [
        f"{len(lines)} 项，其中 {differing} 项自评得分与按规则重算的不同。差额＝自评得分−重算得分，正数为多计；"
        "重算得分为“—”的，规则只给出范围（定性、日期）或没有可比的数，得分在范围内的差额为 0。"
    ]
    title_rows(paper, sheet, "自评得分对照", facts, LINES)
    header, _ = write_table(paper, sheet, LINES, lines, fixed=2)
    print_wide(sheet, header, len(LINES) - 4, large=True)


def _units_sheet(paper: Paper, whole: Inflation, units: Sequence[Inflation]) -> None:
    sheet: Listing = paper.sheet("自评偏差")
    facts = [whole.sentence, "只比较填有总分、分值之和为满分、各项都能按规则计分的自评表；平均差额＝自评总分−重算总分的平均数。"]
    title_rows(paper, sheet, "自评总分与重算总分的偏差（分单位）", facts, UNITS)
    header, _ = write_table(paper, sheet, UNITS, units, fixed=1)
    print_wide(sheet, header, len(UNITS) - 1, large=True)
