"""The draft circular (通报) on a round: facts → what may be said, paragraph by paragraph.  Typesetting is ``papers.word``.

Held to four habits: amounts are stated kind by kind and never added across kinds; only adopted findings that the unit
has to answer are named, never a notice; who is praised is chosen by a rule that stands in the text; a sentence whose
facts are missing is not written.  What only the bureau knows (name, number, dates) stays a blank to fill; a round on the web knows it
and says so (``Issue``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.document import BLANK, NUMERALS, OFFICE, AnnexColumn, AnnexRow, Document, Paragraph, Style, numbered
from hengji.rules.faults import Named, draft_warning, fault_paragraphs, named_of_no_form, named_on, quoted
from hengji.rules.findings.finding import Finding
from hengji.rules.findings.phrasing import at
from hengji.rules.forms import Kind
from hengji.rules.lights import Light
from hengji.rules.money import WAN, half_up, percent, wan
from hengji.rules.periods import words_against_progress
from hengji.rules.results import OVERALL, Examined, RoundResult, Sums, asks_unit, received_in
from hengji.rules.text import fold_name
from hengji.rules.verdict import QUADRANTS

KIND_WORDS = {
    Kind.MONITORING: "项目支出",
    Kind.OVERALL_MONITORING: OVERALL,
    Kind.TRANSFER_MONITORING: "转移支付",
    Kind.SELF_EVALUATION: "项目支出绩效自评",
    Kind.OVERALL_SELF_EVALUATION: "部门整体支出绩效自评",
    Kind.TRANSFER_SELF_EVALUATION: "转移支付绩效自评",
    Kind.TARGET_DECLARATION: "绩效目标申报",
}

CLASS_TITLES = {
    1: "填报不完整、过于简单",
    2: "偏差缺乏分析，数据前后不符",
    3: "未按时报送",
    4: "随意变动批复的绩效目标和预算",
    5: "支出缓慢、偏离绩效目标",
}

OTHER_TITLE = "其他"
"""Adopted findings of no class: periods, points, several forms of one object."""

DEMANDS: dict[int | None, tuple[str, str]] = {
    1: ("完整填报监控信息", "对照表式逐栏核对，漏填的补齐，空泛的写实，年度指标值与执行情况逐项对应，由单位负责人对真实性负责。"),
    2: ("核实数据并分析偏差", "以支付数据为准核对监控表和监控报告，改正前后矛盾之处；对每项偏差写明具体原因、责任环节和改进措施。"),
    3: ("按时报送", f"未报送的单位于{BLANK}年{BLANK}月{BLANK}日前补报；逾期报送的单位说明原因，今后按规定时间报送。"),
    4: ("维护批复目标的约束力", "与批复不一致的改回批复内容；确需调整的，按程序报批后执行，并附批准文件。"),
    5: ("加快执行进度", "逐项排查支出缓慢和指标滞后的原因，排出后续实施和支付计划；全年难以支出或难以完成的，及时按程序提出调整意见。"),
    None: ("核对其他问题", "按规定的监控时点、口径和分值重新核对填报；同一对象报送多张表的，确认以哪一张为准。"),
}

_ANNEX = (
    AnnexColumn("序号", 610),
    AnnexColumn("单位", 1600, "left"),
    AnnexColumn("监控对象", 1870, "left"),
    AnnexColumn("预算数", 1290, "right"),
    AnnexColumn("执行数", 1290, "right"),
    AnnexColumn("执行率", 945, "right"),
    AnnexColumn("灯", 620),
    AnnexColumn("问题", 620),
)


@dataclass(frozen=True, slots=True)
class Covered:
    """What a round covered of one kind: objects, units, and the money of its fund lines in scope (yuan), each once."""

    kind: Kind
    objects: int
    units: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """What a round on the web knows and a folder of forms does not.  ``notice`` is the number of the notice of monitoring, ``number``
    that of the circular, ``on`` its day, ``rectify_by`` until when it is to be put right; ``answer_days`` working days in which a named
    unit may answer (0: nothing is said of it); ``fund`` the special fund the round is on; ``exempt`` how many objects need not report;
    ``place`` 县, 区 or 市, as 全县 says it."""

    name: str
    notice: str = ""
    number: str = ""
    on: date | None = None
    rectify_by: date | None = None
    answer_days: int = 0
    fund: str = ""
    covered: tuple[Covered, ...] = ()
    exempt: int = 0
    basis: str = ""
    place: str = "县"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the sentences are made from: the monitoring forms that count, the findings that may be named, the forms (by identity)
    of which the returned list leaves something open."""

    result: RoundResult
    forms: tuple[Examined, ...]
    named: tuple[Named, ...]
    good: tuple[Examined, ...]
    left_open: frozenset[int]
    issue: Issue | None = None


