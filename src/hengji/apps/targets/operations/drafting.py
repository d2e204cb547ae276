"""Drawing up a declaration: begun from something, saved as typed, findings answered, papers attached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import held, operation, record, writing
from hengji.apps.files import disk
from hengji.apps.files.operations import store
from hengji.apps.organisations.scope import fetch, fetching
from hengji.apps.records.once import once
from hengji.apps.records.versions import compare_and_set, still
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.contents import draft_of, of_revision, remarks_of
from hengji.apps.targets.draft import Cell, Draft, Remark
from hengji.apps.targets.models import Attachment, Declaration, Origin, Target, TargetRevision
from hengji.apps.targets.objects import last_year, program_of
from hengji.rules.access import Action, Actor
from hengji.rules.declaration import TargetDeclaration
from hengji.rules.findings.finding import Severity
from hengji.rules.lifecycles.targets import APPROVED, DRAFT, DROPPED, RETURNED, TargetKind
from hengji.rules.refusals import NotFound, Refused, StaleVersion, fitting

OPEN = (DRAFT, RETURNED)
"""States in which the unit may write."""

TEXT_FIELDS = {"goal": 4000, "medium_goal": 4000, "reason": 2000, "basis": 2000}
"""Texts beside the grid, with the most characters each may have."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What an autosave gives back: the new version, ids of rows made in the browser, all findings as they now stand."""

    version: int
    at: datetime
    ids: dict[str, str]
    remarks: tuple[Remark, ...]
    rows: tuple[dict[str, str], ...]
    year: int


@operation
def declare(
    actor: Actor,
    program_id: UUID,
    kind: str,
    origin: str = Origin.EMPTY,
    *,
    source: UUID | None = None,
    reason: str = "",
    basis: str = "",
    at: datetime,
) -> UUID:
    """Begin a declaration of a program's target; ``source`` is the program it is taken from where ``origin`` is ``program``.

    Raises ``Refused``: ``target-open-already``, ``target-secret``, ``target-closed``, ``target-approved-already``, ``target-not-approved``,
    ``target-no-source``."""
    program = program_of(actor, Action.TARGET_DRAFT, program_id, Action.TARGET_VIEW)
    _may_begin(program)
    target = Target.objects.select_related("current").get_or_create(program=program, defaults={"region_id": program.region_id})[0]
    target.program = program
    _fits(target, TargetKind(kind), program)
    start = _begun_from(actor, program, target, kind, origin, source)
    declaration = Declaration(
        region_id=program.region_id, target=target, kind=kind, origin=origin, base=target.current, reason=reason, basis=basis,
        goal=start.goal, medium_goal=start.medium_goal, rows=[dict(row) for row in start.rows], begun_at=at, saved_at=at,
        saved_by=actor.name,
    )  # fmt: skip
    _insert(counted(declaration), program)
    record(
        actor,
        "已开始申报",
        declaration,
        under=Action.TARGET_DRAFT,
        kind=TargetKind(kind).chinese,
        origin=Origin(origin).label,
        rows=len(start.rows),
    )
    return declaration.pk


def _may_begin(program: Any) -> None:
    if program.secret:
        raise Refused("target-secret", number=program.code)
    if program.state != "active":
        raise Refused("target-closed", program=str(program), why=program.closed_why)


def _fits(target: Target, kind: TargetKind, program: Any) -> None:
    if kind is TargetKind.INITIAL and target.current is not None:
        raise Refused("target-approved-already", program=str(program), number=target.current.number)
    if kind is TargetKind.ADJUSTMENT and target.current is None:
        raise Refused("target-not-approved", program=str(program))


def _insert(declaration: Declaration, program: Any) -> None:
    """One open declaration a target: the database says so when two begin at once."""
    with once(Refused("target-open-already", program=str(program))):
        declaration.save(force_insert=True)


def _begun_from(actor: Actor, program: Any, target: Target, kind: str, origin: str, source: UUID | None) -> Draft:
    if target.current is not None:
        return of_revision(target.current)
    if origin == Origin.LAST_YEAR:
        return _emptied(last_year(program), program)
    if origin == Origin.PROGRAM:
        return _emptied(_target_of(actor, source), program)
    return Draft()


def _target_of(actor: Actor, program: UUID | None) -> TargetRevision | None:
    if program is None:
        return None
    row = program_of(actor, Action.TARGET_VIEW, program)
    found = Target.objects.filter(program=row).select_related("current").first()
    return found.current if found else None


def _emptied(revision: TargetRevision | None, program: Any) -> Draft:
    """Goal and indicators of another target without their values."""
    if revision is None:
        raise Refused("target-no-source", program=str(program))
    found = of_revision(revision)
    return Draft(found.goal, found.medium_goal, drafts.without_values(found.rows))


