"""Papers on targets as .docx: approval, adjustment, certificate, minutes."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.rules.targetpapers import Adjustment, Approval, Certificate, Minutes, adjustment, approval, certificate, minutes


def write_approval(said: Approval) -> bytes:
    """绩效目标批复, the list of objects and their target tables annexed."""
    return typeset(approval(said))


def write_adjustment(said: Adjustment) -> bytes:
    """目标调整批复 with the table of differences."""
    return typeset(adjustment(said))


def write_certificate(said: Certificate) -> bytes:
    """绩效目标批复证明 of one object."""
    return typeset(certificate(said))


def write_minutes(said: Minutes) -> bytes:
    """集中会审会议纪要."""
    return typeset(minutes(said))
