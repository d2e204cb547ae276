"""What a monitoring report (绩效监控报告) states in figures, to be held against the form.

Conservative by intent: a sentence on a part (其中…), another year or date, a plan, a change, a unit price or
several objects at once is passed over, and an amount that equals any fund figure of the form is never a mismatch.
Source: domain.md "Figures of two sources are compared at the coarser one's printed precision".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rapidfuzz.fuzz import partial_ratio

from hengji.rules.forms import AMOUNT_COLUMNS, Form, FundRow, IndicatorRow
from hengji.rules.judgement import Judgement
from hengji.rules.money import equal_at, parse_amount, percent, wan
from hengji.rules.text import fold, fold_name
from hengji.rules.units import convert


class StatementKind(StrEnum):
    """What a figure of a report speaks of."""

    BUDGET = "budget"
    EXECUTED = "executed"
    RATE = "rate"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure stated in a sentence: yuan for money, a ratio for rates, the number as printed for an indicator.
    ``quantum`` is the worth of its last printed digit; ``indicator`` names the 三级指标 it speaks of; ``text`` is the figure
    as printed; ``certain``: the words leave no doubt that it was spent (累计支出, 已支付), so the budget's figure does not bear it out."""

    kind: StatementKind
    figure: Decimal
    quantum: Decimal
    sentence: str
    unit: str | None = None
    indicator: str | None = None
    text: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read.  ``paragraphs`` are its sentences' paragraphs in order; ``unit`` and ``program`` what its
    title, captions or signature name; ``names`` further texts that may hold the name of unit or object
    (file name without suffix, title lines, headings), first the likeliest."""

    file: str
    paragraphs: tuple[str, ...]
    unit: str | None = None
    program: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A stated figure that the form does not bear out: ``what`` it speaks of (执行数, 执行率, 指标“…”), what stands
    ``on_form`` and in which ``cell``."""

    statement: Statement
    on_form: str
    cell: str | None
    what: str

    @property
    def message(self) -> str:
        """One Chinese sentence with both figures, the report's own sentence quoted."""
        return f"监控报告写“{clipped(self.statement)}”，所写{self.what}{self.statement.text}与监控表的{self.on_form}不符。"


# ---------- which part of a report speaks of the object ----------

_NUMBERING = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"^\d{1,2}[.．、](?!\d)"),
    re.compile(r"^[（(]\d{1,2}[）)]"),
)
_OVERALL_HEAD = re.compile(r"部门整体(?:支出)?")
_OBJECT_HEAD = re.compile(r"(?:项目|工程|资金|经费|补助|补贴|转移支付)(?:[（(][^（）()]*[）)])?$")
_HEAD_MOST = 60


def heading_level(paragraph: str) -> int | None:
    """1 for 一、, 2 for （一）, 3 for 1., 4 for （1）; None for what is no heading (a sentence or a long paragraph)."""
    text = paragraph.strip()
    if len(text) > _HEAD_MOST or "。" in text[:-1]:
        return None
    return next((level for level, mark in enumerate(_NUMBERING, 1) if mark.match(text)), None)


def section(report: Report, form: Form) -> tuple[str, ...]:
    """The paragraphs that speak of the form's object: the sections whose heading names it; else the whole report
    without sections on other objects, or, where a report of several objects names it only in its text, those paragraphs."""
    name = fold_name(form.program.name or "")
    own = _own_section(report, form)
    if own:
        return own
    several = sum(1 for text in report.paragraphs if heading_level(text) and _OBJECT_HEAD.search(text.strip())) >= 2
    if several and name and not _titled(report, name):
        return tuple(text for text in report.paragraphs if name in fold_name(text))
    foreign = set() if form.kind.overall else set(_headed(report.paragraphs, lambda head: bool(_OVERALL_HEAD.search(head))))
    return tuple(text for text in report.paragraphs if text not in foreign)


def _own_section(report: Report, form: Form) -> tuple[str, ...]:
    name = fold_name(form.program.name or "")
    return _headed(report.paragraphs, lambda head: _names(head, name, form))


def _names(head: str, name: str, form: Form) -> bool:
    if form.kind.overall:
        return bool(_OVERALL_HEAD.search(head))
    return len(name) >= 4 and name in fold_name(head)


