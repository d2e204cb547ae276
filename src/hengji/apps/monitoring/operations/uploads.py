"""Returned forms taken in: kept, read and tried by a job, then applied form by form, each whole or not at all.

take_in(actor, round, name, content, *, proxy, at) -> upload id      proxy: 代录, by the office for anyone
settle(actor, upload, entry, form, *, at)                            a person says which object a form is of
apply(actor, upload, version, entries, *, send, at) -> job id      entries: ids, empty: all that are ready
discard(actor, upload, version, *, at)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Subquery

from hengji.apps.audit.operations import operation, record, unchanged, writing
from hengji.apps.files import disk
from hengji.apps.files.operations import store
from hengji.apps.jobs.operations import enqueue
from hengji.apps.monitoring.intake import Outcome, Ready, listed, look_at, outcome_of, why_closed, writable
from hengji.apps.monitoring.models import MonitoringForm, Round, Upload, UploadEntry
from hengji.apps.monitoring.operations.route import submit, withdraw
from hengji.apps.monitoring.queries.uploads import own_upload
from hengji.apps.monitoring.returned import from_json
from hengji.apps.organisations.scope import fetch, require, require_region
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import FormState, RoundState
from hengji.rules.refusals import NotFound, Refused, StaleVersion

__all__ = ["apply", "ask_blanks", "ask_feedback", "discard", "settle", "take_in"]

_TASKS = "hengji.apps.monitoring.tasks.uploads"
READ, APPLY = f"{_TASKS}.read_upload", f"{_TASKS}.apply_upload"
PROXY, EXCEL = "proxy", "excel"
"""Where the content of a form comes from (``MonitoringForm.origin``)."""


def duty(proxy: bool) -> Action:
    """Under which duty an upload is made."""
    return Action.FORM_PROXY if proxy else Action.FORM_FILL


@operation(ahead=True)
def take_in(actor: Actor, round_id: UUID, name: str, content: bytes, *, proxy: bool, at: datetime) -> UUID:
    """Keep a file of returned forms (one, or a zip) and have it read; returns the upload's id.

    Raises ``NotFound``, ``Refused`` ``upload-round-closed``, ``file-empty``, ``file-too-large``."""
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, round_id)
    if proxy:
        require_region(actor, Action.FORM_PROXY, row.region_id)
    require(actor, duty(proxy))
    if row.state == RoundState.DRAFT and not proxy:
        raise NotFound
    if not (row.state == RoundState.PUBLISHED or row.forms.filter(due__gte=at).exists()):
        raise Refused("upload-round-closed", round=row.name, state=RoundState(row.state).chinese)
    disk.ahead(content)
    with writing():
        kept = store(actor, name, content, at=at, region=row.region_id)
        upload = Upload.objects.create(
            region_id=row.region_id, round=row, file_id=kept.id, name=kept.name[-200:], proxy=proxy, by=actor.name, person=actor.id, at=at
        )
        upload.job = enqueue(actor, f"读取并试算：{upload.name}"[:200], READ, {"upload": str(upload.pk)}, at=at)
        upload.save(update_fields=["job"])
        record(actor, "已上传", upload, under=duty(proxy), name=row.name, sha256=kept.sha256, origin=_origin(proxy))
    return upload.pk


@operation
def keep_read(actor: Actor, key: UUID, entries: Sequence[UploadEntry], *, at: datetime) -> None:
    """What the job read: all entries at once, or, where it had been done before, nothing."""
    upload = own_upload(actor, key)
    if upload.state != "reading":
        return unchanged()
    UploadEntry.objects.bulk_create(entries, batch_size=200)
    counts = Counter(entry.outcome for entry in entries)
    compare_and_set(Upload, upload.pk, upload.version, state="checked", counts=dict(counts), job=None)
    record(actor, "已试算", upload, under=duty(upload.proxy), counts=worded(counts))
    return None


@operation
def keep_failed(actor: Actor, key: UUID, *, at: datetime) -> None:
    """The file as a whole could not be read; the job says why."""
    upload = own_upload(actor, key)
    if upload.state != "reading":
        return unchanged()
    compare_and_set(Upload, upload.pk, upload.version, state="failed")
    record(actor, "未能读取", upload, under=duty(upload.proxy))
    return None


@operation
def settle(actor: Actor, key: UUID, entry: UUID, form: UUID, *, at: datetime) -> None:
    """A person says which object a form of an upload is of; it is compared and judged again.

    Raises ``NotFound``, ``Refused`` ``upload-state``, ``upload-entry-settled``, ``upload-entry-taken``."""
    upload = own_upload(actor, key)
    _in_state(upload, "checked")
    one = _entry(upload, entry)
    if not Outcome(one.outcome).asks:
        raise Refused("upload-entry-settled", name=one.name, outcome=Outcome(one.outcome).chinese)
    row = writable(actor, upload).filter(pk=form).first()
    if row is None:
        raise NotFound
    twin = upload.entries.filter(form=row, outcome__in=(Outcome.READY, *_DONE)).exclude(pk=one.pk).first()
    if twin is not None:
        raise Refused("upload-entry-taken", program=str(row.program), name=twin.name)
    look = look_at(row, from_json(one.returned), at)
    outcome, trouble = outcome_of(row, look, upload.proxy, at)
    one.form, one.seen, one.outcome, one.trouble = row, row.version, outcome, trouble
    one.changes, one.findings, one.tried = list(look.changes), listed(look), look.kept
    one.save(update_fields=["form", "seen", "outcome", "trouble", "changes", "findings", "tried"])
    count(upload)
    record(actor, "已指定对象", row, under=duty(upload.proxy), file=one.name)


_DONE = (Outcome.APPLIED, Outcome.SUBMITTED)


@operation
def apply(actor: Actor, key: UUID, version: int, entries: Collection[UUID] = (), *, send: bool = False, at: datetime) -> UUID:
    """Have forms of an upload taken in by a job, one after the other (``entries`` empty: all that are ready); returns the job's id.

    ``send``: each is sent on as well (录入并报送) where nothing keeps it.  Raises ``StaleVersion``, ``Refused`` ``upload-state``,
    ``upload-nothing-ready``."""
    upload = own_upload(actor, key)
    _in_state(upload, "checked")
    ready = upload.entries.filter(outcome=Outcome.READY)
    chosen = ready.filter(pk__in=entries) if entries else ready
    if not chosen.exists():
        raise Refused("upload-nothing-ready", name=upload.name)
    arguments = {"upload": str(upload.pk), "entries": [str(one) for one in entries], "send": send}
    job = enqueue(actor, f"{'代录' if upload.proxy else '录入'}：{upload.name}"[:200], APPLY, arguments, at=at)
    compare_and_set(Upload, upload.pk, version, state="applying", job=job)
    record(actor, "已开始录入", upload, under=duty(upload.proxy), count=chosen.count())
    return job


@operation
def apply_form(actor: Actor, form: Ready, *, at: datetime) -> Outcome:
    """One form taken in, whole or not at all; returns its outcome.  Changed since by somebody, it is left and said (``stale``)."""
    upload, entry, row = form.upload, form.entry, form.row
    if row.version != entry.seen:
        return _left(entry, Outcome.STALE, f"试算以后这张表又被改过（{row.saved_by or '他人'}），请重新上传试算")
    if why := why_closed(row, upload.proxy, at):
        return _left(entry, Outcome.CLOSED, why)
    sent = row.state == FormState.SUBMITTED
    version = withdraw(actor, row.pk, row.version, at=at) if sent else row.version
    origin = PROXY if upload.proxy else EXCEL
    facts = {**form.facts, "typed": form.typed, "returned": _as_kept(entry), "origin": origin, "saved_at": at, "saved_by": actor.name}
    version = compare_and_set(MonitoringForm, row.pk, version, **facts)
    if sent:  # a mended form of the office's own takes the place of the one it had sent on
        submit(actor, row.pk, version, at=at)
    record(actor, "已录入", row, under=duty(upload.proxy), origin=_origin(upload.proxy), file=entry.name, changes=len(entry.changes))
    return _left(entry, Outcome.SUBMITTED if sent else Outcome.APPLIED, "")


def _as_kept(entry: UploadEntry) -> Subquery:
    """The form as read, from the entry to the form within the database: half a second of a thousand forms is its unpacking and packing."""
    return Subquery(UploadEntry.objects.filter(pk=entry.pk).order_by().values("returned"))


@operation
def leave_form(actor: Actor, entry: UploadEntry, outcome: Outcome, trouble: str, *, at: datetime) -> Outcome:
    """A form that is not taken in after all, and why."""
    return _left(entry, outcome, trouble)


def _origin(proxy: bool) -> str:
    return "代录" if proxy else "Excel"


def _left(entry: UploadEntry, outcome: Outcome, trouble: str) -> Outcome:
    """The entry's outcome, set once: another run that was first undoes this one."""
    changed = UploadEntry.objects.filter(pk=entry.pk, outcome=Outcome.READY).update(outcome=outcome, trouble=trouble[:600], tried={})
    if not changed:
        raise StaleVersion(entry.seen or 0, None)
    if not outcome.done:
        unchanged()
    return outcome


