"""``slow-spending``: execution is clearly behind time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.execution import FundJudgement
from hengji.rules.findings.budgets import base_column, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, money, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import says_nothing
from hengji.rules.forms import Form, FundRow
from hengji.rules.money import percent

_ABOUT_MONEY = re.compile(r"支付|支出|资金|拨付|付款|结算|进度款|报账|验收|决算|审计|招标|采购|下半年|四季度|年底|未到|尚未|待")


def find(case: Case) -> Iterator[Finding]:
    """By the fund line the form is judged by; a line too young to be judged has no pace that counts (``slow`` is False)."""
    judged = case.judgement.execution
    position = next((i for i, one in enumerate(case.judgement.funds) if one is judged), total_position(case.form))
    if judged.light is None or not judged.slow or position is None or case.doubts(position, "executed", "initial", "adjusted"):
        return
    row = case.form.funds[position]
    severe = judged.pace is not None and judged.pace < case.rules.severe_pace
    cause = stated_cause(case.form)
    told = f"说明的原因为{quoted(cause.rstrip('。；; '), 60)}" if cause else "未说明原因"
    how = "严重缓慢" if severe else "缓慢"
    message = f"“{row.label}”{_figures(row, judged)}，{_against(case)}，支出进度{how}，{told}。"
    yield RULE.warning(row.label, row.cells.get("executed"), message, "请说明支出缓慢的原因，加快项目实施和资金支付。")


def _figures(row: FundRow, judged: FundJudgement) -> str:
    column = base_column(row)
    budget = row.amount(column) if column else None
    words = [f"预算数{money(budget)}"] if budget is not None else []
    words += [f"执行数{money(row.executed)}{at(row.cells.get('executed'))}"] if row.executed is not None else []
    return "，".join([*words, f"执行率{percent(judged.rate or Decimal(0))}"])


def _against(case: Case) -> str:
    judged = case.judgement.execution
    if judged.line is not None:
        return f"低于分阶段进度线{percent(judged.line)}"
    progress = judged.progress if judged.progress is not None else case.judgement.time_progress
    pace = f"，进度比{percent(judged.pace)}" if judged.pace is not None else ""
    return f"时间进度{percent(progress)}{pace}" if progress is not None else "低于时间进度"


def stated_cause(form: Form) -> str | None:
    """What the unit itself says about its spending: the fund table's column, a box, else an indicator's words on money."""
    own = [text for row in form.funds if (text := row.texts.get("explanation")) and not says_nothing(text)]
    boxes = [text for caption, text in form.boxes.items() if "原因" in caption and not says_nothing(text)]
    rows = [text for row in form.indicators for text in (row.explanation, row.remark) if text and _ABOUT_MONEY.search(text)]
    return next(iter((*own, *boxes, *rows)), None)


RULE = Rule(
    code="slow-spending",
    title="支出进度缓慢",
    problem_class=5,
    severities=(Severity.WARNING,),
    meaning="执行率与时间进度之比低于0.8（或低于规则集的分阶段进度线），低于0.6的为严重缓慢；并引用单位说明的原因，没有的写明“未说明原因”。"
    "下达不久的资金不判；自评表、申报表不判。",
    basis=f"{MOF_136}（预算执行进度监控）",
    example="7月末执行率30%，时间进度58.33%。",
    parameters=("slow_pace", "severe_pace", "staged_lines", "new_line_days"),
    find=find,
)
