"""Papers on an ex-ante appraisal as .docx: report and opinion."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.rules.appraisalpapers import Appraised, opinion, report


def write_appraisal_report(said: Appraised) -> bytes:
    """事前绩效评估报告 with the experts' scores and opinions annexed."""
    return typeset(report(said))


def write_appraisal_opinion(said: Appraised) -> bytes:
    """事前绩效评估意见: result and amounts to the unit."""
    return typeset(opinion(said))
