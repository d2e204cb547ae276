"""Starting a year from a pile of files, and rolling one over into the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.files.operations import store
from hengji.apps.jobs.operations import enqueue
from hengji.apps.organisations.operations import import_units, roll_over_units
from hengji.apps.organisations.queries import units_by_code
from hengji.apps.organisations.scope import fetch, require_region
from hengji.apps.organisations.sheets import plan_units
from hengji.apps.programs.drafts import AdjustmentDraft, FundDraft
from hengji.apps.programs.operations import add_line, adjust_line, carry_over_programs, create_fund, create_program
from hengji.apps.programs.queries import fund_choices
from hengji.apps.records.versions import compare_and_set
from hengji.apps.starting import staging
from hengji.apps.starting.models import Start, StartDoubt, StartFile, StartItem, StartObject, StartState, StartUnit
from hengji.apps.targets.operations import begin_with, copy_targets
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.starting import MARK, Proposal
from hengji.rules.wording import say

DO = Action.START
UNIT_FIELDS = ("name", "code", "kind", "parent", "division", "keep")
OBJECT_FIELDS = ("name", "code", "kind", "unit", "department", "keep")
_CODE = re.compile(r"[0-9A-Za-z]{3,21}")
ITEMS: Mapping[str, type[StartItem]] = {"units": StartUnit, "objects": StartObject}


@operation
def begin(actor: Actor, year: int, files: Sequence[tuple[str, bytes]], *, at: datetime) -> UUID:
    """Hand in what the office has (forms, lists, exports, zips) for a year; a job reads it.  Returns the start's id.

    An empty file is told among the files and keeps none of the others back.  Refused without files, where all are empty, and while
    another start of the year is open."""
    require_region(actor, DO, actor.region)
    if not files:
        raise Refused("start-no-files")
    if Start.objects.filter(region=actor.region, year=year, state__in=(StartState.READING, StartState.PROPOSED)).exists():
        raise Refused("start-open", year=year)
    start = Start.objects.create(region_id=actor.region, year=year, begun_at=at, begun_by=actor.name)
    if not any(content for _name, content in files):
        raise Refused("start-files-empty", first=files[0][0])
    for name, content in files:
        row = StartFile(region_id=actor.region, start=start, name=name)
        if content:
            row.file_id = store(actor, name, content, at=at).id
        else:
            row.what, row.refused = "unknown", say(Refused("start-file-empty"))
        row.save()
    start.job = enqueue(actor, f"读取{year}年度建库材料", "hengji.apps.starting.tasks.read", {"start": start.pk}, at=at)
    start.save(update_fields=["job"])
    record(actor, "已提交建库材料", start, under=DO, files=[name for name, _content in files])
    return start.pk


@operation
def propose(actor: Actor, key: UUID, proposal: Proposal, read: Sequence[dict[str, Any]], *, at: datetime) -> None:
    """Stage what was read; called by the job.  Done again after a crash, it replaces what was staged before."""
    start = fetch(Start.objects.all(), actor, DO, key)
    if start.state not in (StartState.READING, StartState.PROPOSED):
        raise Refused("start-closed", name=str(start))
    for model in (StartUnit, StartObject, StartDoubt):
        model.objects.filter(start=start).delete()
    _tell(start, read)
    StartUnit.objects.bulk_create(staging.unit_row(start, unit) for unit in proposal.units)
    StartObject.objects.bulk_create(staging.object_row(start, item) for item in proposal.objects)
    StartDoubt.objects.bulk_create(staging.doubt_row(start, doubt) for doubt in proposal.doubts)
    compare_and_set(Start, start.pk, start.version, state=StartState.PROPOSED)
    record(actor, "已提出建库方案", start, under=DO, units=len(proposal.units), objects=len(proposal.objects), doubts=len(proposal.doubts))


def _tell(start: Start, read: Sequence[dict[str, Any]]) -> None:
    """What each file was taken for; what stood inside an archive is a row of its own."""
    StartFile.objects.filter(start=start, inside=True).delete()
    handed = {row.name: row for row in StartFile.objects.filter(start=start, file__isnull=False)}
    for facts in read:
        row = handed.get(facts["name"])
        if row is None:
            holder = handed.get(facts["name"].split("/")[0]) or next(iter(handed.values()))
            row = StartFile(region_id=start.region_id, start=start, file_id=holder.file_id, name=facts["name"][-300:], inside=True)
        row.what, row.count, row.notes, row.errors, row.refused = (facts[name] for name in ("what", "count", "notes", "errors", "refused"))
        row.save()


@operation
def change_unit(actor: Actor, key: UUID, version: int, *, at: datetime, **changes: object) -> int:
    """Change a proposed unit (``UNIT_FIELDS``) or leave it out; returns the new version."""
    return _change(actor, StartUnit, UNIT_FIELDS, key, version, changes)


@operation
def change_object(actor: Actor, key: UUID, version: int, *, initial: Decimal | None = None, at: datetime, **changes: object) -> int:
    """Change a proposed object (``OBJECT_FIELDS``) or leave it out; returns the new version.

    ``initial``: its initial budget in yuan, where the material does not say one; refused where it does."""
    if initial is None:
        return _change(actor, StartObject, OBJECT_FIELDS, key, version, changes)
    row = fetch(StartObject.objects.all(), actor, DO, key)
    if row.budget is not None or row.secret:
        raise Refused("start-budget-stands", name=row.name)
    return _change(actor, StartObject, (*OBJECT_FIELDS, "lines", "budget"), key, version, changes | staging.budgeted(row, initial))


def _change(actor: Actor, model: type[StartItem], fields: Collection[str], key: UUID, version: int, changes: dict[str, object]) -> int:
    row = fetch(model._default_manager.select_related("start"), actor, DO, key)
    if row.start.state != StartState.PROPOSED:
        raise Refused("start-closed", name=str(row.start))
    if set(changes) - set(fields):
        raise NotFound
    new = compare_and_set(model, key, version, changed=True, **changes)
    record(actor, "已修改建库方案", row, under=DO, before={name: getattr(row, name) for name in changes}, after=changes)
    return new


@operation
def merge_objects(actor: Actor, key: UUID, version: int, other: UUID, *, money: bool, at: datetime) -> int:
    """Put another proposed object into this one: what this one lacks is taken from it, its sources are named, and it is left out.

    ``money``: its fund lines are taken too (one that stands here already is not doubled).  Returns this one's new version."""
    rows = StartObject.objects.select_related("start")
    row, gone = fetch(rows, actor, DO, key), fetch(rows, actor, DO, other)
    if row.start.state != StartState.PROPOSED:
        raise Refused("start-closed", name=str(row.start))
    if gone.pk == row.pk or gone.start_id != row.start_id or not gone.keep or gone.secret != row.secret:
        raise Refused("start-merge-other", name=row.name, other=gone.name)
    new = compare_and_set(StartObject, row.pk, version, changed=True, **staging.merged(row, gone, money))
    compare_and_set(StartObject, gone.pk, gone.version, changed=True, keep=False)
    record(actor, "已合并对象", row, under=DO, into=row.name, name=gone.name, lines=len(gone.lines) if money else 0)
    return new


