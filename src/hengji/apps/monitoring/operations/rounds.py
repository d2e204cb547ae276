"""A round from its plan to its end: drafted, published, joined by new objects, extended for a unit, closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from hengji.apps.audit.operations import operation, record, unchanged, writing
from hengji.apps.jobs.operations import enqueue
from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import Extension, FormStep, MonitoringForm, Round
from hengji.apps.monitoring.objects import PAPERS, Placed, has_fund, placed, rules_with, units_of
from hengji.apps.monitoring.queries.days import workdays
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.monitoring.queries.screen import figures
from hengji.apps.monitoring.ways import cycle_of
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, to_role
from hengji.apps.organisations.queries import profile, unit_names
from hengji.apps.organisations.scope import fetch, require_region
from hengji.apps.records.versions import compare_and_set
from hengji.papers.rulefiles import DEFAULT, rule_set_names
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycle import advance, step_of
from hengji.rules.lifecycles.monitoring import ACCEPTED, DRAFT, EXEMPT, RETURNED, Emphasis, RoundState
from hengji.rules.parameters import RuleSetError
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.refusals import NotFound, Refused, StaleVersion, fitting
from hengji.rules.rounds import (
    CALENDARS,
    LADDERS,
    REQUIRED,
    Ladder,
    Planned,
    early_words,
    end_of,
    is_there,
    ladder_read,
    ladder_stored,
    stamp,
)

REPORT_BY = {"": "不要求", "unit": "各单位", "department": "主管部门", "object": "各项目"}
"""Who writes monitoring reports in a round."""

_FREE = {"due_unit", "due_department", "due_division", "report_due", "ladder", "key_units", "answer_days"}
"""What may still change once a round is published: days only forward."""
_DAYS = ("due_unit", "due_department", "due_division", "report_due")
_WORDS = {
    "name": "名称", "document": "文号", "as_of": "监控时点", "emphasis": "监控重点", "kinds": "对象类型", "budget_kinds": "预算类型",
    "units": "单位范围", "fund": "专项资金", "rules": "规则集", "changes": "规则参数", "required": "必填内容", "report_by": "监控报告",
    "two_hands": "分工填报", "proxy": "代录", "due_unit": "单位报送时间", "due_department": "部门审核时间", "due_division": "财政审核时间",
    "report_due": "报告报送时间", "ladder": "催报阶梯", "key_units": "重点监控部门", "answer_days": "答复期限",
}  # fmt: skip
UNTOUCHED = Q(state__in=[DRAFT, RETURNED])
"""Forms on the unit's desk."""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What a round is to be, as a page or a calendar says.  ``units`` and ``key_units`` are lineages; ``rules`` "" the county's own;
    ``required`` and ``ladder`` None: the emphasis' own."""

    name: str
    as_of: date
    emphasis: str
    due_unit: datetime
    document: str = ""
    kinds: tuple[str, ...] = ()
    budget_kinds: tuple[str, ...] = ()
    units: tuple[UUID, ...] = ()
    fund: UUID | None = None
    key_units: tuple[UUID, ...] = ()
    rules: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] | None = None
    ladder: Ladder | None = None
    due_department: datetime | None = None
    due_division: datetime | None = None
    report_by: str = ""
    report_due: datetime | None = None
    answer_days: int = 0
    two_hands: bool = False
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing has done: forms by kind of object, objects without an approved target, secret ones that only count."""

    version: int
    forms: Mapping[str, int]
    without_target: tuple[str, ...]
    secret: int
    job: UUID | None = None


# ---- drafting


@operation
def plan_year(actor: Actor, year: int, calendar: str, *, at: datetime) -> tuple[UUID, ...]:
    """A year's rounds as drafts in one step, by one of ``rules.rounds.CALENDARS``; days the county has a round of already (by name, or of
    all money at the same day) are left as they are.  Raises ``NotFound``, ``Refused`` ``round-calendar-done``."""
    require_region(actor, Action.ROUND_EDIT, actor.region)
    if calendar not in CALENDARS:
        raise NotFound
    rounds = Round.objects.filter(region=actor.region, year=year)
    names, days = set(rounds.values_list("name", flat=True)), set(rounds.filter(fund=None).values_list("as_of", flat=True))
    planned = [one for one in CALENDARS[calendar].of_year(year, workdays(actor.region, [year, year + 1])) if not is_there(one, names, days)]
    if not planned:
        raise Refused("round-calendar-done", year=year, calendar=CALENDARS[calendar].title)
    return tuple(create_round(actor, year, _of_calendar(one), at=at) for one in planned)


def _of_calendar(one: Planned) -> RoundPlan:
    return RoundPlan(
        one.name, one.as_of, one.emphasis, end_of(one.due_unit), due_department=end_of(one.due_department),
        due_division=end_of(one.due_division), report_by=one.report_by, report_due=end_of(one.report_due) if one.report_due else None,
    )  # fmt: skip


@operation
def create_round(actor: Actor, year: int, plan: RoundPlan, *, at: datetime) -> UUID:
    """Draft a round.  Raises ``NotFound``, ``Refused``: ``round-name-missing``, ``round-name-taken``, ``round-as-of-year``,
    ``round-days-order``, ``round-kind-unknown``, ``round-rules``, ``round-answer-days``."""
    require_region(actor, Action.ROUND_EDIT, actor.region)
    values = _values(actor.region, year, plan)
    _name_free(actor.region, year, plan.name, None)
    row = Round.objects.create(region_id=actor.region, year=year, **values)
    record(actor, "已建立监控批次", row, under=Action.ROUND_EDIT, year=year, as_of=plan.as_of, until=plan.due_unit, document=plan.document)
    return row.pk


@operation
def change_round(actor: Actor, round_id: UUID, version: int, plan: RoundPlan, *, at: datetime) -> int:
    """Change a round: a draft wholly; once published only days (forward), ladder, key list and days to answer.  Returns the new version.

    Raises ``StaleVersion``, ``NotFound``, ``Refused``: ``round-fixed``, ``round-day-back``, ``round-closed`` and those of drafting."""
    row = locked(actor, round_id, version)
    if row.state == RoundState.CLOSED:
        raise Refused("round-closed", name=row.name)
    values = _values(row.region_id, row.year, plan)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        unchanged()
        return version
    if row.state == RoundState.PUBLISHED:
        _still_free(row, changed)
    _name_free(row.region_id, row.year, values["name"], row.pk)
    before = {name: getattr(row, name) for name in changed}
    now = compare_and_set(Round, row.pk, version, **changed)
    recorded(actor, "已修改监控批次", row, before, changed)
    if row.state == RoundState.PUBLISHED:
        _followed(actor, row, changed, at)
    return now


@operation
def drop_round(actor: Actor, round_id: UUID, version: int, *, at: datetime) -> None:
    """Give a draft up; nothing hangs on it yet.  Raises ``StaleVersion``, ``Refused`` ``round-not-draft``."""
    row = locked(actor, round_id, version)
    _must_be(row, RoundState.DRAFT)
    record(actor, "已删除监控批次草稿", row, under=Action.ROUND_EDIT, as_of=row.as_of)
    row.delete()


@operation
def set_key(actor: Actor, round_id: UUID, version: int, units: Collection[UUID], *, at: datetime) -> int:
    """Which departments are 重点监控: forms of theirs end at the performance office.  Forms that have passed the division keep the way
    they are on.  Returns the new version.  Raises ``StaleVersion``, ``NotFound``, ``Refused`` ``round-closed``."""
    row = locked(actor, round_id, version)
    if row.state == RoundState.CLOSED:
        raise Refused("round-closed", name=row.name)
    wanted = _lineages(row.region_id, row.year, units)
    if wanted == row.key_units:
        unchanged()
        return version
    now = compare_and_set(Round, row.pk, version, key_units=wanted)
    recorded(actor, "已确定重点监控", row, {"key_units": row.key_units}, {"key_units": wanted})
    _mark_key(row, wanted)
    return now


def locked(actor: Actor, round_id: UUID, version: int | None = None) -> Round:
    """The round as the actor saw it, locked against others who change it.  Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``."""
    row = fetch(visible(actor).select_for_update(of=("self",)), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    if version is not None and row.version != version:
        raise StaleVersion(version, row.version)
    return row


def _must_be(row: Round, state: RoundState) -> None:
    if row.state != state:
        raise Refused("round-not-draft" if state is RoundState.DRAFT else "round-not-running", name=row.name, state=_state(row))


def must_run(row: Round) -> None:
    """Raises ``Refused`` ``round-not-running``."""
    _must_be(row, RoundState.PUBLISHED)


def _state(row: Round) -> str:
    return RoundState(row.state).chinese


def _values(region: UUID, year: int, plan: RoundPlan) -> dict[str, Any]:
    """The columns of a plan, checked."""
    _sensible(year, plan)
    emphasis = Emphasis(plan.emphasis)
    if plan.fund is not None and not has_fund(region, year, plan.fund):
        raise NotFound
    return {
        "name": plan.name.strip(), "document": plan.document.strip(), "as_of": plan.as_of, "emphasis": emphasis.value,
        "kinds": sorted(plan.kinds), "budget_kinds": sorted(plan.budget_kinds), "units": _lineages(region, year, plan.units),
        "fund_id": plan.fund, "key_units": _lineages(region, year, plan.key_units), "rules": _rules(region, plan, emphasis),
        "changes": {name: text.strip() for name, text in plan.changes.items() if text.strip()},
        "required": list(REQUIRED[emphasis] if plan.required is None else plan.required),
        "ladder": ladder_stored(LADDERS[emphasis] if plan.ladder is None else plan.ladder),
        "due_unit": plan.due_unit, "due_department": plan.due_department, "due_division": plan.due_division,
        "report_by": plan.report_by, "report_due": plan.report_due, "answer_days": plan.answer_days, "two_hands": plan.two_hands,
        "proxy": plan.proxy,
    }  # fmt: skip


def _sensible(year: int, plan: RoundPlan) -> None:
    if not plan.name.strip():
        raise Refused("round-name-missing")
    if plan.as_of.year != year:
        raise Refused("round-as-of-year", as_of=plan.as_of, year=year)
    if plan.emphasis not in set(Emphasis) or plan.report_by not in REPORT_BY:
        raise NotFound
    if not set(plan.kinds) <= KINDS.keys() or not set(plan.budget_kinds) <= BUDGET_KINDS.keys():
        raise NotFound
    if not 0 <= plan.answer_days <= 60:
        raise Refused("round-answer-days", days=plan.answer_days)
    _in_order(plan)


def _in_order(plan: RoundPlan) -> None:
    """Days one after the other: the as-of date, the unit's, the department's, finance's."""
    days = [end_of(plan.as_of), *(day for day in (plan.due_unit, plan.due_department, plan.due_division) if day)]
    if plan.due_unit.date() < plan.as_of or any(a > b for a, b in zip(days[1:], days[2:], strict=False)):
        raise Refused("round-days-order")
    if plan.report_due is not None and plan.report_due.date() < plan.as_of:
        raise Refused("round-days-order")


