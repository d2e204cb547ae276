"""A monitoring report (绩效运行监控报告) in words: what the forms say, drawn anew each time, and what people wrote, kept by section.

Two outlines: ``huangyuan`` follows annex 1 of 源财〔2023〕432号 (five parts), ``huichang`` the form annexed to 会财绩字〔2022〕8号
(overview object by object, then what deviates), with 处置情况 and 党委（党组）听取情况, since both go to the party group.  Every
figure stands a second time in an annex with where it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hengji.rules.document import BLANK, NUMERALS, Annex, AnnexColumn, AnnexRow, Document, Paragraph, Style, Table, numbered
from hengji.rules.money import half_up, percent, plain, wan
from hengji.rules.periods import words_against_progress
from hengji.rules.programs import BASES, KINDS
from hengji.rules.targetpapers import chinese_day

OUTLINES: Mapping[str, str] = {"huangyuan": "五部分提纲（湟源式）", "huichang": "部门监控情况参考格式（会昌式）"}
DASH = "—"


# ---------- what is told ----------


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as its form has it: texts as typed, ``light`` in Chinese ("红灯", "" none), ``reason`` its sentence; ``place`` where it
    stands on the form."""

    name: str
    target: str
    actual: str = ""
    light: str = ""
    reason: str = ""
    explanation: str = ""
    measures: str = ""
    likelihood: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """A form as the report tells it.  ``key`` is permanent (texts are kept by it).  Money in yuan; ``pace`` is the weighted achievement
    (加权完成进度); ``light`` and ``verdict`` in Chinese; ``reasons`` sentences without stop; ``money_source`` where executed comes from
    (支付数据, 单位自报); ``problems`` sentences of findings that stand."""

    key: str
    kind: str
    name: str
    unit: str = ""
    budget: Decimal | None = None
    base: str = ""
    executed: Decimal | None = None
    forecast: Decimal | None = None
    money_source: str = "监控表"
    pace: Decimal | None = None
    light: str = ""
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    goal_actual: str = ""
    stage: str = ""
    implementation: str = ""
    management: str = ""
    indicators: tuple[Measured, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting that heard the report (党委（党组）会议)."""

    on: date | None = None
    name: str = ""
    chair: str = ""
    minutes: str = ""
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the report is drawn from.  ``department``: it speaks for a department with its units; ``slightly`` and ``clearly`` are
    the rule set's bounds of 略高于 and 明显高于."""

    unit: str
    as_of: date
    objects: tuple[Object, ...]
    time_progress: Decimal | None = None
    department: bool = False
    written: date | None = None
    meeting: Meeting | None = None
    slightly: Decimal = Decimal("0.05")
    clearly: Decimal = Decimal("0.15")


@dataclass(frozen=True, slots=True)
class Section:
    """A place of the outline.  ``level`` 1 一、, 2 （一）, 3 1.; ``writable``: people may write there, and are asked for ``hint``;
    ``optional``: left out where there is nothing."""

    id: str
    level: int
    title: str
    hint: str = ""
    writable: bool = True
    optional: bool = False
    key: str = ""


# ---------- outlines ----------

_COMPARE = "对照年度目标，从目标完成、预算执行、组织实施、资金管理四个方面作出分析评判"
_WHY = "分析偏离原因，预计全年完成情况；预计年底不能完成的，说明原因和拟采取的措施"
_DISPOSAL = Section(
    "disposal", 1, "处置情况", "对监控发现的偏差和漏洞采取了哪些分类处置措施（调减预算、调整目标、暂停实施等），结果如何", optional=True
)
_MEETING = Section("meeting", 1, "向党委（党组）报告情况", "会议讨论的意见和落实安排", optional=True)
_OTHER = Section("other", 1, "其他需要说明的问题", "以上未尽的情况", optional=True)

_FIVE = (
    Section("organisation", 1, "绩效运行监控工作组织实施情况", "年度绩效目标的整体情况、采取的监控措施"),
    Section("progress", 1, "预算执行进度和绩效目标完成情况", writable=False),
    Section("money", 2, "预算资金执行情况", "资金拨付、实际支出以及预计结转结余的说明"),
    Section("goals", 2, "绩效目标完成情况", "目标完成和调整情况，预期实现程度及产生的效益"),
    Section("problems", 1, "存在问题", "预算执行较慢、目标和指标出现偏差、实施中存在问题的具体原因"),
    Section("measures", 1, "整改措施和建议", writable=False),
    Section("correction", 2, "纠偏措施", "针对绩效目标执行偏差提出的纠偏整改措施"),
    Section("improvement", 2, "改进意见", "针对预算执行较慢、实施中的问题提出具体、便于操作的改进意见"),
    _OTHER,
    _DISPOSAL,
    _MEETING,
)


def sections(outline: str, objects: Sequence[Object] = ()) -> tuple[Section, ...]:
    """The places of an outline in order; those of the second one depend on what is reported on.  ``KeyError`` for another outline."""
    if outline not in OUTLINES:
        raise KeyError(outline)
    return _FIVE if outline == "huangyuan" else tuple(_overview_and_deviation(objects))


def _overview_and_deviation(objects: Sequence[Object]) -> Iterator[Section]:
    titles = {"overall": KINDS["overall"], "project": KINDS["project"], "transfer": "管理的转移支付"}
    yield Section("overview", 1, "绩效监控结果概览", writable=False)
    for kind, title in titles.items():
        own = [one for one in objects if one.kind == kind]
        if kind == "overall":
            first = own[0].key if own else ""
            yield Section("overview-overall", 2, title, _COMPARE, optional=not own, key=first)
            own = own[1:]
        elif own:
            yield Section(f"overview-{kind}", 2, title, writable=False)
        yield from (Section(f"overview-{one.key}", 3, one.name, _COMPARE, key=one.key) for one in own)
    yield Section("deviation", 1, "偏离绩效目标情况分析", writable=False)
    for kind, title in titles.items():
        yield Section(f"deviation-{kind}", 2, title, _WHY, optional=not any(one.kind == kind for one in objects))
    yield from (_DISPOSAL, _MEETING, _OTHER)


# ---------- figures and their source ----------


@dataclass(slots=True)
class _Told:
    """Where figures are noted while sentences are written."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def figure(self, whose: str, what: str, value: str, source: str) -> str:
        """The figure for a sentence, noted with its source."""
        row = (whose, what, value, source)
        if row not in self.rows:
            self.rows.append(row)
        return value


def compose(facts: Facts, texts: Mapping[str, str], outline: str) -> Document:
    """The report: under each heading what the forms say, then what people wrote under that heading's id.  Texts on objects that are no
    longer reported on are not lost: they stand at the end."""
    told = _Told()
    places = sections(outline, facts.objects)
    parts: list[list[Paragraph | Table]] = []
    for place in places:
        blocks = _section(place, facts, texts, told, _orphans(places, texts) if place.id == "other" else ())
        if blocks and place.level == 1:
            parts.append([])
        if parts:
            parts[-1] += blocks
    body = _numbered(parts)
    annex = Annex("数据来源表", "", (_sources(told),))
    head = _head(facts, outline, told)
    return Document((*head, *body, *_annex_note(told), *_signature(facts)), annexes=(annex,) if told.rows else ())


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section with what the forms say there: its numbered ``heading``, the blocks, and every figure in them (whose, what, as it reads,
    where from)."""

    place: Section
    heading: str
    blocks: tuple[Paragraph | Table, ...]
    figures: tuple[tuple[str, str, str, str], ...]


def drawn(facts: Facts, outline: str, texts: Mapping[str, str] | None = None) -> Iterator[Drawn]:
    """The sections of a report with their data, for a page on which people write (``texts``) under them."""
    counts = [0, 0, 0]
    for place in sections(outline, facts.objects):
        counts[place.level - 1 :] = [counts[place.level - 1] + 1, *(0 for _ in counts[place.level :])]
        number = NUMERALS[counts[place.level - 1] - 1] if place.level < 3 else str(counts[2])
        heading = {1: f"{number}、{place.title}", 2: f"（{number}）{place.title}", 3: f"{number}.{place.title}"}[place.level]
        told = _Told()
        blocks = tuple(_drawn(place, facts, told, (texts or {}).get(place.id, "")))
        yield Drawn(place, heading, blocks, tuple(told.rows))


def blanks(facts: Facts, texts: Mapping[str, str], outline: str) -> tuple[str, ...]:
    """What the printed report would leave open: sections with an invitation nobody followed, causes nobody gave."""
    found: list[str] = []
    for one in drawn(facts, outline, texts):
        place, text = one.place, texts.get(one.place.id, "").strip()
        if place.writable and not (place.optional or one.blocks or text):
            found.append(f"“{one.heading}”")
        found += [f"“{one.heading}”中“{row.name}”的原因" for row in _told_of(place, facts) if _uncaused(row, text)]
    return tuple(found)


def _told_of(place: Section, facts: Facts) -> Iterator[Measured]:
    """The lagging indicators a section tells of."""
    own = facts.objects if place.id == "problems" else [one for one in facts.objects if place.id == f"deviation-{one.kind}"]
    return (row for one in own for row in one.indicators if _deviates(row))


def _uncaused(row: Measured, written: str) -> bool:
    """No cause stands on its form, and what people wrote in the section does not speak of it."""
    return not row.explanation and row.name not in written


def _head(facts: Facts, outline: str, told: _Told) -> Iterator[Paragraph]:
    title = "绩效运行监控报告" if outline == "huangyuan" else "绩效运行监控情况"
    yield Paragraph(Style.TITLE, f"{facts.unit}\n{title}")
    yield Paragraph(Style.NUMBER, f"（{_period(facts.as_of)}）")
    yield Paragraph(Style.BODY, "")
    yield Paragraph(Style.BODY, _introduction(facts, told))


def _introduction(facts: Facts, told: _Told) -> str:
    us = "本部门" if facts.department else "本单位"
    when = f"{facts.written.year}年{facts.written.month}月" if facts.written else f"{BLANK}年__月"
    counted = Counter(one.kind for one in facts.objects)
    titles = {"overall": "部门整体支出", "project": "项目", "transfer": "管理的转移支付"}
    listed = [
        f"{word}{told.figure(us, f'监控{word}', f'{counted[kind]}个', '本批次监控表')}" for kind, word in titles.items() if counted[kind]
    ]
    among = f"，其中监控{'、'.join(listed)}" if listed else ""
    return f"{when}，{us}对{_period(facts.as_of)}预算执行情况和绩效目标实现程度开展“双监控”{among}。监控情况如下："


def _period(as_of: date) -> str:
    return f"{as_of.year}年1月" if as_of.month == 1 else f"{as_of.year}年1—{as_of.month}月"


def _section(place: Section, facts: Facts, texts: Mapping[str, str], told: _Told, more: Sequence[str]) -> list[Paragraph | Table]:
    drawn = list(_drawn(place, facts, told, texts.get(place.id, "")))
    written = [*_paragraphs(texts.get(place.id, "")), *(one for text in more for one in _paragraphs(text))] if place.writable else []
    if not drawn and not written and place.optional:
        return []
    style = {1: Style.HEADING1, 2: Style.HEADING2, 3: Style.BODY}[place.level]
    heading = Paragraph(style, place.title) if place.level < 3 else Paragraph(Style.BODY, "", lead=place.title)
    asked = [Paragraph(Style.BODY, f"{BLANK}（{place.hint}）")] if place.writable and not drawn and not written else []
    return [heading, *drawn, *written, *asked]


def _paragraphs(text: str) -> Iterator[Paragraph]:
    return (Paragraph(Style.BODY, line.strip()) for line in text.splitlines() if line.strip())


def _orphans(places: Sequence[Section], texts: Mapping[str, str]) -> tuple[str, ...]:
    """What people wrote on objects that have left the report."""
    known = {place.id for place in places}
    return tuple(text for key, text in texts.items() if key not in known and key.startswith(("overview-", "deviation-")))


def _numbered(parts: Sequence[Sequence[Paragraph | Table]]) -> Iterator[Paragraph | Table]:
    """一、 and （一） before headings, 1. before objects; tables pass through."""
    inner = 0
    paragraphs: list[list[Paragraph]] = []
    places: dict[int, Table] = {}
    for part in parts:
        line: list[Paragraph] = []
        for block in part:
            if isinstance(block, Table):
                line.append(marker := Paragraph(Style.TABLE_GAP, ""))
                places[id(marker)] = block
                continue
            inner = 0 if block.style in (Style.HEADING1, Style.HEADING2) else inner
            if block.lead and not block.text:
                inner += 1
                block = Paragraph(Style.BODY, "", lead=f"{inner}.{block.lead}")
            line.append(block)
        paragraphs.append(line)
    for paragraph in numbered(paragraphs):
        yield places.get(id(paragraph), paragraph)


# ---------- what the forms say, by section ----------


def _drawn(place: Section, facts: Facts, told: _Told, written: str) -> Iterator[Paragraph | Table]:
    """What the forms say in a section; ``written``: what people wrote there."""
    if place.key:
        one = next(one for one in facts.objects if one.key == place.key)
        yield from _four_aspects(one, facts, told)
    elif place.id.startswith("deviation-"):
        yield from _deviations([one for one in facts.objects if one.kind == place.id.removeprefix("deviation-")], told, written)
    elif place.id == "problems":
        yield from _problems(facts, told, written)
    elif place.id in _DRAWN:
        yield from _DRAWN[place.id](facts, told)


def _money(facts: Facts, told: _Told) -> Iterator[Paragraph | Table]:
    for kind, word in KINDS.items():
        own = [one for one in facts.objects if one.kind == kind]
        if own:
            yield Paragraph(Style.BODY, _kind_sentence(word, own, facts, told))
    if facts.objects:
        yield from (Paragraph(Style.TABLE_GAP, ""), _money_table(facts.objects), Paragraph(Style.TABLE_GAP, ""))


def _kind_sentence(word: str, own: Sequence[Object], facts: Facts, told: _Told) -> str:
    """Sums of one kind: never over kinds, since overall spending contains its projects."""
    counted = f"{word}{len(own)}个"
    source = f"{len(own)}张监控表合计（{'、'.join(dict.fromkeys(one.money_source for one in own))}）"
    parts = [part for said, column in _SUMMED if (part := _summed(said, [getattr(one, column) for one in own], counted, source, told))]
    both = [(one.budget, one.executed) for one in own if one.budget and one.executed is not None]
    rate = _rate(sum((b for b, _ in both), Decimal(0)), sum((e for _, e in both), Decimal(0))) if len(both) == len(own) else None
    if rate is not None:
        parts.insert(min(2, len(parts)), f"执行率{told.figure(counted, '执行率', percent(rate), source)}{_against(rate, facts)}")
    return f"{'，'.join([counted, *parts])}。"


_SUMMED = (("预算", "budget"), ("已执行", "executed"), ("预计全年执行", "forecast"))


def _summed(said: str, amounts: Sequence[Decimal | None], whose: str, source: str, told: _Told) -> str:
    """The sum of a column, and of how many objects it is not known."""
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return ""
    missing = f"（另有{len(amounts) - len(known)}个未填）" if len(known) < len(amounts) else ""
    return f"{said}{told.figure(whose, said, f'{wan(sum(known, Decimal(0)))}万元', source)}{missing}"


def _rate(budget: Decimal | None, executed: Decimal | None) -> Decimal | None:
    return half_up(executed / budget, 4) if budget and executed is not None else None


def _against(rate: Decimal, facts: Facts) -> str:
    if facts.time_progress is None:
        return ""
    words = words_against_progress(rate, facts.time_progress, slightly=facts.slightly, clearly=facts.clearly)
    return f"，{words}（{percent(facts.time_progress)}）"


_MONEY = (
    AnnexColumn("序号", 650),
    AnnexColumn("监控对象", 2650, "left"),
    AnnexColumn("预算数（万元）", 1300, "right"),
    AnnexColumn("执行数（万元）", 1300, "right"),
    AnnexColumn("执行率", 1000, "right"),
    AnnexColumn("预计全年（万元）", 1300, "right"),
    AnnexColumn("灯", 645),
)


def _money_table(objects: Sequence[Object]) -> Table:
    """Object by object, 万元."""
    rows = []
    for number, one in enumerate(objects, 1):
        rate = _rate(one.budget, one.executed)
        cells = (_wan(one.budget), _wan(one.executed), percent(rate) if rate is not None else DASH, _wan(one.forecast))
        rows.append(AnnexRow((str(number), _named(one), *cells, one.light[:1] or DASH)))
    return Table(_MONEY, tuple(rows))


def _wan(amount: Decimal | None) -> str:
    return DASH if amount is None else wan(amount)


def _named(one: Object) -> str:
    return KINDS["overall"] if one.kind == "overall" else one.name


def _goals(facts: Facts, told: _Told) -> Iterator[Paragraph]:
    for one in facts.objects:
        if text := _achieved(one, told):
            yield Paragraph(Style.BODY, text, lead=f"{_named(one)}：")


def _achieved(one: Object, told: _Told) -> str:
    """Indicators by light, the weighted achievement, then what the unit says of the goal."""
    parts = []
    if one.indicators:
        counts = Counter(row.light for row in one.indicators if row.light)
        lights = [f"{light}{told.figure(_named(one), light, f'{counts[light]}条', '监控表绩效指标，系统按规则集判定')}" for light in counts]
        among = f"，其中{'、'.join(lights)}" if lights else ""
        parts.append(f"绩效指标{len(one.indicators)}条{among}")
    if one.pace is not None:
        source = "系统按规则集计算（各指标进度比按分值加权）"
        parts.append(f"加权完成进度{told.figure(_named(one), '加权完成进度', percent(one.pace), source)}")
    said = f"{one.goal_actual.rstrip('。')}。" if one.goal_actual else ""
    return (f"{'，'.join(parts)}。" if parts else "") + said


def _four_aspects(one: Object, facts: Facts, told: _Told) -> Iterator[Paragraph]:
    """目标完成、预算执行、组织实施、资金管理, each where something is known."""
    said = (
        ("目标完成", _achieved(one, told)),
        ("预算执行", _spent(one, facts, told)),
        ("组织实施", _implementation(one)),
        ("资金管理", _sentence(one.management)),
        ("综合判断", _judged(one)),
    )
    yield from (Paragraph(Style.BODY, text, lead=f"{title}。") for title, text in said if text)


def _spent(one: Object, facts: Facts, told: _Told) -> str:
    base, source = BASES.get(one.base, "预算"), f"监控表资金情况（{one.money_source}）"
    amounts = ((base, one.budget), ("已执行", one.executed), ("预计全年执行", one.forecast))
    parts = [f"{word}{told.figure(_named(one), word, f'{wan(amount)}万元', source)}" for word, amount in amounts if amount is not None]
    rate = _rate(one.budget, one.executed)
    if rate is not None:
        parts.insert(2, f"执行率{told.figure(_named(one), '执行率', percent(rate), f'执行数÷{base}')}{_against(rate, facts)}")
    return f"{'，'.join(parts)}。" if parts else ""


def _implementation(one: Object) -> str:
    stage = f"目前处于{one.stage}阶段。" if one.stage else ""
    return stage + _sentence(one.implementation)


def _judged(one: Object) -> str:
    verdict = f"，双监控结论为“{one.verdict}”" if one.verdict else ""
    return f"综合{one.light}{verdict}。{''.join(f'{reason}。' for reason in one.reasons)}" if one.light else ""


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('。')}。" if text.strip() else ""


