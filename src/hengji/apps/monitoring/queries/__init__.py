"""What a monitoring round shows.

Rounds (``rounds``, ``listing``, ``quality``; facts in ``facts``), all scoped to the actor, times ``on``/``now`` are handed in:
    rounds(actor, year, now) -> tuple[RoundLine, …]                     latest first
    round_facts(actor, round_id) -> RoundFacts                           for the form that changes a round
    round_page(actor, round_id, now) -> RoundPage
    preview(actor, round_id) -> Preview                                  whom publishing (or join_new) would ask, before it is done
    forms(actor, round_id, where=FormFilter(), *, tab, sort, descending, window, now) -> FormsFound     tabs: FORM_TABS
    leader_page(actor, now, round_id=None) -> LeaderPage | None
    chase_list(actor, round_id, now) -> tuple[ChaseLine, …]              chase_log(actor, round_id, unit=None) -> tuple[Sent, …]
    chase_words(actor, round_id, unit, now) -> str                       the text to paste into a chat
    scores(actor, round_id, now) -> tuple[UnitScore, …]                  rule_rates(actor, round_id) -> tuple[RuleRate, …]
    rerun(actor, round_id, rules, changes, progress=None) -> Rerun       nothing written
"""