@operation(audited=False, ahead=True)
def save_cells(
    actor: Actor, declaration_id: UUID, version: int, cells: Iterable[Cell], order: Sequence[str] | None = None, *, at: datetime
) -> Saved:
    """Save cells as typed; rows ``order`` leaves out are gone.  Raises ``StaleVersion``; ``Refused`` ``target-not-open``."""
    declaration = seen(writable(actor, declaration_id), version)
    rows, ids = drafts.changed(declaration.rows, cells, order)
    declaration.rows = [dict(row) for row in rows]
    remarks = judged(declaration)
    with writing():
        return _store(actor, declaration, remarks, ids, at)


@operation(audited=False, ahead=True)
def save_text(actor: Actor, declaration_id: UUID, field: str, was: str, text: str, *, at: datetime) -> tuple[Remark, ...]:
    """Save one text (``TEXT_FIELDS``) if it still is what the writer last saw; returns all findings.

    Raises ``Refused``: ``target-not-open``, ``target-text-changed`` (somebody else wrote it first), ``text-long``."""
    if field not in TEXT_FIELDS:
        raise NotFound
    fitting("这一格", text, TEXT_FIELDS[field])
    declaration = writable(actor, declaration_id)
    stands = getattr(declaration, field)
    if stands not in (was, text):
        name = drafts.COLUMN_NAMES.get(field, "调整理由或依据")
        raise Refused("target-text-changed", name=name, now=stands[:60] or "（空）", whole=stands, by=declaration.saved_by)
    setattr(declaration, field, text)
    remarks = remarks_of(declaration)
    if stands == was:
        with writing():
            unmoved(declaration)
            _keep_text(declaration, field, was, saved_at=at, saved_by=actor.name, **counts(remarks))
    return remarks


def _keep_text(declaration: Declaration, field: str, was: str, **more: object) -> None:
    """A text has no version of its own: the grid beside it keeps the one it saw."""
    rows = Declaration.objects.filter(pk=declaration.pk, state__in=OPEN, **{field: was})
    if not rows.update(**{field: getattr(declaration, field)}, **more):
        raise StaleVersion(declaration.version, None)


@operation(audited=False)
def cite(actor: Actor, declaration_id: UUID, row: str, indicator: UUID, *, at: datetime) -> None:
    """Remember that a row was taken from the library: counted as a use when the target is approved."""
    declaration = writable(actor, declaration_id)
    if any(one["id"] == row for one in declaration.rows):
        Declaration.objects.filter(pk=declaration.pk).update(cited={**declaration.cited, row: str(indicator)})


@operation(ahead=True)
def answer(actor: Actor, declaration_id: UUID, version: int, key: str, text: str, *, at: datetime) -> int:
    """Say something to a finding (``Remark.key``); an empty text takes the answer back.  Raises ``StaleVersion``, ``Refused``."""
    declaration = seen(writable(actor, declaration_id), version)
    remark = next((one for one in remarks_of(declaration) if one.key == key), None)
    if remark is None:
        raise Refused("target-finding-gone")
    declaration.answers = (
        {**declaration.answers, key: text.strip()} if text.strip() else {k: v for k, v in declaration.answers.items() if k != key}
    )
    remarks = judged(declaration)
    with writing():
        saved = _store(actor, declaration, remarks, {}, at)
        said = {"place": remark.place, "sentence": remark.sentence, "answer": text.strip()}
        record(actor, "已说明疑点", declaration, under=Action.TARGET_DRAFT, **said)
    return saved.version


@operation(ahead=True)
def fill(actor: Actor, declaration_id: UUID, version: int, declared: TargetDeclaration, *, at: datetime) -> int:
    """Put a whole content in place of what was typed: from an Excel declaration.  Raises ``StaleVersion``, ``Refused``."""
    filled = _filled(actor, declaration_id, version, declared)
    with writing():
        return _fill(actor, filled, at)


