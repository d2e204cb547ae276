"""The notice of a monitoring round (监控通知) in words, in the shape of 源财〔2023〕432号 and 会财绩字〔2022〕8号: scope, content, who does
what until when, what the results are used for, demands; annexed the outline of the report, what is asked, and the list of objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.document import BLANK, Annex, AnnexColumn, AnnexRow, Document, Paragraph, Style, Table, numbered
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.monitoringreport import Object, Section, sections
from hengji.rules.programs import KINDS
from hengji.rules.targetpapers import amount_text, chinese_day, office_of, signature


@dataclass(frozen=True, slots=True)
class NoticeObject:
    """An object of the round; ``kind`` a key of ``KINDS``, ``amount`` in yuan of its fund lines in scope; ``key``: 重点监控."""

    unit: str
    name: str
    kind: str = "project"
    amount: Decimal | None = None
    department: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What the notice says.  ``scope`` in words (``rounds.scope_words``), ``basis`` the papers it rests on (only those a person has
    checked), ``outline`` of ``monitoringreport.OUTLINES`` with ``report_by`` (unit, department, object; "" no report is asked) and
    ``report_due``; ``required`` in words what is to be filled beside figures, ``changed`` the rules this round sets differently
    (``changed_words``); ``answer_days`` in which named units may answer; ``proxy``: units hand in Excel forms, the office takes them in."""

    county: str
    name: str
    as_of: date
    emphasis: Emphasis
    scope: str
    due_unit: date
    due_department: date | None = None
    due_division: date | None = None
    number: str = ""
    basis: str = ""
    fund: str = ""
    key_units: tuple[str, ...] = ()
    objects: tuple[NoticeObject, ...] = ()
    outline: str = "huangyuan"
    report_by: str = ""
    report_due: date | None = None
    required: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    answer_days: int = 0
    proxy: bool = False
    on: date | None = None


def compose(said: Notice) -> Document:
    """The notice with its annexes."""
    annexes = tuple(_annexes(said))
    paragraphs = (
        Paragraph(Style.TITLE, f"{office_of(said.county)}\n关于做好{_subject(said)}工作的通知"),
        Paragraph(Style.NUMBER, said.number or f"{BLANK}〔{said.as_of.year}〕__号"),
        Paragraph(Style.ADDRESSEE, "各预算单位："),
        Paragraph(Style.BODY, f"{_basis(said)}，现就{_subject(said)}有关工作通知如下："),
        *numbered([list(part) for part in _parts(said) if part]),
        Paragraph(Style.ANNEX_NOTE, _annex_note(annexes)),
        *signature(said.county, said.on),
    )
    return Document(paragraphs, annexes=annexes)


def _subject(said: Notice) -> str:
    return f"{said.fund}支出绩效目标及预算执行情况监控" if said.fund else said.name


def _basis(said: Notice) -> str:
    return said.basis.rstrip("，。") if said.basis else "为全面实施预算绩效管理，强化绩效目标和预算执行“双监控”，及时纠正偏差、堵塞管理漏洞"


def _annex_note(annexes: Sequence[Annex]) -> str:
    if len(annexes) == 1:
        return f"附件：{annexes[0].title}"
    lines = [f"{number}.{one.title}" for number, one in enumerate(annexes, 1)]
    return "附件：" + "\n　　　　　".join(lines)


# ---------- the parts ----------


def _parts(said: Notice) -> Iterator[tuple[Paragraph, ...]]:
    yield Paragraph(Style.HEADING1, "监控范围"), Paragraph(Style.BODY, _scope(said))
    yield Paragraph(Style.HEADING1, "监控内容"), *_content(said)
    yield Paragraph(Style.HEADING1, "实施主体与时间安排"), *_who_and_when(said)
    yield _key(said)
    yield Paragraph(Style.HEADING1, "结果运用"), *_use(said)
    yield Paragraph(Style.HEADING1, "工作要求"), *_demands(said)


def _scope(said: Notice) -> str:
    if not said.objects:
        return f"{said.scope}。"
    counts = [
        f"{word}{len(own)}个{_amount(own)}" for kind, word in KINDS.items() if (own := [one for one in said.objects if one.kind == kind])
    ]
    units = len({one.unit for one in said.objects})
    return f"{said.scope}，共{units}家单位，其中{'、'.join(counts)}。监控对象见附件。"


