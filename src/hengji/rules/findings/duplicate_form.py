"""``duplicate-form``: several forms of one object in one round."""

from __future__ import annotations

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import object_name
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import Form


def duplicate_form(form: Form, others: list[Form], counted: Form, *, same: bool) -> Finding:
    """The finding each form of one object carries: a notice where they say the same, else a warning."""
    name = object_name(form)
    places = "、".join(f"{other.file}（{other.sheet}）" for other in others)
    which = "本表" if counted is form else f"{counted.file}（{counted.sheet}）"
    if same:
        message = f"“{name}”重复报送，内容相同，另见{places}；汇总只计{which}。"
        return RULE.notice(name, None, message, "请确认后删去重复的表。")
    message = f"“{name}”有{len(others) + 1}份内容不同的表，另见{places}；汇总只计{which}。"
    return RULE.warning(name, None, message, "请确认以哪一份为准，其余作废。")


RULE = Rule(
    code="duplicate-form",
    title="重复报送",
    problem_class=None,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="同一对象在同一批次有两份以上的表：内容不同的为疑点，内容相同的为提示。汇总只计一份：报送时间最晚的，其次最后保存的，再次路径排在最后的。",
    basis="同一对象只计一次",
    example="同一项目的初稿和改稿都在文件夹内。",
)