@operation
def merge_units(actor: Actor, key: UUID, version: int, other: UUID, *, at: datetime) -> int:
    """Say that another proposed unit is this one: what stood under it or belonged to it is this one's, and it is left out.

    Returns this one's new version."""
    rows = StartUnit.objects.select_related("start")
    row, gone = fetch(rows, actor, DO, key), fetch(rows, actor, DO, other)
    if row.start.state != StartState.PROPOSED:
        raise Refused("start-closed", name=str(row.start))
    if gone.pk == row.pk or gone.start_id != row.start_id or not gone.keep:
        raise Refused("start-merge-unit", name=row.name, other=gone.name)
    new = compare_and_set(StartUnit, row.pk, version, changed=True, **staging.merged_unit(row, gone))
    compare_and_set(StartUnit, gone.pk, gone.version, changed=True, keep=False)
    for model, fields in ((StartUnit, ("parent", "division")), (StartObject, ("unit", "department"))):
        for name in fields:
            there = model._default_manager.filter(start=row.start, **{name: gone.key}).exclude(pk=row.pk)
            there.update(**{name: row.key}, version=F("version") + 1)
    record(actor, "已合并单位", row, under=DO, into=row.name, name=gone.name)
    return new


@operation
def keep(actor: Actor, key: UUID, what: str, items: Collection[UUID], kept: bool, *, at: datetime) -> int:
    """Keep the chosen ``what`` (units, objects) of a start or leave them out, all at once; returns how many that changed."""
    start = fetch(Start.objects.all(), actor, DO, key)
    if start.state != StartState.PROPOSED:
        raise Refused("start-closed", name=str(start))
    if what not in ITEMS:
        raise NotFound
    rows = ITEMS[what]._default_manager.filter(start=start, pk__in=items, keep=not kept)
    names = list(rows.order_by("name").values_list("name", flat=True))
    rows.update(keep=kept, changed=True, version=F("version") + 1)
    if names:
        record(actor, "已修改建库方案", start, under=DO, changes=[["取舍", name, "要" if kept else "不要"] for name in names])
    else:
        unchanged()
    return len(names)


@operation
def settle_doubt(actor: Actor, key: UUID, *, at: datetime) -> None:
    """A person has looked at a doubt."""
    row = fetch(StartDoubt.objects.select_related("start"), actor, DO, key)
    StartDoubt.objects.filter(pk=row.pk).update(settled=True)
    record(actor, "已核对疑点", row.start, under=DO, doubt=row.sentence)


@operation
def drop(actor: Actor, key: UUID, version: int, *, at: datetime) -> None:
    """Give a start up; nothing of it is taken over."""
    start = fetch(Start.objects.all(), actor, DO, key)
    if start.state in (StartState.APPLIED, StartState.DROPPED):
        raise Refused("start-closed", name=str(start))
    compare_and_set(Start, key, version, state=StartState.DROPPED)
    record(actor, "已放弃建库", start, under=DO)


