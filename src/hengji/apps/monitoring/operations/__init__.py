"""What is done in a monitoring round.

Rounds (office; units by lineage; ``plan`` is a ``RoundPlan``)
    plan_year(actor, year, calendar, *, at) -> (round id, …)             calendar: a key of rules.rounds.CALENDARS
    create_round(actor, year, plan, *, at) -> round id                   change_round(actor, round_id, version, plan, *, at) -> version
    drop_round(actor, round_id, version, *, at)                          a draft only
    publish(actor, round_id, version, *, at) -> Published                join_new(actor, round_id, *, at) -> how many
    exempt(actor, form_id, version, reason, *, at) -> version            include(actor, form_id, version, *, at) -> version
    extend(actor, round_id, unit, until, reason, *, at) -> how many      set_key(actor, round_id, version, units, *, at) -> version
    close(actor, round_id, version, *, at) -> version
    apply_rerun(actor, round_id, version, rules, changes, *, at) -> version      lights follow by a job
    chase(actor, round_id, units, text="", *, at) -> how many units      text "": the round's own words, by unit
    appeal(actor, round_id, unit, text, *, at) -> appeal id              decide_appeal(actor, appeal_id, version, upheld, points, reply, *, at)
"""

from hengji.apps.monitoring.operations.chasing import chase
from hengji.apps.monitoring.operations.quality import appeal, decide_appeal
from hengji.apps.monitoring.operations.rounds import (
    Published,
    RoundPlan,
    apply_rerun,
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

__all__ = [
    "Published", "RoundPlan", "appeal", "apply_rerun", "change_round", "chase", "close", "create_round", "decide_appeal", "drop_round",
    "exempt", "extend", "include", "join_new", "plan_year", "publish", "set_key",
]  # fmt: skip
