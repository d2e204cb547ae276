"""Monitoring reports: opened for whom the round wants them from, written as typed, sealed, handed in, received or given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from hengji.apps.audit.operations import held, operation, record, unchanged, writing
from hengji.apps.files import disk
from hengji.apps.files.operations import store
from hengji.apps.monitoring import reporting
from hengji.apps.monitoring.models import MonitoringReport, Round
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, Recipient, to_person, to_role
from hengji.apps.organisations.scope import fetch
from hengji.apps.records.versions import compare_and_set, still
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycle import Step, advance, step_of
from hengji.rules.lifecycles.monitoring import REPORT, ReportState, RoundState
from hengji.rules.refusals import NotFound, Refused, StaleVersion, fitting

TEXT_MOST = 8000
"""Characters of one section as typed."""
MEETING = {"on": "开会日期", "name": "会议名称", "chair": "主持人", "minutes": "纪要文号", "heard": "会议意见"}
"""What is recorded of the meeting (党组会议) that heard the report: day, name, chair, number of the minutes, what it decided."""
_MEETING_MOST = 2000
_NAMED = 5
"""Blanks that a refusal names."""
_OPEN = (ReportState.DRAFT, ReportState.RETURNED)
_VERBS = {"submit": "已报送", "withdraw": "已撤回", "accept": "已接收", "return": "已退回"}
_JOINED = ("round", "unit__department__division", "program")


@operation
def open_reports(actor: Actor, round_id: UUID, *, at: datetime) -> int:
    """Open the reports the round asks for (by unit, department or object) that are not there yet; returns how many were opened.

    Raises ``NotFound``; ``Refused`` ``report-none-asked`` where the round asks for none, ``report-round-draft`` before it is published,
    ``report-round-closed``."""
    row = fetch(visible(actor), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    if row.state == RoundState.DRAFT:
        raise Refused("report-round-draft", name=row.name)
    if row.state == RoundState.CLOSED:
        raise Refused("report-round-closed", name=row.name)
    if not row.report_by:
        raise Refused("report-none-asked", name=row.name)
    fresh = [
        MonitoringReport(region_id=row.region_id, round=row, unit_id=unit, program_id=program, outline=reporting.outline_of(row))
        for unit, program in reporting.wanted(row)
    ]
    if not fresh:
        unchanged()
        return 0
    MonitoringReport.objects.bulk_create(fresh, 1000)
    record(actor, "已开设", row, under=Action.ROUND_EDIT, title="绩效监控报告", count=len(fresh))
    _tell_opened(actor, row, fresh, at)
    return len(fresh)


def _tell_opened(actor: Actor, row: Round, fresh: Sequence[MonitoringReport], at: datetime) -> None:
    due = f"，请于{row.report_due:%Y年%m月%d日}前报送" if row.report_due else ""
    lineages = reporting.lineages({report.unit_id for report in fresh})
    told = [Message(to, f"{row.name}需要报送绩效监控报告{due}", "", "/reports/") for unit in sorted(lineages) for to in _of_unit(unit)]
    notify_all(actor, told, at=at)


def _of_unit(lineage: UUID) -> tuple[Recipient, ...]:
    return (to_role(lineage, Role.REPORTER), to_role(lineage, Role.DEPARTMENT))


@operation(audited=False)
def save_report_text(actor: Actor, report_id: UUID, section: str, was: str, text: str, *, at: datetime) -> None:
    """Save what is typed in one section, if it still is what the writer last saw.

    Raises ``NotFound`` (no such section); ``Refused`` ``report-not-open``, ``report-round-closed``, ``report-text-long``,
    ``report-text-changed`` (somebody else wrote it first)."""
    if len(text) > TEXT_MOST:
        raise Refused("report-text-long", most=TEXT_MOST, length=len(text))
    row = _writable(actor, report_id)
    if section not in reporting.typed_ids(row) | {reporting.EXPLAINED}:
        raise NotFound
    now = str(row.texts.get(section, ""))
    if now == text:
        return
    if now != was:
        raise Refused("report-text-changed", now=now[:60] or "（空）")
    texts = {**row.texts, section: text}
    MonitoringReport.objects.filter(pk=row.pk).update(texts=texts, saved_at=at)


@operation
def choose_outline(actor: Actor, report_id: UUID, version: int, outline: str, *, at: datetime) -> int:
    """Follow another outline; what was written stays where both have the paragraph, and comes back with the outline elsewhere."""
    if outline not in reporting.OUTLINES:
        raise Refused("report-outline")
    row = _writable(actor, report_id)
    fresh = compare_and_set(MonitoringReport, row.pk, version, outline=outline, saved_at=at)
    record(
        actor,
        "已更换",
        row,
        under=Action.REPORT_DRAFT,
        title="报告提纲",
        before=reporting.OUTLINES[row.outline],
        after=reporting.OUTLINES[outline],
        version=fresh,
    )
    return fresh


@operation(ahead=True)
def seal_report(actor: Actor, report_id: UUID, version: int, name: str, content: bytes, reading: Mapping[str, Any], *, at: datetime) -> int:
    """Keep the stamped PDF with what was read from it (``reporting.read_sealed``, outside of any transaction); returns the new version.

    Raises ``StaleVersion``; ``Refused`` ``report-not-pdf``, ``report-not-open``, ``report-round-closed``."""
    row = _writable(actor, report_id)
    if row.version != version:
        raise StaleVersion(version, row.version)
    disk.ahead(content)
    with writing():
        _unmoved(row)
        kept = store(actor, name, content, at=at, region=row.region_id)
        if kept.media_type != "application/pdf":
            raise Refused("report-not-pdf", name=kept.name)
        fresh = compare_and_set(MonitoringReport, row.pk, version, sealed_id=kept.id, reading=dict(reading), saved_at=at)
        record(actor, "已上传", row, under=Action.REPORT_DRAFT, file=kept.name, sha256=kept.sha256, size=kept.size, version=fresh)
    return fresh


@operation
def unseal_report(actor: Actor, report_id: UUID, version: int, *, at: datetime) -> int:
    """Take the stamped PDF away again, as long as the report is not handed in."""
    row = _writable(actor, report_id)
    if row.sealed_id is None:
        raise Refused("report-not-sealed")
    fresh = compare_and_set(MonitoringReport, row.pk, version, sealed_id=None, reading={}, saved_at=at)
    record(actor, "已移除", row, under=Action.REPORT_DRAFT, file=row.reading.get("name", ""), version=fresh)
    return fresh


@operation
def record_meeting(actor: Actor, report_id: UUID, version: int, meeting: Mapping[str, str], *, at: datetime) -> int:
    """Record which meeting (党组会议) heard the report and what it decided; at any time, also after the report was received.

    ``meeting`` by ``MEETING``.  Raises ``StaleVersion``; ``Refused`` ``report-meeting-day``, ``report-meeting-bare``."""
    row = fetch(_rows(), actor, Action.REPORT_DRAFT, report_id, seen_by=Action.REPORT_VIEW)
    said = {key: fitting(caption, str(meeting.get(key, "")), _MEETING_MOST) for key, caption in MEETING.items()}
    try:
        date.fromisoformat(said["on"])
    except ValueError:
        raise Refused("report-meeting-day", text=said["on"][:20] or "（空）") from None
    if not (said["name"] and said["heard"]):
        raise Refused("report-meeting-bare")
    fresh = compare_and_set(MonitoringReport, row.pk, version, meeting={**said, "by": actor.name, "at": at.isoformat()})
    record(
        actor, "已登记", row, under=Action.REPORT_DRAFT, title="会议听取报告情况", on=said["on"], name=said["name"], words=said["heard"],
        version=fresh,
    )  # fmt: skip
    return fresh


@operation(ahead=True)
def submit_report(actor: Actor, report_id: UUID, version: int, *, blanks_sealed: bool = False, at: datetime) -> int:
    """Hand the report in with its stamped PDF.  Sentences that the forms do not bear out are named with it: they are to be put right, or
    explained; what is still blank is to be written, or said to be filled in on the stamped paper (``blanks_sealed``).  Late is marked.
    Raises ``StaleVersion``; ``Refused`` ``report-not-sealed``, ``report-empty``, ``report-blank``, ``report-differences``,
    ``report-round-closed`` and those of the life cycle."""
    row, step = _step(actor, report_id, version, "submit")
    _open_round(row.round)
    if row.sealed_id is None:
        raise Refused("report-not-sealed")
    if not reporting.written(row):
        raise Refused("report-empty")
    forms = reporting.judged_forms(row)
    found = reporting.differences(row, forms)
    if found and not str(row.texts.get(reporting.EXPLAINED, "")).strip():
        raise Refused("report-differences", count=len(found), sentence=found[0].sentence, form=found[0].on_form)
    blank = reporting.blanks_of(row, forms, reporting.forms_of(row))
    if blank and not blanks_sealed:
        raise Refused("report-blank", count=len(blank), places="、".join(blank[:_NAMED]) + ("等" if len(blank) > _NAMED else ""))
    late = row.late if row.submitted_at else bool(row.round.report_due and at > row.round.report_due)
    received = row.submitted_at or at  # given back and handed in again it still came when it first did
    word, beside = reporting.word_of(row, localtime(at).date()), reporting.found_in(row, received)
    disk.ahead(word)
    facts = {"submitted_at": received, "submitted_by": actor.id, "late": late, "differences": [one.kept() for one in found]}
    with writing():
        _unmoved(row)
        kept = store(actor, f"{row}.docx", word, at=at, region=row.region_id)
        fresh = _move(actor, row, step, at=at, facts={**facts, "word_id": kept.id}, left="、".join(blank))
        reporting.keep_findings(beside, at=at)
    return fresh


@operation(ahead=True)
def withdraw_report(actor: Actor, report_id: UUID, version: int, *, at: datetime) -> int:
    """Take back what was handed in, as long as nobody has decided on it: it then has not been handed in."""
    row, step = _step(actor, report_id, version, "withdraw")
    beside = reporting.found_in(row, None)
    with writing():
        _unmoved(row)
        fresh = _move(actor, row, step, at=at, facts={"submitted_at": None, "submitted_by": None, "late": False})
        reporting.keep_findings(beside, at=at)
    return fresh


@operation
def accept_report(actor: Actor, report_id: UUID, version: int, opinion: str = "", *, at: datetime) -> int:
    """Receive the report: it is done with."""
    row, step = _step(actor, report_id, version, "accept")
    return _move(actor, row, step, at=at, opinion=opinion, facts=_decided(actor, opinion, at))


@operation
def return_report(actor: Actor, report_id: UUID, version: int, opinion: str, *, at: datetime) -> int:
    """Give the report back with an opinion."""
    row, step = _step(actor, report_id, version, "return")
    _open_round(row.round)
    return _move(actor, row, step, at=at, opinion=opinion, facts=_decided(actor, opinion, at))


def _decided(actor: Actor, opinion: str, at: datetime) -> dict[str, Any]:
    return {"opinion": opinion.strip(), "decided_by": actor.name, "decided_at": at}


def _rows() -> Any:
    return held(MonitoringReport.objects.select_related(*_JOINED))


def _unmoved(row: MonitoringReport) -> None:
    """Lock the report that was thought about, if it stands as it was read: its version (hence its state), its texts (saved without a
    version), the round's state.  Raises ``StaleVersion``."""
    still(MonitoringReport, row.pk, row.version, saved_at=row.saved_at, round__state=row.round.state)