def compose(result: RoundResult, *, office: str = OFFICE, issue: Issue | None = None) -> Document:
    """The circular a round supports.  A round without monitoring forms gets the scope only, and says why."""
    forms = monitored(result)
    named = tuple(_nameable(result, forms))
    facts = _Facts(result, forms, named, good_examples(result, forms), frozenset(_left_open(result, forms)), issue)
    sections = [section for section in (_scope(facts), _execution(facts), _problems(facts), _demands(facts)) if section]
    return Document(
        (*_opening(facts, office), *numbered(sections), *_closing(office, issue)),
        "绩效运行监控情况表",
        "单位：万元",
        _ANNEX,
        tuple(_annex(facts)),
    )


# ---------- which findings, which examples ----------


def _nameable(result: RoundResult, forms: Sequence[Examined]) -> Iterator[Named]:
    for one in forms:
        yield from named_on(one, result)
    for finding, examined in _of_no_form(result, forms):
        if asks_unit(finding) and result.adopted(finding, None):
            yield named_of_no_form(finding, examined)


def _left_open(result: RoundResult, forms: Sequence[Examined]) -> Iterator[int]:
    for one in forms:
        if any(result.left_open(finding, one.form) for finding in one.findings):
            yield id(one)
    for finding, examined in _of_no_form(result, forms):
        if examined and result.left_open(finding, None):
            yield id(examined)


def _of_no_form(result: RoundResult, forms: Sequence[Examined]) -> Iterator[tuple[Finding, Examined | None]]:
    """The findings about what did not come, each with its object's form where that came."""
    by_name = {key: one for one in forms for key in object_keys(one)}
    for finding in result.findings:
        unit, name = finding.unit or "（未填单位）", finding.program or ""
        yield finding, by_name.get((fold_name(unit), fold_name(name)))


def object_keys(one: Examined) -> set[tuple[str, str]]:
    """Folded unit and name by which findings of no form speak of an object: the form's own and the roster's."""
    keys = {(fold_name(one.unit), fold_name(one.name))}
    return keys | {(fold_name(one.roster.unit), fold_name(one.roster.name or ""))} if one.roster else keys


def good_examples(result: RoundResult, forms: Sequence[Examined]) -> tuple[Examined, ...]:
    """At most ``rules.good_examples_most`` objects without error or doubt, reported once, execution and achievement green, executed
    within the budget, at least half of the indicators quantitative; the best achievement first."""
    absent = {id(one) for finding, one in _of_no_form(result, forms) if one and asks_unit(finding) and not result.rejected(finding, None)}
    chosen = sorted((one for one in forms if id(one) not in absent and _is_good(result, one)), key=_rank)
    return tuple(chosen[: result.rules.good_examples_most])


def _is_good(result: RoundResult, one: Examined) -> bool:
    judged = one.judgement
    if any(_bars(finding) and not result.rejected(finding, one.form) for finding in one.findings):
        return False
    on_line = judged.execution.light is Light.GREEN and judged.execution.rate is not None and judged.execution.rate <= 1
    return on_line and judged.achievement.light is Light.GREEN and judged.overall is Light.GREEN and _mostly_quantitative(one)


def _bars(finding: Finding) -> bool:
    """Errors, doubts and a second form, the same one too, unless the bureau rejected the finding."""
    return asks_unit(finding) or finding.code == "duplicate-form"


