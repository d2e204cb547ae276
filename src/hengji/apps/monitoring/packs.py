"""The audit pack (审计资料包): what auditors ask for, in the order they ask for it, with a list that proves every file.

A pack is cut into volumes, since a file of the site has a largest size; the last one holds the list of all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.chain import plain
from hengji.apps.audit.queries import rows_about
from hengji.apps.files.queries import open_bytes
from hengji.apps.monitoring.models import (
    Chase,
    Evidence,
    FormFinding,
    FormStep,
    MonitoringForm,
    MonitoringReport,
    Round,
    RoundPaper,
)
from hengji.apps.targets.papers import certificate_paper
from hengji.papers.writing.cells import file_name, wan_number
from hengji.papers.writing.listing import Column, Paper, Value, print_wide, title_rows, write_table
from hengji.rules.access import Actor
from hengji.rules.findings.finding import Severity
from hengji.rules.lifecycle import Side
from hengji.rules.lifecycles.monitoring import FindingState, FormState, ReportState

VOLUME_MOST = 40 * 2**20
"""Bytes of content in a volume."""
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)
_LIST, _SUMS = "00 目录.xlsx", "00 校验值.txt"
_TOO_LARGE = "文件过大，没有装入，请在系统中单独下载"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the pack, made when its turn comes."""

    path: str
    note: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Packed:
    """A line of the list: where the file lies, what it is, how large (bytes), its hash; ``volume`` 0: left out."""

    number: int
    volume: int
    path: str
    note: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Volume:
    """A finished volume; ``last`` holds the list."""

    number: int
    content: bytes
    last: bool


def volumes(title: str, items: Iterable[Item], facts: Sequence[str], *, most: int = VOLUME_MOST) -> Iterator[Volume]:
    """The items in order, cut into volumes, with a list of all (path, note, size, SHA-256) in the last one."""
    packed: list[Packed] = []
    box, number, filled = _Box(), 1, 0
    for item in items:
        content = item.content()
        too_large = len(content) > most
        if not too_large and filled and filled + len(content) > most:
            yield Volume(number, box.closed(), False)
            box, number, filled = _Box(), number + 1, 0
        note = f"{item.note}（{_TOO_LARGE}）" if too_large else item.note
        volume = 0 if too_large else number
        packed.append(Packed(len(packed) + 1, volume, item.path, note, len(content), sha256(content).hexdigest()))
        if not too_large:
            box.put(item.path, content)
            filled += len(content)
    box.put(_LIST, _list_of(title, packed, facts))
    box.put(_SUMS, "".join(f"{one.digest}  {one.path}\n" for one in packed if one.volume).encode())
    yield Volume(number, box.closed(), True)


