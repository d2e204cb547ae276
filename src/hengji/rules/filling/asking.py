"""What a round asks beyond the paper form: by its emphasis (提示警示、纠偏纠错、督促完成), of a contest, and of the head at submission."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hengji.rules.filling.cells import matched, plain_typed
from hengji.rules.filling.forming import to_form
from hengji.rules.filling.proposing import stale
from hengji.rules.filling.sheet import STAGES, TEXT_CELLS, TEXT_WORDS, TOTAL, Sheet, SheetIndicator, Typed, address
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import aim, apart, at, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import BEHIND, says_nothing
from hengji.rules.forms import Form, IndicatorRow
from hengji.rules.indicators import IndicatorJudgement, comparable_value, in_percent
from hengji.rules.judgement import Judgement
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.money import WAN, half_up, parse_amount, plain
from hengji.rules.values import read_actual

TABLES: Mapping[Emphasis, tuple[str, ...]] = {
    Emphasis.HINT: (),
    Emphasis.CORRECT: ("measures",),
    Emphasis.DRIVE: ("measures", "fund_forecast", "likelihood"),
}
"""What an emphasis asks of the tables beyond the paper form."""

_TABLE_WORDS = {
    "measures": "滞后指标的措施", "fund_forecast": "每一资金来源的全年预计执行数", "likelihood": "每一指标的完成目标可能性",
    "contract": "每一资金来源的合同锁定额",
}  # fmt: skip
REQUIRED_WORDS = {**{code: TEXT_WORDS[code] for code in TEXT_CELLS if code != "head"}, **_TABLE_WORDS}
"""All that a round may ask beyond the paper form (``Sheet.required``), in words; the head's name is asked of every form."""


class _Asked(NamedTuple):
    sheet: Sheet
    typed: Mapping[str, Mapping[str, Mapping[str, str]]]
    texts: Mapping[str, str]
    fields: frozenset[str]
    form: Form
    judgement: Judgement | None


def asked(
    sheet: Sheet,
    typed: Typed,
    emphasis: Emphasis,
    *,
    form: Form | None = None,
    judgement: Judgement | None = None,
    named: Collection[str] = (),
    submitting: bool = False,
) -> tuple[Finding, ...]:
    """What is still lacking for this round, as findings: texts by ``Sheet.required``, tables also by the emphasis.

    ``form`` is the form judged where it is not the page's own (an Excel form overlaid); with ``judgement`` every lagging indicator is
    asked for its measures; ``named`` are cells that findings of the catalogue name already; ``submitting`` asks for the head's name
    (真实性负责)."""
    plain = plain_typed(typed)
    fields = sheet.required.union(TABLES[emphasis])
    case = _Asked(sheet, plain, plain.get("texts", {}), fields, form or to_form(sheet, typed), judgement)
    head = _head(case) if submitting else ()
    tables = (*_funds(case), *_rows(case), *_doubted(case))
    found = [*_texts(case), *_stage(case), *_stale(case), *tables, *_contests(case, named), *head]
    return tuple(finding for finding in found if finding.cell not in named)


# ---- short answers


def _texts(case: _Asked) -> Iterator[Finding]:
    changed = any(line.adjusted is not None and line.adjusted != line.initial for line in case.sheet.funds)
    for key in ("goal_actual", "implementation", "management", "adjustment_reason"):
        if key in case.fields and (changed or key != "adjustment_reason"):
            text, cell, word = case.texts.get(key), address("texts", "", key), TEXT_WORDS[key]
            if text is None:
                yield FIELD.error(word, cell, f"本批次要求填写“{word}”，尚未填写。", f"请简要写明{word}。")
            elif says_nothing(text):
                yield FIELD.warning(word, cell, f"“{word}”仅填写{quoted(text)}，没有实际内容。", f"请具体写明{word}。")


def _stage(case: _Asked) -> Iterator[Finding]:
    stage, on = case.texts.get("stage"), case.texts.get("stage_on")
    cell, cell_on = address("texts", "", "stage"), address("texts", "", "stage_on")
    if "stage" in case.fields and stage not in STAGES:
        said = f"“{stage}”不在所列阶段之内" if stage else "尚未选择"
        yield FIELD.error("所处阶段", cell, f"本批次要求说明项目所处阶段，{said}。", f"请从{'、'.join(STAGES)}中选一项。")
    if stage == STAGES[0] or not {"stage", "stage_on"} & case.fields:
        return
    reached = stage_date(on, case.sheet.year)
    if reached is None:
        said = f"{quoted(on)}不是日期" if on else "未填写到达日期"
        yield FIELD.error("到达日期", cell_on, f"所处阶段{said}。", "请填写到达该阶段的日期，如2023-06-20。")
    elif reached > case.sheet.as_of:
        said = f"到达日期{reached}晚于监控时点{case.sheet.as_of}。"
        yield FIELD.error("到达日期", cell_on, said, "请填写到监控时点为止已到达的阶段及日期。")