@operation
def keep_sent(actor: Actor, key: UUID, entry: UUID, why: str, *, at: datetime) -> None:
    """Whether an applied form was sent on: ``why`` not, empty where it was."""
    one = _entry(own_upload(actor, key), entry)
    one.outcome, one.trouble = (Outcome.APPLIED, why[:600]) if why else (Outcome.SUBMITTED, "")
    one.save(update_fields=["outcome", "trouble"])
    unchanged()


@operation
def finish(actor: Actor, key: UUID, *, at: datetime) -> Mapping[str, int]:
    """The job has been through: what stands in its list; forms that are still ready may be applied later."""
    upload = own_upload(actor, key)
    if upload.state != "applying":
        unchanged()
        return dict(upload.counts)
    counts = _counted(upload)
    state = "checked" if counts.get(Outcome.READY) else "applied"
    compare_and_set(Upload, upload.pk, upload.version, state=state, counts=counts, applied_at=at, job=None)
    record(actor, "已录入", upload, under=duty(upload.proxy), counts=worded(counts))
    return counts


@operation
def discard(actor: Actor, key: UUID, version: int, *, at: datetime) -> None:
    """Give an upload up: what was read is erased, what had been applied stays.  Raises ``StaleVersion``, ``Refused``."""
    upload = own_upload(actor, key)
    _in_state(upload, "checked", "failed")
    upload.entries.exclude(outcome__in=_DONE).delete()
    compare_and_set(Upload, upload.pk, version, state="discarded", counts=_counted(upload), job=None)
    record(actor, "已放弃", upload, under=duty(upload.proxy))