def _rules(region: UUID, plan: RoundPlan, emphasis: Emphasis) -> str:
    name = plan.rules or profile(region).monitoring_rules or DEFAULT
    if name not in rule_set_names():
        raise Refused("round-rules", reason=f"没有名为“{name}”的规则集。")
    try:
        rules_with(name, emphasis, plan.changes)
    except RuleSetError as trouble:
        raise Refused("round-rules", reason=str(trouble)) from trouble
    return name


def _lineages(region: UUID, year: int, units: Collection[UUID]) -> list[str]:
    """Lineages as kept, in order; every one a unit of that year.  Raises ``NotFound``."""
    wanted = {UUID(str(unit)) for unit in units}
    if wanted - units_of(region, year, wanted).keys():
        raise NotFound
    return sorted(str(unit) for unit in wanted)


def _name_free(region: UUID, year: int, name: str, own: UUID | None) -> None:
    same = Round.objects.filter(region=region, year=year, name=name.strip())
    if (same.exclude(pk=own) if own else same).exists():
        raise Refused("round-name-taken", name=name.strip(), year=year)


def _still_free(row: Round, changed: Mapping[str, Any]) -> None:
    """What a published round no longer lets be changed."""
    fixed = [name.removesuffix("_id") for name in changed if name not in _FREE]
    if fixed:
        raise Refused("round-fixed", name=row.name, fields="、".join(_WORDS[name] for name in fixed))
    for name in _DAYS:
        before = getattr(row, name)
        if name in changed and before is not None and (changed[name] is None or changed[name] < before):
            raise Refused("round-day-back", field=_WORDS[name], before=before.date())


