"""``boilerplate``: the same explanation or measure stands on the forms of several objects."""

from __future__ import annotations

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, quoted
from hengji.rules.findings.rule import Rule


def boilerplate(subject: str, cell: str | None, text: str, objects: list[str]) -> Finding:
    """The finding one form carries for one text that ``objects`` (names, this form's among them) share."""
    named = "、".join(objects[:5]) + ("等" if len(objects) > 5 else "")
    message = f"“{subject}”的说明{quoted(text)}{at(cell)}与{len(objects)}个对象的表雷同（{named}）。"
    return RULE.notice(subject, cell, message, "请结合本项目实际写明原因和措施。")


RULE = Rule(
    code="boilerplate",
    title="原因或措施雷同",
    problem_class=2,
    severities=(Severity.NOTICE,),
    meaning="三个以上不同对象的原因说明或措施逐字相同或几乎相同（十个字以上）。",
    basis="监控分析应结合项目实际",
    example="五个村的项目都写同一句话。",
    parameters=("boilerplate_objects", "boilerplate_chars"),
)