@operation(ahead=True)
def fill_many(actor: Actor, given: Sequence[tuple[UUID, int, TargetDeclaration]], *, at: datetime) -> int:
    """Fill many at once (id, version seen, content), all or none; returns how many.  Raises as ``fill``."""
    filled = [_filled(actor, key, version, declared) for key, version, declared in given]
    with writing():
        for one in filled:
            _fill(actor, one, at)
    return len(given)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A declaration with the content of a file in place of what stood, judged, not yet written."""

    declaration: Declaration
    changes: Sequence[str]
    remarks: tuple[Remark, ...]


def _filled(actor: Actor, declaration_id: UUID, version: int, declared: TargetDeclaration) -> _Filled:
    declaration = seen(writable(actor, declaration_id), version)
    content = drafts.from_declaration(declared, declaration.rows)
    before = draft_of(declaration)
    declaration.goal, declaration.medium_goal = content.goal, content.medium_goal
    declaration.rows = [dict(row) for row in content.rows]
    changes = [f"{one.label}：{one.before or '（空）'} → {one.after or '（空）'}" for one in drafts.alterations(before, content)]
    return _Filled(declaration, changes, judged(declaration))


def _fill(actor: Actor, one: _Filled, at: datetime) -> int:
    row = one.declaration
    saved = _store(actor, row, one.remarks, {}, at, goal=row.goal, medium_goal=row.medium_goal)
    record(actor, "已导入申报表", row, under=Action.TARGET_DRAFT, changes=one.changes[:200], count=len(one.changes))
    return saved.version


@operation(ahead=True)
def attach(actor: Actor, declaration_id: UUID, name: str, data: bytes, caption: str = "", *, at: datetime) -> UUID:
    """Add a paper that supports the declaration."""
    declaration = writable(actor, declaration_id)
    said = fitting("附件说明", caption, 120)
    disk.ahead(data)
    with writing():
        unmoved(declaration)
        file = store(actor, name, data, at=at, region=declaration.region_id)
        row = Attachment.objects.create(
            region_id=declaration.region_id, declaration=declaration, file_id=file.id, caption=said, added_at=at, added_by=actor.name
        )
        record(actor, "已添加附件", declaration, under=Action.TARGET_DRAFT, name=file.name, sha256=file.sha256, caption=said)
    return row.pk


@operation
def detach(actor: Actor, attachment_id: UUID, *, at: datetime) -> None:
    """Take a paper away again; the file itself stays kept.  Raises ``NotFound``, ``Refused``."""
    row = fetch(Attachment.objects.select_related("file"), actor, Action.TARGET_DRAFT, attachment_id, seen_by=Action.TARGET_VIEW)
    declaration = writable(actor, row.declaration_id)
    record(actor, "已移除附件", declaration, under=Action.TARGET_DRAFT, name=str(row.file), file=row.file_id)
    row.delete()


def writable(actor: Actor, declaration_id: UUID) -> Declaration:
    """The declaration while the unit may write in it, locked where the transaction is open.

    Raises ``NotFound``, ``NotAllowed``, ``Refused`` ``target-not-open``."""
    rows = held(_ROWS)
    try:
        declaration = (_own if rows is _ROWS else _own_locked)(actor, Action.TARGET_DRAFT, declaration_id)
    except NotFound:
        declaration = fetch(rows, actor, Action.TARGET_DRAFT, declaration_id, seen_by=Action.TARGET_VIEW)
    if declaration.state not in OPEN:
        raise Refused(
            "target-not-open", state="已批复" if declaration.state == APPROVED else "已作废" if declaration.state == DROPPED else "审核中"
        )
    return declaration


_ROWS = Declaration.objects.select_related("target__program__unit__department", "target__program__competent")
_own, _own_locked = fetching(_ROWS), fetching(_ROWS.select_for_update(of=("self",)))


def seen(declaration: Declaration, version: int) -> Declaration:
    """The declaration, if it still is what the writer saw.  Raises ``StaleVersion``."""
    if declaration.version != version:
        raise StaleVersion(version, declaration.version)
    return declaration


def unmoved(declaration: Declaration) -> None:
    """Lock the declaration that was thought about, if it stands as it was read: its version (hence its state), its texts (saved without
    a version), whose object it is.  Raises ``StaleVersion``."""
    program = declaration.target.program
    still(
        Declaration, declaration.pk, declaration.version, saved_at=declaration.saved_at, target__program__unit=program.unit_id,
        target__program__competent=program.competent_id,
    )  # fmt: skip


def counted(declaration: Declaration) -> Declaration:
    """The same, not yet saved, with what the rules find in it as it begins."""
    for name, count in counts(remarks_of(declaration)).items():
        setattr(declaration, name, count)
    return declaration


def counts(remarks: Iterable[Remark]) -> dict[str, int]:
    """Errors, and warnings without an answer, as kept for lists."""
    held = list(remarks)
    errors = sum(one.severity is Severity.ERROR for one in held)
    return {"errors": errors, "warnings": sum(one.open for one in held) - errors}


def judged(declaration: Declaration) -> tuple[Remark, ...]:
    """What the rules find in a declaration that is to be stored.  Raises ``Refused`` ``target-rows-many``."""
    if len(declaration.rows) > drafts.MOST_ROWS:
        raise Refused("target-rows-many", most=drafts.MOST_ROWS, count=len(declaration.rows))
    return remarks_of(declaration)


def _store(actor: Actor, declaration: Declaration, remarks: tuple[Remark, ...], ids: dict[str, str], at: datetime, **more: str) -> Saved:
    """Within the transaction."""
    unmoved(declaration)
    now = compare_and_set(
        Declaration, declaration.pk, declaration.version, rows=declaration.rows, answers=declaration.answers, saved_at=at,
        saved_by=actor.name, **counts(remarks), **more,
    )  # fmt: skip
    return Saved(now, at, ids, remarks, tuple(declaration.rows), declaration.target.program.year)