def _mostly_quantitative(one: Examined) -> bool:
    targets = [row.target for row in one.form.indicators if row.target is not None]
    return bool(targets) and sum(target.quantitative for target in targets) * 2 >= len(targets)


def _rank(one: Examined) -> tuple[Decimal, Decimal, str]:
    judged = one.judgement
    return -(judged.achievement.pace or Decimal(0)), -(judged.execution.rate or Decimal(0)), one.name


# ---------- opening and closing ----------


def _opening(facts: _Facts, office: str) -> Iterator[Paragraph]:
    if warning := draft_warning(facts.result, "问题"):
        yield Paragraph(Style.WARNING, warning)
    issue, period = facts.issue, _period(facts.result.as_of)
    yield Paragraph(Style.TITLE, f"{office}\n关于{_title(issue, period)}的通报")
    yield Paragraph(Style.NUMBER, (issue and issue.number) or f"{BLANK}〔{BLANK}〕{BLANK}号")
    yield Paragraph(Style.ADDRESSEE, "各预算单位：")
    notice = (issue and issue.notice) or f"{BLANK}（监控通知文号）"
    what = f"{issue.fund}支出绩效目标及预算执行情况监控" if issue and issue.fund else f"{period}绩效运行监控"
    basis = (issue and issue.basis) or "按照预算绩效管理工作安排"
    yield Paragraph(Style.BODY, f"{basis}和{notice}的要求，我局组织开展了{what}。现将有关情况通报如下：")


def _title(issue: Issue | None, period: str) -> str:
    """M's title for a round on a special fund; else the period's."""
    return f"{issue.fund}支出绩效目标\n及预算执行情况监控" if issue and issue.fund else f"{period}绩效运行监控情况"


def _period(as_of: date | None) -> str:
    """2023年1—7月; a blank where the round has no one date."""
    if as_of is None:
        return f"{BLANK}年{BLANK}月"
    return f"{as_of.year}年1月" if as_of.month == 1 else f"{as_of.year}年1—{as_of.month}月"


def _closing(office: str, issue: Issue | None) -> Iterator[Paragraph]:
    yield Paragraph(Style.ANNEX_NOTE, "附件：绩效运行监控情况表")
    yield Paragraph(Style.SIGNATURE, office)
    yield Paragraph(Style.SIGNATURE, _day(issue.on if issue else None))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else f"{BLANK}年{BLANK}月{BLANK}日"


# ---------- 一、基本情况 ----------


def _scope(facts: _Facts) -> list[Paragraph]:
    covered = [Paragraph(Style.BODY, covered_text(facts.result, facts.issue))] if facts.issue else []
    return [Paragraph(Style.HEADING1, "基本情况"), *covered, Paragraph(Style.BODY, scope_text(facts.result))]


def covered_text(result: RoundResult, issue: Issue) -> str:
    """How much a round covered, in M's words: 将全县15家预算单位的21个项目全部纳入…监控范围，涉及金额9,132.00万元.  Kinds apart."""
    covered = issue.covered or tuple(_covered(result))
    what = issue.fund or issue.name
    if not covered:
        return f"{what}没有应纳入监控范围的对象。"
    head = f"{what}绩效运行监控" if issue.fund else what
    exempt = f"经核定免报{issue.exempt}个。" if issue.exempt else ""
    parts = [f"{one.units}家预算单位的{one.objects}个{_object_word(one.kind)}" for one in covered]
    amounts = [f"涉及金额{wan(one.amount)}万元" if one.amount is not None else "" for one in covered]
    if len(covered) == 1:
        return f"{head}将全{issue.place}{parts[0]}全部纳入监控范围{amounts[0] and '，'}{amounts[0]}。{exempt}"
    listed = "；".join(part + (f"（{amount}）" if amount else "") for part, amount in zip(parts, amounts, strict=True))
    return f"{head}将全{issue.place}{listed}全部纳入监控范围。{exempt}"


def _object_word(kind: Kind) -> str:
    return "项目" if KIND_WORDS[kind] == "项目支出" else KIND_WORDS[kind]