def _stale(case: _Asked) -> Iterator[Finding]:
    """Numbers of the goal's text that its cells do not have any more."""
    cell, word = case.form.cells.get("goal_actual") or address("texts", "", "goal_actual"), TEXT_WORDS["goal_actual"]
    for row, told in stale(case.form):
        actual = row.actual.text if row.actual else ""
        message = f"“{word}”写{told}，指标“{row.subject}”填报{quoted(actual)}{at(row.cells.get('actual'))}，同一事项数字不一致。"
        yield STALE.warning(word, cell, message, f"请把“{word}”中的{told}改成与指标一致的数；说的不是一回事的，请写明。")


def stage_date(text: str | None, year: int) -> date | None:
    """The day a stage was reached; 6月 is its last day.  None where it names none."""
    actual = read_actual(text, year=year) if text else None
    return actual.when if actual else None


# ---- tables


def _funds(case: _Asked) -> Iterator[Finding]:
    words = {"fund_forecast": ("forecast", "全年预计执行数"), "contract": ("contract", "合同锁定额")}
    wanted = [code for code in words if code in case.fields]
    cells = {line: position for position, line in matched(case.form, case.sheet)[0].items() if line != TOTAL} if wanted else {}
    for code in wanted:
        column, word = words[code]
        for line in case.sheet.funds:
            text = case.typed.get("funds", {}).get(line.id, {}).get(column)
            position = cells.get(line.id)
            cell = case.form.funds[position].cells.get(column) if position is not None else None
            if text is None or parse_amount(text, WAN) is None:
                said = f"填写的{quoted(text)}不是金额" if text else "尚未填写"
                message = f"本批次要求逐项填写“{word}”，“{line.label}”{said}。"
                yield FIELD.error(line.label, cell or address("funds", line.id, column), message, f"请补填“{line.label}”的“{word}”。")


def _rows(case: _Asked) -> Iterator[Finding]:
    if case.fields.isdisjoint(("likelihood", "measures")):
        return
    positions = {key: position for position, key in matched(case.form, case.sheet)[1].items()}
    for one in case.sheet.indicators:
        position = positions.get(one.key)
        cells = case.form.indicators[position].cells if position is not None else {}
        typed = case.typed.get("rows", {}).get(one.key, {})
        if "likelihood" in case.fields and "likelihood" not in typed:
            cell = cells.get("likelihood") or cells.get("certain") or address("rows", one.key, "likelihood")
            message = f"本批次要求逐项判断完成目标可能性，“{one.name}”尚未填写。"
            yield FIELD.error(one.name, cell, message, "请选择确定能、有可能或完全不可能。")
        if "measures" in case.fields and position is not None and case.judgement:
            yield from _lagging(case, one, position, typed)


def _lagging(case: _Asked, one: SheetIndicator, position: int, typed: Mapping[str, str]) -> Iterator[Finding]:
    """A lagging indicator without measures; that it lacks an explanation the catalogue says (deviation-unexplained)."""
    assert case.judgement is not None
    judged = case.judgement.indicators[position]
    if judged.light not in BEHIND or judged.guessed or any(key in typed for key in ("measures", "remark")):
        return
    cell = case.form.indicators[position].cells.get("remark") or address("rows", one.key, "measures")
    message = f"“{one.name}”{judged.reason}，本批次要求写明拟采取的措施，尚未填写。"
    yield FIELD.error(one.name, cell, message, "请在备注中写明拟采取的措施和完成时间。")


# ---- figures that can hardly be


_TIMES = 10
"""From so many times its annual target on a figure is asked about: a slip of the pen far more often than a feat."""
_CLOSED = re.compile("(满意|合格|覆盖|达标|优良|完好|成活|通过|知晓|及时|准确)[度率]")
"""Rates of a whole: none is above 100 %."""


def _doubted(case: _Asked) -> Iterator[Finding]:
    for row, judged in zip(case.form.indicators, case.judgement.indicators if case.judgement else (), strict=False):
        why = _hardly(row, judged)
        if why and row.actual:
            message = f"“{row.subject}”年度指标值{quoted(aim(row))}，填报{quoted(row.actual.text)}，{why}。"
            fix = "请核对数字和计量单位；确实如此的，请写明情况。"
            yield DOUBTED.warning(row.subject, row.cells.get("actual"), message, fix)


