"""``no-indicator``: nothing is filled under 产出指标, 效益指标 or 满意度指标."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.rule import Rule

_BLOCKS = {"产出指标": Severity.WARNING, "效益指标": Severity.WARNING, "满意度指标": Severity.NOTICE}


def find(case: Case) -> Iterator[Finding]:
    """The first-level names under which no row has a name or a target.  Silent where a row's first level is not known."""
    rows = [row for row in case.form.indicators if row.name or "target" in row.texts]
    if any(row.level1 is None for row in rows):
        return
    present = {row.level1 for row in rows}
    approved = {one.level1 for one in case.approved.indicators} if case.approved else set()
    for level1, severity in _BLOCKS.items():
        if level1 in present:
            continue
        message, fix = f"“{level1}”下没有填写任何三级指标。", f"请补充“{level1}”；确不适用的，请说明理由。"
        if approved and None not in approved and level1 not in approved:
            yield RULE.for_reviewer(level1, None, message, "请在审核绩效目标时要求补充。")
        else:
            yield RULE.at(severity, level1, None, message, fix)


RULE = Rule(
    code="no-indicator",
    title="一级指标下没有指标",
    problem_class=1,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="产出指标或效益指标下没有填写任何三级指标；满意度指标下没有的仅作提示（不直接面向服务对象的项目可以不设）。"
    "批复的绩效目标本身没有的，转告目标审核人员。",
    basis="财预〔2021〕101号 附件1",
    example="“效益指标”各行全部空白。",
    find=find,
)
