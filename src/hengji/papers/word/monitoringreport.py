"""A monitoring report in Word."""

from __future__ import annotations

from collections.abc import Mapping

from hengji.papers.word.document import typeset
from hengji.rules.monitoringreport import Facts, compose


def write_monitoring_report(facts: Facts, texts: Mapping[str, str], outline: str) -> bytes:
    """绩效运行监控报告 in one of ``rules.monitoringreport.OUTLINES``: figures from the forms, texts by section id."""
    return typeset(compose(facts, texts, outline))