@operation
def ask_blanks(actor: Actor, round_id: UUID, *, at: datetime) -> UUID:
    """Have all pre-filled forms of a round made as one zip; returns the job's id.  Raises ``NotFound``."""
    row = _at_the_desk(actor, round_id)
    return enqueue(actor, f"监控表：{row.name}"[:200], f"{_TASKS}.blank_forms", {"round_id": str(row.pk)}, at=at)


@operation
def ask_feedback(actor: Actor, round_id: UUID, *, at: datetime) -> UUID:
    """Have the feedback sheets of all units made as one zip; returns the job's id.  Raises ``NotFound``."""
    row = _at_the_desk(actor, round_id)
    return enqueue(actor, f"反馈单：{row.name}"[:200], f"{_TASKS}.feedback_sheets", {"round_id": str(row.pk)}, at=at)


def _at_the_desk(actor: Actor, key: UUID) -> Round:
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, key)
    require_region(actor, Action.FORM_PROXY, row.region_id)
    return row


def count(upload: Upload) -> None:
    """Write down how many forms have which outcome."""
    compare_and_set(Upload, upload.pk, upload.version, counts=_counted(upload))


def _counted(upload: Upload) -> dict[str, int]:
    return dict(Counter(upload.entries.values_list("outcome", flat=True)))


def worded(counts: Mapping[str, int]) -> str:
    """Counts by outcome in words: 可以录入3、读不出1."""
    return "、".join(f"{one.chinese}{counts[one]}" for one in Outcome if counts.get(one))


def _entry(upload: Upload, key: UUID) -> UploadEntry:
    found = upload.entries.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def _in_state(upload: Upload, *states: str) -> None:
    if upload.state not in states:
        raise Refused("upload-state", name=upload.name)
