"""What is done in a monitoring round.

Rounds (office; units by lineage; ``plan`` is a ``RoundPlan``)
    plan_year(actor, year, calendar, *, at) -> (round id, …)             calendar: a key of rules.rounds.CALENDARS
    create_round(actor, year, plan, *, at) -> round id                   change_round(actor, round_id, version, plan, *, at) -> version
    drop_round(actor, round_id, version, *, at)                          a draft only
    publish(actor, round_id, version, *, early=False, at) -> Published   join_new(actor, round_id, *, at) -> how many
    exempt(actor, form_id, version, reason, *, at) -> version            include(actor, form_id, version, *, at) -> version
    extend(actor, round_id, unit, until, reason, *, at) -> how many      set_key(actor, round_id, version, units, *, at) -> version
    close(actor, round_id, version, *, at) -> version
    ask_trial(actor, round_id, rules, changes, *, at) -> trial id        by a job; apply_rerun(actor, round_id, version, trial_id, *, at)
    chase(actor, round_id, units, text="", *, at) -> how many units      text "": the round's own words, by unit
    resend(actor, round_id, parcels, *, at) -> how many                  messages that could not be sent, once more
    appeal(actor, round_id, unit, text, *, at) -> appeal id
    decide_appeal(actor, appeal_id, version, upheld, points, reply, *, at) -> version
Filling (the unit's reporter, else the office on its behalf: 代录)
    save(actor, form_id, cells, *, at) -> Saved                          unaudited; cells: rules.filling.Cell
    answer(actor, form_id, version, key, text, *, at) -> version         to a finding (Remark.key) while the form is open
    sign(actor, form_id, version, part, *, at) -> version                part: money, results
    contest(actor, form_id, version, line, amount, why, *, at) -> version          万元; "" takes it back
    attach(actor, form_id, row, name, data, caption="", *, at) -> evidence id      detach(actor, evidence_id, *, at)
    measures.confirm_measure(actor, form_id, key, measure, *, at)        a guessed measure (估), as shown; who judges may too
Route (each returns the new version; notes: contents.Note)
    submit(actor, form_id, version, head="", *, at)                      withdraw(…)       recall(…)
    accept(actor, form_id, version, opinion="", *, notes=(), at)         give_back(actor, form_id, version, opinion, *, notes=(), at)
    route.accept_many(actor, ((form_id, version), …), opinion="", *, at) -> tuple[Outcome, …]        clean ones, each on its own
Findings
    decide(actor, finding_id, version, decision, reason="", *, at) -> version      confirm, dismiss, reopen, rectify
    reply(actor, finding_id, version, text, *, at) -> version            the unit, after it has handed in
    mark_named(actor, round_id, finding_ids, *, at) -> how many          within the operation that issues a circular
"""

from hengji.apps.monitoring.operations.chasing import chase, resend
from hengji.apps.monitoring.operations.filling import Saved, answer, attach, contest, detach, save, sign
from hengji.apps.monitoring.operations.findings import decide, mark_named, reply
from hengji.apps.monitoring.operations.quality import appeal, decide_appeal
from hengji.apps.monitoring.operations.reruns import apply_rerun, ask_trial
from hengji.apps.monitoring.operations.rounds import (
    Published,
    RoundPlan,
    change_round,
    close,
    create_round,
    drop_round,
    exempt,
    extend,
    include,
    join_new,
    plan_year,
    publish,
    set_key,
)
from hengji.apps.monitoring.operations.route import Outcome, accept, accept_clean, give_back, recall, submit, withdraw

__all__ = [
    "Outcome", "Saved", "accept", "accept_clean", "answer", "attach", "contest", "decide", "detach", "give_back", "mark_named", "recall",
    "reply", "save", "sign", "submit", "withdraw",
    "Published", "RoundPlan", "appeal", "apply_rerun", "ask_trial", "change_round", "chase", "close", "create_round", "decide_appeal",
    "drop_round", "exempt", "extend", "include", "join_new", "plan_year", "publish", "resend", "set_key",
]  # fmt: skip
