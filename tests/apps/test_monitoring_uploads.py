"""Returned forms taken in: out to Excel and back, dry run, applied one by one, by the office for units (代录), again after a crash."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from tests.apps.targetsworld import County, program
from tests.apps.uploadsworld import AT, CODE, World, a_world, applied, excel, joined, outcomes, told, tried, typed, zipped

from hengji.apps.audit.models import Entry
from hengji.apps.jobs.models import Job
from hengji.apps.monitoring import intake, sheets
from hengji.apps.monitoring.intake import Outcome
from hengji.apps.monitoring.judged import judged, summary
from hengji.apps.monitoring.known import sheet_of
from hengji.apps.monitoring.models import MonitoringForm, Round, Upload, UploadEntry
from hengji.apps.monitoring.operations import route, uploads
from hengji.apps.monitoring.queries import uploads as queries
from hengji.apps.monitoring.tasks import uploads as tasks
from hengji.rules.access import Action, Actor, Duty, Role
from hengji.rules.refusals import NotFound, Refused, StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


# ---- out and in


def test_a_form_downloaded_bears_what_was_approved_and_comes_back_unchanged(world: World) -> None:
    made = sheets.workbook(world.c.reporter, world.form.pk)
    book = load_workbook(BytesIO(made.content))
    words = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None)
    assert CODE in words and "新建供水管网长度" in words and "400" in words and made.name.startswith("农村饮水安全巩固提升工程")
    upload = tried(world.c.reporter, world.round.pk, made.content, proxy=False, name="改了名.xlsx")
    assert outcomes(upload) == [Outcome.UNCHANGED]


def test_a_unit_downloads_its_own_forms_and_the_office_all(world: World) -> None:
    own = sheets.own_workbooks(world.c.reporter, world.round.pk)
    assert [name.split("/") for name in ZipFile(BytesIO(own.content)).namelist()] == [
        ["县农村供水服务中心", "农村饮水安全巩固提升工程.xlsx"]
    ]
    every = sheets.own_workbooks(world.c.officer, world.round.pk)
    assert len(ZipFile(BytesIO(every.content)).namelist()) == 2
    with pytest.raises(Refused, match="upload-no-forms"):
        sheets.own_workbooks(world.c.stranger, world.round.pk)
    with pytest.raises(NotFound):
        sheets.workbook(world.c.stranger, world.form.pk)


def test_a_filled_form_is_tried_and_nothing_is_written_until_it_is_applied(world: World) -> None:
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False, name="表.xlsx")
    [entry] = upload.entries.all()
    assert (upload.state, entry.outcome, entry.form_id) == ("checked", Outcome.READY, world.form.pk)
    assert {"place": "第1行“新建供水管网长度”的1-7月执行情况", "before": "", "after": "8公里"} in entry.changes
    assert joined(world.form).typed == {} and joined(world.form).version == 1
    applied(world.c.reporter, upload)
    row = joined(world.form)
    assert row.typed == typed(world.form) and row.origin == "excel" and row.saved_by == world.c.reporter.name and row.executed == 2333200
    assert row.returned["indicators"][0]["cells"]["actual"] and row.judged_at == AT
    assert Entry.objects.filter(verb="已录入", subject_id=world.form.pk).count() == 1


def test_findings_of_the_dry_run_name_the_cells_of_the_paper(world: World) -> None:
    content = typed(world.form, 工程验收合格率="")
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, content), proxy=False)
    [entry] = upload.entries.all()
    missing = [one for one in entry.findings if one["code"] == "missing-field"]
    assert len(missing) == 1 and missing[0]["subject"] == "工程验收合格率"
    book = load_workbook(BytesIO(excel(world.form, content)))
    row = next(cell.row for line in book.active.iter_rows() for cell in line if cell.value == "工程验收合格率")
    assert missing[0]["cell"].endswith(str(row))


def test_a_mended_form_shows_what_was_mended(world: World) -> None:
    first = tried(world.c.officer, world.round.pk, excel(world.form, typed(world.form, 工程验收合格率="", 受益人口="")), proxy=True)
    applied(world.c.officer, first)
    again = tried(world.c.officer, world.round.pk, excel(world.form, typed(world.form, 工程验收合格率="")), proxy=True)
    page = queries.upload(world.c.officer, again.pk)
    [entry] = page.entries
    assert [(one.subject, one.mended) for one in entry.findings if one.code == "missing-field"] == [
        ("工程验收合格率", False), ("受益人口", True)
    ]  # fmt: skip
    assert entry.mended == 1 and [one.after for one in entry.changes] == ["1700人"]


# ---- whole or not at all


def test_a_zip_is_a_list_and_what_is_no_form_does_not_keep_the_others(world: World) -> None:
    content = zipped(甲=excel(world.form, typed(world.form)), 乙=b"not a workbook", 丙=excel(world.overall, {}))
    upload = tried(world.c.officer, world.round.pk, content, proxy=True)
    held = {one.name: one for one in upload.entries.all()}
    assert {name: one.outcome for name, one in held.items()} == {
        "丙.xlsx": Outcome.UNCHANGED, "乙.xlsx": Outcome.UNREADABLE, "甲.xlsx": Outcome.READY,
    }  # fmt: skip
    assert held["乙.xlsx"].trouble
    assert applied(world.c.officer, upload).state == "applied"
    assert joined(world.form).origin == "proxy"


def test_a_form_changed_since_is_left_and_said(world: World) -> None:
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False)
    MonitoringForm.objects.filter(pk=world.form.pk).update(version=2, saved_by="陈丽")
    applied(world.c.reporter, upload)
    [entry] = upload.entries.all()
    assert entry.outcome == Outcome.STALE and "陈丽" in entry.trouble and joined(world.form).typed == {}


def test_a_form_on_its_way_is_not_written(world: World) -> None:
    MonitoringForm.objects.filter(pk=world.form.pk).update(state="department-reviewed")
    upload = tried(world.c.officer, world.round.pk, excel(world.form, typed(world.form)), proxy=True)
    [entry] = upload.entries.all()
    assert entry.outcome == Outcome.CLOSED and "待财政审核" in entry.trouble
    with pytest.raises(Refused, match="upload-nothing-ready"):
        uploads.apply(world.c.officer, upload.pk, upload.version, at=AT)


def test_two_files_of_one_object_are_doubled_and_one_counts(world: World) -> None:
    content = zipped(一=excel(world.form, typed(world.form)), 二=excel(world.form, typed(world.form, executed="240")))
    upload = tried(world.c.officer, world.round.pk, content, proxy=True)
    assert sorted(outcomes(upload)) == [Outcome.DOUBLED, Outcome.READY]
    assert all(any(one["code"] == "duplicate-form" for one in entry.findings) for entry in upload.entries.all())


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The forms that applying judged again."""
    found: list[UUID] = []
    judged_anew = intake._judged_anew

    def noted(upload: Upload, pairs: Any, *rest: Any) -> Any:
        found.extend(row.pk for _, row in pairs)
        return judged_anew(upload, pairs, *rest)

    monkeypatch.setattr(intake, "_judged_anew", noted)
    return found