def _covered(result: RoundResult) -> Iterator[Covered]:
    """From the forms and what is missing, where the round itself did not say."""
    for kind, sums in result.totals.by_kind.items():
        if kind.monitors and sums.programs:
            yield Covered(kind, sums.programs, sums.units, trusted(kind, sums, result).adjusted)


def statement(result: RoundResult, kind: Kind = Kind.MONITORING) -> str:
    """A round in the words of a year's report (H): 5月项目绩效监控130个24,066万元，总体进度46%，略高于序时进度; "" without forms."""
    sums = result.totals.by_kind.get(kind)
    if result.as_of is None or sums is None or not sums.programs:
        return ""
    given = trusted(kind, sums, result)
    money = f"{half_up(given.adjusted / WAN, 0):,f}万元" if given.adjusted is not None else ""
    said = f"{result.as_of.month}月{_object_word(kind)}绩效监控{sums.programs}个{money}"
    if given.rate is None or result.time_progress is None:
        return said
    return f"{said}，总体进度{half_up(given.rate * 100, 0):f}%，{against_progress(given.rate, result.time_progress, result)}"


def scope_text(result: RoundResult) -> str:
    """What a round covered and where its money stands, kind by kind: the first sentences of the circular and of the page."""
    forms = monitored(result)
    kinds = [(kind, sums) for kind, sums in result.totals.by_kind.items() if kind.monitors and sums.programs]
    sentences = [_scope_sentence(result, forms), *(kind_sentence(kind, sums, result) for kind, sums in kinds)]
    if len(kinds) > 1:
        sentences.append("各类对象的资金互有包含，金额分别统计，不予相加。")
    if not kinds:
        sentences.append("本次收到的材料中没有绩效运行监控表，不形成监控结论。")
    return "".join(sentences)


def monitored(result: RoundResult) -> tuple[Examined, ...]:
    """The monitoring forms that count, each object once."""
    return tuple(one for one in result.examined if one.counts and one.form.kind.monitors)


def _scope_sentence(result: RoundResult, forms: Sequence[Examined]) -> str:
    as_of, progress = result.as_of, result.time_progress
    time = f"本次监控时点为{as_of.year}年{as_of.month}月{as_of.day}日" if as_of else "本次监控各表时点不一"
    time += f"，序时进度为{percent(progress)}。" if as_of and progress is not None else "。"
    if not forms and not result.missing and not any(one.back for one in result.examined):
        return time
    said = received_in(result, forms)
    read = f"{said.units}家单位的{said.reported}个对象"
    if not result.roster_given:
        return time + f"共收到{read}的监控表。"
    return time + f"应报送{said.due_units}家单位的{said.due}个对象，实际收到{read}，{said.missing_words}。"


