"""``behind-target``: an indicator's light is red or yellow."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import BEHIND
from hengji.rules.lights import Light


def find(case: Case) -> Iterator[Finding]:
    """Red: warning; yellow, or resting on a guessed measure: notice."""
    for position, (row, judged) in enumerate(zip(case.form.indicators, case.judgement.indicators, strict=True)):
        if judged.light not in BEHIND or position in case.doubtful_rows:
            continue
        severity = Severity.WARNING if judged.light is Light.RED and not judged.guessed else Severity.NOTICE
        cell = row.cells.get("actual") or row.cell
        message = f"“{row.subject}”{judged.reason or '进度落后于年度目标'}{at(cell)}。"
        yield RULE.at(severity, row.subject, cell, message, "请分析落后的原因，采取措施确保完成年度目标。")


RULE = Rule(
    code="behind-target",
    title="绩效目标进度落后",
    problem_class=5,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="指标亮红灯为疑点，黄灯为提示；计量方式系推测的只作提示。累计型看完成数与应完成数之比，比率型看是否达标，节点型看是否逾期，控制型看是否超出。",
    basis=f"{MOF_136}（绩效目标完成情况监控）",
    example="年度目标2条，7月末完成0条。",
    parameters=("indicator_green", "indicator_yellow", "level_points", "level_share"),
    find=find,
)
