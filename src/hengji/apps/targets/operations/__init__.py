"""Everything that changes a target.

All are operations ``(actor, …, *, at)``; ids and the version seen go in, ids or plain facts come out.

Drafting (reporter of the unit)
    declare(actor, program_id, kind, origin="empty", *, source=None, reason="", basis="", at) -> declaration id
    save_cells(actor, declaration_id, version, cells, order=None, *, at) -> Saved      unaudited; cells: (row id, column, text) as typed
    save_text(actor, declaration_id, field, was, text, *, at) -> None                   unaudited; goal, medium_goal, reason, basis
    answer(actor, declaration_id, version, key, text, *, at) -> new version             to a finding
    attach(actor, declaration_id, name, data, caption="", *, at) -> attachment id       detach(actor, attachment_id, *, at)
    fill(actor, declaration_id, version, declaration: TargetDeclaration, *, at) -> new version     the whole content, from Excel
    fill_many(actor, ((declaration id, version, TargetDeclaration), …), *, at) -> how many      all or none
    cite(actor, declaration_id, row id, library indicator id, *, at)                     unaudited; counted as a use at approval
Route (each returns the new version)
    submit(actor, declaration_id, version, *, at)       withdraw(…)       drop(…)       recall(…)
    accept(actor, declaration_id, version, opinion="", *, notes=(), scores=None, at)
    give_back(actor, declaration_id, version, opinion, *, notes=(), at)
Sessions (office)
    open_session(actor, year, name, on, *, place="", chair="", members=(), at) -> session id
        members: (name, organisation, capacity: finance, department, deputy, consultative, expert, audit)
    call(actor, session_id, chosen, *, at)      chosen: ((declaration id, version), …); off again by conclude(…, "put-off", …)
    invite(actor, session_id, version, (name, organisation, capacity), *, at)
    opine(actor, item_id, member_id, stance, text="", *, at)     stance: agree, mend, oppose
    conclude(actor, item_id, version, conclusion, words="", *, at)     conclusion: passed, returned, put-off
    close_session(actor, session_id, version, *, at)
Approval (office or leader)
    approve(actor, year, document, on, chosen, *, at) -> batch id
        chosen: ((declaration id, version), …), all or none
    begin_with(actor, year, document, on, given, *, at) -> batch id
        given: ((program id, TargetDeclaration), …) 以本次报送为初始批复，待确认
    confirm(actor, batch_id, version, *, at)
Roll-over
    copy_targets(actor, from_year, to_year, pairs, *, at) -> how many    pairs: ((old program id, new program id), …), copied without values
"""

from hengji.apps.targets.operations.approval import approve, begin_with, confirm
from hengji.apps.targets.operations.copying import copy_targets
from hengji.apps.targets.operations.drafting import Saved, answer, attach, cite, declare, detach, fill, fill_many, save_cells, save_text
from hengji.apps.targets.operations.route import Note, accept, drop, give_back, recall, submit, withdraw
from hengji.apps.targets.operations.sessions import call, close_session, conclude, invite, open_session, opine

__all__ = [
    "Note", "Saved", "accept", "answer", "approve", "attach", "begin_with", "call", "cite", "close_session", "conclude",
    "confirm", "copy_targets", "declare", "detach", "drop", "fill", "fill_many", "give_back", "invite", "open_session", "opine", "recall",
    "save_cells", "save_text", "submit", "withdraw",
]  # fmt: skip
