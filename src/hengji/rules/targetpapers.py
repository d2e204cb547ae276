"""Papers on targets in words: approval, approval of an adjustment, certificate, minutes of a joint session.

Facts in, a ``Document`` out; ``papers.word.targets`` sets it.  A sentence whose fact is missing is not written; amounts are yuan
and printed in 万元; sums are never taken across kinds of object.  What is not known (a number, a date) stays a blank to fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.document import BLANK, Annex, AnnexColumn, AnnexRow, Document, Paragraph, Style, Table, numbered
from hengji.rules.money import plain, wan
from hengji.rules.programs import KINDS

DASH = "—"


@dataclass(frozen=True, slots=True)
class PaperIndicator:
    """An indicator as printed: ``value`` with its sign and unit (≥12公里), ``measure`` in Chinese."""

    level1: str
    level2: str
    name: str
    value: str
    weight: Decimal | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class PaperObject:
    """An object with its target.  ``kind`` is a key of ``KINDS``, ``number`` the revision's, ``digest`` of the sealed content."""

    name: str
    unit: str
    kind: str = "project"
    code: str = ""
    department: str = ""
    amount: Decimal | None = None
    goal: str = ""
    indicators: tuple[PaperIndicator, ...] = ()
    number: int = 1
    digest: str = ""


def office_of(county: str) -> str:
    """The issuing office; a blank county stays to be filled."""
    return f"{county or '××县'}财政局"


def chinese_day(day: date | None) -> str:
    """2026年3月5日, or a date to fill."""
    return f"{day.year}年{day.month}月{day.day}日" if day else f"{BLANK}年__月__日"


def amount_text(amount: Decimal | None) -> str:
    """万元 with two decimals, — for unknown."""
    return DASH if amount is None else wan(amount)


def signature(county: str, day: date | None) -> tuple[Paragraph, Paragraph]:
    """Office and date at the end."""
    return Paragraph(Style.SIGNATURE, office_of(county)), Paragraph(Style.SIGNATURE, chinese_day(day))


def _kinds(objects: Sequence[PaperObject]) -> Iterator[tuple[str, list[PaperObject]]]:
    for kind, word in KINDS.items():
        if own := [one for one in objects if one.kind == kind]:
            yield word, own


def _counts(objects: Sequence[PaperObject]) -> str:
    """部门整体支出1个、资金120.00万元；项目支出2个……: kinds apart, because overall spending contains its projects."""
    return "；".join(f"{word}{len(own)}个{_money(own)}" for word, own in _kinds(objects))


def _money(objects: Iterable[PaperObject]) -> str:
    amounts = [one.amount for one in objects]
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return ""
    open_ones = len(amounts) - len(known)
    return f"、资金{wan(sum(known, Decimal(0)))}万元" + (f"（另有{open_ones}个未填金额）" if open_ones else "")


# ---- the tables of a target

_TARGET = (
    AnnexColumn("一级指标", 1300), AnnexColumn("二级指标", 1720), AnnexColumn("三级指标", 2300, "left"), AnnexColumn("指标值", 1500),
    AnnexColumn("分值", 650), AnnexColumn("累计方式", 1375),
)  # fmt: skip
_FACTS = (AnnexColumn("", 1700), AnnexColumn("", 7145, "left"))


def target_tables(one: PaperObject) -> tuple[Table, ...]:
    """An object's target as two tables: its facts and goal, its indicators."""
    facts = (
        ("项目名称", one.name), ("项目代码", one.code), ("主管部门", one.department), ("实施单位", one.unit),
        ("年度资金", f"{wan(one.amount)}万元" if one.amount is not None else ""), ("年度总体目标", one.goal),
    )  # fmt: skip
    table = Table(_FACTS, tuple(AnnexRow((caption, text)) for caption, text in facts if text), heads=False)
    rows = tuple(AnnexRow(_cells(item)) for item in one.indicators)
    return (table, Table(_TARGET, rows, merged=(0, 1))) if rows else (table,)


def _cells(item: PaperIndicator) -> tuple[str, ...]:
    weight = plain(item.weight) if item.weight is not None else DASH
    return item.level1, item.level2, item.name, item.value, weight, item.measure or DASH


# ---- approval


@dataclass(frozen=True, slots=True)
class Approval:
    """绩效目标批复: what was approved for whom by which document.  ``basis`` is a clause only when a person has checked it."""

    county: str
    year: int
    addressee: str
    objects: tuple[PaperObject, ...]
    document: str = ""
    on: date | None = None
    session: str = ""
    basis: str = ""