def _titled(report: Report, name: str) -> bool:
    return any(name in fold_name(text) for text in (report.program or "", *report.names[:2]))


def _headed(paragraphs: tuple[str, ...], wanted: Callable[[str], bool]) -> tuple[str, ...]:
    """Every section, heading included, whose heading is wanted; it ends at the next heading of its level or above."""
    found: list[str] = []
    inside: int | None = None
    for text in paragraphs:
        level = heading_level(text)
        if level and (inside is None or level <= inside):
            inside = level if wanted(text) else None
        if inside is not None:
            found.append(text)
    return tuple(found)


_QUOTED_OBJECT = re.compile(r"[“\"「]([^”\"」]{2,40}(?:项目|工程|资金|经费|补助|补贴))[”\"」]|[“\"「]([^”\"」]{2,40})[”\"」](?=项目|工程)")
_LEADING_OBJECT = re.compile(
    r"^(?:[（(]?[\d一二三四五六七八九十]{1,2}[）).、．])?(?:其中)?[：:]?((?:20\d\d年)?[一-龥A-Za-z0-9—\-（）()、]{2,30}?(?:项目|工程))(?=预算|资金|安排|下达|支出|执行|已|共|累计|实际|全年|年初|[：:]|\d|$)"
)
_NO_NAME = re.compile(
    r"^(?:截[至止](?:到|于)?|[\d—~－-]+月(?:份|底|末|\d+日)?|20\d\d年度?|目前|当前|今年|本年|全年|年初|上半年|本|该|此|我|各|全部|所有|上述|单个|子|重点|"
    r"全[县镇乡]|实施|建设|部门|其他|专项|财政|预算|年度|绩效|调整后?|实际|累计)*"
    r"(?:单位|部门|局|镇|乡|县)?(?:的|等)?(?:项目|工程|资金|经费|补助|补贴)?$"
)


def _focus(clause: str, name: str) -> bool | None:
    """True when the clause names the form's object, False when it names another one, None when it names none."""
    if name and name in fold_name(clause):
        return True
    named = [match[1] or match[2] for match in _QUOTED_OBJECT.finditer(clause)]
    if match := _LEADING_OBJECT.match(clause.strip()):
        named.append(match[1])
    others = [fold_name(text) for text in named if not _NO_NAME.match(text)]
    if not others:
        return None
    return any(partial_ratio(_bare(other), _bare(name)) >= _ALIKE for other in others) if name else False


def _bare(name: str) -> str:
    """A name without the words every name has."""
    return re.sub(r"(?:建设|实施|支出)?(?:项目|工程|资金|经费|补助|补贴)+$", "", name) or name


def _lists_objects(report: Report, name: str) -> bool:
    """The report speaks of other objects too and its title does not say that it is about this one."""
    if not name or _titled(report, name):
        return False
    clauses = (clause for text in report.paragraphs for sentence in _SENTENCE.findall(text) for clause in _CLAUSE.findall(sentence))
    return any(_focus(clause, name) is False for clause in clauses)


_ALIKE = 75
"""From this likeness (of 100) a shortened name is taken for the object's own."""


# ---------- sentences, clauses and what they are passed over for ----------

_SENTENCE = re.compile(r"[^。；;！？!?\n]+[。；;！？!?]?")
_CLAUSE = re.compile(r"(?:[^，,]|(?<=\d)[，,](?=\d{3}(?!\d)))+")
_NUMBER = r"(?<![\d.])\d[\d,，]*(?:\.\d+)?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*(亿元|万元|元)(?!\s*[/／])")
_PERCENT = re.compile(rf"({_NUMBER})\s*[%％](?!\s*个?百分点)")
_COUNT = re.compile(rf"({_NUMBER})\s*([一-龥A-Za-z%％]{{1,6}})")

