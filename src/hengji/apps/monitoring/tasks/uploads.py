"""Returned forms read and applied: reading happens outside of any transaction, each form is written in one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.files.operations import store
from hengji.apps.files.queries import file_ref, path_of
from hengji.apps.jobs.progress import Progress
from hengji.apps.monitoring.intake import Outcome, Ready, entries_of, read_files, ready_of
from hengji.apps.monitoring.models import MonitoringForm, Upload, UploadEntry
from hengji.apps.monitoring.operations.route import submit
from hengji.apps.monitoring.operations.uploads import apply_form, finish, keep_failed, keep_read, keep_sent, leave_form, worded
from hengji.apps.monitoring.queries.uploads import own_upload
from hengji.apps.monitoring.sheets import archive, feedback_archive, wanted
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound, Refused, StaleVersion
from hengji.rules.wording import say

AT_ONCE = 60
"""Forms judged together before they are written one by one."""


def read_upload(actor: Actor, progress: Progress, *, at: datetime, upload: str) -> dict[str, object]:
    """The job that reads: begun again after a crash it finds nothing kept, or everything."""
    row = own_upload(actor, UUID(upload))
    if row.state == "reading":
        try:
            files = read_files(path_of(file_ref(row.file_id)), row.name, progress)
        except Refused:
            keep_failed(actor, row.pk, at=at)
            raise
        keep_read(actor, row.pk, entries_of(actor, row, files, progress, at), at=at)
        row.refresh_from_db()
    return {"sentence": f"已试算：{worded(row.counts) or '没有读到表'}。", "url": _page(row)}


def apply_upload(actor: Actor, progress: Progress, *, at: datetime, upload: str, entries: Sequence[str], send: bool) -> dict[str, object]:
    """The job that applies, one form after the other; a form applied before the crash is not applied twice, only sent on if it was not."""
    row = own_upload(actor, UUID(upload))
    if row.state == "applying":
        chosen, done = _chosen(row, entries, send), 0
        for start in range(0, len(chosen), AT_ONCE):
            part = list(_narrow(chosen[start : start + AT_ONCE]))
            ready = ready_of(actor, row, [one for one in part if one.outcome == Outcome.READY], at)
            for entry in part:
                progress(done, len(chosen), "正在录入")
                _apply(actor, entry, ready.get(entry.pk), send, at)
                done += 1
        finish(actor, row.pk, at=at)
        row.refresh_from_db()
    return {"sentence": f"{worded(row.counts)}。", "url": _page(row)}


def _narrow(chosen: Sequence[UUID]) -> QuerySet[UploadEntry]:
    """Entries without what only a look at them shows."""
    return UploadEntry.objects.filter(pk__in=chosen).defer("returned", "findings").order_by("position")


def _apply(actor: Actor, entry: UploadEntry, ready: Ready | None, send: bool, at: datetime) -> None:
    """One form in a transaction of its own; sent on, where that is asked, in another."""
    outcome = Outcome(entry.outcome)
    if outcome is Outcome.READY:
        try:
            outcome = (
                apply_form(actor, ready, at=at) if ready else leave_form(actor, entry, Outcome.NOT_YOURS, "现在不在你填报的范围内", at=at)
            )
        except StaleVersion:
            outcome = leave_form(actor, entry, Outcome.STALE, "录入时这张表正被别人改，请重新上传试算", at=at)
    if send and outcome is Outcome.APPLIED and entry.form_id is not None:
        keep_sent(actor, entry.upload_id, entry.pk, _sent(actor, entry.form_id, at), at=at)


def _chosen(row: Upload, entries: Sequence[str], send: bool) -> list[UUID]:
    """Forms to be applied, and those that an earlier run applied and did not come to send on."""
    wanted = UploadEntry.objects.filter(upload=row, outcome__in=(Outcome.READY, Outcome.APPLIED) if send else (Outcome.READY,))
    found = wanted.filter(pk__in=[UUID(one) for one in entries]) if entries else wanted
    return list(found.order_by("position").values_list("pk", flat=True))


def _sent(actor: Actor, form_id: UUID, at: datetime) -> str:
    """Send a form on; why that was not possible, empty where it was."""
    form = MonitoringForm.objects.only("version").get(pk=form_id)
    try:
        submit(actor, form.pk, form.version, at=at)
    except Refused as refusal:
        return f"已录入，没有报送。{say(refusal)}"
    except NotFound:
        return "已录入，没有报送。报送不在你的职责内"
    return ""


def _page(row: Upload) -> str:
    return f"/rounds/uploads/{row.pk}/"


# ---- papers for units


def blank_forms(actor: Actor, progress: Progress, *, at: datetime, round_id: str) -> dict[str, object]:
    """All pre-filled forms of a round as one zip, a folder a unit."""
    rows = wanted(actor, UUID(round_id))
    kept = store(actor, f"{rows[0].round.name}绩效监控表.zip", archive(rows, progress), at=at)
    return {"sentence": f"已生成{rows.count()}张监控表，每个单位一个文件夹。", "file": str(kept.id)}


def feedback_sheets(actor: Actor, progress: Progress, *, at: datetime, round_id: str) -> dict[str, object]:
    """The feedback sheets of all units that have to answer something, as one zip."""
    made = feedback_archive(actor, UUID(round_id), progress)
    kept = store(actor, f"{made.name}.zip", made.content, at=at)
    return {"sentence": "已生成反馈单，每个单位一份。", "file": str(kept.id)}
