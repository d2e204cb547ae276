"""``measure-missing``: the target will be missed and no measure is named."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import aim, at
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import asks_measure, measure_cell, measure_text, short_by_guess
from hengji.rules.forms import Likelihood

_SURE = (None, Likelihood.CERTAIN)


def find(case: Case) -> Iterator[Finding]:
    """完全不可能, or a forecast short of target, without a measure: error; 有可能 without one: notice."""
    if not case.form.kind.monitors or not asks_measure(case.form):
        return
    for position, (row, judged) in enumerate(zip(case.form.indicators, case.judgement.indicators, strict=True)):
        if (row.likelihood in _SURE and position not in case.short_rows) or row.parent or measure_text(case.form, row):
            continue
        cell = measure_cell(row)
        if row.likelihood is Likelihood.IMPOSSIBLE:
            yield RULE.error(row.subject, cell, f"“{row.subject}”填报“完全不可能”完成目标，没有写明拟采取的措施{at(cell)}。", _FIX)
        elif row.forecast and position in case.short_rows:
            words = f"“{row.subject}”全年预计“{row.forecast.text}”达不到年度目标“{aim(row)}”，没有写明拟采取的措施{at(cell)}。"
            yield RULE.at(Severity.NOTICE if short_by_guess(row, judged) else Severity.ERROR, row.subject, cell, words, _FIX)
        elif row.likelihood is Likelihood.POSSIBLE:
            yield RULE.notice(row.subject, cell, f"“{row.subject}”填报“有可能”完成目标，没有写明拟采取的措施{at(cell)}。", _FIX)


_FIX = "请在备注（改进措施）中写明预计不能完成的原因和拟采取的措施。"

RULE = Rule(
    code="measure-missing",
    title="未写明改进措施",
    problem_class=2,
    severities=(Severity.ERROR, Severity.NOTICE),
    meaning="完成目标可能性为“完全不可能”，或全年预计达不到年度目标，而备注（改进措施）空白；“有可能”而没有措施的、仅凭推测的计量方式得出的只作提示。",
    basis=f"{MOF_136} 附表注3",
    example="完成可能性勾选“完全不可能”，备注空白。",
    find=find,
)