def approval(said: Approval) -> Document:
    """The approval with the list of objects and their target tables annexed."""
    paragraphs = (
        Paragraph(Style.TITLE, f"{office_of(said.county)}\n关于批复{said.year}年度绩效目标的通知"),
        Paragraph(Style.NUMBER, said.document or f"{BLANK}〔{said.year}〕__号"),
        Paragraph(Style.ADDRESSEE, f"{said.addressee}："),
        Paragraph(Style.BODY, f"{said.basis or '按照预算绩效管理的要求'}，{_reviewed(said)}，现批复如下。"),
        *numbered(tuple(_demands(said))),
        Paragraph(Style.ANNEX_NOTE, "附件：1.绩效目标批复清单\n　　　　　2.绩效目标表"),
        *signature(said.county, said.on),
    )
    tables = tuple(block for number, one in enumerate(said.objects, 1) for block in _numbered_target(number, one))
    annexes = (Annex("绩效目标批复清单", "单位：万元", (_approved_list(said.objects),)), Annex("绩效目标表", "", tables))
    return Document(paragraphs, annexes=annexes)


def _reviewed(said: Approval) -> str:
    session = f"经审核和{said.session}" if said.session else "经审核"
    return f"你单位报送的{said.year}年度绩效目标{session}"


def _demands(said: Approval) -> Iterator[tuple[Paragraph, ...]]:
    yield (
        Paragraph(Style.HEADING1, "批复范围"),
        Paragraph(Style.BODY, f"本次批复绩效目标{len(said.objects)}个，其中{_counts(said.objects)}。各对象的总体目标和绩效指标见附件。"),
    )
    yield (
        Paragraph(Style.HEADING1, "严格按批复的目标执行"),
        Paragraph(Style.BODY, "批复的绩效目标是预算执行、绩效监控和绩效评价的依据，不得自行变动。没有批复绩效目标的，不安排预算。"),
    )
    yield (
        Paragraph(Style.HEADING1, "按程序调整"),
        Paragraph(
            Style.BODY,
            "执行中因政策变化等客观原因确需调整绩效目标，或者预算有增减的，应当说明原因，按申报程序报批；年中追加的资金同步申报绩效目标。",
        ),
    )


def _approved_list(objects: Sequence[PaperObject]) -> Table:
    columns = (
        AnnexColumn("序号", 650), AnnexColumn("单位", 2300, "left"), AnnexColumn("对象", 3095, "left"), AnnexColumn("金额", 1400, "right"),
        AnnexColumn("指标", 700), AnnexColumn("版本", 700),
    )  # fmt: skip
    rows: list[AnnexRow] = []
    number = 0
    for word, own in _kinds(objects):
        for one in own:
            number += 1
            name = f"{one.name}（{one.code}）" if one.code else one.name
            rows.append(AnnexRow((str(number), one.unit, name, amount_text(one.amount), str(len(one.indicators)), str(one.number))))
        known = [one.amount for one in own if one.amount is not None]
        rows.append(
            AnnexRow(("", f"{word}小计", f"{len(own)}个", amount_text(sum(known, Decimal(0)) if known else None), "", ""), subtotal=True)
        )
    return Table(columns, tuple(rows))


def _numbered_target(number: int, one: PaperObject) -> Iterator[Paragraph | Table]:
    yield Paragraph(Style.HEADING2, f"{number}.{one.name}")
    facts, *indicators = target_tables(one)
    yield facts
    for table in indicators:
        yield Paragraph(Style.TABLE_GAP, "")
        yield table


# ---- certificate


@dataclass(frozen=True, slots=True)
class Certificate:
    """绩效目标批复证明: the precondition of a budget (无批复目标不得安排预算).  ``added``: what the budget has grown by since, in yuan, for
    which there is no approved target."""

    county: str
    year: int
    object: PaperObject
    document: str
    approved_on: date
    on: date | None = None
    added: Decimal | None = None