_YEAR = re.compile(r"(20\d\d)年")
_PAST = re.compile(r"上年|去年|往年|历年|近年|以前年度|明年|下年|次年")
_CURRENT = re.compile(r"本年|今年|本期|截[至止]|目前|当前")
_PLAN = re.compile(
    r"预计|(?<!按)(?<!按照)(?<!照)计划(?!内)|拟|力争|争取|预期|将于|将在|将完成|有望|尚需|还需|下半年(?!度)|下一步|年底(?:前|"
    r"将)|目标(?:值)?[为是]"
)
_DONE = re.compile(r"截[至止]|目前|实际|累计|已")
_PARTS = re.compile(
    r"其中|分别|包括|包含|用于|一是|二是|三是|四是|五是|(?:[2-9]|[1-9]\d+)\s*个(?:子)?(?:项目|工程|标段|单位|村|乡镇)|标段|"
    r"[一二三四]期"
)
_CHANGE = re.compile(
    r"增加|减少|追加|调增|调减|核减|同比|环比|较上|比上|节约|节省|结余|结转|剩余|余额|未支[付出]|未拨|未使用|欠|缺口|扣除|"
    r"收回|退回|质保金"
)
_OTHER_MONEY = re.compile(
    r"合同|招标|中标|投标|采购价|限价|总投资|概算|估算|结算|送审|审定|审减|收入|产值|增收|收益|利润|分红|贷款|担保|保费|奖金|标准|单价|均价|每[亩户人座个公米平头只株]|人均|户均|亩均|成本"
)
_WHOLE = re.compile(r"合计|共计|总计|总支出|总预算|资金总额|项目总")
_SOURCE = re.compile(
    r"中央(?:财政)?(?:资金|补助|预算)|省级|市级|州级|自治区|县级|配套|自筹|债券|其他资金|社会资本|东西部|援|政府性基金|"
    r"一般公共预算|国有资本|单位资金"
)
_ROUGH = re.compile(r"约|近|超过?|逾|不足|不低于|不少于|不超过|至少|高于|低于|大于|小于|≥|≤|>|<|[达到]{1,2}(?=$)")
_ROUGH_AFTER = re.compile(r"^\s*(?:左右|以上|以下|以内|余|多|上下|的?目标|的?要求)")
_AS_OF = re.compile(
    r"(?:截[至止](?:到|于)?|1\s*月?\s*[-—–~～至到]+)\s*(?:(?:20\d\d|本|今)年)?(?:度)?\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?"
)
_HALF = re.compile(r"(上半年|一季度|前?三季度|二季度|四季度)")
_HALF_MONTH = {"上半年": 6, "一季度": 3, "三季度": 9, "前三季度": 9, "二季度": 6, "四季度": 12}
_SINGLE_MONTH = re.compile(r"(?<![\d\-—–~～至到年止])\s*(\d{1,2})月(?:份|当月)?(?!\d*[日底末])")

_WORDS = (
    (StatementKind.RATE, re.compile(r"执行率|支出率|支付率|支出进度|执行进度|支付进度|(?:资金|预算)使用率")),
    (StatementKind.EXECUTED, re.compile(r"支出|执行|支付|拨付使用|使用资金|资金使用|实际使用|列支")),
    (StatementKind.BUDGET, re.compile(r"预算|安排|下达|资金总额|批复")),
)
_FALSE_WORDS = re.compile(
    r"项目支出(?!进度)|部门整体支出|部门支出(?!进度)|基本支出|支出绩效|执行情况|支出方向|支出责任|序时进度|时间进度|财政支出|"
    r"预算单位|预算绩效"
)
_SPENT = re.compile(r"(?:实际|累计|已经?|共计?|总)(?:完成)?(?:资金)?(?:支出|支付|执行|列支)[^，]{0,4}$|执行数[为是]?$")
_NO_KIND = re.compile(r"到位|收到|拨入|拨付(?!使用)|完成率|合格率|满意度|覆盖率|到位率|序时|形象进度|工程进度|建设进度|项目进度|投资")


@dataclass(frozen=True, slots=True)
class _Context:
    """What the form is about: its object's folded name, its year, its date, its indicators by folded name; ``strict``: only
    sentences that name the object count, because the report speaks of several."""

    name: str
    strict: bool
    year: int | None
    as_of: date | None
    names: tuple[tuple[str, IndicatorRow], ...]


