"""Everything that is read of targets, as frozen dataclasses, restricted to what the actor may see.

    listing(actor, year, tab, *, text="", departments=(), kinds=(), ways=(), sort="", descending=False,
        window=slice(None)) -> TargetList
    declaration(actor, id) -> DeclarationPage        revision(actor, id) -> RevisionPage       difference(actor, revision_id, other_id)
    approved_targets(program_ids) -> {program id: rules.forms.ApprovedTarget}                  no access check: the caller made it
    has_approved(program_ids) -> frozenset of those with an approved target
    waiting(actor, on) -> tuple[rules.waiting.Waiting, …]
    without_target(actor, year) -> tuple[Unapproved, …]      coverage(actor, year) -> Coverage
    of_program(actor, program_id) -> ProgramTargets          sessions(actor, year)   session(actor, id)
    batches(actor, year)   batch(actor, id)   sealed(actor, revision ids) -> what they say
Url of a program's targets: ``targets-of`` (program id).
"""

from hengji.apps.targets.models import Origin
from hengji.apps.targets.queries.gaps import coverage, without_target
from hengji.apps.targets.queries.listing import TABS, copied_from, listing, queue, ready, standing
from hengji.apps.targets.queries.pages import attachment, declaration, declared, notes, open_declarations
from hengji.apps.targets.queries.revisions import approved_targets, batch, batches, difference, has_approved, of_program, revision, sealed
from hengji.apps.targets.queries.sessions import session, sessions
from hengji.apps.targets.queries.work import waiting

ORIGINS = frozenset(Origin.values)
"""What a declaration may be begun from."""

__all__ = [
    "ORIGINS", "TABS", "approved_targets", "attachment", "batch", "batches", "copied_from", "coverage", "declaration", "declared",
    "difference", "has_approved", "listing", "notes", "of_program", "open_declarations", "queue", "ready", "revision", "sealed", "session",
    "sessions", "standing", "waiting", "without_target",
]  # fmt: skip