def test_what_the_dry_run_judged_is_not_judged_twice(world: World, anew: list[UUID]) -> None:
    applied(world.c.reporter, tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False))
    row = joined(world.form)
    fresh = summary(judged(row), row, at=AT)
    assert not anew and {column: getattr(row, column) for column in fresh} == fresh
    assert UploadEntry.objects.get(form=row).tried == {}


def test_what_moved_since_the_dry_run_is_judged_again(world: World, anew: list[UUID]) -> None:
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False)
    said = upload.entries.get().tried["facts"]
    world.c.program.lines.update(initial=Decimal(9_990_000), adjusted=None)
    applied(world.c.reporter, upload)
    row = joined(world.form)
    fresh = summary(judged(row), row, at=AT)
    assert anew == [row.pk] and {column: getattr(row, column) for column in fresh} == fresh
    assert row.errors + row.warnings + row.notices > said["errors"] + said["warnings"] + said["notices"]


def test_begun_again_after_a_crash_every_form_is_applied_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    other = program(world.c.region, world.c.station, "水质检测能力建设", code="51130026T000006554728")
    second = MonitoringForm.objects.create(
        region=world.c.region, round=world.round, program=other, kind="monitoring", joined_at=AT
    )  # fmt: skip
    two = {"funds": {one.id: {"executed": "10", "forecast": "400"} for one in sheet_of(joined(second)).funds}}
    upload = tried(world.c.reporter, world.round.pk, zipped(甲=excel(world.form, typed(world.form)), 乙=excel(second, two)), proxy=False)
    assert sorted(outcomes(upload)) == [Outcome.READY, Outcome.READY]
    uploads.apply(world.c.reporter, upload.pk, upload.version, at=AT)

    def killed(done: int, _total: int, _note: str = "") -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tasks.apply_upload(world.c.reporter, killed, at=AT, upload=str(upload.pk), entries=[], send=False)
    assert sorted(outcomes(upload)) == [Outcome.APPLIED, Outcome.READY]
    tasks.apply_upload(world.c.reporter, told, at=AT, upload=str(upload.pk), entries=[], send=False)
    tasks.apply_upload(world.c.reporter, told, at=AT, upload=str(upload.pk), entries=[], send=False)
    assert outcomes(upload) == [Outcome.APPLIED, Outcome.APPLIED]
    assert {joined(world.form).version, joined(second).version} == {2}
    assert Entry.objects.filter(verb="已录入", subject_type="MonitoringForm").count() == 2