def _amount(own: Sequence[NoticeObject]) -> str:
    known = [one.amount for one in own if one.amount is not None]
    return f"（资金{amount_text(sum(known, Decimal(0)))}万元）" if known else ""


_EMPHASIS = {
    Emphasis.HINT: "本次监控以提示警示为主，重在及早发现执行偏差和管理漏洞。",
    Emphasis.CORRECT: "本次监控以纠偏纠错和调整处置为主，重在查明偏差原因、落实纠偏措施。",
    Emphasis.DRIVE: "本次监控以督促完成支出预算、实现既定绩效目标为主。",
}


def _content(said: Notice) -> Iterator[Paragraph]:
    yield Paragraph(Style.BODY, f"以预算执行情况和绩效目标实现程度为主要内容，对照批复的绩效目标开展“双监控”。{_EMPHASIS[said.emphasis]}")
    yield Paragraph(Style.BODY, "分析支出进度和实施情况，预计全年执行数；支出缓慢的说明具体原因。", lead="预算执行情况。")
    target = "逐项填报绩效指标的实际完成情况，与目标出现偏差的说明原因和改进措施，对全年完成情况作出预计。"
    yield Paragraph(Style.BODY, target, lead="绩效目标实现程度。")
    if said.required:
        yield Paragraph(Style.BODY, f"本次监控还应填写{'、'.join(said.required)}。", lead="其他内容。")


def _who_and_when(said: Notice) -> Iterator[Paragraph]:
    as_of = f"本次监控时点为{chinese_day(said.as_of)}。"
    how = "填报《绩效运行监控表》报送财政部门" if said.proxy else "在预算绩效管理系统中填报绩效监控表"
    own = f"各预算单位是绩效监控的实施主体，按照“谁支出、谁负责”的原则，于{chinese_day(said.due_unit)}前{how}，并对监控信息的真实性负责。"
    yield Paragraph(Style.BODY, f"{as_of}{own}")
    steps = ((said.due_department, "主管部门", "完成对本部门及所属单位监控信息的审核"), (said.due_division, "财政部门", "完成审核"))
    listed = [f"{who}于{chinese_day(day)}前{what}" for day, who, what in steps if day]
    if listed:
        yield Paragraph(Style.BODY, f"{'；'.join(listed)}。部门整体支出由主管部门填报后直接送财政部门审核。")
    if said.report_by:
        yield Paragraph(Style.BODY, _report(said))


_WRITERS = {"unit": "各预算单位", "department": "各主管部门", "object": "各项目实施单位"}


def _report(said: Notice) -> str:
    per = "就每个监控对象" if said.report_by == "object" else ""
    party = "，并向本部门党委（党组）报告" if said.report_by == "department" else ""
    day = f"于{chinese_day(said.report_due)}前"
    return f"{_WRITERS[said.report_by]}{per}形成绩效监控报告（提纲见附件），加盖公章扫描为PDF文档，{day}上传系统{party}。"


def _key(said: Notice) -> tuple[Paragraph, ...]:
    names = said.key_units or tuple(dict.fromkeys(one.name for one in said.objects if one.key))
    if not names:
        return ()
    what = "部门（单位）" if said.key_units else "项目"
    count = f"等{len(names)}个{what}" if len(names) > 1 else ""
    return Paragraph(Style.HEADING1, "重点监控"), Paragraph(Style.BODY, f"财政部门选择{'、'.join(names)}{count}开展重点监控。")


def _use(said: Notice) -> Iterator[Paragraph]:
    unit = (
        "对监控中发现的绩效目标执行偏差和管理漏洞，认真分析原因，及时采取有针对性的措施予以纠正；"
        "因政策变化、突发事件等客观因素确需调整的，按程序报批。"
    )
    finance = (
        "将监控结果作为预算调整、以后年度预算安排和政策制定的参考；对支出进度偏低、偏离目标较大的项目，"
        "督促及时纠正，存在严重问题的按程序暂缓或停止拨款。"
    )
    yield Paragraph(Style.BODY, unit, lead="预算单位。")
    yield Paragraph(Style.BODY, finance, lead="财政部门。")
    told = "监控情况和填报质量将予以通报，并纳入预算绩效管理工作考核。"
    yield Paragraph(Style.BODY, told + (f"被通报单位可在{said.answer_days}个工作日内书面说明情况。" if said.answer_days else ""))


