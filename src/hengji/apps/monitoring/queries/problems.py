"""Findings with their lives: of a form under review, of a whole round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When

from hengji.apps.monitoring.answering import deadlines
from hengji.apps.monitoring.models import FormFinding, MonitoringForm
from hengji.apps.monitoring.objects import ASKED, REPORTED
from hengji.apps.monitoring.queries.formfacts import FindingFact, FindingsFound
from hengji.apps.organisations.scope import fetch, scoped
from hengji.rules.access import Action, Actor
from hengji.rules.falsealarms import Record
from hengji.rules.filling import ASKED as OWN_RULES
from hengji.rules.findings import Addressee, Severity
from hengji.rules.lifecycles.monitoring import FindingState

TABS: Mapping[str, tuple[FindingState, ...]] = {
    "open": (FindingState.FOUND, FindingState.ANSWERED),
    "aside": (FindingState.FOUND, FindingState.ANSWERED),
    "confirmed": (FindingState.CONFIRMED,),
    "named": (FindingState.NAMED, FindingState.RECTIFIED),
    "dismissed": (FindingState.DISMISSED,),
    "gone": (FindingState.GONE,),
    "all": tuple(FindingState),
}
"""States by tab; of those nobody decided on the first tab has what somebody must decide on (``ASKED``), the second the rest."""
_DECIDABLE = (FindingState.FOUND, FindingState.ANSWERED, FindingState.CONFIRMED, FindingState.DISMISSED, FindingState.NAMED)
_ANSWERABLE = (FindingState.FOUND, FindingState.ANSWERED, FindingState.CONFIRMED, FindingState.NAMED)
_TITLES = {rule.code: rule.title for rule in OWN_RULES}


def findings(
    actor: Actor, round_id: UUID, *, tab: str = "open", text: str = "", departments: Collection[Any] = (), classes: Collection[int] = (),
    severities: Collection[str] = (), codes: Collection[str] = (), window: slice = slice(None),
) -> FindingsFound:  # fmt: skip
    """Findings of a round's forms the actor may see; ``departments`` are lineages, class 0 is none.  Tabs by state, counted
    under the filter."""
    rows = scoped(FormFinding.objects.filter(form__round=round_id), actor, Action.FORM_VIEW)
    rows = _filtered(rows, text, departments, classes, severities, codes)
    asked = Case(When(ASKED, then=Value(1)), default=Value(0))
    states = list(rows.order_by().values_list("state", asked).annotate(count=Count("pk")))
    counts = {key: sum(many for state, flag, many in states if _under(key, state, bool(flag))) for key in TABS}
    chosen = rows.filter(state__in=TABS.get(tab, TABS["all"]))
    chosen = chosen.filter(ASKED) if tab == "open" else chosen.exclude(ASKED) if tab == "aside" else chosen
    page = list(chosen.select_related("form__program__unit", "form__round").order_by("form__program__unit__code", "form_id", "pk")[window])
    return FindingsFound(_facts(actor, page), counts.get(tab, counts["all"]), counts)


def _under(tab: str, state: str, asked: bool) -> bool:
    """Whether findings of this state stand under a tab."""
    return state in TABS[tab] and (tab not in ("open", "aside") or asked == (tab == "open"))


def _filtered(
    rows: QuerySet[FormFinding], text: str, departments: Collection[Any], classes: Collection[int], severities: Collection[str],
    codes: Collection[str],
) -> QuerySet[FormFinding]:  # fmt: skip
    if text:
        asked = (Q(**{f"{path}__icontains": text}) for path in ("sentence", "form__program__name", "form__program__unit__name"))
        first, *rest = asked
        for one in rest:
            first |= one
        rows = rows.filter(first)
    if departments:
        at = Q(form__program__unit__department__lineage__in=departments) | Q(form__program__unit__lineage__in=departments)
        rows = rows.filter(at | Q(form__program__competent__lineage__in=departments))
    if classes:
        none = Q(problem_class__isnull=True) if 0 in classes else Q()
        rows = rows.filter(Q(problem_class__in=[number for number in classes if number]) | none)
    given = {"severity__in": severities, "code__in": codes}
    return rows.filter(**{key: list(values) for key, values in given.items() if values})


def undecided(actor: Actor, forms: Collection[UUID]) -> int:
    """How many errors and doubts of these forms the actor could decide on and nobody has: what a circular waits for."""
    if not actor.can(Action.FINDING_DECIDE):
        return 0
    rows = FormFinding.objects.filter(ASKED, form__in=forms, state__in=TABS["open"]).exclude(form__submitted_by=actor.id)
    return scoped(rows, actor, Action.FINDING_DECIDE).count()


def finding(actor: Actor, key: UUID) -> FindingFact:
    """One finding.  Raises ``NotFound``."""
    return _facts(actor, [fetch(FormFinding.objects.select_related("form__program__unit", "form__round"), actor, Action.FORM_VIEW, key)])[0]


def _facts(actor: Actor, rows: list[FormFinding]) -> tuple[FindingFact, ...]:
    held, last = _held(actor, [row.pk for row in rows]), deadlines(rows[0].form.round, rows) if rows else {}
    return tuple(_fact(row, row.form, row.cell, row.pk in held, actor, last) for row in rows)


def facts_of(actor: Actor, rows: Iterable[FormFinding], form: MonitoringForm, places: Mapping[str, str]) -> tuple[FindingFact, ...]:
    """Findings of one form at their places, in the order given."""
    found = list(rows)
    held, last = _held(actor, [row.pk for row in found]), deadlines(form.round, found)
    return tuple(_fact(row, form, places.get(row.key, row.cell), row.pk in held, actor, last) for row in found)


def _held(actor: Actor, keys: Collection[UUID]) -> frozenset[UUID]:
    """Those the actor may decide on."""
    if not actor.can(Action.FINDING_DECIDE):
        return frozenset()
    return frozenset(scoped(FormFinding.objects.filter(pk__in=keys), actor, Action.FINDING_DECIDE).values_list("pk", flat=True))


def _fact(
    row: FormFinding, form: MonitoringForm, place: str, held: bool, actor: Actor, last: Mapping[date, datetime | None]
) -> FindingFact:  # fmt: skip
    state = FindingState(row.state)
    program: Any = form.program
    own = form.submitted_by == actor.id
    mine = any(duty.unit == program.unit.lineage for duty in actor.duties) and actor.can(Action.FORM_FILL)
    return FindingFact(
        row.pk, row.version, row.form_id, row.code, _TITLES.get(row.code) or Record(row.code, 0, 0).title, row.severity,
        row.problem_class, row.state, state.chinese, row.part, row.row, row.column, row.cell, place or "整表", row.subject, row.sentence,
        row.remedy, row.answer, row.answered_by, row.reason, row.decided_by, row.decided_at, str(program), program.unit.name,
        held and state in _DECIDABLE and not own,
        state.open and row.severity != Severity.NOTICE and row.addressee == Addressee.UNIT and form.state in REPORTED,
        mine and state in _ANSWERABLE,
        last.get(row.named_on) if row.named_on and state is FindingState.NAMED else None,
    )  # fmt: skip