def _deviations(objects: Sequence[Object], told: _Told, written: str) -> Iterator[Paragraph]:
    """Per object: what lags and why, in the unit's own words; what is likely by the end of the year."""
    said = False
    for one in objects:
        parts = [_deviating(one, row, told, written) for row in one.indicators if _deviates(row)]
        parts += [_sentence(reason) for reason in one.reasons if one.light in _LAGGING and ("预算执行" in reason or "支出" in reason)]
        if parts:
            said = True
            yield Paragraph(Style.BODY, "".join(parts), lead=f"{_named(one)}：")
    if not said and any(one.indicators for one in objects):
        yield Paragraph(Style.BODY, "各项指标未出现需要说明的偏差。")


_LAGGING = ("黄灯", "红灯")


_ASKED = "（请写在监控表的原因说明里，或写在本段）"


def _deviates(row: Measured) -> bool:
    return row.light in _LAGGING or bool(row.explanation)


def _deviating(one: Object, row: Measured, told: _Told, written: str) -> str:
    source = f"监控表{row.place}" if row.place else "监控表绩效指标"
    target = told.figure(_named(one), f"{row.name}年度指标值", row.target or "未填", source)
    actual = told.figure(_named(one), f"{row.name}执行情况", row.actual or "未填", source)
    why = f"原因：{BLANK}{_ASKED}。" if _uncaused(row, written) else f"原因：{_sentence(row.explanation)}" if row.explanation else ""
    then = f"措施：{_sentence(row.measures)}" if row.measures else ""
    likely = f"全年完成可能性：{row.likelihood}。" if row.likelihood else ""
    return f"“{row.name}”目标{target}，实际{actual}{f'，{row.light}' if row.light else ''}。{why}{then}{likely}"