class _Box:
    """A zip in memory; the same content gives the same bytes."""

    def __init__(self) -> None:
        self.buffer = BytesIO()
        self.archive = zipfile.ZipFile(self.buffer, "w", zipfile.ZIP_DEFLATED)

    def put(self, path: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(path, _FIXED_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.archive.writestr(entry, content)

    def closed(self) -> bytes:
        self.archive.close()
        return self.buffer.getvalue()


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Named files as one zip; the same files give the same bytes."""
    box = _Box()
    for path, content in files:
        box.put(path, content)
    return box.closed()


def _list_of(title: str, packed: Sequence[Packed], facts: Sequence[str]) -> bytes:
    columns: tuple[Column[Packed], ...] = (
        Column("序号", 6, lambda one: one.number, "center"),
        Column("册", 6, lambda one: one.volume or "—", "center"),
        Column("文件", 60, lambda one: one.path),
        Column("说明", 44, lambda one: one.note),
        Column("大小（字节）", 14, lambda one: one.size, "whole"),
        Column("SHA-256", 68, lambda one: one.digest, "small"),
    )
    return sheet_of(f"{title}目录", "目录", facts, columns, packed)


def sheet_of(title: str, tab: str, facts: Sequence[str], columns: Sequence[Column[Any]], rows: Sequence[Any]) -> bytes:
    """One list as a workbook."""
    out = BytesIO()
    with Paper(out) as paper:
        sheet = paper.sheet(tab)
        title_rows(paper, sheet, title, [*facts, f"共 {len(rows)} 条"], columns)
        header, _ = write_table(paper, sheet, columns, rows, fixed=1)
        print_wide(sheet, header, None)
    return out.getvalue()


# ---------- what goes in ----------


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pack is about: a round, or one object of it.  ``printed`` gives the official form of an object as Excel."""

    round: Round
    program: UUID | None
    actor: Actor
    at: datetime
    printed: Callable[[MonitoringForm], bytes]

    def of(self, path: str = "") -> dict[str, Any]:
        """The filter of a model that ``path`` leads to the form of."""
        found: dict[str, Any] = {f"{path}round": self.round}
        return found | ({f"{path}program": self.program} if self.program else {})


def items(about: Subject) -> Iterator[Item]:
    """Every file, in the order auditors ask."""
    forms = list(
        MonitoringForm.objects.filter(**about.of())
        .select_related("program__unit__department", "revision")
        .order_by("program__unit__code", "program__name", "pk")
    )
    folders = _folders(forms)
    yield from _papers(about, "01 监控通知", ["notice"])
    yield from _targets(about, forms, folders)
    yield from _forms(about, forms, folders)
    yield from _evidence(about, folders)
    yield _findings(about)
    yield from _reports(about)
    yield from _papers(about, "07 通报和汇总", ["circular", "circular-pdf", "brief", "consolidated", "problems", "feedback"])
    yield _chases(about, forms)
    yield from _trail(about, forms)


def _folders(forms: Sequence[MonitoringForm]) -> dict[UUID, str]:
    """A folder name a form: unit and object, no two alike."""
    taken: set[str] = set()
    return {form.pk: file_name(f"{form.program.unit.name}-{form.program}", taken) for form in forms}


def _papers(about: Subject, folder: str, kinds: Sequence[str]) -> Iterator[Item]:
    """Papers of the round as they were made."""
    taken: dict[str, set[str]] = {}
    for row in RoundPaper.objects.filter(round=about.round, kind__in=kinds).select_related("file").order_by("made_at", "pk"):
        stem, _, ending = row.file.name.rpartition(".")
        name = f"{file_name(f'{moment(row.made_at)[:10]} {stem}', taken.setdefault(ending, set()))}.{ending}"
        yield Item(f"{folder}/{name}", f"{row.title}，{moment(row.made_at)} {row.made_by}生成", _kept(row.file_id))


def _kept(file: UUID) -> Callable[[], bytes]:
    return lambda: open_bytes(file)


def _targets(about: Subject, forms: Sequence[MonitoringForm], folders: dict[UUID, str]) -> Iterator[Item]:
    folder = "02 批复的绩效目标"
    columns: tuple[Column[MonitoringForm], ...] = (
        *_object_columns(),
        Column("批复版次", 9, lambda form: form.revision.number if form.revision else "无批复目标", "center"),
        Column("批复文号", 30, lambda form: form.revision.document if form.revision else None),
        Column("批复日期", 12, lambda form: f"{form.revision.on}" if form.revision else None, "center"),
        Column("批复时预算（万元）", 14, lambda form: _wan(form.revision.amount) if form.revision else None, "amount"),
        Column("封存校验码（SHA-256）", 68, lambda form: form.revision.digest if form.revision else None, "small"),
    )
    title = f"{about.round.name}批复目标一览"
    yield Item(f"{folder}/批复目标一览.xlsx", "版次、文号和封存校验码", lambda: sheet_of(title, "批复目标", (), columns, forms))
    for form in forms:
        if form.revision:
            yield Item(f"{folder}/{folders[form.pk]}.docx", f"绩效目标批复证明（第{form.revision.number}版）", _certificate(about, form))


def _certificate(about: Subject, form: MonitoringForm) -> Callable[[], bytes]:
    return lambda: certificate_paper(about.actor, form.program_id, timezone.localtime(about.at).date())[1]


def _object_columns() -> tuple[Column[MonitoringForm], ...]:
    return (
        Column("单位", 22, lambda form: form.program.unit.name),
        Column("监控对象", 30, lambda form: str(form.program)),
        Column("代码", 22, lambda form: form.program.code or None),
    )


def _forms(about: Subject, forms: Sequence[MonitoringForm], folders: dict[UUID, str]) -> Iterator[Item]:
    folder = "03 监控表及审核经过"
    for form in forms:
        state = FormState(form.state).chinese
        yield Item(f"{folder}/{folders[form.pk]}.xlsx", f"正式表样，{state}", _printed(about, form))
    steps = list(
        FormStep.objects.filter(**about.of("form__"))
        .select_related("form__program__unit")
        .order_by("form__program__unit__code", "form", "at")
    )
    title = f"{about.round.name}审核经过"
    yield Item(f"{folder}/审核经过.xlsx", "谁在什么时间办了什么、写了什么意见", lambda: sheet_of(title, "经过", (), _STEPS, steps))
    yield Item(f"{folder}/各步所见内容.json", "每一步办理时看到的填报内容", lambda: _seen(steps))


def _printed(about: Subject, form: MonitoringForm) -> Callable[[], bytes]:
    return lambda: about.printed(form)


def _seen(steps: Sequence[FormStep]) -> bytes:
    told = [
        {"unit": one.form.program.unit.name, "object": str(one.form.program), "at": one.at, "step": one.label, "who": one.actor_name,
         "typed": one.typed}
        for one in steps if one.typed
    ]  # fmt: skip
    return json.dumps(plain(told), ensure_ascii=False, indent=1).encode()


_STEPS: tuple[Column[FormStep], ...] = (
    Column("单位", 22, lambda one: one.form.program.unit.name),
    Column("监控对象", 30, lambda one: str(one.form.program)),
    Column("时间", 17, lambda one: moment(one.at), "center"),
    Column("办理", 12, lambda one: one.label, "center"),
    Column("办理方", 14, lambda one: Side(one.side).chinese if one.side in set(Side) else one.side, "center"),
    Column("办理人", 12, lambda one: one.actor_name, "center"),
    Column("办理后", 14, lambda one: FormState(one.after).chinese if one.after in set(FormState) else one.after, "center"),
    Column("意见", 50, lambda one: one.opinion or None),
    Column("逐项意见", 50, lambda one: "；".join(f"{note.get('place', '')}：{note.get('text', '')}" for note in one.notes) or None),
)


def _evidence(about: Subject, folders: dict[UUID, str]) -> Iterator[Item]:
    taken: dict[UUID, set[str]] = {}
    for row in (
        Evidence.objects.filter(**about.of("form__")).select_related("file", "form").order_by("form__program__unit__code", "form", "pk")
    ):
        stem, dot, ending = row.file.name.rpartition(".")
        name = file_name(stem or row.file.name, taken.setdefault(row.form_id, set())) + (f".{ending}" if dot else "")
        note = f"{row.caption or '佐证材料'}，{moment(row.added_at)} {row.added_by}上传"
        yield Item(f"04 佐证材料/{folders[row.form_id]}/{name}", note, _kept(row.file_id))


def _findings(about: Subject) -> Item:
    rows = list(
        FormFinding.objects.filter(**about.of("form__"))
        .select_related("form__program__unit")
        .order_by("form__program__unit__code", "form", "code", "pk")
    )
    title = f"{about.round.name}问题及认定"
    return Item("05 问题及认定/问题及认定.xlsx", "每条问题、单位说明和认定", lambda: sheet_of(title, "问题", (), _FINDINGS, rows))


_FINDINGS: tuple[Column[FormFinding], ...] = (
    Column("单位", 22, lambda one: one.form.program.unit.name),
    Column("监控对象", 30, lambda one: str(one.form.program)),
    Column("级别", 8, lambda one: Severity(one.severity).chinese, "marked"),
    Column("规则", 22, lambda one: one.code, "small"),
    Column("位置", 16, lambda one: one.cell or None, "center"),
    Column("发现", 50, lambda one: one.sentence),
    Column("单位说明", 36, lambda one: f"{one.answer}（{one.answered_by}）" if one.answer else None),
    Column("状态", 10, lambda one: FindingState(one.state).chinese, "center"),
    Column("理由", 30, lambda one: one.reason or None),
    Column("认定人", 12, lambda one: one.decided_by or None, "center"),
    Column("认定时间", 17, lambda one: moment(one.decided_at) if one.decided_at else None, "center"),
)


def _reports(about: Subject) -> Iterator[Item]:
    rows = (
        MonitoringReport.objects.filter(round=about.round).select_related("unit", "program", "word", "sealed").order_by("unit__code", "pk")
    )
    taken: set[str] = set()
    told = [row for row in rows if about.program is None or _speaks_of(row, about)]
    for row in told:
        name = file_name(f"{row.unit.name}-{row}" if row.program_id else str(row), taken)
        state = ReportState(row.state).chinese
        if row.sealed_id:
            yield Item(f"06 监控报告/{name}（盖章件）.pdf", f"{state}，盖章件", _kept(row.sealed_id))
        if row.word_id:
            yield Item(f"06 监控报告/{name}.docx", f"{state}，报送时的正文", _kept(row.word_id))
    title = f"{about.round.name}监控报告一览"
    yield Item("06 监控报告/监控报告一览.xlsx", "报送、核对和会议听取情况", lambda: sheet_of(title, "监控报告", (), _REPORTS, told))


def _speaks_of(row: MonitoringReport, about: Subject) -> bool:
    """Whether the report is on the object, or on the unit or department the object is of."""
    if row.program_id:
        return row.program_id == about.program
    form = MonitoringForm.objects.filter(round=about.round, program=about.program).select_related("program__unit").first()
    return form is not None and row.unit_id in (form.program.unit_id, form.program.unit.department_id, form.program.competent_id)


_REPORTS: tuple[Column[MonitoringReport], ...] = (
    Column("单位", 22, lambda one: one.unit.name),
    Column("监控对象", 30, lambda one: str(one.program) if one.program else None),
    Column("状态", 10, lambda one: ReportState(one.state).chinese, "center"),
    Column("报送时间", 17, lambda one: moment(one.submitted_at) if one.submitted_at else None, "center"),
    Column("逾期", 8, lambda one: "逾期" if one.late else None, "center"),
    Column("与监控表不符（处）", 12, lambda one: len(one.differences), "whole"),
    Column("会议", 30, lambda one: f"{one.meeting['on']} {one.meeting['name']}" if one.meeting else None),
    Column("会议意见", 50, lambda one: one.meeting.get("heard") if one.meeting else None),
    Column("审核意见", 40, lambda one: one.opinion or None),
)


def _chases(about: Subject, forms: Sequence[MonitoringForm]) -> Item:
    rows = Chase.objects.filter(round=about.round).select_related("unit").order_by("at", "pk")
    if about.program:
        rows = rows.filter(unit__in={unit for form in forms for unit in (form.program.unit_id, form.program.unit.department_id) if unit})
    found = list(rows)
    title = f"{about.round.name}催报记录"
    return Item("08 催报记录/催报记录.xlsx", "每次催报的对象和内容", lambda: sheet_of(title, "催报", (), _CHASES, found))


_CHASES: tuple[Column[Chase], ...] = (
    Column("时间", 17, lambda one: moment(one.at), "center"),
    Column("单位", 22, lambda one: one.unit.name),
    Column("未报（个）", 10, lambda one: one.forms, "whole"),
    Column("逾期（天）", 10, lambda one: max(0, one.overdue_days), "whole"),
    Column("发出", 12, lambda one: "系统自动" if one.automatic else one.by, "center"),
    Column("内容", 80, lambda one: one.text),
)


def _trail(about: Subject, forms: Sequence[MonitoringForm]) -> Iterator[Item]:
    """Every row of the trail on what is in the pack, with its hashes, and how an outsider holds them against an anchor."""
    subjects = {form.pk for form in forms} | {form.program_id for form in forms} | {form.revision_id for form in forms if form.revision_id}
    subjects |= set(FormFinding.objects.filter(**about.of("form__")).values_list("pk", flat=True))
    subjects |= set(MonitoringReport.objects.filter(round=about.round).values_list("pk", flat=True)) | {about.round.pk}
    yield Item("09 操作日志/日志摘录.jsonl", "每行一条，含前后两条的校验码", lambda: _lines(rows_about(about.round.region_id, subjects)))
    yield Item("09 操作日志/校验方法.txt", "外部人员怎样核验", lambda: _HOW.encode())


def _lines(rows: Iterable[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()


_HOW = """日志摘录.jsonl 每行是一条操作记录（UTF-8，JSON）。

一、单条核验：按 id、region_id、seq、at、actor_id、actor_name、hat、verb、subject_type、subject_id、subject_name、payload、previous
的次序取值组成 JSON 数组（非 ASCII 字符原样，对象的键按字母排序，分隔符为逗号和冒号、无空格），其 SHA-256 应等于本行的 hash。
二、前后衔接：本行的 previous 等于上一号（seq 减 1）记录的 hash；摘录只含与本包有关的记录，中间的号在系统日志里。
三、整链核验：以系统每日留存在外的锚点（seq、hash）为准，运行 hengji audit verify。

00 校验值.txt 可用 sha256sum -c 逐个核对各册文件。
"""


def moment(at: datetime) -> str:
    """A moment in the county's time."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _wan(yuan: Any) -> Value:
    return None if yuan is None else wan_number(yuan)
