"""The trail on the page: for the audit administrator alone; searched, exported (with a row of its own), verified as a job."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.people import AT, TODAY, SmallCounty, small_county

from hengji.apps.audit.models import Entry
from hengji.apps.audit.operations import operation, record
from hengji.apps.organisations.models import Person
from hengji.rules.access import Role
from hengji.web.audit import views

pytestmark = pytest.mark.django_db


@operation
def touch(actor: Any, unit: Any, name: str, *, at: Any) -> None:
    record(actor, "已改名", unit, before=unit.name, after=name)


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> SmallCounty:
    settings.TODAY, settings.DATA = TODAY, tmp_path
    made = small_county()
    officer = made.person(Role.OFFICE)
    for name in ("=1+1", "<b>粗</b>"):
        touch(made.actor(officer), made.unit, name, at=AT)
    return made


@pytest.fixture
def page(here: SmallCounty, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(here.person(Role.AUDIT))


def text(client: Client, query: str = "") -> str:
    answer = client.get(reverse("audit") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_the_audit_administrator_sees_it(here: SmallCounty, signed_in: Callable[[Person], Client]) -> None:
    for role in (role for role in Role if role is not Role.AUDIT):
        client = signed_in(here.person(role, f"try-{role}"))
        assert client.get(reverse("audit")).status_code == 404
        assert client.post(reverse("audit-verify")).status_code == 404
    elsewhere = small_county("990002000")
    assert "已改名" not in text(signed_in(elsewhere.person(Role.AUDIT, "elsewhere")))


def test_what_was_done_is_read_in_chinese(page: Client) -> None:
    shown = text(page)
    assert "已改名" in shown and "改后：&lt;b&gt;粗&lt;/b&gt;" in shown and "示例绩效股经办人" in shown
    assert text(page, "?verb=已改名&q=粗").count('data-label="序号"') == 1
    assert "没有符合条件的日志" in text(page, "?person=无此人")
    assert "没有符合条件的日志" in text(page, "?until=2026-08-20") and "已改名" in text(page, "?since=2026-08-21")
    assert "不是日期，没有按它筛选" in text(page, "?since=昨天")


def test_amounts_have_a_unit_and_ids_stand_folded(here: SmallCounty, page: Client) -> None:
    @operation
    def pay(actor: Any, *, at: Any) -> None:
        record(
            actor,
            "已核定",
            here.unit,
            requested=Decimal("3005000.00"),
            supported=Decimal("91320000.50"),
            file=here.unit.pk,
            sha256="a1" * 32,
        )

    pay(here.actor(here.person(Role.OFFICE, "payer")), at=AT)
    shown = text(page, "?verb=已核定")
    assert (
        "支持金额：91,320,000.50 元" in shown and f"<summary>技术信息</summary>文件：{here.unit.pk}；指纹：{'a1' * 32}</details>" in shown
    )
    assert shown.count(str(here.unit.pk)) == 1
    book = load_workbook(BytesIO(page.get(reverse("audit"), {"export": "xlsx", "verb": "已核定"}).content))
    assert any(str(here.unit.pk) in str(cell.value) for row in book.active.iter_rows() for cell in row), "a file holds everything"


def test_an_export_holds_no_formula_and_leaves_a_row(page: Client) -> None:
    answer = page.get(reverse("audit") + "?verb=已改名&export=xlsx")
    cells = [str(cell.value) for row in load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in row if cell.value is not None]
    assert any("改后：=1+1" in cell for cell in cells)
    last = Entry.objects.order_by("-seq")[0]
    assert (last.verb, last.subject_name, last.payload) == ("已导出", "操作日志", {"rows": 2, "verb": "已改名"})


def test_a_too_long_export_is_refused(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "EXPORTED", 1)
    answer = page.get(reverse("audit") + "?export=xlsx")
    assert answer.status_code == 409 and "按日期分几次导出" in answer.content.decode()


def test_verified_as_a_job_that_names_the_broken_row(here: SmallCounty, page: Client, run_jobs: Callable[[], int]) -> None:
    job = page.post(reverse("audit-verify")).headers["Location"]
    assert run_jobs() == 1
    assert "全部相符" in page.get(job).content.decode()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_entry_no_update{' ON audit_entry' if connection.vendor == 'postgresql' else ''}")
    Entry.objects.filter(seq=2).update(actor_name="别人")
    job = page.post(reverse("audit-verify")).headers["Location"]
    run_jobs()
    shown = page.get(job).content.decode()
    assert "1 处不符" in shown and "第 2 条" in shown and "别人" in shown
    assert list(Entry.objects.filter(verb="已核验").order_by("seq").values_list("payload__breaks", flat=True)) == [0, 1]
