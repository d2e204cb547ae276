"""``two-in-one``: one row asks for two things at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.units import canonical

_BETWEEN = re.compile(r"[、及和与/]|以及|并且")
_MEASURED = re.compile("(数量|人数|人次|户数|次数|期数|台数|面积|里程|长度|金额|时间|时限|成本|率|满意度|覆盖面)$")
_FIGURE = re.compile(r"[≥≤><=]?\d+(?:\.\d+)?\s*([一-龥%㎡a-zA-Z]{1,3})")


def find(case: DraftCase) -> Iterator[Finding]:
    """Two measured things in the name, or two figures with units in the value."""
    for row in case.rows:
        if things := _two_things(row.typed.name or ""):
            said = f"“{row.subject}”把“{things[0]}”和“{things[1]}”两件事放在一条指标里，只能填一个值，完成情况无法分别判断。"
            yield RULE.warning(row.subject, row.at("name"), said, "请拆成两条指标，各填指标值和分值。")
        elif figures := _two_figures(row):
            said = f"“{row.subject}”的指标值“{row.typed.target}”写了{len(figures)}个数（{'、'.join(figures)}），无法作为一个目标考核。"
            yield RULE.warning(row.subject, row.at("target"), said, "请拆成几条指标，每条一个指标值。")


def _two_things(name: str) -> tuple[str, str] | None:
    """The last two parts of a name where both are measured things (培训人数及合格率)."""
    parts = [part for part in _BETWEEN.split(re.sub(r"[（(].*?[)）]", "", name)) if part]
    measured = [part for part in parts if _MEASURED.search(part)]
    return (measured[0], measured[1]) if len(measured) > 1 else None


def _two_figures(row: Row) -> list[str]:
    target = row.target
    if target is None or target.number is not None or target.low is not None or target.deadline is not None:
        return []
    found = [match for match in _FIGURE.finditer(target.text) if _counts(match[1])]
    return [match.group() for match in found] if len(found) > 1 else []


def _counts(words: str) -> bool:
    """Whether a unit that is no date stands behind the figure."""
    families = (canonical(words[:length]).family for length in range(len(words), 0, -1))
    return not words.startswith(("年", "月", "日", "号")) and any(family not in ("", "unknown") for family in families)


RULE = DraftRule(
    code="two-in-one",
    title="一条指标含两件事",
    aspect=Aspect.REFINED,
    severities=(Severity.WARNING,),
    meaning="三级指标的名称并列两个要计量的事项（培训人数及合格率），或指标值里有两个以上带单位的数。区间和日期不算。",
    basis=f"{MOF_88}（细化量化，条款待核对）",
    example="“培训人数及合格率”，指标值“≥200人，≥95%”。",
    find=find,
)