def test_reading_begun_again_keeps_one_set_of_entries(world: World) -> None:
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False)
    tasks.read_upload(world.c.reporter, told, at=AT, upload=str(upload.pk))
    assert upload.entries.count() == 1
    with pytest.raises(StaleVersion):
        uploads.apply(world.c.reporter, upload.pk, upload.version - 1, at=AT)


def test_only_what_was_chosen_is_applied_and_the_rest_can_be_given_up(world: World) -> None:
    content = zipped(甲=excel(world.form, typed(world.form)), 乙=excel(world.overall, {"texts": {"goal_actual": "已完成大半"}}))
    upload = tried(world.c.officer, world.round.pk, content, proxy=True)
    ready = upload.entries.filter(outcome=Outcome.READY)
    chosen = ready.get(form=world.form)
    upload = applied(world.c.officer, upload, chosen.pk)
    assert upload.entries.get(pk=chosen.pk).outcome == Outcome.APPLIED
    if upload.state == "checked":
        uploads.discard(world.c.officer, upload.pk, upload.version, at=AT)
    assert set(outcomes(Upload.objects.get(pk=upload.pk))) <= {Outcome.APPLIED, Outcome.UNCHANGED}


# ---- who may


def test_what_is_not_yours_is_not_said_to_exist(world: World) -> None:
    theirs = tried(world.c.stranger, world.round.pk, excel(world.form, typed(world.form)), proxy=False)
    [entry] = theirs.entries.all()
    assert entry.outcome == Outcome.NOT_YOURS and entry.form_id is None and not entry.findings and "或本批次没有这个对象" in entry.trouble
    with pytest.raises(NotFound):
        uploads.settle(world.c.stranger, theirs.pk, entry.pk, world.form.pk, at=AT)


def test_uploads_of_others_are_not_there(world: World) -> None:
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False)
    for who in (world.c.stranger, world.c.second):
        with pytest.raises(NotFound):
            queries.upload(who, upload.pk)
        assert queries.uploads(who, world.round.pk) == ()
    assert [one.id for one in queries.uploads(world.c.officer, world.round.pk)] == [upload.pk]
    with pytest.raises(NotFound):
        uploads.take_in(world.c.reporter, world.round.pk, "表.xlsx", b"x", proxy=True, at=AT)
    with pytest.raises(NotFound):
        uploads.take_in(world.c.leader, world.round.pk, "表.xlsx", b"x", proxy=False, at=AT)


def test_a_round_that_does_not_run_takes_nothing(world: World) -> None:
    Round.objects.filter(pk=world.round.pk).update(state="closed")
    with pytest.raises(Refused, match="upload-round-closed"):
        uploads.take_in(world.c.officer, world.round.pk, "表.xlsx", b"x", proxy=True, at=AT)
    MonitoringForm.objects.filter(pk=world.form.pk).update(due=AT + timedelta(days=3))
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form)), proxy=False)
    assert outcomes(upload) == [Outcome.READY]


