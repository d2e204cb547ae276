"""The draft review opinion (审核意见) on a round's self-evaluations: facts → what may be said.  Typesetting is ``papers.word``.

The habits of the circular hold: only adopted findings the unit has to answer are named, never a notice; a sentence whose
facts are missing is not written; name, number and dates stay blanks to fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.circular import KIND_WORDS, kind_sentence, monitored
from hengji.rules.document import BLANK, OFFICE, AnnexColumn, AnnexRow, Document, Paragraph, Style, numbered
from hengji.rules.faults import FAULTS, SCORING_FAULTS, Named, draft_warning, fault_paragraphs, named_of_no_form, named_on, quoted
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.money import half_up, plain
from hengji.rules.results import Examined, RoundResult, asks_unit, received_in
from hengji.rules.selfevaluation import difference, evaluated, inflation_of, total_gap, wrong_grade

WORDS = {
    **SCORING_FAULTS,
    **FAULTS,
    "deviation-unexplained": "未达目标或扣分未说明原因",
    "report-mismatch": "自评表与报告数据不符",
    "not-submitted": "未报送自评表",
    "late": "逾期报送自评表",
    "duplicate-form": "同一对象报送内容不同的自评表",
}
"""Faults in the words of self-evaluations, those of scoring first."""

_ANNEX = (
    AnnexColumn("序号", 610),
    AnnexColumn("单位", 1750, "left"),
    AnnexColumn("评价对象", 2085, "left"),
    AnnexColumn("自评\n总分", 850, "right"),
    AnnexColumn("重算\n总分", 850, "right"),
    AnnexColumn("差额", 800, "right"),
    AnnexColumn("自评\n等级", 640),
    AnnexColumn("重算\n等级", 640),
    AnnexColumn("问题", 620),
)
_WHY_NOT = "但分值之和不是满分，或有的指标不能按规则计分"
_REASONS_MOST = 6
_UNITS_MOST = 5
_OBJECTS_MOST = 12
_ITEMS_MOST = 3


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the sentences are made from: the self-evaluations that count, the findings that may be named."""

    result: RoundResult
    forms: tuple[Examined, ...]
    named: tuple[Named, ...]


def compose(result: RoundResult, *, office: str = OFFICE) -> Document:
    """The review opinion a round supports.  A round without self-evaluations gets its scope only, and says so."""
    forms = evaluated(result)
    facts = _Facts(result, forms, tuple(_nameable(result, forms)))
    sections = [section for section in (_scope(facts), _scores(facts), _problems(facts), _one_by_one(facts), _demands(facts)) if section]
    return Document(
        (*_opening(facts, office), *numbered(sections), *_closing(facts, office)),
        "绩效自评得分复核表",
        "单位：分",
        _ANNEX,
        tuple(_annex(facts)),
    )


def _nameable(result: RoundResult, forms: Sequence[Examined]) -> Iterator[Named]:
    """Adopted errors and warnings the unit has to answer; those of no form only where the round is one of self-evaluations."""
    for one in forms:
        yield from named_on(one, result)
    if not monitored(result):
        for finding in result.findings:
            if asks_unit(finding) and result.adopted(finding, None):
                yield named_of_no_form(finding)


# ---------- opening and closing ----------


def _opening(facts: _Facts, office: str) -> Iterator[Paragraph]:
    year = _year(facts.forms)
    if warning := draft_warning(facts.result, "问题和意见"):
        yield Paragraph(Style.WARNING, warning)
    yield Paragraph(Style.TITLE, f"{office}\n关于{year}年度绩效自评的审核意见")
    yield Paragraph(Style.NUMBER, f"{BLANK}〔{BLANK}〕{BLANK}号")
    yield Paragraph(Style.ADDRESSEE, "各预算单位：")
    task = f"按照预算绩效管理工作安排和{BLANK}（自评通知文号）的要求，我局对各单位报送的{year}年度绩效自评结果进行了审核。"
    yield Paragraph(Style.BODY, f"{task}现提出如下审核意见：")


def _year(forms: Sequence[Examined]) -> str:
    """The year the forms have in common; a blank where they have none."""
    years = {one.form.year for one in forms}
    only = years.pop() if len(years) == 1 else None
    return str(only) if only else BLANK


def _closing(facts: _Facts, office: str) -> Iterator[Paragraph]:
    if facts.forms:
        yield Paragraph(Style.ANNEX_NOTE, "附件：绩效自评得分复核表")
    yield Paragraph(Style.SIGNATURE, office)
    yield Paragraph(Style.SIGNATURE, f"{BLANK}年{BLANK}月{BLANK}日")


