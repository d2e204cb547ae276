"""The rounds of a year, and one as it was set up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hengji.apps.monitoring.models import MonitoringForm, Round
from hengji.apps.monitoring.objects import REPORTED, placed
from hengji.apps.monitoring.queries.facts import LeftOut, Preview, RoundFacts, RoundLine
from hengji.apps.monitoring.queries.scanning import Standing, cover
from hengji.apps.organisations.scope import fetch, reaches, scoped
from hengji.apps.records.bare import flag
from hengji.apps.records.written import written
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.monitoring import EXEMPT, RoundState
from hengji.rules.lights import Light
from hengji.rules.money import half_up
from hengji.rules.periods import time_progress
from hengji.rules.programs import KINDS
from hengji.rules.refusals import NotFound


def rounds(actor: Actor, year: int, now: datetime) -> tuple[RoundLine, ...]:
    """The rounds of a year, the latest first; drafts only for who organises rounds.  Two queries."""
    rows = list(visible(actor).filter(year=year).select_related("fund").order_by("-as_of", "-pk"))
    held, red = _standings(actor, rows, now)
    return tuple(_line(row, held[row.pk], red[row.pk]) for row in rows)


_ALIKE = ("round_id", "kind", "state", "late", "due", flag(saved_at__isnull=False), flag(first_submitted_at__isnull=False),
          flag(returns__gt=0), flag(light=Light.RED))  # fmt: skip


def _standings(actor: Actor, rows: Sequence[Round], now: datetime) -> tuple[dict[UUID, Counter[Standing]], Counter[UUID]]:
    """How many forms of each round stand alike, and how many of those handed in have a red light.  One query, counted by the database."""
    until = {row.pk: row.due_unit for row in rows}
    mine = scoped(MonitoringForm.objects.filter(round__in=rows), actor, Action.FORM_VIEW).order_by()
    held: dict[UUID, Counter[Standing]] = defaultdict(Counter)
    red: Counter[UUID] = Counter()
    for pk, kind, state, late, due, began, first, back, bad, many in mine.values_list(*_ALIKE).annotate(many=Count("pk")):
        reported = state in REPORTED
        overdue = not reported and state != EXEMPT and (due or until[pk]) < now
        held[pk][Standing(kind, state, late, bool(began), bool(first) or reported, bool(back), overdue)] += many
        red[pk] += many if bad and reported else 0
    return held, red


def _line(row: Round, held: Mapping[Standing, int], red: int) -> RoundLine:
    return RoundLine(
        row.pk, row.version, row.year, row.name, row.document, row.as_of, row.emphasis, row.state, row.due_unit,
        row.fund.name if row.fund else "", row.proxy, cover("all", row.name, held), red,
    )  # fmt: skip


def visible(actor: Actor) -> QuerySet[Round]:
    """Rounds the actor sees: published ones, and drafts of those who organise them."""
    rows = scoped(Round.objects.all(), actor, Action.ROUND_VIEW)
    drafts = scoped(Round.objects.filter(state=RoundState.DRAFT), actor, Action.ROUND_EDIT)
    return rows.filter(~Q(state=RoundState.DRAFT) | Q(pk__in=drafts.order_by().values("pk")))


def round_of(actor: Actor, round_id: UUID) -> Round:
    """One round with its fund.  Raises ``NotFound``."""
    row = next(iter(_round(round_id)), None)
    if row is None or not reaches(actor, Action.ROUND_VIEW, row.region_id):
        raise NotFound
    if row.state == RoundState.DRAFT and not _edits(actor, row):
        raise NotFound
    return row


@written
def _round(round_id: UUID) -> QuerySet[Round]:
    return Round.objects.filter(pk=round_id).select_related("fund")


def _edits(actor: Actor, row: Round) -> bool:
    return any(duty.role is Role.OFFICE and duty.region == row.region_id for duty in actor.duties)


def round_facts(actor: Actor, round_id: UUID) -> RoundFacts:
    """A round as it was set up.  Raises ``NotFound``."""
    return facts_of(actor, round_of(actor, round_id))


def facts_of(actor: Actor, row: Round) -> RoundFacts:
    """The row as plain data."""
    here = {duty.role for duty in actor.duties if duty.region == row.region_id}
    return RoundFacts(
        id=row.pk, version=row.version, region=row.region_id, year=row.year, name=row.name, document=row.document, as_of=row.as_of,
        progress=half_up(time_progress(row.as_of), 4), emphasis=row.emphasis, state=row.state, kinds=tuple(row.kinds),
        budget_kinds=tuple(row.budget_kinds), units=_lineages(row.units), fund=row.fund_id, fund_name=row.fund.name if row.fund else "",
        key_units=_lineages(row.key_units), rules=row.rules, changes=dict(row.changes), stamp=row.stamp, demoted=tuple(row.demoted),
        required=tuple(row.required), ladder=tuple(row.ladder), due_unit=row.due_unit, due_department=row.due_department,
        due_division=row.due_division, report_by=row.report_by, report_due=row.report_due, answer_days=row.answer_days,
        two_hands=row.two_hands, proxy=row.proxy, template=row.template_id, published_at=row.published_at, published_by=row.published_by,
        closed_at=row.closed_at, closed_by=row.closed_by, refreshed_at=row.refreshed_at, may_edit=Role.OFFICE in here,
        may_chase=bool(here & {Role.DEPARTMENT, Role.DIVISION, Role.OFFICE}) and row.state != RoundState.DRAFT,
    )  # fmt: skip


def _lineages(kept: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(key) for key in kept)


def preview(actor: Actor, round_id: UUID) -> Preview:
    """Whom publishing would ask now; of a published round, who would join.  Raises ``NotFound``, ``NotAllowed``."""
    row = fetch(Round.objects.select_related("fund"), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    there = set(row.forms.values_list("program_id", flat=True))
    every = placed(row)
    chosen = [one for one in every if not one.why_not and one.id not in there]
    left = tuple(LeftOut(one.name, one.unit_name, one.kind, one.why_not) for one in every if one.why_not and not one.secret)
    bare = tuple(f"{one.unit_name} {one.name}" for one in chosen if one.revision is None)
    counts = Counter(one.kind for one in chosen)
    by_kind = {kind: counts[kind] for kind in KINDS if counts[kind]}
    return Preview(facts_of(actor, row), by_kind, bare, sum(one.secret for one in every), left)
