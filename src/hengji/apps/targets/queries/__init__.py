"""Everything that is read of targets, as frozen dataclasses, restricted to what the actor may see.

    listing(actor, year, tab, *, text="", units=(), kinds=(), sort="", descending=False, window=slice(None)) -> TargetList
    declaration(actor, id) -> DeclarationPage        revision(actor, id) -> RevisionPage       difference(actor, revision_id, other_id)
    approved_targets(program_ids) -> {program id: rules.forms.ApprovedTarget}                  no access check: the caller made it
    has_approved(program_ids) -> frozenset of those with an approved target
    waiting(actor, on) -> tuple[rules.waiting.Waiting, …]
    without_target(actor, year) -> tuple[Unapproved, …]      coverage(actor, year) -> Coverage
    of_program(actor, program_id) -> ProgramTargets          sessions(actor, year)   session(actor, id)   batches(actor, year)   batch(actor, id)
Url of a program's targets: ``targets-of`` (program id).
"""
