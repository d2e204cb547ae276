"""The unit's side: a dossier begun, saved as typed, its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from hengji.apps.appraisal.models import Appraisal, Attachment
from hengji.apps.appraisal.rows import take
from hengji.apps.audit.operations import operation, record
from hengji.apps.files.operations import store
from hengji.apps.organisations.queries import unit
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.dossier import KINDS, blank
from hengji.rules.lifecycles.appraisal import DRAFT, RETURNED
from hengji.rules.refusals import NotFound, Refused, fitting

OPEN = (DRAFT, RETURNED)
MOST_FILES = 40
MOST_TITLE = 100


@operation
def begin(actor: Actor, unit_id: UUID, draft: Mapping[str, Any], *, at: datetime) -> UUID:
    """Begin a dossier of a unit of the budget year asked for; returns its id.  ``draft`` as ``rules.dossier.read`` takes it."""
    place = unit(actor, unit_id, action=Action.APPRAISAL_DRAFT)
    kept = blank(draft)
    _named(kept)
    row = Appraisal.objects.create(
        region_id=place.region, year=place.year, unit_id=place.id, competent_id=place.department,
        first_level=place.department in (None, place.id), state=DRAFT, state_at=at, draft=kept, **_head(kept),
    )  # fmt: skip
    record(actor, "已新建", row, under=Action.APPRAISAL_DRAFT)
    return row.pk


@operation(audited=False)
def save_draft(actor: Actor, key: UUID, version: int, draft: Mapping[str, Any], *, at: datetime) -> int:
    """Save the dossier as typed; returns the new version.  Only while the unit has it in hand."""
    row = _open(actor, key, at)
    kept = blank(draft)
    kept["name"] = kept["name"] or row.name
    return compare_and_set(Appraisal, key, version, draft=kept, **_head(kept))


@operation
def attach(actor: Actor, key: UUID, title: str, name: str, content: bytes, *, at: datetime) -> UUID:
    """Add a file to the dossier."""
    row = _open(actor, key, at)
    said = fitting("附件说明", title, MOST_TITLE)
    if row.attachments.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise Refused("appraisal-too-many-files", most=MOST_FILES)
    file = store(actor, name, content, at=at, region=row.region_id)
    made = Attachment.objects.create(
        region_id=row.region_id,
        appraisal=row,
        file_id=file.id,
        title=said or file.name[:MOST_TITLE],
        added_at=at,
        person_id=actor.id,
    )
    record(actor, "已上传", row, under=Action.APPRAISAL_DRAFT, file=file.name, sha256=file.sha256)
    return made.pk


@operation
def detach(actor: Actor, key: UUID, attachment: UUID, *, at: datetime) -> None:
    """Take a file out of the dossier; it is kept, no longer shown."""
    row = _open(actor, key, at)
    held = Attachment.objects.filter(pk=attachment, appraisal=row, removed_at__isnull=True).select_related("file").first()
    if held is None:
        raise NotFound
    Attachment.objects.filter(pk=attachment).update(removed_at=at)
    record(actor, "已移除", row, under=Action.APPRAISAL_DRAFT, file=held.file.name, sha256=held.file.sha256)


def _open(actor: Actor, key: UUID, at: datetime) -> Appraisal:
    row = take(actor, Action.APPRAISAL_DRAFT, key, localdate(at))
    if row.state not in OPEN:
        raise Refused("appraisal-not-open", name=row.name, state=row.get_state_display())
    return row


def _head(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The columns lists show, from the draft."""
    return {"name": kept["name"], "kind": kept["kind"] if kept["kind"] in KINDS else "project", "new": kept["new"] != "0"}


def _named(kept: Mapping[str, Any]) -> None:
    if not kept["name"]:
        raise Refused("appraisal-unnamed")
