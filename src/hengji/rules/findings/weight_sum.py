"""``weight-sum``: the points do not make the full total, or not what the form prints for their block."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.approvals import pair
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, indicator_word
from hengji.rules.findings.rule import MOF_10, Rule
from hengji.rules.forms import Form
from hengji.rules.money import plain
from hengji.rules.scoring.counting import counted, execution_position, execution_weight, indicator_weights, slack
from hengji.rules.scoring.sets import ScoringSet

_FIX = "请核对各项分值，使分块合计与表上所印分值一致、总分值为满分；分值随绩效目标批复的，以批复为准。"


def find(case: Case) -> Iterator[Finding]:
    """Each printed block first; the whole only where no block is wrong already (it would be the same fault again)."""
    if case.score is None or case.scoring is None:
        return
    found = list(_blocks(case.form)) or list(_whole(case.form, case.scoring))
    reviewed = _as_approved(case)
    for subject, cell, message in found:
        yield RULE.for_reviewer(subject, cell, message, _FIX) if reviewed else RULE.error(subject, cell, message, _FIX)


def _as_approved(case: Case) -> bool:
    """Whether all points stand as they were approved."""
    if case.approved is None:
        return False
    same = pair(case.form, case.approved).same
    rows = counted(case.form)
    return all(i in same and same[i].weight is not None and same[i].weight == case.form.indicators[i].weight for i in rows)


# ---- blocks


def _blocks(form: Form) -> Iterator[tuple[str, str | None, str]]:
    for level, printed in form.block_points.items():
        if level == "indicators":
            added, terms = _of_levels(form)
        elif level == "funds":
            added, terms = _of_money(form)
        else:
            added, terms = _of_rows(form, level)
        if added is not None and abs(added - printed) > slack(terms):
            subject, cell = form.caption(level, level), form.cells.get(level)
            worked = " + ".join(plain(term) for term in terms)
            yield subject, cell, f"“{subject}”{at(cell)}印为{plain(printed)}分，所属各项分值合计{plain(added)}分（{worked}），不相等。"


def _of_rows(form: Form, level: str) -> tuple[Decimal | None, list[Decimal]]:
    """The points of the rows under a first level; None when one of them has none printed."""
    rows = [form.indicators[i] for i in counted(form) if form.indicators[i].level1 == level]
    weights = [row.weight for row in rows if row.weight is not None]
    return (sum(weights, Decimal(0)) if weights and len(weights) == len(rows) else None), weights


def _of_levels(form: Form) -> tuple[Decimal | None, list[Decimal]]:
    """The points of all first levels: those of the rows, else those printed with the blocks."""
    if weights := indicator_weights(form):
        return sum(weights, Decimal(0)), weights
    levels = list(dict.fromkeys(row.level1 for row in form.indicators if row.level1))
    printed = [form.block_points[level] for level in levels if level in form.block_points]
    return (sum(printed, Decimal(0)) if printed and len(printed) == len(levels) else None), printed


def _of_money(form: Form) -> tuple[Decimal | None, list[Decimal]]:
    position = execution_position(form)
    weight = form.funds[position].weight if position is not None else None
    return weight, [weight] if weight is not None else []


# ---- the whole


def _whole(form: Form, scoring: ScoringSet) -> Iterator[tuple[str, str | None, str]]:
    weights = indicator_weights(form)
    if weights is None:
        return
    full, money = scoring.full, execution_weight(form, scoring)
    position, added = execution_position(form), sum(weights, Decimal(0))
    accepted = (full - money,) if money is not None else (full, full - scoring.execution_weight, Decimal(1))
    if any(abs(added - wanted) <= slack(weights) for wanted in accepted):
        return
    subject = form.caption("stated_total", indicator_word(form, "weight"))
    cell = form.cells.get("stated_total") or form.cells.get("indicator.weight")
    if money is None or position is None:
        worked = f"各指标分值合计{plain(added)}分"
    else:
        worked = f"“{form.funds[position].label}”{plain(money)}分、各指标{plain(added)}分，分值合计{plain(money + added)}分"
    yield subject, cell, f"{worked}，不是{plain(full)}分{at(cell)}。"


RULE = Rule(
    code="weight-sum",
    title="分值合计不对",
    problem_class=None,
    severities=(Severity.ERROR, Severity.NOTICE),
    meaning="各指标分值与预算执行分值合计不是100（表上不印预算执行分值的，各指标合计不是100或90），或某一分块所属各项之和不等于表上所印的该块分值。"
    "“其中”各行和资金分项的分值不重复相加；有一行没有分值的不判。所附批复即如此的，转告目标审核人员。",
    basis=f"{MOF_10}（自评总分100分，预算执行率10分）",
    example="预算执行10分、产出70分、效益20分、满意度10分，合计110分。",
    find=find,
)