def certificate(said: Certificate) -> Document:
    """The certificate of one object, its target table annexed."""
    one = said.object
    code = f"（项目代码{one.code}）" if one.code else ""
    money = f"，批复时年度资金{wan(one.amount)}万元" if one.amount is not None else ""
    department = f"主管部门为{one.department}。" if one.department else ""
    added = f"批复后预算追加{wan(said.added)}万元，追加部分没有批复的绩效目标，不在本证明之内。" if said.added is not None else ""
    seal = f"目标内容已封存，校验码{one.digest[:16].upper()}。" if one.digest else ""
    paragraphs = (
        Paragraph(Style.TITLE, "绩效目标批复证明"),
        Paragraph(Style.BODY, ""),
        Paragraph(
            Style.BODY,
            f"{one.unit}“{one.name}”{code}{said.year}年度绩效目标，已由{office_of(said.county)}于{chinese_day(said.approved_on)}"
            f"以{said.document}批复，现行为第{one.number}版，绩效指标{len(one.indicators)}条{money}。{added}{department}",
        ),
        Paragraph(Style.BODY, f"{seal}以上内容与系统记录一致，供安排和下达预算时核对。"),
        Paragraph(Style.ANNEX_NOTE, "附件：绩效目标表"),
        *signature(said.county, said.on),
    )
    return Document(paragraphs, annexes=(Annex("绩效目标表", "", _spaced(target_tables(one))),))


# ---- adjustment


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two revisions: where, before, after (empty: there was none, or there is none any more)."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """目标调整批复: the object as it stands after the adjustment (``object.number`` the new revision), what changed, and why."""

    county: str
    year: int
    addressee: str
    object: PaperObject
    changes: tuple[Change, ...]
    reason: str
    document: str = ""
    on: date | None = None
    asked: str = ""
    amount_before: Decimal | None = None
    earlier_document: str = ""


def adjustment(said: Adjustment) -> Document:
    """The approval of an adjustment with the differences field by field and the target as it now stands."""
    one = said.object
    asked = f"你单位{said.asked}收悉。" if said.asked else ""
    paragraphs = (
        Paragraph(Style.TITLE, f"{office_of(said.county)}\n关于调整{one.name}\n{said.year}年度绩效目标的批复"),
        Paragraph(Style.NUMBER, said.document or f"{BLANK}〔{said.year}〕__号"),
        Paragraph(Style.ADDRESSEE, f"{said.addressee}："),
        Paragraph(Style.BODY, f"{asked}经审核，同意调整{one.unit}“{one.name}”{said.year}年度绩效目标，现批复如下。"),
        *numbered(tuple(_adjusted(said))),
        Paragraph(Style.ANNEX_NOTE, "附件：1.绩效目标调整对照表\n　　　　　2.调整后的绩效目标表"),
        *signature(said.county, said.on),
    )
    columns = (
        AnnexColumn("序号", 650),
        AnnexColumn("调整内容", 2395, "left"),
        AnnexColumn("调整前", 2900, "left"),
        AnnexColumn("调整后", 2900, "left"),
    )
    rows = tuple(AnnexRow((str(n), one.place, one.before or DASH, one.after or DASH)) for n, one in enumerate(said.changes, 1))
    annexes = (Annex("绩效目标调整对照表", "", (Table(columns, rows),)), Annex("调整后的绩效目标表", "", _spaced(target_tables(one))))
    return Document(paragraphs, annexes=annexes)


def _spaced(tables: Sequence[Table]) -> tuple[Paragraph | Table, ...]:
    """Tables with a gap between them: Word would join two that touch."""
    blocks: list[Paragraph | Table] = []
    for table in tables:
        blocks += [Paragraph(Style.TABLE_GAP, ""), table] if blocks else [table]
    return tuple(blocks)


def _adjusted(said: Adjustment) -> Iterator[tuple[Paragraph, ...]]:
    yield Paragraph(Style.HEADING1, "调整原因"), Paragraph(Style.BODY, f"{said.reason.rstrip('。')}。" if said.reason else BLANK)
    yield Paragraph(Style.HEADING1, "调整内容"), Paragraph(Style.BODY, f"共调整{len(said.changes)}处，见附件1。{_amounts(said)}")
    earlier = f"{said.earlier_document}批复的目标同时不再执行，" if said.earlier_document else ""
    yield (
        Paragraph(Style.HEADING1, "执行要求"),
        Paragraph(Style.BODY, f"自批复之日起按第{said.object.number}版绩效目标执行，{earlier}绩效监控和绩效评价以调整后的目标为依据。"),
    )


def _amounts(said: Adjustment) -> str:
    before, after = said.amount_before, said.object.amount
    if before is None or after is None:
        return ""
    if before == after:
        return f"年度资金{wan(after)}万元不变。"
    word = "调增" if after > before else "调减"
    return f"年度资金由{wan(before)}万元{word}为{wan(after)}万元，{word}{wan(abs(after - before))}万元。"


# ---- minutes


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said of an item: who, in which capacity, for or against, the words."""

    who: str
    capacity: str
    stance: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """An item on the agenda with its opinions and conclusion; ``way`` says what is asked (新增申报, 调整)."""

    name: str
    unit: str
    amount: Decimal | None = None
    way: str = ""
    opinions: tuple[Opinion, ...] = ()
    conclusion: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Who took part: name, organisation, capacity (局领导, 专家, 人大代表 …)."""

    name: str
    organisation: str
    capacity: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A joint review session (集中会审) as its minutes tell it."""

    county: str
    name: str
    on: date | None
    items: tuple[MinutesItem, ...]
    members: tuple[Member, ...] = ()
    place: str = ""
    chair: str = ""
    recorder: str = ""
    number: str = ""


