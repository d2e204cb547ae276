"""Papers on an ex-ante appraisal (事前绩效评估) in words: the report, and the finance bureau's opinion.

What the experts scored is told with averages and span; the conclusion is the one people decided, never the proposed one.
Amounts are yuan, printed in 万元.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.appraisal import DIMENSIONS, FULL, Result, Scores, Sheet
from hengji.rules.document import BLANK, Annex, AnnexColumn, AnnexRow, Document, Paragraph, Style, Table, numbered
from hengji.rules.money import half_up, plain, wan
from hengji.rules.scoretable import Dimension
from hengji.rules.targetpapers import DASH, office_of, signature


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert with the sheet scored, what was advised and said."""

    name: str
    organisation: str
    sheet: Sheet
    advice: Result | None = None
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Appraised:
    """Everything the papers tell.  ``sections`` are the dossier's own texts under their titles (立项背景, 主要内容 …); ``result`` and
    ``supported`` are None while undecided; ``ways`` is how the appraisal was done (专家评审、现场核查)."""

    county: str
    year: int
    name: str
    unit: str
    requested: Decimal
    scores: Scores
    experts: tuple[Expert, ...] = ()
    department: str = ""
    kind: str = "项目"
    result: Result | None = None
    supported: Decimal | None = None
    reason: str = ""
    suggestions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    ways: str = ""
    document: str = ""
    on: date | None = None


def report(said: Appraised) -> Document:
    """事前绩效评估报告: the object, how it was appraised, each dimension, the conclusion; scores and opinions annexed."""
    sections = (_object(said), _way(said), tuple(_dimensions(said)), _listed("发现的问题", said.problems), _conclusion(said),
                _listed("有关建议", said.suggestions))  # fmt: skip
    paragraphs = (
        Paragraph(Style.TITLE, f"{said.name}\n事前绩效评估报告"),
        Paragraph(Style.BODY, ""),
        *numbered(tuple(section for section in sections if section)),
        *((Paragraph(Style.ANNEX_NOTE, "附件：1.专家评分汇总表\n　　　　　2.专家意见"),) if said.experts else ()),
        *signature(said.county, said.on),
    )
    annexes = (
        (Annex("专家评分汇总表", "单位：分", (_score_table(said),)), Annex("专家意见", "", (_opinions(said),))) if said.experts else ()
    )
    return Document(paragraphs, annexes=annexes)


def opinion(said: Appraised) -> Document:
    """事前绩效评估意见: the bureau's letter to the unit with result and amounts."""
    to = said.department or said.unit
    paragraphs = (
        Paragraph(Style.TITLE, f"{office_of(said.county)}\n关于{said.name}\n事前绩效评估的意见"),
        Paragraph(Style.NUMBER, said.document or f"{BLANK}〔{said.year}〕__号"),
        Paragraph(Style.ADDRESSEE, f"{to}："),
        Paragraph(
            Style.BODY, f"{'你部门' if said.department else '你单位'}申报的“{said.name}”事前绩效评估材料收悉。经评估，提出如下意见。"
        ),
        *numbered(tuple(section for section in (_conclusion(said), _why(said), _listed("有关要求", said.suggestions)) if section)),
        *((Paragraph(Style.ANNEX_NOTE, "附件：专家评分汇总表"),) if said.experts else ()),
        *signature(said.county, said.on),
    )
    return Document(paragraphs, annexes=(Annex("专家评分汇总表", "单位：分", (_score_table(said),)),) if said.experts else ())


def _body(text: str, lead: str = "") -> Paragraph:
    return Paragraph(Style.BODY, text, lead)


def _object(said: Appraised) -> tuple[Paragraph, ...]:
    department = f"，主管部门为{said.department}" if said.department else ""
    facts = f"“{said.name}”由{said.unit}申报{department}，属新增{said.kind}，{said.year}年度申请资金{wan(said.requested)}万元。"
    dossier = (_body(f"{text.rstrip('。')}。", f"{title}：") for title, text in said.sections if text.strip())
    return (Paragraph(Style.HEADING1, "评估对象"), _body(facts), *dossier)


def _way(said: Appraised) -> tuple[Paragraph, ...]:
    ways = f"采取{said.ways}的方式，" if said.ways else ""
    people = f"组织{len(said.experts)}名专家，" if said.experts else ""
    words = "、".join(one.title for one in DIMENSIONS)
    left = f"{'、'.join(said.scores.incomplete)}未评完，未计入。" if said.scores.incomplete else ""
    return Paragraph(Style.HEADING1, "评估方式"), _body(f"{ways}{people}从{words}五个方面评分，满分100分。{left}")