@operation
def apply(actor: Actor, key: UUID, version: int, *, doubts: int = 0, at: datetime) -> dict[str, int]:
    """Take the kept proposals over as a whole: units, objects, money, and the reported targets as first approval to be confirmed.

    ``doubts``: how many nobody has looked at the person goes on with; another number is refused.  Returns counts (units, objects,
    lines, targets).  Refused as a whole where anything in it is."""
    start = fetch(Start.objects.all(), actor, DO, key)
    if start.state != StartState.PROPOSED:
        raise Refused("start-closed", name=str(start))
    unseen = StartDoubt.objects.filter(start=start, settled=False).count()
    if unseen != doubts:
        raise Refused("start-doubts-open", count=unseen)
    units = list(StartUnit.objects.filter(start=start, keep=True).order_by("key"))
    objects = list(StartObject.objects.filter(start=start, keep=True).order_by("key"))
    _ready(units, objects)
    _fit(actor, start.year, units)
    if units:
        import_units(actor, start.year, staging.unit_list(units), at=at)
    places = _places(actor, start.year, units)
    made = {item.key: create_program(actor, staging.program_draft(item, start.year, places), at=at) for item in objects}
    lines = _money(actor, start, objects, made, at)
    targets = _targets(actor, start, objects, made, at)
    counts = {"units": len(units), "objects": len(objects), "lines": lines, "targets": targets}
    compare_and_set(Start, key, version, state=StartState.APPLIED, outcome=counts)
    record(actor, "已建库", start, under=DO, **counts, doubts=unseen)
    return counts


def _ready(units: Sequence[StartUnit], objects: Sequence[StartObject]) -> None:
    known = {unit.key for unit in units}
    homeless = [item.name for item in objects if item.unit not in known]
    if not units and not objects:
        raise Refused("start-empty")
    if homeless:
        raise Refused("start-object-without-unit", count=len(homeless), first=homeless[0])
    codes = [unit.code for unit in units if unit.code]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Refused("start-code-twice", codes="、".join(twice[:5]))


def _fit(actor: Actor, year: int, units: Sequence[StartUnit]) -> None:
    """Every unit can be taken over as it stands; those that cannot are named with what is wrong, in the words of the wizard."""
    faults = [
        f"“{unit.name}”的编码“{unit.code}”应为 3 至 21 位数字或字母" for unit in units if unit.code and not _CODE.fullmatch(unit.code)
    ]
    faults += [fault.sentence.replace("单位编码", "单位") for fault in plan_units(actor, year, staging.unit_list(units)).errors]
    if faults:
        told = "；".join(faults[:5]) + ("等" if len(faults) > 5 else "") + "。"
        raise Refused("start-units-faulty", count=len(faults), faults=told)


def _places(actor: Actor, year: int, units: Sequence[StartUnit]) -> dict[str, UUID]:
    """The unit made for each key."""
    by_code = units_by_code(actor, year)
    return {key: by_code[code].id for key, code in staging.unit_codes(units).items()}


def _money(actor: Actor, start: Start, objects: Sequence[StartObject], made: dict[str, UUID], at: datetime) -> int:
    """Fund lines of every object; a special fund is entered once, a stated adjusted budget becomes one adjustment."""
    named = sorted({line["fund"] for item in objects for line in item.lines if line["fund"]})
    funds = {name: UUID(key) for key, name in fund_choices(actor, start.year)}
    funds |= {name: create_fund(actor, FundDraft(start.year, name), at=at) for name in named if name not in funds}
    count = 0
    for item in objects:
        for draft, adjusted in [] if item.secret else staging.line_drafts(item, funds):
            line = add_line(actor, made[item.key], draft, at=at)
            change = (adjusted or Decimal(0)) - (draft.initial or Decimal(0))
            if adjusted is not None and change:
                adjust_line(actor, line, 1, AdjustmentDraft(MARK, timezone.localdate(at), change, "报送表上的调整后预算数"), at=at)
            count += 1
    return count


def _targets(actor: Actor, start: Start, objects: Sequence[StartObject], made: dict[str, UUID], at: datetime) -> int:
    given = [(made[item.key], staging.declaration(item, made[item.key], start.year)) for item in objects if item.target and not item.secret]
    if given:
        begin_with(actor, start.year, MARK, timezone.localdate(at), given, at=at)
    return len(given)


@operation
def roll_over(actor: Actor, from_year: int, to_year: int, program_ids: Collection[UUID], *, at: datetime) -> dict[str, int]:
    """A new year from the last: units and posts go on, chosen objects are carried over, their targets copied without values.

    Returns counts (units, programs, targets)."""
    require_region(actor, Action.YEAR_ROLL, actor.region)
    units = roll_over_units(actor, from_year, to_year, at=at)
    old = tuple(program_ids)
    new = carry_over_programs(actor, from_year, to_year, old, at=at) if old else ()
    targets = copy_targets(actor, from_year, to_year, tuple(zip(old, new, strict=True)), at=at) if new else 0
    return {"units": units, "programs": len(new), "targets": targets}