# ---------- 一、审核范围 ----------


def _scope(facts: _Facts) -> list[Paragraph]:
    return [Paragraph(Style.HEADING1, "审核范围"), Paragraph(Style.BODY, scope_text(facts.result))]


def scope_text(result: RoundResult) -> str:
    """How many self-evaluations of which kind came in, with their money: the first sentences of the opinion and of the page."""
    forms = evaluated(result)
    if not forms:
        return "本次收到的材料中没有绩效自评表，不形成审核意见。"
    kinds = [(kind, sums) for kind, sums in result.totals.by_kind.items() if kind.evaluates and sums.programs]
    sentences = [_received(result, forms), *(kind_sentence(kind, sums, result) for kind, sums in kinds)]
    if len(kinds) > 1:
        sentences.append("各类对象的资金互有包含，金额分别统计，不予相加。")
    return "".join(sentences)


def _received(result: RoundResult, forms: Sequence[Examined]) -> str:
    said = received_in(result, forms)
    read = f"{said.units}家单位的{said.reported}个对象"
    if not result.roster_given or monitored(result):
        return f"共收到{read}的自评表。"
    return f"应报送{said.due_units}家单位的{said.due}个对象，实际收到{read}的自评表，{said.missing_words}。"


# ---------- 二、自评得分复核 ----------


def _scores(facts: _Facts) -> list[Paragraph]:
    texts = [_rules_sentence(facts), inflation_text(facts.result), _units_sentence(facts), _grades_sentence(facts)]
    said = "".join(text for text in texts[1:] if text)
    return [Paragraph(Style.HEADING1, "自评得分复核"), Paragraph(Style.BODY, f"{texts[0]}{said}")] if said else []


def _rules_sentence(facts: _Facts) -> str:
    titles = dict.fromkeys(one.score.scoring for one in facts.forms if one.score)
    return f"按计分规则“{'”“'.join(titles)}”，以表上所填数据逐项重算得分。" if titles else ""


def inflation_text(result: RoundResult) -> str:
    """How many forms state a total, how many of them can be compared, and the index; empty where no form has a total."""
    stated = sum(1 for one in evaluated(result) if one.form.stated_total is not None)
    whole, _ = inflation_of(result)
    if not stated:
        return ""
    if whole is None:
        return f"填有自评总分的{stated}张表，{_WHY_NOT}，均不能与重算总分比较。"
    rest = f"另有{stated - whole.forms}张填有总分，{_WHY_NOT}，不作比较。" if stated > whole.forms else ""
    return whole.sentence + rest


def _units_sentence(facts: _Facts) -> str:
    """The units whose totals are above the recomputed ones, where there is more than one unit to compare."""
    _, units = inflation_of(facts.result)
    above = [one for one in units if one.mean > 0 and one.above]
    if len(units) < 2 or not above:
        return ""
    listed = "、".join(f"{one.name}{plain(one.mean)}分" for one in above[:_UNITS_MOST])
    return f"平均偏高的单位有{len(above)}家{'，前列为' if len(above) > _UNITS_MOST else '：'}{listed}。"


def _grades_sentence(facts: _Facts) -> str:
    wrong = [one for one in facts.forms if wrong_grade(one)]
    if not wrong:
        return ""
    listed = "、".join(
        f"{one.unit}{quoted(one.object)}（自评{one.form.stated_grade}，重算{one.score.grade}）"
        for one in wrong[:_OBJECTS_MOST]
        if one.score
    )
    return f"按重算总分，{len(wrong)}个对象的等级与自评等级不同：{listed}{'等' if len(wrong) > _OBJECTS_MOST else ''}。"


# ---------- 三、存在的问题 ----------


def _problems(facts: _Facts) -> list[Paragraph]:
    if not facts.named:
        return []
    return [Paragraph(Style.HEADING1, "存在的主要问题"), *fault_paragraphs(facts.named, WORDS)]


# ---------- 四、逐项审核意见 ----------


def _one_by_one(facts: _Facts) -> list[Paragraph]:
    if not facts.forms:
        return []
    paragraphs = [
        Paragraph(Style.BODY, _opinion(one, _findings(facts, one), _left_open(facts, one)), f"{number}.{one.unit}{quoted(one.object)}。")
        for number, one in enumerate(_in_order(facts.forms), 1)
    ]
    return [Paragraph(Style.HEADING1, "逐项审核意见"), *paragraphs]


def _in_order(forms: Iterable[Examined]) -> list[Examined]:
    return sorted(forms, key=lambda one: (one.unit, one.name))


def _findings(facts: _Facts, one: Examined) -> list[Finding]:
    return [named.finding for named in facts.named if named.examined is one]