def recorded(actor: Actor, verb: str, row: Round, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """A trail row of what changed, every field by its name."""
    names = {name: _WORDS[name.removesuffix("_id")] for name in after}
    record(
        actor, verb, row, under=Action.ROUND_EDIT,
        before={names[name]: _said(name, value) for name, value in before.items()},
        after={names[name]: _said(name, value) for name, value in after.items()},
    )  # fmt: skip


def _said(name: str, value: Any) -> Any:
    """A value as the trail keeps it: units by name, a ladder in words."""
    if name in ("units", "key_units"):
        return "、".join(sorted(unit_names({UUID(key) for key in value}).values()))
    if name == "ladder":
        return "；".join(rung.words for rung in ladder_read(value, Emphasis.HINT)) if value else ""
    return value


def _followed(actor: Actor, row: Round, changed: Mapping[str, Any], at: datetime) -> None:
    """What a change of a running round brings with it: the key list marks forms, a later day is told to whom it helps."""
    if "key_units" in changed:
        _mark_key(row, changed["key_units"])
    if "due_unit" in changed:
        row.forms.filter(due__lt=changed["due_unit"]).update(due=None)  # an extension that everybody has overtaken
        _in_time_after_all(actor, row, row.forms.filter(due=None), changed["due_unit"], at)
    if "due_unit" in changed and not row.proxy:
        day = changed["due_unit"].date()
        waiting = row.forms.filter(UNTOUCHED).order_by().values_list("program__unit__lineage", flat=True).distinct()
        told = [Message(to_role(unit, Role.REPORTER), f"{row.name}报送时间延至{day:%Y-%m-%d}", "", _url(row)) for unit in waiting]
        notify_all(actor, told, at=at)


def _mark_key(row: Round, lineages: Sequence[str]) -> None:
    """Forms are marked all at once and keep their version: nothing anybody types or decides on changes."""
    theirs = Q(program__unit__department__lineage__in=lineages) | Q(program__competent__lineage__in=lineages)
    movable = row.forms.exclude(state__in=[ACCEPTED, "division-reviewed"])
    keys = list(movable.filter(theirs).values_list("pk", flat=True))
    movable.filter(key=True).exclude(pk__in=keys).update(key=False)
    movable.filter(pk__in=keys).update(key=True)


# ---- publishing


@operation
def publish(actor: Actor, round_id: UUID, version: int, *, early: bool = False, at: datetime) -> Published:
    """Hand out one form to every object in scope, each bound to the target in force; people are told, a job judges what is known.
    ``early``: who publishes knows that the as-of date has not passed.

    Raises ``StaleVersion``, ``NotFound``, ``Refused``: ``round-not-draft``, ``round-early``, ``round-nobody``."""
    row = locked(actor, round_id, version)
    _must_be(row, RoundState.DRAFT)
    if not early and (said := early_words(row.as_of, at)):
        raise Refused("round-early", said=said)
    every = placed(row)
    chosen = [one for one in every if not one.why_not]
    if not chosen:
        raise Refused("round-nobody", name=row.name)
    forms = _hand_out(row, chosen, at)
    facts = {"published_at": at, "published_by": actor.name, "stamp": stamp(rules_of(row))}
    now = compare_and_set(Round, row.pk, version, state=RoundState.PUBLISHED, **facts)
    secret = sum(one.secret for one in every)
    bare = tuple(f"{one.unit_name} {one.name}" for one in chosen if one.revision is None)
    counts = dict(Counter(one.kind for one in chosen))
    record(
        actor, "已发布监控批次", row, under=Action.ROUND_EDIT, document=row.document, as_of=row.as_of, until=row.due_unit,
        objects=len(forms), counts={KINDS[kind]: count for kind, count in counts.items()}, without_target=len(bare), secret=secret,
    )  # fmt: skip
    notify_all(actor, _handed_out(row, chosen), at=at)
    return Published(now, counts, bare, secret, judge_later(actor, row, at))


@operation
def join_new(actor: Actor, round_id: UUID, *, at: datetime) -> int:
    """Objects that came into scope since (added in the year, money issued by the as-of date) get their form; returns how many.
    Raises ``NotFound``, ``NotAllowed``, ``Refused`` ``round-not-running``."""
    row = locked(actor, round_id)
    _must_be(row, RoundState.PUBLISHED)
    chosen = _without_form(row)
    if not chosen:
        unchanged()
        return 0
    _hand_out(row, chosen, at)
    record(actor, "已补发监控表", row, under=Action.ROUND_EDIT, objects=len(chosen), items=[one.name for one in chosen][:50])
    notify_all(actor, _handed_out(row, chosen), at=at)
    judge_later(actor, row, at)
    return len(chosen)


def _without_form(row: Round) -> list[Placed]:
    there = set(row.forms.values_list("program_id", flat=True))
    return [one for one in placed(row) if not one.why_not and one.id not in there]


def _hand_out(row: Round, chosen: Sequence[Placed], at: datetime) -> list[MonitoringForm]:
    keys = {UUID(key).hex for key in row.key_units}
    given = dict(row.extensions.filter(until__gt=row.due_unit).order_by("until").values_list("unit__lineage", "until"))
    made = [
        MonitoringForm(
            region_id=row.region_id, round=row, program_id=one.id, revision_id=one.revision, kind=PAPERS[one.kind].value, joined_at=at,
            key=bool(keys & one.line), due=given.get(one.unit),
        )
        for one in chosen
    ]  # fmt: skip
    return MonitoringForm.objects.bulk_create(made, 500)


def _handed_out(row: Round, chosen: Sequence[Placed]) -> list[Message]:
    """One message a unit, and one a department for what it reviews; none where the office takes everything in itself."""
    if row.proxy:
        return []
    units = Counter(one.unit for one in chosen)
    departments = Counter(one.department for one in chosen)
    day, url = f"{row.due_unit:%Y-%m-%d}", _url(row)
    return [
        *(Message(to_role(unit, Role.REPORTER), f"请填报{row.name}：{many}张监控表，{day}前报送", "", url) for unit, many in units.items()),
        *(
            Message(to_role(unit, Role.DEPARTMENT), f"{row.name}已部署：本部门{many}张表待填报、审核", "", url)
            for unit, many in departments.items()
        ),
    ]


def _url(row: Round) -> str:
    return f"/rounds/{row.pk}/"


def judge_later(actor: Actor, row: Round, at: datetime) -> UUID:
    """A job judges what is stale; its id."""
    arguments = {"round_id": row.pk}
    return enqueue(actor, f"判定{row.name}", "hengji.apps.monitoring.tasks.rounds.refresh_round", arguments, at=at)


# ---- one form, one unit


@operation
def exempt(actor: Actor, form_id: UUID, version: int, reason: str, *, at: datetime) -> int:
    """An object need not report: why is asked and shown in the coverage.  Raises ``StaleVersion``, ``NotFound``, ``Refused`` of the
    life cycle."""
    return _take(actor, form_id, version, "exempt", reason, {"exempt_why": fitting("原因", reason, 300)}, at)


@operation
def include(actor: Actor, form_id: UUID, version: int, *, at: datetime) -> int:
    """It has to report after all.  Raises ``StaleVersion``, ``NotFound``, ``Refused`` of the life cycle."""
    return _take(actor, form_id, version, "include", "", {"exempt_why": ""}, at)


def _take(actor: Actor, form_id: UUID, version: int, action: str, opinion: str, facts: Mapping[str, Any], at: datetime) -> int:
    rows = MonitoringForm.objects.select_for_update(of=("self",)).select_related("round", "program__unit__department", "program__competent")
    form = fetch(rows, actor, Action.ROUND_EDIT, form_id, seen_by=Action.FORM_VIEW)
    if form.version != version:
        raise StaleVersion(version, form.version)
    _must_be(form.round, RoundState.PUBLISHED)
    cycle = cycle_of(form)
    step = step_of(cycle, form.state, action)
    after = advance(cycle, form.state, action, opinion=opinion, actor_id=actor.id, last_actor_ids=())
    now = compare_and_set(MonitoringForm, form.pk, version, state=after, **facts)
    FormStep.objects.create(
        region_id=form.region_id, form=form, at=at, action=action, label=step.label, side=step.side, before=form.state, after=after,
        actor_id=actor.id, actor_name=actor.name, opinion=opinion.strip(),
    )  # fmt: skip
    verb = "已同意免报" if after == EXEMPT else "已恢复报送"
    record(actor, verb, form, under=step.asks, before=cycle.label(form.state), after=cycle.label(after), reason=opinion.strip())
    notify_all(actor, [Message(to_role(form.program.unit.lineage, Role.REPORTER), f"{form}：{verb}", opinion.strip(), "")], at=at)
    return now


@operation
def extend(actor: Actor, round_id: UUID, unit: UUID, until: datetime, reason: str, *, at: datetime) -> int:
    """More time for one unit (lineage), with its reason; a closed round opens again for it.  Returns how many forms it concerns.

    Raises ``NotFound``, ``NotAllowed``, ``Refused``: ``round-not-running``, ``round-reason-missing``, ``round-extend-back``,
    ``round-extend-nothing``."""
    row = locked(actor, round_id)
    if row.state == RoundState.DRAFT:
        raise Refused("round-not-running", name=row.name, state=_state(row))
    if not reason.strip():
        raise Refused("round-reason-missing")
    place = units_of(row.region_id, row.year, [unit]).get(unit)
    if place is None:
        raise NotFound
    if until <= at or (row.state == RoundState.PUBLISHED and until <= row.due_unit):
        raise Refused("round-extend-back", until=until.date(), due=row.due_unit.date())
    concerned = row.forms.exclude(state=EXEMPT).filter(program__unit=place)
    if not concerned.exclude(state=ACCEPTED, late=False).exists():
        raise Refused("round-extend-nothing", unit=place.name)
    # The day is no part of what anybody types or decides on: forms keep their version.
    list(concerned.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    count = concerned.update(due=until)
    punctual = _in_time_after_all(actor, row, concerned, until, at)
    Extension.objects.create(
        region_id=row.region_id,
        round=row,
        unit=place,
        until=until,
        reason=fitting("延期原因", reason, 300),
        granted_by=actor.name,
        granted_at=at,
    )
    record(
        actor, "已同意延期", row, under=Action.ROUND_EDIT, unit=place.name, until=until, reason=reason.strip(), objects=count,
        punctual=punctual,
    )  # fmt: skip
    told = Message(to_role(unit, Role.REPORTER), f"{row.name}：同意延期至{until:%Y-%m-%d}", reason.strip(), _url(row))
    notify_all(actor, [told], at=at)
    return count


def _in_time_after_all(actor: Actor, row: Round, forms: QuerySet[MonitoringForm], until: datetime, at: datetime) -> int:
    """Forms that were marked late and came by the later day are so no longer; what was found of it goes when they are judged again."""
    count = forms.filter(late=True, first_submitted_at__lte=until).update(late=False, judged_at=None)
    if count:
        judge_later(actor, row, at)
    return count


# ---- the end


@operation
def close(actor: Actor, round_id: UUID, version: int, *, at: datetime) -> int:
    """End a round: its figures are kept as they stand, nothing more is taken in but of units with an extension.  A form sent in the same
    instant is either counted or refused: forms are locked before they are counted, and who writes one looks at the round after.

    Raises ``StaleVersion``, ``NotFound``, ``NotAllowed``, ``Refused`` ``round-not-running``."""
    row = locked(actor, round_id, version)
    _must_be(row, RoundState.PUBLISHED)
    list(row.forms.exclude(state=EXEMPT).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    kept = figures(actor, row, at)
    facts = {"closed_at": at, "closed_by": actor.name, "figures": kept}
    now = compare_and_set(Round, row.pk, version, state=RoundState.CLOSED, **facts)
    record(actor, "已办结监控批次", row, under=Action.ROUND_EDIT, **kept["coverage"])
    enqueue(actor, f"{row.name}：留存办结数据", "hengji.apps.monitoring.tasks.papers.keep_closed", {"round": row.pk}, at=at)
    return now


# ---- kept up to date (by the worker)


@operation(ahead=True)
def join_late(actor: Actor, round_id: UUID, *, at: datetime) -> int:
    """What the worker does of itself while a round runs and its first day has not passed: objects that came into scope join."""
    rows = Round.objects.filter(pk=round_id, state=RoundState.PUBLISHED, due_unit__gte=at)
    if (running := rows.first()) is None or not _without_form(running):  # hardly ever is there anything, and asking locks nothing
        unchanged()
        return 0
    with writing():
        row = rows.select_for_update(of=("self",)).first()
        chosen = _without_form(row) if row else []
        if row is None or not chosen:
            unchanged()
            return 0
        _hand_out(row, chosen, at)
        record(actor, "已补发监控表", row, objects=len(chosen), items=[one.name for one in chosen][:50])
        notify_all(actor, _handed_out(row, chosen), at=at)
    return len(chosen)


@operation(ahead=True)
def bind_targets(actor: Actor, round_id: UUID, *, at: datetime) -> int:
    """Forms on the unit's desk whose object has another target in force since they were handed out take that one; returns how many."""
    desk = MonitoringForm.objects.filter(UNTOUCHED, round=round_id, round__state=RoundState.PUBLISHED)
    desk = desk.filter(program__target__current__isnull=False)
    moved = desk.exclude(revision=F("program__target__current")) | desk.filter(revision__isnull=True)
    if not moved.exists():
        unchanged()
        return 0
    with writing():
        rows = list(
            moved.select_for_update(of=("self",)).select_related("program__unit", "program__target__current", "round").order_by("pk")
        )
        for form in rows:
            current: Any = form.program.target.current
            compare_and_set(MonitoringForm, form.pk, form.version, revision=current, judged_at=None)
            record(actor, "已换用现行目标", form, number=current.number, document=current.document)
        if not rows:
            unchanged()
    return len(rows)


@operation(ahead=True)
def demote(actor: Actor, round_id: UUID, codes: Collection[str], *, at: datetime) -> bool:
    """Which rules are only notices in this round, because people dismissed what they found too often; True where that changed."""
    row = Round.objects.filter(pk=round_id, state=RoundState.PUBLISHED).first()
    wanted = sorted(codes)
    if row is None or sorted(row.demoted) == wanted:
        unchanged()
        return False
    with writing():
        compare_and_set(Round, row.pk, row.version, demoted=wanted)
        record(actor, "已调整提示规则", row, before=sorted(row.demoted), after=wanted)
    return True