def _writable(actor: Actor, report_id: UUID) -> MonitoringReport:
    """The report as long as the unit may write in it, locked where the transaction is open.

    Raises ``NotFound``, ``NotAllowed``, ``Refused``."""
    row: MonitoringReport = fetch(_rows(), actor, Action.REPORT_DRAFT, report_id, seen_by=Action.REPORT_VIEW)
    if row.state not in _OPEN:
        raise Refused("report-not-open", state=ReportState(row.state).chinese)
    _open_round(row.round)
    return row


def _open_round(row: Round) -> None:
    if row.state == RoundState.CLOSED:
        raise Refused("report-round-closed", name=row.name)


def _step(actor: Actor, report_id: UUID, version: int, action: str) -> tuple[MonitoringReport, Step]:
    row: MonitoringReport = fetch(_rows(), actor, Action.REPORT_VIEW, report_id)
    if row.version != version:
        raise StaleVersion(version, row.version)
    step = step_of(REPORT, row.state, action)
    fetch(MonitoringReport.objects.all(), actor, step.asks, row.pk, seen_by=Action.REPORT_VIEW)
    return row, step


def _move(
    actor: Actor, row: MonitoringReport, step: Step, *, at: datetime, facts: Mapping[str, Any], opinion: str = "", left: str = ""
) -> int:
    """The table decides, the row is set, the trail has it, people are told."""
    last = {row.submitted_by} if step.judges and row.submitted_by else set()
    after = advance(REPORT, row.state, step.action, opinion=opinion, actor_id=actor.id, last_actor_ids=last)
    fresh = compare_and_set(MonitoringReport, row.pk, row.version, state=after, **facts)
    said = {"before": REPORT.label(row.state), "after": REPORT.label(after), "opinion": opinion.strip(), "version": fresh}
    if left:
        said["words"] = f"盖章件上另写：{left}"[:600]
    if step.action == "submit":
        said |= {"sha256": row.sealed.sha256 if row.sealed else "", "count": len(facts["differences"])}
    record(actor, _VERBS[step.action], row, under=step.asks, **said)
    notify_all(actor, _messages(row, step, after, opinion), at=at)
    return fresh


def _messages(row: MonitoringReport, step: Step, after: str, opinion: str) -> list[Message]:
    subject, url = f"{row}{REPORT.label(after)}", f"/reports/{row.pk}/"
    if step.action == "submit":
        department = row.unit.department or row.unit
        return [Message(to_role(department.division.lineage, Role.DIVISION), subject, "", url)] if department.division else []
    if step.judges:
        to = to_person(row.submitted_by) if row.submitted_by else to_role(row.unit.lineage, Role.REPORTER)
        return [Message(to, subject, opinion.strip(), url)]
    return []
