"""Papers of a round: asked for as long work, kept with what they were made from; the county's own template of the circular."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.audit.queries import head
from hengji.apps.files.operations import store
from hengji.apps.jobs.operations import enqueue
from hengji.apps.monitoring import papers
from hengji.apps.monitoring.models import Round, RoundPaper
from hengji.apps.monitoring.operations.findings import mark_named
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.organisations.scope import fetch
from hengji.apps.records.versions import compare_and_set
from hengji.papers.word.template import unknown_marks
from hengji.papers.workbook import Unreadable
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import RoundState
from hengji.rules.refusals import NotFound, Refused

_TASKS = "hengji.apps.monitoring.tasks.papers"
_SAID = {"number": "通报文号", "on": "印发日期", "rectify_by": "整改期限"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@operation
def ask_paper(
    actor: Actor, round_id: UUID, kind: str, about: UUID | None = None, *, said: Mapping[str, str] | None = None, at: datetime
) -> UUID:
    """Ask for a paper of the round (``papers.PAPERS``) to be made by the worker; returns the job's id.  ``about`` is the object of an
    audit pack or the form of a print; without it the paper is on the whole round.  ``said`` is what only the bureau knows of a circular:
    its ``number``, the day it bears (``on``) and until when it is to be put right (``rectify_by``); it is kept with the round, and None
    takes what was said before; what is left out stays a blank to fill.

    Raises ``NotFound``; ``Refused`` ``paper-round-draft`` (only the notice can be drawn before the round is published),
    ``paper-undecided`` (a circular names nobody before a person has decided)."""
    row = _round(actor, round_id)
    if kind not in papers.PAPERS:
        raise NotFound
    if row.state == RoundState.DRAFT and not papers.PAPERS[kind].before:
        raise Refused("paper-round-draft", name=row.name, paper=papers.PAPERS[kind].title)
    if papers.PAPERS[kind].names:
        papers.require_decided(row)
    title = f"{row.name}：{papers.PAPERS[kind].title}"
    told = _keep_said(actor, row, said) if kind == "circular" and said is not None else row.circular
    return enqueue(actor, title, f"{_TASKS}.make_paper", {"round": row.pk, "kind": kind, "about": about, "said": told}, at=at)


def _keep_said(actor: Actor, row: Round, said: Mapping[str, str]) -> dict[str, str]:
    """What the bureau says of the circular, kept with the round: the next one has it filled in, and answers are counted from its day."""
    told = {name: said[name].strip() for name in _SAID if said.get(name, "").strip()}
    if told != row.circular:
        compare_and_set(Round, row.pk, row.version, circular=told)
        facts = [{_SAID[name]: text for name, text in one.items()} for one in (row.circular, told)]
        record(actor, "已登记", row, under=Action.ROUND_EDIT, title="通报的文号和期限", before=facts[0], after=facts[1])
    return told


@operation
def keep_paper(
    actor: Actor, round_id: UUID, kind: str, title: str, name: str, content: bytes, stamp: Mapping[str, Any], *,
    named: Collection[UUID] = (), at: datetime,
) -> UUID:  # fmt: skip
    """Keep a paper that was made, with what it was made from; returns the id of its file.  What it names (``named``: findings that were
    confirmed when it was drawn) is named from now on."""
    row = _round(actor, round_id)
    file = store(actor, name, content, at=at, region=row.region_id)
    paper = RoundPaper.objects.create(
        region_id=row.region_id, round=row, kind=kind, title=title[:200], file_id=file.id, made_at=at, made_by=actor.name, stamp=dict(stamp)
    )
    record(actor, "已生成", paper, under=Action.ROUND_EDIT, file=file.name, sha256=file.sha256, source=papers.stamp_words(stamp))
    if named:
        mark_named(actor, row.pk, list(named), at=at)
    return file.id


@operation
def keep_result(actor: Actor, round_id: UUID, content: bytes, *, at: datetime) -> UUID:
    """Keep the result of a closed round as it is now, so that its papers can be made again; the first one kept stands.

    Raises ``Refused`` ``paper-round-open``."""
    row = _round(actor, round_id)
    if row.state != RoundState.CLOSED:
        raise Refused("paper-round-open", name=row.name)
    if kept := row.figures.get(papers.KEPT):
        unchanged()
        return UUID(kept["file"])
    file = store(actor, f"{row.name}办结数据.json.gz", content, at=at, region=row.region_id)
    seq, digest = head(row.region_id)
    kept = {"file": str(file.id), "sha256": file.sha256, "seq": seq, "hash": digest}
    compare_and_set(Round, row.pk, row.version, figures={**row.figures, papers.KEPT: kept})
    record(actor, "已留存", row, under=Action.ROUND_EDIT, title="办结时的数据", sha256=file.sha256, size=file.size)
    return file.id


@operation
def set_template(actor: Actor, round_id: UUID, version: int, name: str, content: bytes, *, at: datetime) -> int:
    """The county's own .docx for this round's circular, its marks ({{…}}) known to the program; returns the round's new version.

    Raises ``StaleVersion``; ``Refused`` ``paper-template-kind``, ``paper-template-marks`` (with the marks nobody knows)."""
    row = _round(actor, round_id)
    file = store(actor, name, content, at=at, region=row.region_id)
    if file.media_type != _WORD:
        raise Refused("paper-template-kind", name=file.name)
    try:
        unknown = unknown_marks(content)
    except Unreadable as trouble:
        raise Refused("paper-template-broken", name=file.name, reason=str(trouble)) from trouble
    if unknown:
        raise Refused("paper-template-marks", name=file.name, marks="、".join(unknown))
    fresh = compare_and_set(Round, row.pk, version, template_id=file.id)
    record(actor, "已更换", row, under=Action.ROUND_EDIT, title="通报模板", file=file.name, sha256=file.sha256, version=fresh)
    return fresh


@operation
def drop_template(actor: Actor, round_id: UUID, version: int, *, at: datetime) -> int:
    """Back to the program's own look of the circular; returns the round's new version."""
    row = _round(actor, round_id)
    fresh = compare_and_set(Round, row.pk, version, template_id=None)
    record(actor, "已移除", row, under=Action.ROUND_EDIT, title="通报模板", version=fresh)
    return fresh


def _round(actor: Actor, round_id: UUID) -> Round:
    return fetch(visible(actor), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