def statements(report: Report, form: Form | None = None, judgement: Judgement | None = None) -> tuple[Statement, ...]:
    """Every figure of the report that can be tied to budget, execution, rate or (given a form) one of its indicators;
    with a form only what is said of its object."""
    context = _context(report, form, judgement)
    paragraphs = section(report, form) if form else report.paragraphs
    if form and _own_section(report, form):
        context = replace(context, strict=False)  # a section of its own needs no naming in each sentence
    return tuple(dict.fromkeys(one for text in paragraphs for one in _in_paragraph(text, context)))


def _in_paragraph(text: str, context: _Context) -> Iterator[Statement]:
    own: bool | None = None
    for sentence in _SENTENCE.findall(text):
        clauses = []
        for clause in _CLAUSE.findall(sentence.strip()):
            said = _focus(clause, context.name) if context.name else None
            own = own if said is None else said
            clauses.append((clause, own is True or (own is None and not context.strict)))
        yield from _in_sentence(sentence.strip(), clauses, context)


def _context(report: Report, form: Form | None, judgement: Judgement | None) -> _Context:
    if form is None:
        return _Context("", False, None, None, ())
    name = fold_name(form.program.name or "") if not form.kind.overall else ""
    as_of = form.as_of or (judgement.as_of if judgement else None)
    names = {variant: row for row in form.indicators if row.name for variant in _variants(row.name)}
    year = form.year or (as_of.year if as_of else None)
    ordered = tuple(sorted(names.items(), key=lambda pair: -len(pair[0])))
    return _Context(name, _lists_objects(report, name), year, as_of, ordered)


def _variants(name: str) -> Iterator[str]:
    """The name and the name without a trailing 数量; short ones say too little to tie a figure to."""
    folded = fold(name)
    for text in (folded, re.sub(r"(?:数量|个数|数)$", "", folded)):
        if len(text) >= 4:
            yield text


def _in_sentence(sentence: str, clauses: Sequence[tuple[str, bool]], context: _Context) -> Iterator[Statement]:
    """Statements of one sentence; what makes a clause to be passed over may hold for the clauses after it.
    Each clause comes with whether it speaks of the form's object."""
    elsewhere = planned = parts = False
    named: IndicatorRow | None = None
    for clause, ours in clauses:
        elsewhere = _elsewhere(clause, context, elsewhere)
        planned = bool(_PLAN.search(clause)) or (planned and not _DONE.search(clause))
        parts = bool(_PARTS.search(clause) or _SOURCE.search(clause)) or (parts and not _WHOLE.search(clause))
        head = _indicator_in(clause, context)
        if ours and not (elsewhere or planned):
            named_now = head or (named if re.search(r"实际|完成|已", clause) else None)
            yield from _in_clause(clause, sentence, named_now, parts)
        named = head


def _elsewhere(clause: str, context: _Context, before: bool) -> bool:
    """Whether the clause speaks of another year or of another date than the form's."""
    years = {int(year) for year in _YEAR.findall(clause)}
    if context.year and years and context.year not in years or _PAST.search(clause):
        return True
    dated = _other_date(clause, context.as_of)
    if dated is not None:
        return dated
    return before and not (years or _CURRENT.search(clause))


def _other_date(clause: str, as_of: date | None) -> bool | None:
    """True for a date that is not the form's, False for the form's own, None where no date stands."""
    if as_of is None:
        return None
    if match := _AS_OF.search(clause):
        return int(match[1]) != as_of.month or bool(match[2] and int(match[2]) != as_of.day)
    if match := _HALF.search(clause):
        return _HALF_MONTH[match[1]] != as_of.month
    return True if _SINGLE_MONTH.search(clause) and "累计" not in clause else None


def _indicator_in(clause: str, context: _Context) -> IndicatorRow | None:
    folded = fold(clause)
    return next((row for name, row in context.names if name in folded), None)


def _in_clause(clause: str, sentence: str, named: IndicatorRow | None, parts: bool) -> Iterator[Statement]:
    if named is not None:
        yield from _indicator_figures(clause, sentence, named)
    if parts or _CHANGE.search(clause) or _OTHER_MONEY.search(clause):
        return
    yield from _money_figures(clause, sentence)
    yield from _rate_figures(clause, sentence)