def _demands(said: Notice) -> Iterator[Paragraph]:
    demands = (
        ("压实责任。", "各预算单位要切实加强组织领导，财务人员和项目人员密切配合，按时完成填报和审核。"),
        ("维护目标刚性。", "监控中不得随意更改批复的绩效目标和指标；执行数以国库支付数据为准，有不同意见的注明理由。"),
        ("如实分析。", "偏差原因和改进措施要具体可查，不得以套话应付；逾期未报、填报不实的予以通报。"),
    )
    yield from (Paragraph(Style.BODY, text, lead=f"{number}.{title}") for number, (title, text) in enumerate(demands, 1))


# ---------- annexes ----------


def _annexes(said: Notice) -> Iterator[Annex]:
    if said.report_by:
        yield Annex("绩效运行监控报告参考提纲", "", tuple(_outline(said.outline)))
    yield Annex("绩效监控表填报要求", "", (_asked(said),))
    if said.objects:
        yield Annex("监控对象清单", "单位：万元", (_list(said.objects),))


_SAMPLES = (Object("1", "overall", "××部门"), Object("2", "project", "××项目"), Object("3", "transfer", "××转移支付"))


_BEYOND = ("disposal", "meeting")
"""What the outline of five parts does not ask for; a report may hold it all the same."""


def _outline(outline: str) -> Iterator[Paragraph]:
    parts: list[list[Paragraph]] = []
    for place in sections(outline, _SAMPLES):
        if outline == "huangyuan" and place.id in _BEYOND:
            continue
        if place.level == 1:
            parts.append([])
        parts[-1] += _place(place)
    yield from numbered(parts)


def _place(place: Section) -> Iterator[Paragraph]:
    style = Style.HEADING1 if place.level == 1 else Style.HEADING2
    yield Paragraph(style, place.title) if place.level < 3 else Paragraph(Style.BODY, "", lead=f"1.{place.title}")
    if place.hint:
        yield Paragraph(Style.BODY, f"（{place.hint}。）" if not place.optional else f"（{place.hint}；没有可以不写。）")


_ASKED = (AnnexColumn("", 2000), AnnexColumn("", 6845, "left"))


def _asked(said: Notice) -> Table:
    """What the form wants, the dates, and what this round judges differently."""
    dates = (("单位填报", said.due_unit), ("部门审核", said.due_department), ("财政审核", said.due_division), ("监控报告", said.report_due))
    rows = [
        ("监控时点", chinese_day(said.as_of)),
        ("时间安排", "；".join(f"{word}{chinese_day(day)}前" for word, day in dates if day)),
        ("资金情况", "预算数、执行数由系统带出（国库支付数据）；对执行数有不同意见的填写金额和理由；没有支付数据的由单位填报，标为自报"),
        ("绩效指标", "目标值由系统带出（批复目标），不得改动；填写实际完成情况、全年预计、偏差原因、改进措施和完成可能性"),
        ("必填内容", "、".join(said.required)),
        ("本次判定规则的变化", "\n".join(said.changed)),
    ]
    return Table(_ASKED, tuple(AnnexRow(row) for row in rows if row[1]), heads=False)


_LIST = (
    AnnexColumn("序号", 650), AnnexColumn("单位", 2500, "left"), AnnexColumn("监控对象", 3395, "left"), AnnexColumn("资金", 1500, "right"),
    AnnexColumn("重点", 800),
)  # fmt: skip


def _list(objects: Sequence[NoticeObject]) -> Table:
    rows: list[AnnexRow] = []
    for kind, word in KINDS.items():
        own = sorted((one for one in objects if one.kind == kind), key=lambda one: (one.department or one.unit, one.unit, one.name))
        for one in own:
            name = KINDS["overall"] if kind == "overall" else one.name
            cells = (str(sum(not row.subtotal for row in rows) + 1), one.unit, name, amount_text(one.amount), "是" if one.key else "")
            rows.append(AnnexRow(cells))
        known = [one.amount for one in own if one.amount is not None]
        if own:
            total = amount_text(sum(known, Decimal(0)) if known else None)
            rows.append(AnnexRow(("", f"{word}小计", f"{len(own)}个", total, ""), subtotal=True))
    return Table(_LIST, tuple(rows))