def kind_sentence(kind: Kind, sums: Sums, result: RoundResult) -> str:
    """Count, budget, executed, rate and the words for it.  Objects whose amounts stand in a wrong unit are left out of the
    amounts and said to be, since one of them would drown all others."""
    wrong, given = in_wrong_unit(result, kind), trusted(kind, sums, result)
    of_year = "全年预算" if kind.evaluates else "调整后预算"
    budget, base = (given.adjusted, of_year) if given.adjusted != given.initial else (given.initial, "年初预算")
    amounts = [(base, budget), ("已执行", given.executed)]
    said = "，".join(
        [f"{KIND_WORDS[kind]}{sums.programs}个", *(f"{word}{wan(amount)}万元" for word, amount in amounts if amount is not None)]
    )
    if given.rate is not None:
        progress = result.time_progress if kind.monitors else None
        said += f"，执行率{percent(given.rate)}" + (f"，{against_progress(given.rate, progress, result)}" if progress is not None else "")
    return said + (f"（{len(wrong)}个对象金额单位有误，更正前未计入金额）。" if wrong else "。")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Sums of a kind in yuan as papers print them: None where no object reports such an amount, since a sum of nothing is not
    0.00; ``adjusted`` takes initial where there is none, ``rate`` = executed ÷ adjusted."""

    initial: Decimal | None
    adjusted: Decimal | None
    executed: Decimal | None
    rate: Decimal | None


def plain_amounts(kind: Kind, sums: Sums, result: RoundResult) -> Amounts:
    """The plain sums of a kind, for the foot of a table."""
    return _amounts(_of_kind(result, kind), sums.initial, sums.adjusted, sums.executed)


def trusted(kind: Kind, sums: Sums, result: RoundResult) -> Amounts:
    """The sums of a kind without the amounts of objects that stand in a wrong unit."""
    rows = [row for one in in_wrong_unit(result, kind) if (row := one.form.total)]
    initial = sums.initial - sum((row.initial or Decimal(0) for row in rows), Decimal(0))
    adjusted = sums.adjusted - sum((row.adjusted if row.adjusted is not None else row.initial or Decimal(0) for row in rows), Decimal(0))
    executed = sums.executed - sum((row.executed or Decimal(0) for row in rows), Decimal(0))
    return _amounts([one for one in _of_kind(result, kind) if not _wrong_unit(result, one)], initial, adjusted, executed)


def _amounts(forms: Sequence[Examined], initial: Decimal, adjusted: Decimal, executed: Decimal) -> Amounts:
    rate = executed / adjusted if adjusted and (executed or _reported(forms, "executed")) else None
    return Amounts(
        initial if initial or _reported(forms, "initial") else None,
        adjusted if adjusted or _reported(forms, "initial", "adjusted") else None,
        executed if executed or _reported(forms, "executed") else None,
        rate,
    )


def _reported(forms: Sequence[Examined], *columns: str) -> bool:
    """Whether any of the objects reports such an amount."""
    return any(row.amount(column) is not None for one in forms if (row := one.form.total) for column in columns)


def _of_kind(result: RoundResult, kind: Kind) -> list[Examined]:
    return [one for one in result.examined if one.counts and one.form.kind is kind]


def in_wrong_unit(result: RoundResult, kind: Kind) -> list[Examined]:
    """The objects of a kind whose amounts cannot be added to the others'."""
    return [one for one in _of_kind(result, kind) if _wrong_unit(result, one)]


def unit_note(result: RoundResult, kind: Kind) -> str:
    """What stands beside plain sums of a kind that hold amounts in a wrong unit; empty where there are none."""
    wrong = len(in_wrong_unit(result, kind))
    return f"其中{wrong}个对象金额单位有误，合计未剔除，待更正" if wrong else ""


_SUMMED = ("initial", "adjusted", "received", "executed")
"""Amounts that make the sums; a forecast in a wrong unit leaves them as they are."""


def _wrong_unit(result: RoundResult, one: Examined) -> bool:
    """A summed amount of the total row is in a wrong unit, and nobody has said it is right."""
    given = one.form.total.cells if one.form.total else {}
    cells = [cell for column in _SUMMED if (cell := given.get(column))]
    found = [finding for finding in one.findings if finding.code == "unit-conflict" and not result.rejected(finding, one.form)]
    return any(finding.cell == cell or at(cell) in finding.message for finding in found for cell in cells)


def against_progress(rate: Decimal, progress: Decimal, result: RoundResult) -> str:
    """略高于序时进度 and so on, by the rule set's bounds."""
    return words_against_progress(rate, progress, slightly=result.rules.slightly, clearly=result.rules.clearly)


# ---------- 二、监控执行情况 ----------


def _execution(facts: _Facts) -> list[Paragraph]:
    if not facts.forms:
        return []
    paragraphs = [_clean_sentence(facts), _lights_sentence(facts), _verdict_sentence(facts)]
    body = [Paragraph(Style.BODY, "".join(text for text in paragraphs if text))]
    if facts.good:
        body.append(Paragraph(Style.BODY, _good_sentence(facts)))
    return [Paragraph(Style.HEADING1, "监控执行情况"), *body]


