"""What is done to ex-ante appraisals."""

from hengji.apps.appraisal.operations.dossiers import attach, begin, detach, save_draft
from hengji.apps.appraisal.operations.experts import assign_experts, extend_expert, release_expert, save_scores, submit_scores
from hengji.apps.appraisal.operations.programs import link_program, make_program
from hengji.apps.appraisal.operations.steps import decide, take_step

__all__ = [
    "assign_experts", "attach", "begin", "decide", "detach", "extend_expert", "link_program", "make_program", "release_expert",
    "save_draft", "save_scores", "submit_scores", "take_step",
]  # fmt: skip
