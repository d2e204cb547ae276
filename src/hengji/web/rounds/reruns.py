"""A round under another rule set: tried by a job, looked at, used or left."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hengji.apps.jobs.queries import status
from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.queries.facts import RoundFacts, TrialFact
from hengji.apps.organisations.scope import require_region
from hengji.clock import now
from hengji.papers.rulefiles import rule_sets
from hengji.rules.access import Action
from hengji.rules.refusals import NotAllowed, NotFound, Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.jobs.line import line_of
from hengji.web.posted import key_of, text, version_of
from hengji.web.rounds.choices import LIGHTS
from hengji.web.rounds.planning import OFFERED, parameters, rules_named
from hengji.web.ui.frame import page
from hengji.web.ui.parts import JobLine


@require_http_methods(["GET", "POST"])
def rerun(request: Asked, key: UUID) -> HttpResponse:
    """A round under another rule set: tried by a job, whose light would change, then the change itself."""
    if request.method == "POST":
        return _use(request, key) if "trial" in request.POST else _try(request, key)
    facts = queries.round_facts(request.actor, key)
    require_region(request.actor, Action.ROUND_EDIT, facts.region)
    return _rerun(request, facts)


def _use(request: Asked, key: UUID) -> HttpResponse:
    operations.apply_rerun(request.actor, key, version_of(request), key_of(request.POST.get("trial")), at=now())
    messages.success(request, "已改用新的规则，后台正在逐表重判，判完各处数字随之更新。")
    return redirect("rounds-round", key)


def _try(request: Asked, key: UUID) -> HttpResponse:
    rules, changes = _asked(request.POST)
    try:
        made = operations.ask_trial(request.actor, key, rules, changes, at=now())
    except NotAllowed:
        raise
    except Refused as refusal:
        facts = queries.round_facts(request.actor, key)
        return _rerun(request, facts, (rules, changes), say(refusal))
    return redirect(f"{reverse('rounds-rerun', args=[key])}?trial={made}")


def _rerun(request: Asked, facts: RoundFacts, typed: tuple[str, Mapping[str, str]] | None = None, why: str = "") -> HttpResponse:
    chosen = request.GET.get("trial")
    found = queries.trial(request.actor, facts.id, key_of(chosen)) if chosen else None
    rules, changes = typed or ((found.rules, found.changes) if found else (facts.rules, facts.changes))
    titles = {one.name: one.title for one in rule_sets()}
    named = list(rules_named(rules).parameters.items())
    return page(
        request, "rounds/rerun.html", status=409 if why else 200, round=facts, rules=rules, changes=changes, found=found, why=why,
        lights=LIGHTS, earlier=queries.trials(request.actor, facts.id), line=_line(request, found),
        rule_sets=list(titles.items()), rule_titles=titles, first=[one for one in named if one[0] in OFFERED],
        others=[one for one in named if one[0] not in OFFERED],
    )  # fmt: skip


def _line(request: Asked, found: TrialFact | None) -> JobLine | None:
    """The line of a trial's job while it runs, or of one that failed; another person's is not shown."""
    if found is None or found.done or found.job is None:
        return None
    try:
        return line_of(status(request.actor, found.job), reload=True)
    except NotFound:
        return None


def _asked(typed: QueryDict) -> tuple[str, dict[str, str]]:
    rules = text(typed, "rules", 60)
    return rules, {name: said for name in parameters(rules) if (said := text(typed, f"change_{name}", 200))}