def _money_figures(clause: str, sentence: str) -> Iterator[Statement]:
    for match, before, after in _with_neighbours(_AMOUNT, clause):
        amount = parse_amount(match[0], Decimal(1))
        kind = _kind_of(before) or _kind_of(after, first=True)
        if amount and kind in (StatementKind.BUDGET, StatementKind.EXECUTED) and not _rough(before, after):
            certain = kind is StatementKind.EXECUTED and bool(_SPENT.search(before))
            yield Statement(kind, amount.yuan, amount.quantum, sentence, "元", text=match[0], certain=certain)


def _rate_figures(clause: str, sentence: str) -> Iterator[Statement]:
    for match, before, after in _with_neighbours(_PERCENT, clause):
        if _kind_of(before) is StatementKind.RATE and not _rough(before, after):
            number, quantum = _number(match[1])
            yield Statement(StatementKind.RATE, number / 100, quantum / 100, sentence, "%", text=match[0])


def _indicator_figures(clause: str, sentence: str, row: IndicatorRow) -> Iterator[Statement]:
    """Figures in the indicator's own unit; the first one only, since later ones are commonly details."""
    for match, before, after in _with_neighbours(_COUNT, clause):
        unit = _unit_prefix(match[2], row)
        if unit and not _rough(before, after.removeprefix(unit)) and _kind_of(before) is None:
            number, quantum = _number(match[1])
            yield Statement(StatementKind.INDICATOR, number, quantum, sentence, unit, row.name, match[1] + unit)
            return


def _unit_prefix(text: str, row: IndicatorRow) -> str | None:
    """The part of the words after a number that is the indicator's own unit."""
    unit = fold(row.target.unit) if row.target and row.target.unit else None
    return unit if unit and fold(text).startswith(unit) else None