def test_what_looks_alike_is_asked_and_a_person_says(world: World) -> None:
    content = excel(world.form, typed(world.form))
    book = load_workbook(BytesIO(content))
    for line in book.active.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and CODE in cell.value:
                cell.value = "农村饮水安全巩固提升工程建设"
    buffer = BytesIO()
    book.save(buffer)
    upload = tried(world.c.officer, world.round.pk, buffer.getvalue(), proxy=True)
    [entry] = upload.entries.all()
    assert entry.outcome == Outcome.NEAR and entry.form_id == world.form.pk and "相近" in entry.trouble
    uploads.settle(world.c.officer, upload.pk, entry.pk, world.form.pk, at=AT)
    assert outcomes(upload) == [Outcome.READY]
    with pytest.raises(Refused, match="upload-entry-settled"):
        uploads.settle(world.c.officer, upload.pk, entry.pk, world.form.pk, at=AT)


# ---- a round by the office alone


def second_officer(c: County) -> Actor:
    return Actor(UUID(int=77), "刘敏", c.region.pk, (Duty(Role.OFFICE, c.region.pk, c.office.lineage, c.office.name),))


def test_a_round_runs_by_the_office_alone(world: World) -> None:
    """In, sent on, told, mended, taken in again, reviewed by a colleague: no unit account is used."""
    Round.objects.filter(pk=world.round.pk).update(proxy=True)
    faulty = excel(world.form, typed(world.form, 工程验收合格率=""))
    upload = applied(world.c.officer, tried(world.c.officer, world.round.pk, faulty, proxy=True), send=True)
    assert outcomes(upload) == [Outcome.SUBMITTED] and joined(world.form).state == "submitted"
    desk = queries.desk(world.c.officer, world.round.pk)
    assert (desk.forms, desk.came) == (2, 1)
    unit = next(one for one in desk.units if one.name == "县农村供水服务中心")
    feedback = sheets.feedback_of(world.c.officer, world.round.pk, unit.id)
    assert feedback is not None and feedback.errors >= 1 and "错误" in feedback.chat and "县农村供水服务中心" in feedback.chat
    book = load_workbook(BytesIO(sheets.feedback_sheet(world.c.officer, world.round.pk, unit.id).content))
    assert "工程验收合格率" in " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    missing = next(one for one in desk.units if one.name == "县水利局")
    told_missing = sheets.feedback_of(world.c.officer, world.round.pk, missing.id)
    assert told_missing is not None and told_missing.missing == 1
    mended = applied(world.c.officer, tried(world.c.officer, world.round.pk, excel(world.form, typed(world.form)), proxy=True))
    assert outcomes(mended) == [Outcome.SUBMITTED]
    row = joined(world.form)
    assert (row.state, row.submissions, row.origin) == ("submitted", 2, "proxy")
    with pytest.raises(Refused):
        route.accept(world.c.officer, row.pk, row.version, "同意", at=AT)
    other = second_officer(world.c)
    version = route.accept(other, row.pk, row.version, "同意", at=AT)
    assert joined(world.form).state == "department-reviewed" and version == joined(world.form).version


def test_all_feedback_sheets_and_all_forms_come_from_jobs(world: World) -> None:
    applied(world.c.officer, tried(world.c.officer, world.round.pk, excel(world.form, typed(world.form, 受益人口="")), proxy=True))
    for ask, task in ((uploads.ask_feedback, tasks.feedback_sheets), (uploads.ask_blanks, tasks.blank_forms)):
        job = Job.objects.get(pk=ask(world.c.officer, world.round.pk, at=AT))
        made = task(world.c.officer, told, at=AT, **job.arguments)
        assert made["file"] and job.task.endswith(task.__name__)
        with pytest.raises(NotFound):
            ask(world.c.reporter, world.round.pk, at=AT)


def test_a_form_sent_by_a_unit_must_be_without_errors(world: World) -> None:
    upload = tried(world.c.reporter, world.round.pk, excel(world.form, typed(world.form, 工程验收合格率="")), proxy=False)
    applied(world.c.reporter, upload, send=True)
    [entry] = UploadEntry.objects.filter(upload=upload)
    assert entry.outcome == Outcome.APPLIED and "没有报送" in entry.trouble and joined(world.form).state == "draft"


def test_uploads_are_made_under_their_own_duty(world: World) -> None:
    applied(world.c.officer, tried(world.c.officer, world.round.pk, excel(world.form, typed(world.form)), proxy=True))
    row = Entry.objects.get(verb="已录入", subject_id=world.form.pk)
    assert row.hat == world.c.officer.hat(Action.FORM_PROXY) and row.payload["origin"] == "代录"
