"""report-mismatch: the report says another figure."""

from __future__ import annotations

from hengji.rules.reports import Report

from .builder import NAME, UNIT, clean, found

CODE = "report-mismatch"


def report(sentence: str) -> Report:
    return Report("报告.docx", (sentence,), unit=UNIT, program=NAME)


def test_another_executed_amount_is_an_error_that_quotes_the_sentence() -> None:
    (finding,) = found(clean(), CODE, report=report("截至7月31日，项目累计支出95万元。"))
    assert (finding.severity, finding.subject, finding.cell) == ("error", NAME, "H6")
    assert "95万元" in finding.message and "72" in finding.message


def test_the_same_amount_at_the_reports_precision() -> None:
    assert found(clean(), CODE, report=report("截至7月31日，项目累计支出72万元，预算执行率60%。")) == []


def test_without_a_report_nothing_is_compared() -> None:
    assert found(clean(), CODE) == []