def _with_neighbours(pattern: re.Pattern[str], clause: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Each match with the text since the figure before it and the text up to the next."""
    figures = list(pattern.finditer(clause))
    stops = sorted(match.span() for match in re.finditer(rf"{_NUMBER}\s*(?:亿元|万元|元|[%％])?", clause))
    for match in figures:
        start = max((end for _, end in stops if end <= match.start()), default=0)
        stop = min((begin for begin, _ in stops if begin >= match.end()), default=len(clause))
        yield match, clause[start : match.start()], clause[match.end() : stop]


def _kind_of(words: str, *, first: bool = False) -> StatementKind | None:
    """The kind the nearest word names: the last before a figure, the first after it."""
    text = _FALSE_WORDS.sub("　", words)
    spots: list[tuple[int, StatementKind | None]] = [(match.end(), kind) for kind, pattern in _WORDS for match in pattern.finditer(text)]
    spots += [(match.end(), None) for match in _NO_KIND.finditer(text)]
    if not spots:
        return None
    # 支出进度 ends after 支出 and 执行率 after 执行: of the words at one spot the longer one counts.
    return (min if first else max)(spots, key=lambda spot: spot[0])[1]


def _rough(before: str, after: str) -> bool:
    return bool(_ROUGH.search(before[-6:].rstrip("达到为")) or _ROUGH_AFTER.match(after))


def _number(text: str) -> tuple[Decimal, Decimal]:
    number = Decimal(re.sub(r"[,，]", "", text))
    exponent = number.as_tuple().exponent
    return number, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


# ---------- against the form ----------


def mismatches(report: Report, form: Form, judgement: Judgement | None = None) -> Iterator[Mismatch]:
    """Statements on the form's object that none of the form's figures bears out, each figure once."""
    told: set[tuple[StatementKind, Decimal, str | None]] = set()
    for statement in statements(report, form, judgement):
        key = (statement.kind, statement.figure, statement.indicator)
        mismatch = _against(statement, form)
        if mismatch and key not in told:
            told.add(key)
            yield mismatch


def mismatches_in(papers: Sequence[Report], form: Form, judgement: Judgement | None = None) -> list[tuple[Mismatch, list[int]]]:
    """The same of several papers that say one thing (the text typed and the stamped PDF of it): each figure once, with the positions
    of the papers it stands in."""
    told: dict[tuple[str, Decimal], tuple[Mismatch, list[int]]] = {}
    for position, paper in enumerate(papers):
        for found in mismatches(paper, form, judgement):
            told.setdefault((found.what, found.statement.figure), (found, []))[1].append(position)
    return list(told.values())


def _against(statement: Statement, form: Form) -> Mismatch | None:
    if statement.kind is StatementKind.INDICATOR:
        return _indicator_mismatch(statement, form)
    if statement.kind is StatementKind.RATE:
        return _rate_mismatch(statement, form)
    return _money_mismatch(statement, form)


def _money_mismatch(statement: Statement, form: Form) -> Mismatch | None:
    row = form.total or next(iter(form.funds), None)
    columns = ("executed",) if statement.kind is StatementKind.EXECUTED else ("adjusted", "initial")
    column = next((key for key in columns if row and row.amount(key) is not None), None)
    columns_meant = ("executed", "received") if statement.certain else AMOUNT_COLUMNS
    if row is None or column is None or any(_same(statement, *amount) for amount in _amounts(form, columns_meant)):
        return None
    yuan = row.amount(column)
    assert yuan is not None
    return Mismatch(statement, f"{wan(yuan)}万元", row.cells.get(column), "支出" if columns == ("executed",) else "预算")


def _amounts(form: Form, columns: Iterable[str]) -> Iterator[tuple[Decimal, Decimal]]:
    """Every fund figure of the form in these columns with its printed precision."""
    for row in form.funds:
        for column in columns:
            yuan = row.amount(column)
            if yuan is not None:
                yield yuan, row.quantum.get(column, Decimal("0.01"))


def _same(statement: Statement, value: Decimal, quantum: Decimal) -> bool:
    """Equal at the coarser precision; a figure cut off instead of rounded is the same figure."""
    if equal_at(statement.figure, statement.quantum, value, quantum):
        return True
    return value - value % statement.quantum == statement.figure


def _rate_mismatch(statement: Statement, form: Form) -> Mismatch | None:
    rates = [rate for row in form.funds for rate in _rates(row)]
    if not rates or any(_same(statement, rate, Decimal("0.0001")) for rate in rates):
        return None
    row = form.total or form.funds[0]
    shown = next(iter(_rates(row)), rates[0])
    return Mismatch(statement, percent(shown), row.cells.get("stated_rate") or row.cells.get("executed"), "执行率")


def _rates(row: FundRow) -> Iterable[Decimal]:
    """Executed on every base the row has, the likeliest first, and the rate it states."""
    bases = (row.adjusted, row.initial, row.received)
    rates = [row.executed / base for base in bases if row.executed is not None and base]
    return [*rates, row.stated_rate] if row.stated_rate is not None else rates


def _indicator_mismatch(statement: Statement, form: Form) -> Mismatch | None:
    row = next((row for row in form.indicators if row.name == statement.indicator), None)
    if row is None or row.actual is None or row.actual.number is None:
        return None
    if any(_same_value(statement, number, unit) for number, unit in _values(row)):
        return None
    text = row.texts.get("actual") or row.actual.text
    return Mismatch(statement, f"实际完成值“{text}”", row.cells.get("actual"), f"指标“{row.name}”")


def _values(row: IndicatorRow) -> Iterator[tuple[Decimal, str | None]]:
    for value in (row.actual, row.forecast, row.target):
        if value is not None:
            yield from ((number, value.unit) for number in (value.number, value.low, value.high) if number is not None)


def _same_value(statement: Statement, number: Decimal, unit: str | None) -> bool:
    there = convert(number, unit, statement.unit) if unit and statement.unit and unit != statement.unit else number
    return there is not None and _same(statement, there, Decimal("0.000001"))


def clipped(statement: Statement, most: int = 60) -> str:
    """The sentence for a message: as written, or its surroundings of the figure when it is long."""
    sentence = statement.sentence.strip("。；; ")
    if len(sentence) <= most:
        return sentence
    at = max(sentence.find(statement.text) - most // 2, 0)
    piece = sentence[at : at + most]
    return ("…" if at else "") + piece + ("…" if at + most < len(sentence) else "")