def _dimensions(said: Appraised) -> Iterator[Paragraph]:
    if said.scores.total is None:
        return
    yield Paragraph(Style.HEADING1, "评估内容")
    total = said.scores.total
    yield _body(f"专家平均{plain(total.average)}分，最低{plain(total.low)}分，最高{plain(total.high)}分。")
    for dimension, spread in zip(DIMENSIONS, said.scores.dimensions, strict=True):
        yield Paragraph(Style.HEADING2, dimension.title)
        asked = "；".join(f"{item.title}（{'、'.join(item.look_at)}）" for item in dimension.items)
        share = half_up(spread.average / spread.points * 100, 2)
        yield _body(f"满分{plain(spread.points)}分，平均得{plain(spread.average)}分，得分率{plain(share)}%。评估要点为{asked}。")


def _conclusion(said: Appraised) -> tuple[Paragraph, ...]:
    scored = f"综合得分{plain(said.scores.total.average)}分，" if said.scores.total else ""
    if said.result is None:
        return Paragraph(Style.HEADING1, "评估结论"), _body(f"{scored}尚未作出结论。")
    return Paragraph(Style.HEADING1, "评估结论"), _body(f"{scored}评估结论为{said.result.chinese}。{_amounts(said)}")


def _amounts(said: Appraised) -> str:
    if said.supported is None:
        return f"申请资金{wan(said.requested)}万元。"
    cut = said.requested - said.supported
    return f"申请资金{wan(said.requested)}万元，支持{wan(said.supported)}万元" + (f"，压减{wan(cut)}万元。" if cut else "。")


def _why(said: Appraised) -> tuple[Paragraph, ...]:
    if not said.reason and not said.problems:
        return ()
    reason = (_body(f"{said.reason.rstrip('。')}。"),) if said.reason else ()
    return (
        Paragraph(Style.HEADING1, "主要理由"),
        *reason,
        *(_body(f"{n}.{text.rstrip('。')}。") for n, text in enumerate(said.problems, 1)),
    )


def _listed(title: str, texts: tuple[str, ...]) -> tuple[Paragraph, ...]:
    if not texts:
        return ()
    return (Paragraph(Style.HEADING1, title), *(_body(f"{n}.{text.rstrip('。')}。") for n, text in enumerate(texts, 1)))


# ---- annexes

_EXPERTS_MOST = 6
"""Experts a portrait page has columns for; more are told by average and span only."""


def _score_table(said: Appraised) -> Table:
    """Each item's points by expert, each dimension's sum, the total; the average last."""
    experts = [one for one in said.experts if one.sheet.complete]
    shown = experts if len(experts) <= _EXPERTS_MOST else []
    width = 850 if len(shown) <= 4 else 700
    names = [AnnexColumn(one.name, width, "right") for one in shown] or [
        AnnexColumn("最低", 1000, "right"),
        AnnexColumn("最高", 1000, "right"),
    ]
    room = 8845 - 1500 - 700 - 900 - sum(column.width for column in names)
    columns = (AnnexColumn("评估维度", 1500), AnnexColumn("评估要点", room, "left"), AnnexColumn("满分", 700, "right"), *names,
               AnnexColumn("平均", 900, "right"))  # fmt: skip
    rows = [row for dimension in DIMENSIONS for row in _dimension_rows(dimension, experts, bool(shown))]
    totals = [sum((one.sheet.of(dimension) for dimension in DIMENSIONS), Decimal(0)) for one in experts]
    rows.append(_figures("合计", "", FULL, totals, bool(shown), True))
    return Table(columns, tuple(rows), merged=(0,))


def _dimension_rows(dimension: Dimension, experts: list[Expert], each: bool) -> Iterator[AnnexRow]:
    for item in dimension.items:
        yield _figures(
            dimension.title, item.title, item.points, [one.sheet.scores.get(item.code) or Decimal(0) for one in experts], each, False
        )
    yield _figures(dimension.title, "小计", dimension.points, [one.sheet.of(dimension) for one in experts], each, False)


def _figures(left: str, title: str, points: Decimal, scores: list[Decimal], each: bool, total: bool) -> AnnexRow:
    shown = scores if each else [min(scores), max(scores)] if scores else []
    average = plain(half_up(sum(scores, Decimal(0)) / len(scores), 2)) if scores else DASH
    return AnnexRow(
        (left, title, plain(points), *(plain(score) for score in shown or []), *([] if shown else [DASH, DASH]), average), total
    )


def _opinions(said: Appraised) -> Table:
    columns = (AnnexColumn("专家", 1700), AnnexColumn("单位", 2000, "left"), AnnexColumn("建议", 1300), AnnexColumn("意见", 3845, "left"))
    rows = tuple(
        AnnexRow((one.name, one.organisation or DASH, one.advice.chinese if one.advice else DASH, one.opinion or DASH))
        for one in said.experts
    )
    return Table(columns, rows)