def _organisation(facts: Facts, told: _Told) -> Iterator[Paragraph]:
    rows = sum(len(one.indicators) for one in facts.objects)
    if not facts.objects:
        return
    count = told.figure("合计", "批复绩效指标", f"{rows}条", "各监控表绩效指标")
    yield Paragraph(Style.BODY, f"纳入本次监控的{len(facts.objects)}个对象均按批复的绩效目标监控，共有绩效指标{count}。")


def _problems(facts: Facts, told: _Told, written: str) -> Iterator[Paragraph]:
    lagging = [one for one in facts.objects if any(_deviates(row) for row in one.indicators) or one.light in _LAGGING]
    yield from (paragraph for paragraph in _deviations(lagging, told, written) if paragraph.lead)
    for one in facts.objects:
        if one.problems:
            yield Paragraph(Style.BODY, "".join(_sentence(text) for text in one.problems), lead=f"{_named(one)}填报中的问题：")


def _corrections(facts: Facts, told: _Told) -> Iterator[Paragraph]:
    for one in facts.objects:
        listed = [f"“{row.name}”：{_sentence(row.measures)}" for row in one.indicators if row.measures]
        if listed:
            yield Paragraph(Style.BODY, "".join(listed), lead=f"{_named(one)}：")


def _heard(facts: Facts, told: _Told) -> Iterator[Paragraph]:
    if (said := facts.meeting) is None or not said.heard:
        return
    chair = f"，{said.chair}主持" if said.chair else ""
    minutes = f"（会议纪要{said.minutes}）" if said.minutes else ""
    yield Paragraph(
        Style.BODY,
        f"{chinese_day(said.on)}，{said.name or '党委（党组）会议'}听取了本次绩效监控情况汇报{chair}{minutes}。{_sentence(said.heard)}",
    )


_DRAWN = {
    "organisation": _organisation,
    "money": _money,
    "goals": _goals,
    "correction": _corrections,
    "meeting": _heard,
}


# ---------- the end ----------

_SOURCES = (
    AnnexColumn("序号", 650), AnnexColumn("对象", 1900, "left"), AnnexColumn("数据", 2100, "left"), AnnexColumn("数值", 1500, "right"),
    AnnexColumn("来源", 2695, "left"),
)  # fmt: skip


def _sources(told: _Told) -> Table:
    return Table(_SOURCES, tuple(AnnexRow((plain(Decimal(number)), *row)) for number, row in enumerate(told.rows, 1)))


def _annex_note(told: _Told) -> Iterator[Paragraph]:
    if told.rows:
        yield Paragraph(Style.ANNEX_NOTE, "附件：数据来源表")


def _signature(facts: Facts) -> Iterator[Paragraph]:
    yield Paragraph(Style.SIGNATURE, facts.unit)
    yield Paragraph(Style.SIGNATURE, chinese_day(facts.written))
