"""What a monitoring round shows.

Rounds (``rounds``, ``screen``, ``listing``, ``quality``; facts in ``facts``, sums in ``scanning``), all scoped to the actor, times
``on``/``now`` are handed in:
    rounds(actor, year, now) -> tuple[RoundLine, …]                     latest first
    round_facts(actor, round_id) -> RoundFacts                           for the form that changes a round
    round_page(actor, round_id, now) -> RoundPage
    preview(actor, round_id) -> Preview                                  whom publishing (or join_new) would ask, before it is done
    forms(actor, round_id, where=FormFilter(), *, tab, sort, descending, window) -> FormsFound         tabs: FORM_TABS, sorts: SORTS
    choices(actor, round_id) -> Choices                                  units, departments, funds that have a form in the round
    queue(actor, round_id) -> [form id, …]                               on which it is the actor's turn, in order
    leader_page(actor, now, round_id=None) -> LeaderPage | None
    chase_list(actor, round_id, now) -> tuple[ChaseLine, …]              chase_log(actor, round_id, unit=None) -> tuple[Sent, …]
    chase_words(actor, round_id, unit, now) -> str                       the text to paste into a chat
    scores(actor, round_id, now) -> tuple[UnitScore, …]                  rule_rates(actor, round_id) -> tuple[RuleRate, …]
    reruns.trials(actor, round_id), trial(actor, round_id, trial_id) -> TrialFact
Forms (``pages``, ``reviewing``, ``problems``, ``work``; facts in ``formfacts``; words of remarks and verdicts in ``contents``)
    form_page(actor, form_id, now) -> FormPage                           review_page(actor, form_id, now) -> ReviewPage
    pages.version_of, name_of, evidence, finding(actor, id)              reviewing.queue(actor, year, tab, …) -> Queue; next_in_queue
    findings(actor, round_id, *, tab, text, departments, classes, severities, codes, window) -> FindingsFound      tabs: problems.TABS
    waiting(actor, on) -> tuple[rules.waiting.Waiting, …]
"""

from hengji.apps.monitoring.queries.chasing import chase_list, chase_log, chase_words
from hengji.apps.monitoring.queries.facts import FormFilter
from hengji.apps.monitoring.queries.leading import leader_page
from hengji.apps.monitoring.queries.listing import FORM_TABS, SORTS, choices, forms, queue, slowest_rows
from hengji.apps.monitoring.queries.pages import form_page, review_page
from hengji.apps.monitoring.queries.problems import findings
from hengji.apps.monitoring.queries.quality import rule_rates, scores
from hengji.apps.monitoring.queries.reruns import trial, trials
from hengji.apps.monitoring.queries.rounds import preview, round_facts, rounds
from hengji.apps.monitoring.queries.screen import round_page
from hengji.apps.monitoring.queries.work import waiting

__all__ = [
    "FORM_TABS", "SORTS", "FormFilter", "chase_list", "chase_log", "chase_words", "choices", "findings", "form_page", "forms",
    "leader_page", "preview", "queue", "review_page", "round_facts", "round_page", "rounds", "rule_rates", "scores", "slowest_rows",
    "trial", "trials", "waiting",
]  # fmt: skip