def _hardly(row: IndicatorRow, judged: IndicatorJudgement) -> str:
    """Why an actual can hardly be; "" where it can."""
    target = row.target
    value = comparable_value(row.actual, target) if target else None
    if target is None or target.number is None or value is None or judged.ceiling:
        return ""
    if in_percent(target):
        return "比率不会超过100%" if value > _HUNDRED and target.number <= _HUNDRED and _CLOSED.search(row.name or "") else ""
    times = value / target.number if target.number > 0 else _ZERO
    return f"是年度指标值的{plain(half_up(times, 1))}倍，疑为数字或计量单位填错" if times >= _TIMES else ""


_ZERO, _HUNDRED = Decimal(0), Decimal(100)


# ---- contest and confirmation


def _contests(case: _Asked, named: Collection[str]) -> Iterator[Finding]:
    """A contested amount for the reviewer to look at; without a reason or a figure, for the unit to complete, unless the catalogue
    names the amount itself (executed-mismatch of a paper)."""
    rows = [row.cells.get("executed") for row in case.form.funds]
    for line in case.sheet.funds:
        typed = case.typed.get("funds", {}).get(line.id, {})
        text, why = typed.get("contest"), typed.get("contest_why")
        if (text is None and why is None) or (why is None and any(cell in named for cell in rows)):
            continue
        read = parse_amount(text, WAN) if text else None
        if read is None or why is None:
            lacking = "认为应为多少" if read is None else "理由"
            column = "contest" if read is None else "contest_why"
            said = f"对“{line.label}”的执行数提出异议，没有写明{lacking}。"
            yield CONTESTED.warning(line.label, address("funds", line.id, column), said, f"请写明{lacking}；没有异议的请清空。")
        else:
            meant, *paid = apart(read.yuan, *(() if line.executed is None else (line.executed,)))
            told = f"国库支付数据为{paid[0]}" if paid else "支付数据未列"
            message = f"单位对“{line.label}”的执行数有异议：{told}，单位认为应为{meant}，理由：{why.rstrip('。')}。"
            yield CONTESTED.notice(line.label, address("funds", line.id, "contest"), message, "请与国库支付数据核对后回复单位。")


def _head(case: _Asked) -> Iterator[Finding]:
    if "head" not in case.texts:
        message = "单位负责人尚未确认，本表的真实性无人负责。"
        yield UNCONFIRMED.error("单位负责人", address("texts", "", "head"), message, "请单位负责人（或分管负责人）核对后签名确认。")


FIELD = Rule(
    code="emphasis-field",
    title="本批次必填内容未填",
    problem_class=1,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="本批次的监控重点（纠偏纠错、督促完成）在监控表之外要求的内容没有填写：所处阶段及到达日期、组织实施、资金管理、滞后指标的措施、逐项的全年预计和"
    "完成可能性。",
    basis=f"{MOF_136}；本批次监控通知",
    example="三季度纠偏纠错批次，“组织实施情况”空白。",
)
CONTESTED = Rule(
    code="executed-contested",
    title="单位对执行数有异议",
    problem_class=None,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="单位认为国库支付数据所列的执行数不对，写明了数额和理由，请审核人核对；没有写明数额或理由的，请单位补充。",
    basis="执行数以国库支付数据为准，单位可以提出异议",
    example="支付数据172.80万元，单位认为应为181.20万元，7月28日一笔尚未入账。",
)
UNCONFIRMED = Rule(
    code="truth-unconfirmed",
    title="负责人未确认",
    problem_class=None,
    severities=(Severity.ERROR,),
    meaning="报送时没有单位负责人（或分管负责人）的确认。",
    basis="单位对绩效监控信息的真实性负责",
    example="报送前“单位负责人”空白。",
)
DOUBTED = Rule(
    code="value-doubtful",
    title="数值可疑",
    problem_class=None,
    severities=(Severity.WARNING,),
    meaning=f"填报的实际值达到年度指标值的{_TIMES}倍以上，合格率、满意度一类比率超过100%：多为数字或计量单位填错，"
    "请单位报送前核对。金额类指标相差1000倍以上的另按“计量单位或金额单位有误”。",
    basis="填报数据应当真实准确；按本县确认的规则",
    example="年度指标值≥120盏，填报6400盏。",
)
STALE = Rule(
    code="goal-stale",
    title="总体目标完成情况与指标不一致",
    problem_class=None,
    severities=(Severity.WARNING,),
    meaning="“年度总体目标完成情况”里的数与同一事项、同一单位的指标实际值不一致，多为指标改过而文字没有跟着改。事项是否相同有疑问的不判。",
    basis="填报数据应当前后一致；按本县确认的规则",
    example="文字写“已硬化村内道路27500平方米”，指标填报28000平方米。",
)
ASKED: tuple[Rule, ...] = (FIELD, CONTESTED, UNCONFIRMED, DOUBTED, STALE)
"""Rules beyond the catalogue of ``hengji check``: they rest on what only a round on the site knows."""