def _clean_sentence(facts: _Facts) -> str:
    """Objects with a named finding, and those without any; what is still open is neither."""
    faulty = {id(named.examined) for named in facts.named if named.examined}
    total, waiting = len(facts.forms), len(facts.left_open - faulty)
    if not faulty and not facts.result.undecided():
        return f"收到的{total}个对象的监控表均未发现需要通报的问题。"
    counts = [f"{total - len(faulty) - waiting}个未发现需要通报的问题"]
    counts += [f"{len(faulty)}个存在问题"] if faulty else []
    counts += [f"{waiting}个的问题尚待核实"] if waiting else []
    return f"收到监控表的{total}个对象中，{'，'.join(counts)}。"


def _lights_sentence(facts: _Facts) -> str:
    lights = [one.judgement.overall for one in facts.forms if one.judgement.overall]
    if not lights:
        return ""
    order = (Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED, Light.GREY)
    counted = [f"{light.chinese}{lights.count(light)}个" for light in order if light in lights]
    grey = "（灰灯为未到考核时点或暂不能判断）" if Light.GREY in lights else ""
    rest = f"，另有{len(facts.forms) - len(lights)}个暂不作判断" if len(lights) < len(facts.forms) else ""
    return f"按预算执行和绩效目标实现程度“双监控”，{'、'.join(counted)}{grey}{rest}。"


def _verdict_sentence(facts: _Facts) -> str:
    verdicts = [one.judgement.verdict for one in facts.forms if one.judgement.verdict]
    counted = [f"{word}{verdicts.count(word)}个" for word in QUADRANTS.values() if word in verdicts]
    return f"可作综合判断的{len(verdicts)}个对象中，{'、'.join(counted)}。" if counted else ""


def _good_sentence(facts: _Facts) -> str:
    timely = "、按时报送" if facts.result.roster_given else ""
    rule = f"填报无错误和疑点、未重复报送{timely}、预算执行和目标完成均为绿灯、支出未超预算、指标以定量为主"
    listed = "；".join(f"{one.unit}{quoted(one.object)}（{_figures(one)}）" for one in facts.good)
    return f"{rule}、执行情况较好的有：{listed}。"


def _figures(one: Examined) -> str:
    judged = one.judgement
    figures = [("执行率", judged.execution.rate), ("加权完成率", judged.achievement.pace)]
    return "，".join(f"{word}{percent(value)}" for word, value in figures if value is not None)


# ---------- 三、存在的问题 ----------


def _problems(facts: _Facts) -> list[Paragraph]:
    paragraphs = _grouped_problems(facts) if facts.issue else _problems_by_class(facts)
    return [Paragraph(Style.HEADING1, "存在的问题"), *paragraphs] if paragraphs else []


