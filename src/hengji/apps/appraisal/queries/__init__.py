"""What is read of ex-ante appraisals, restricted to what the actor may see.  ``on`` is today: experts see only while their task lasts."""

from hengji.apps.appraisal.queries.listing import (
    STATES,
    TABS,
    AppraisalFilter,
    AppraisalLine,
    AppraisalList,
    Missing,
    listing,
    missing,
    yearly,
)
from hengji.apps.appraisal.queries.page import (
    AppraisalPage,
    AttachmentLine,
    ExpertLine,
    OpinionLine,
    ScoreSheet,
    appraisal,
    attachment,
    expert_choices,
    program_choices,
    sheet,
)
from hengji.apps.appraisal.queries.work import waiting

__all__ = [
    "STATES", "TABS", "AppraisalFilter", "AppraisalLine", "AppraisalList", "AppraisalPage", "AttachmentLine", "ExpertLine", "Missing",
    "OpinionLine", "ScoreSheet", "appraisal", "attachment", "expert_choices", "listing", "missing", "program_choices", "sheet",
    "waiting", "yearly",
]  # fmt: skip