def _left_open(facts: _Facts, one: Examined) -> int:
    """How many of a form's findings the returned list leaves open."""
    return sum(facts.result.left_open(finding, one.form) for finding in one.findings)


def _opinion(one: Examined, findings: Sequence[Finding], left_open: int) -> str:
    """拟同意, or 拟退回修改 with its reasons; neither while nothing but open findings is left."""
    start = score_sentence(one) + _difference_sentence(one)
    if not findings and left_open:
        return f"{start}尚有{left_open}条错误、疑点未核实，暂不提出意见。"
    if not findings:
        return f"{start}未发现需要修改的问题，拟同意。"
    ranked = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    told = [finding.message.rstrip("。") for finding in ranked[:_REASONS_MOST]]
    reasons = "；".join(f"（{number}）{text}" for number, text in enumerate(told, 1)) if len(told) > 1 else told[0]
    rest = f"等{len(ranked)}处问题，其余见反馈单" if len(ranked) > _REASONS_MOST else ""
    return f"{start}拟退回修改：{reasons}{rest}。"


def score_sentence(one: Examined) -> str:
    """Own against recomputed total with grades; empty where the form states neither."""
    form, score = one.form, one.score
    if form.stated_total is None:
        return ""
    own = f"自评{points(form.stated_total)}分{_bracketed(form.stated_grade)}"
    gap = total_gap(one)
    if gap is None or score is None or score.total is None:
        return f"{own}。"
    by_rule = f"按规则重算{points(score.total)}分{_bracketed(score.grade)}"
    return f"{own}，{by_rule}，{f'多计{points(gap)}分' if gap > 0 else f'少计{points(-gap)}分' if gap < 0 else '一致'}。"


def _difference_sentence(one: Examined) -> str:
    """The items that make the difference between own and recomputed total, the largest first; empty where there is none."""
    items = [f"{_item(name)}{'多计' if gap > 0 else '少计'}{points(abs(gap))}分" for name, gap in difference(one)]
    more = f"等{len(items)}项" if len(items) > _ITEMS_MOST else ""
    return f"差额来自：{'、'.join(items[:_ITEMS_MOST])}{more}。" if items else ""


def _item(name: str | None) -> str:
    return "总分与各项得分之和相比" if name is None else quoted(name)


def _bracketed(grade: str | None) -> str:
    return f"（{grade}）" if grade else ""


def points(number: Decimal) -> str:
    """Points without trailing zeros, two decimals at most."""
    return plain(half_up(number, 2))


# ---------- 五、办理要求 ----------


def _demands(facts: _Facts) -> list[Paragraph]:
    """Only what occurred is asked for; the day is the bureau's to fill."""
    back = sum(1 for one in facts.forms if _findings(facts, one))
    absent = any(named.finding.code == "not-submitted" for named in facts.named)
    if not back and not absent:
        return []
    day = f"{BLANK}年{BLANK}月{BLANK}日前"
    sentences = [f"拟退回修改的{back}个对象，请有关单位对照反馈单逐条改正或说明，于{day}重新报送。"] if back else []
    sentences += [f"未报送自评表的，于{day}补报。"] if absent else []
    sentences += ["自评得分以改正后按计分规则计算的结果为准，单位对自评结果的真实性负责。"]
    return [Paragraph(Style.HEADING1, "办理要求"), Paragraph(Style.BODY, "".join(sentences))]


# ---------- 附件 ----------


def _annex(facts: _Facts) -> Iterator[AnnexRow]:
    number = 0
    for kind, sums in facts.result.totals.by_kind.items():
        forms = [one for one in facts.forms if one.form.kind is kind]
        for one in _in_order(forms):
            number += 1
            yield AnnexRow((str(number), one.unit, one.object, *_score_cells(one), _count(facts, one)))
        if forms:
            yield AnnexRow(("", f"{KIND_WORDS[kind]}小计", f"{sums.programs}个", "", "", "", "", "", ""), subtotal=True)


def _count(facts: _Facts, one: Examined) -> str:
    """The named findings of an object; "—" where nothing but open ones is left."""
    findings = len(_findings(facts, one))
    return "—" if not findings and _left_open(facts, one) else str(findings)


def _score_cells(one: Examined) -> tuple[str, str, str, str, str]:
    own, score, gap = one.form.stated_total, one.score, total_gap(one)
    total = score.total if score and gap is not None else None
    numbers = tuple("—" if number is None else points(number).replace("-", "−") for number in (own, total, gap))
    return (numbers[0], numbers[1], numbers[2], one.form.stated_grade or "—", (score.grade if score else None) or "—")