def minutes(said: Minutes) -> Document:
    """The minutes: who met, what was said of each item, what was concluded, and the list annexed."""
    where = f"在{said.place}" if said.place else ""
    chair = f"会议由{said.chair}主持，" if said.chair else "会议"
    opening = f"{chinese_day(said.on)}，{office_of(said.county)}{where}召开{said.name}，集中审核{len(said.items)}个对象的绩效目标。"
    agenda = f"{chair}逐项听取申报单位说明，与会人员发表意见，形成结论。现纪要如下。"
    paragraphs = (
        Paragraph(Style.TITLE, f"{said.name}纪要"),
        *((Paragraph(Style.NUMBER, said.number),) if said.number else ()),
        *(() if said.number else (Paragraph(Style.BODY, ""),)),
        Paragraph(Style.BODY, opening + agenda),
        *numbered(tuple(section for section in (_people(said), _items(said), _conclusions(said)) if section)),
        *((Paragraph(Style.BODY, said.recorder, lead="记录："),) if said.recorder else ()),
        Paragraph(Style.ANNEX_NOTE, "附件：会审结论表"),
        *signature(said.county, said.on),
    )
    columns = (
        AnnexColumn("序号", 650), AnnexColumn("单位", 2200, "left"), AnnexColumn("项目名称", 3000, "left"),
        AnnexColumn("金额", 1295, "right"),
        AnnexColumn("会审结论", 1700),
    )  # fmt: skip
    rows = tuple(
        AnnexRow((str(n), one.unit, one.name, amount_text(one.amount), one.conclusion or "未作结论")) for n, one in enumerate(said.items, 1)
    )
    return Document(paragraphs, "会审结论表", "单位：万元", columns, rows)


def _people(said: Minutes) -> tuple[Paragraph, ...]:
    if not said.members:
        return ()
    groups: dict[str, list[str]] = {}
    for one in said.members:
        groups.setdefault(one.capacity or "参会人员", []).append(f"{one.name}（{one.organisation}）" if one.organisation else one.name)
    lines = (Paragraph(Style.BODY, f"{'、'.join(names)}。", lead=f"{capacity}：") for capacity, names in groups.items())
    return (Paragraph(Style.HEADING1, "参会人员"), *lines)


def _items(said: Minutes) -> tuple[Paragraph, ...]:
    if not said.items:
        return ()
    return (Paragraph(Style.HEADING1, "审核情况"), *(paragraph for one in said.items for paragraph in _item(one)))


def _item(one: MinutesItem) -> Iterator[Paragraph]:
    yield Paragraph(Style.HEADING2, one.name)
    facts = [one.unit, one.way, f"年度资金{wan(one.amount)}万元" if one.amount is not None else ""]
    yield Paragraph(Style.BODY, "，".join(fact for fact in facts if fact) + "。")
    for opinion in one.opinions:
        capacity = f"（{opinion.capacity}）" if opinion.capacity else ""
        words = "。".join(text.rstrip("。") for text in (opinion.stance, opinion.words) if text)
        yield Paragraph(Style.BODY, f"{words}。", lead=f"{opinion.who}{capacity}：")
    words = "。".join(text.rstrip("。") for text in (one.conclusion or "未作结论", one.words) if text)
    yield Paragraph(Style.BODY, f"{words}。", lead="结论：")


def _conclusions(said: Minutes) -> tuple[Paragraph, ...]:
    groups: dict[str, list[MinutesItem]] = {}
    for one in said.items:
        groups.setdefault(one.conclusion or "未作结论", []).append(one)
    if not groups:
        return ()
    words = "；".join(f"{conclusion}{len(own)}个（{'、'.join(one.name for one in own)}）" for conclusion, own in groups.items())
    return Paragraph(Style.HEADING1, "会审结论"), Paragraph(Style.BODY, f"{words}。")
