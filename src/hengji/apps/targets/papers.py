"""Papers this app writes: the certificate of an approved target, the minutes of a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.papers.word.document import typeset
from hengji.rules.document import AnnexColumn, AnnexRow, Document, Paragraph, Style
from hengji.rules.money import WAN, half_up


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate says; ``amount`` in yuan at approval."""

    county: str
    name: str
    code: str
    unit: str
    department: str
    year: int
    number: int
    document: str
    on: date
    amount: Decimal | None
    goal: str
    indicators: int
    digest: str


def chinese_day(day: date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def wan(amount: Decimal | None) -> str:
    """万元 with two decimals, "—" for unknown."""
    return "—" if amount is None else f"{half_up(amount / WAN):,.2f}"


def certificate_paper(said: Certificate, today: date) -> bytes:
    """绩效目标批复证明 as .docx: the precondition of a budget (无目标不得安排预算)."""
    return typeset(Document((*_certificate(said, today),), "", "", (), ()))


def _certificate(said: Certificate, today: date) -> Iterator[Paragraph]:
    money = f"，批复时年度预算{wan(said.amount)}万元" if said.amount is not None else ""
    code = f"（项目代码{said.code}）" if said.code else ""
    yield Paragraph(Style.TITLE, "绩效目标批复证明")
    approved = f"已由{_office(said.county)}于{chinese_day(said.on)}以{said.document}批复，现行版本为第{said.number}版"
    what = f"{said.unit}“{said.name}”{code}{said.year}年度绩效目标"
    yield Paragraph(Style.BODY, f"{what}，{approved}，含绩效指标{said.indicators}项{money}。主管部门为{said.department}。")
    yield Paragraph(Style.BODY, said.goal, lead="年度总体目标：")
    yield Paragraph(
        Style.BODY, f"目标内容已封存，校验码{said.digest[:16].upper()}。以上内容与系统记录一致，特此证明，供安排和下达预算时核对。"
    )
    yield Paragraph(Style.SIGNATURE, _office(said.county))
    yield Paragraph(Style.SIGNATURE, chinese_day(today))


def _office(county: str) -> str:
    return f"{county}财政局"


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """An item as the minutes tell it; opinions are (who, in which capacity, stance, words)."""

    name: str
    unit: str
    way: str
    amount: Decimal | None
    conclusion: str
    words: str
    opinions: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """A session as its minutes tell it; members are (name, organisation, capacity)."""

    county: str
    name: str
    on: date
    place: str
    chair: str
    members: tuple[tuple[str, str, str], ...]
    items: tuple[MinutesItem, ...]


def minutes_paper(said: Minutes) -> bytes:
    """会审纪要 as .docx, with the list of items annexed."""
    columns = (
        AnnexColumn("序号", 700), AnnexColumn("项目名称", 4200, "left"), AnnexColumn("实施单位", 2600, "left"),
        AnnexColumn("申报类型", 1300), AnnexColumn("预算（万元）", 1500, "right"), AnnexColumn("会审结论", 1500),
    )  # fmt: skip
    rows = tuple(
        AnnexRow((str(number), one.name, one.unit, one.way, wan(one.amount), one.conclusion or "未作结论"))
        for number, one in enumerate(said.items, 1)
    )
    return typeset(Document(tuple(_minutes(said)), "会审项目清单", "", columns, rows))


def _minutes(said: Minutes) -> Iterator[Paragraph]:
    yield Paragraph(Style.TITLE, f"{said.name}纪要")
    where = f"在{said.place}" if said.place else ""
    chair = f"{said.chair}主持，" if said.chair else ""
    yield Paragraph(
        Style.BODY,
        f"{chinese_day(said.on)}，{_office(said.county)}{where}召开{said.name}。{chair}对{len(said.items)}个对象的绩效目标集中审核，纪要如下。",
    )
    yield Paragraph(Style.HEADING1, "一、参会人员")
    yield Paragraph(Style.BODY, _people(said.members) or "____")
    yield Paragraph(Style.HEADING1, "二、审核意见")
    for number, one in enumerate(said.items, 1):
        yield from _item(number, one)
    yield Paragraph(Style.HEADING1, "三、结论")
    yield Paragraph(Style.BODY, _tally(said.items))
    yield Paragraph(Style.SIGNATURE, chinese_day(said.on))


def _people(members: Iterable[tuple[str, str, str]]) -> str:
    by_capacity: dict[str, list[str]] = {}
    for name, organisation, capacity in members:
        by_capacity.setdefault(capacity, []).append(f"{name}（{organisation}）" if organisation else name)
    return "；".join(f"{capacity}：{'、'.join(names)}" for capacity, names in by_capacity.items()) + ("。" if by_capacity else "")


def _item(number: int, one: MinutesItem) -> Iterator[Paragraph]:
    money = f"，预算{wan(one.amount)}万元" if one.amount is not None else ""
    yield Paragraph(Style.HEADING2, f"（{number}）{one.name}")
    yield Paragraph(Style.BODY, f"{one.unit}，{one.way}{money}。")
    for who, capacity, stance, words in one.opinions:
        yield Paragraph(Style.BODY, f"{stance}。{words}" if words else f"{stance}。", lead=f"{who}（{capacity}）：")
    yield Paragraph(Style.BODY, f"{one.conclusion or '未作结论'}。{one.words}", lead="结论：")


def _tally(items: Iterable[MinutesItem]) -> str:
    counts: dict[str, int] = {}
    for one in items:
        counts[one.conclusion or "未作结论"] = counts.get(one.conclusion or "未作结论", 0) + 1
    return "，".join(f"{words}{count}个" for words, count in counts.items()) + "。" if counts else "本次会审没有议题。"
