"""Pages of returned forms: files chosen, dry run, applied from the page; the desk of the office; who sees what."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.apps.uploadsworld import AT, CODE, World, a_world, excel, told, typed, zipped

from hengji.apps.jobs.models import Job
from hengji.apps.monitoring.models import MonitoringForm, Upload
from hengji.apps.monitoring.tasks import uploads as tasks
from hengji.apps.organisations.models import Assignment, Person, Post
from hengji.apps.organisations.queries import actor_of
from hengji.rules.access import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.TODAY = AT.date()
    return a_world()


def at_the_door(world: World, who: Actor) -> Client:
    duty = who.duties[0]
    post = Post.objects.create(region=world.c.region, unit=duty.unit, role=duty.role.value)
    person = Person.objects.get(pk=who.id)
    person.must_change_password = False
    person.save()
    Assignment.objects.create(region=world.c.region, post=post, person=person, starts="2026-01-01")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["factor"] = True
    session.save()
    return client


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (answer.status_code, url, answer.content.decode()[:500])
    return answer.content.decode()


def handed_in(client: Client, world: World, *files: tuple[str, bytes]) -> Upload:
    """Files chosen on the page, and the job that reads them done."""
    given = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post(reverse("rounds-uploads", args=[world.round.pk]), {"file": given})
    assert answer.status_code == 302, answer.content.decode()[:800]
    job = Job.objects.latest("enqueued_at", "id")
    tasks.read_upload(actor_of(job.person, on=AT.date()), told, at=AT, **job.arguments)
    return Upload.objects.latest("at", "id")


def done(world: World) -> None:
    """The job that applies."""
    job = Job.objects.filter(task__endswith="apply_upload").latest("enqueued_at", "id")
    tasks.apply_upload(actor_of(job.person, on=AT.date()), told, at=AT, **job.arguments)


def test_from_files_to_forms_on_the_page(world: World) -> None:
    office = at_the_door(world, world.c.officer)
    assert "还没有上传过表" in text(office, reverse("rounds-uploads", args=[world.round.pk]))
    faulty = excel(world.form, typed(world.form, 工程验收合格率=""))
    upload = handed_in(office, world, ("一.xlsx", faulty), ("二.xlsx", b"nothing"))
    assert upload.name == "2个文件.zip" and upload.proxy
    page = text(office, reverse("rounds-upload", args=[upload.pk]))
    for words in (
        "可以录入",
        "读不出",
        "全部可以录入的 1 张",
        "工程验收合格率",
        "农村饮水安全巩固提升工程",
        "1-7月执行情况",
        "8公里",
        "代录",
    ):
        assert words in page, words
    bare = office.post(reverse("rounds-upload", args=[upload.pk]), {"what": "apply", "version": upload.version}, follow=True)
    assert "还没有选表" in bare.content.decode()
    office.post(reverse("rounds-upload", args=[upload.pk]), {"what": "apply", "version": upload.version, "all": "1"})
    assert "正在录入" in text(office, reverse("rounds-upload", args=[upload.pk]))
    done(world)
    page = text(office, reverse("rounds-upload", args=[upload.pk]))
    assert "已录入" in page and "全部可以录入" not in page
    assert MonitoringForm.objects.get(pk=world.form.pk).origin == "proxy"
    assert "已录入 1" in text(office, reverse("rounds-uploads", args=[world.round.pk]))


def test_the_desk_says_who_is_in_and_what_to_tell_them(world: World) -> None:
    office = at_the_door(world, world.c.officer)
    desk = reverse("rounds-desk", args=[world.round.pk])
    assert "应报 <b>2</b> 张表，已收 <b>0</b> 张" in text(office, desk)
    upload = handed_in(office, world, ("表.xlsx", excel(world.form, typed(world.form, 工程验收合格率=""))))
    office.post(reverse("rounds-upload", args=[upload.pk]), {"what": "apply", "version": upload.version, "all": "1"})
    done(world)
    page = text(office, desk)
    assert "已收 <b>1</b> 张" in page and "反馈单" in page
    assert "县水利局" in text(office, f"{desk}?tab=missing") and "没有这样的单位" in text(office, f"{desk}?tab=done")
    unit = world.c.station.pk
    assert "【绩效表反馈】县农村供水服务中心" in text(office, reverse("rounds-feedback", args=[world.round.pk, unit]))
    sheet = office.get(reverse("rounds-feedback-sheet", args=[world.round.pk, unit]))
    assert load_workbook(BytesIO(sheet.content)).sheetnames[0] == "反馈单"
    for name in ("rounds-feedback-all", "rounds-blanks"):
        assert "/jobs/" in office.post(reverse(name, args=[world.round.pk])).headers["Location"]
    assert ZipFile(BytesIO(office.get(reverse("rounds-blanks", args=[world.round.pk]) + f"?unit={unit}").content)).namelist()


def test_a_unit_sees_its_own_and_nothing_of_the_desk(world: World) -> None:
    unit = at_the_door(world, world.c.reporter)
    page = text(unit, reverse("rounds-uploads", args=[world.round.pk]))
    assert "下载本单位全部监控表" in page and "代录台" not in page
    assert ZipFile(BytesIO(unit.get(reverse("rounds-blanks", args=[world.round.pk])).content)).namelist()
    book = load_workbook(BytesIO(unit.get(reverse("forms-excel", args=[world.form.pk])).content))
    assert any(CODE in str(cell.value) for row in book.active.iter_rows() for cell in row)
    text(unit, reverse("rounds-desk", args=[world.round.pk]), 404)
    answer = unit.post(
        reverse("forms-excel", args=[world.form.pk]), {"file": SimpleUploadedFile("表.xlsx", excel(world.form, typed(world.form)))}
    )
    assert answer.status_code == 302 and not Upload.objects.get().proxy
    stranger = at_the_door(world, world.c.stranger)
    text(stranger, reverse("rounds-upload", args=[Upload.objects.get().pk]), 404)
    text(stranger, reverse("forms-excel", args=[world.form.pk]), 404)


def test_what_cannot_be_taken_is_said_on_the_page(world: World) -> None:
    office = at_the_door(world, world.c.officer)
    answer = office.post(reverse("rounds-uploads", args=[world.round.pk]), {})
    assert answer.status_code == 409 and "没有选择文件" in answer.content.decode()
    empty = office.post(reverse("rounds-uploads", args=[world.round.pk]), {"file": SimpleUploadedFile("空.xlsx", b"")})
    assert empty.status_code == 409


def test_an_object_is_named_on_the_page_and_an_upload_given_up(world: World) -> None:
    office = at_the_door(world, world.c.officer)
    other = excel(world.form, typed(world.form))
    book = load_workbook(BytesIO(other))
    for line in book.active.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and CODE in cell.value:
                cell.value = "谁也不知道的项目"
    buffer = BytesIO()
    book.save(buffer)
    upload = handed_in(office, world, ("无名.zip", zipped(无名=buffer.getvalue())))
    page = text(office, reverse("rounds-upload", args=[upload.pk]))
    assert "对不上" in page and "是这个对象的表" in page
    entry = upload.entries.get()
    office.post(reverse("rounds-upload", args=[upload.pk]), {"what": "settle", "entry": str(entry.pk), "form": str(world.form.pk)})
    assert upload.entries.get().outcome == "ready"
    upload.refresh_from_db()
    office.post(reverse("rounds-upload", args=[upload.pk]), {"what": "discard", "version": upload.version})
    upload.refresh_from_db()
    assert upload.state == "discarded" and not upload.entries.exists()
    assert office.post(reverse("rounds-upload", args=[upload.pk]), {"what": "nonsense"}).status_code == 404