def _problems_by_class(facts: _Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    for number, title in _CLASSES:
        if named := _of_class(facts, number):
            paragraphs += [Paragraph(Style.HEADING2, title), *fault_paragraphs(named)]
    return paragraphs


_CLASSES: tuple[tuple[int | None, str], ...] = (*CLASS_TITLES.items(), (None, OTHER_TITLE))
_GROUPS: tuple[tuple[str, tuple[int | None, ...]], ...] = (
    ("监控报告及监控表填报不规范", (1, 2, 3, 4)),
    ("支出进度缓慢、偏离绩效目标", (5,)),
    ("其他问题", (None,)),
)
"""How M groups the classes: what is wrong with the filling, then what is wrong with the work."""


def _grouped_problems(facts: _Facts) -> list[Paragraph]:
    """M's order: 一是…二是… of the filling with the units of each class, then the slow ones."""
    paragraphs: list[Paragraph] = []
    for title, classes in _GROUPS:
        groups = [(dict(_CLASSES)[number], named) for number in classes if (named := _of_class(facts, number))]
        if groups:
            paragraphs.append(Paragraph(Style.HEADING2, title))
        for place, (words, named) in enumerate(groups):
            if len(classes) > 1:
                paragraphs.append(Paragraph(Style.BODY, _units_of(named), f"{NUMERALS[place]}是{words}。"))
            paragraphs += fault_paragraphs(named)
    return paragraphs


def _of_class(facts: _Facts, number: int | None) -> list[Named]:
    return [one for one in facts.named if one.finding.problem_class == number]


def _units_of(named: Sequence[Named]) -> str:
    units = list(dict.fromkeys(one.unit for one in sorted(named, key=lambda one: one.unit)))
    return f"涉及{'、'.join(units)}{len(units)}家单位。"


# ---------- 四、下一步工作要求 ----------


def _demands(facts: _Facts) -> list[Paragraph]:
    """Only what the classes that occurred call for; the day until which is the bureau's to fill."""
    present = [number for number in DEMANDS if any(one.finding.problem_class == number for one in facts.named)]
    if not present:
        return []
    paragraphs = [Paragraph(Style.HEADING1, "下一步工作要求")]
    issue = facts.issue
    by = _day(issue.rectify_by if issue else None)
    for number in present:
        title, text = DEMANDS[number]
        paragraphs += [Paragraph(Style.HEADING2, title), Paragraph(Style.BODY, text.replace(_day(None), by))]
    last = f"请有关单位对照上述问题逐项整改，于{by}前将整改情况报送我局。"
    return [*paragraphs, Paragraph(Style.BODY, last), *_answering(issue)]


def _answering(issue: Issue | None) -> list[Paragraph]:
    """That named units may answer, and in how many days; nothing where the round gives none."""
    if issue is None or not issue.answer_days:
        return []
    text = (
        f"被通报的单位对所列问题有不同意见的，可自收到本通报之日起{issue.answer_days}个工作日内书面说明情况并附佐证材料，由我局核实后答复。"
    )
    return [Paragraph(Style.BODY, text)]


# ---------- 附件 ----------


def _annex(facts: _Facts) -> Iterator[AnnexRow]:
    number = 0
    problems = Counter(id(named.examined) for named in facts.named)
    for kind, sums in facts.result.totals.by_kind.items():
        forms = [one for one in facts.forms if one.form.kind is kind]
        for one in sorted(forms, key=lambda one: (one.unit, one.name)):
            number += 1
            yield AnnexRow((str(number), one.unit, one.object, *_money_cells(one), _light_word(one), _count(facts, one, problems[id(one)])))
        if forms:
            yield AnnexRow(_subtotal(kind, sums, facts.result), subtotal=True)
    for absent in facts.result.missing:
        number += 1
        budget = wan(absent.budget) if absent.budget is not None else "—"
        yield AnnexRow((str(number), absent.unit, absent.program or OVERALL, budget, "—", "—", "未报", "—"))
    for one in facts.result.examined:
        if not one.back:
            continue
        number += 1
        yield AnnexRow((str(number), one.unit, one.object, *_money_cells(one), "退回", "—"))


def _count(facts: _Facts, one: Examined, problems: int) -> str:
    """The named findings of an object; "—" where nothing but open ones is left."""
    return "—" if not problems and id(one) in facts.left_open else str(problems)


def _money_cells(one: Examined) -> tuple[str, str, str]:
    row = one.form.total
    budget = budget_of(one)
    executed = row.executed if row else None
    rate = one.judgement.execution.rate
    return (
        wan(budget) if budget is not None else "—",
        wan(executed) if executed is not None else "—",
        percent(rate) if rate is not None else "—",
    )


def budget_of(one: Examined) -> Decimal | None:
    """The object's budget in yuan: adjusted, else initial, of its total row."""
    row = one.form.total
    if row is None:
        return None
    return row.adjusted if row.adjusted is not None else row.initial


def _light_word(one: Examined) -> str:
    return one.judgement.overall.chinese[0] if one.judgement.overall else "—"


def _subtotal(kind: Kind, sums: Sums, result: RoundResult) -> tuple[str, ...]:
    given, note = plain_amounts(kind, sums, result), unit_note(result, kind)
    budget, executed = ("—" if amount is None else wan(amount) for amount in (given.adjusted, given.executed))
    rate = percent(given.rate) if given.rate is not None else "—"
    count = f"{sums.programs}个" + (f"（{note}）" if note else "")
    return ("", f"{KIND_WORDS[kind]}小计", count, budget, executed, rate, "", "")
