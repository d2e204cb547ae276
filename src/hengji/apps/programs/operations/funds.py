"""Special funds (专项资金) that cross units: who manages them, whose they are, how much was issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.queries import unit_rows
from hengji.apps.organisations.scope import fetch, require_region
from hengji.apps.programs.drafts import WORDS, FundDraft, exact, told
from hengji.apps.programs.models import SpecialFund
from hengji.apps.records.columns import whole
from hengji.apps.records.once import once
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused

EDIT = Action.MONEY_EDIT


@operation
def create_fund(actor: Actor, draft: FundDraft, *, at: datetime) -> UUID:
    """Enter a special fund; returns its id."""
    require_region(actor, EDIT, actor.region)
    fields = _fields(actor, draft)
    _free(actor.region, draft.year, str(fields["name"]), None)
    with once(_taken(draft.year, str(fields["name"]))):
        row = SpecialFund.objects.create(region_id=actor.region, year=draft.year, **fields)
    record(actor, "已新增专项资金", row, under=EDIT, **told(fields))
    return row.pk


@operation
def edit_fund(actor: Actor, key: UUID, version: int, draft: FundDraft, *, at: datetime) -> int:
    """Change a special fund; its year stays.  Who manages it decides who sees the programs it pays for."""
    row = fetch(SpecialFund.objects.all(), actor, EDIT, key, seen_by=Action.PROGRAM_VIEW)
    fields = _fields(actor, replace(draft, year=row.year))
    _free(row.region_id, row.year, str(fields["name"]), row.pk)
    changes = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changes:
        unchanged()
        return version
    with once(_taken(row.year, str(fields["name"]))):
        new = compare_and_set(SpecialFund, row.pk, version, **changes)
    record(actor, "已修改专项资金", row, under=EDIT, before=told({name: getattr(row, name) for name in changes}), after=told(changes))
    return new


def _fields(actor: Actor, draft: FundDraft) -> dict[str, object]:
    name = " ".join(draft.name.split())
    if not name:
        raise Refused("fund-name-missing")
    texts = whole(SpecialFund, {"name": name, "code": draft.code.strip(), "document": draft.document.strip()}, WORDS)
    return {
        **texts, "level": draft.level, "issued_on": draft.issued_on, "amount": exact("下达总额", draft.amount),
        "division_id": _unit(actor, draft.division, draft.year),
        "competent_id": _unit(actor, draft.competent, draft.year),
    }  # fmt: skip


def _unit(actor: Actor, key: UUID | None, year: int) -> UUID | None:
    if key is not None and not unit_rows(actor, year).filter(pk=key).exists():
        raise NotFound
    return key


def _free(region: UUID, year: int, name: str, own: UUID | None) -> None:
    taken = SpecialFund.objects.filter(region=region, year=year, name=name).values_list("pk", flat=True).first()
    if taken not in (None, own):
        raise _taken(year, name)


def _taken(year: int, name: str) -> Refused:
    return Refused("fund-taken", year=year, name=name)
