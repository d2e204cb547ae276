"""``report-mismatch``: an amount or a rate in the monitoring report is not the form's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, object_name
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.reports import Report, mismatches_in


def find(case: Case) -> Iterator[Finding]:
    """One finding a figure, at the report's precision; quotes its sentence."""
    if case.report is not None:
        yield from find_in(case, (case.report,))


def find_in(case: Case, papers: Sequence[Report]) -> Iterator[Finding]:
    """The same of the papers of one report; the remedy names each a figure stands in."""
    for mismatch, positions in mismatches_in(papers, case.form, case.judgement):
        files = "、".join(papers[position].file for position in positions)
        fix = f"请核实后统一监控表{at(mismatch.cell)}与监控报告（{files}）中的数据。"
        yield RULE.error(object_name(case.form), mismatch.cell, mismatch.message, fix)


RULE = Rule(
    code="report-mismatch",
    title="表与报告不符",
    problem_class=2,
    severities=(Severity.ERROR,),
    meaning="监控报告中写明的预算数、支出数、执行率或指标完成数，按报告的精度与监控表不一致。",
    basis=f"{MOF_136}；监控报告与监控表同为单位报送并对真实性负责",
    example="报告称已支出120万元，监控表执行数为100万元。",
    find=find,
)
