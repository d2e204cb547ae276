"""Pages of targets: they open, say what they should, refuse with a sentence."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.apps.targetsworld import (
    AT,
    GOAL,
    ROWS,
    YEAR,
    County,
    answered,
    approved,
    county,
    drafted,
    fill,
    model,
    program,
    pushed,
    reviewed,
    version_of,
)  # fmt: skip

from hengji.apps.library import operations as library
from hengji.apps.targets import operations as targets
from hengji.apps.targets import queries
from hengji.apps.targets.models import Declaration, Target
from hengji.rules.access import Actor
from hengji.rules.libraryentry import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings: object) -> County:
    made = county()
    settings.TODAY = AT.date()  # type: ignore[attr-defined]
    for who in (made.reporter, made.second, made.reviewer, made.officer, made.divisional, made.leader, made.stranger, made.second_reviewer):
        duty = who.duties[0]
        post = model("organisations.Post").objects.create(region=made.region, unit=duty.unit, role=duty.role)
        model("organisations.Assignment").objects.create(region=made.region, post=post, person_id=who.id, starts=AT.date())
        model("organisations.Person").objects.filter(pk=who.id).update(must_change_password=False, password_changed_at=AT)
    return made


def browser(who: Actor) -> Client:
    client = Client()
    client.force_login(model("organisations.Person").objects.get(pk=who.id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (answer.status_code, answer.content.decode()[:2000])
    return answer.content.decode()


def test_the_list_by_tab(c: County) -> None:
    page = text(browser(c.reporter), "targets")
    assert "农村饮水安全巩固提升工程" in page and "待送审" in page and "县水利局部门整体支出" not in page
    counts = queries.listing(c.reporter, YEAR, "all").tabs
    assert counts == {"mine": 1, "draft": 1, "sent": 0, "returned": 0, "handled": 0, "approved": 0, "all": 1}
    key = reviewed(c)
    counts = queries.listing(c.reviewer, YEAR, "all").tabs
    assert counts == {"mine": 0, "draft": 1, "sent": 1, "returned": 0, "handled": 1, "approved": 0, "all": 2}
    assert queries.listing(c.leader, YEAR, "all").tabs["mine"] == 1
    assert "农村饮水安全巩固提升工程" in text(browser(c.leader), "targets", tab="mine")
    assert "农村饮水安全巩固提升工程" not in text(browser(c.reviewer), "targets", tab="mine")
    assert "农村饮水安全巩固提升工程" in text(browser(c.reviewer), "targets", tab="handled")
    assert key and "农村饮水安全巩固提升工程" not in text(browser(c.stranger), "targets", tab="all")


def test_begin_fill_and_send_by_the_page(c: County) -> None:
    client = browser(c.reporter)
    assert "开始申报" in text(client, "targets-of", c.program.pk)
    answer = client.post(reverse("targets-declare", args=[c.program.pk]), {"kind": "initial", "origin": "empty"})
    key = Declaration.objects.get().pk
    assert answer.status_code == 302 and answer["Location"] == reverse("targets-edit", args=[key])
    assert "年度总体目标" in text(client, "targets-edit", key)
    ids = [f"new-{n}" for n in range(len(ROWS))]
    changes = [
        {"row": row, "column": column, "value": value} for row, cells in zip(ids, ROWS, strict=True) for column, value in cells.items()
    ]
    body = {"version": 1, "changes": changes, "rows": ids}
    said = client.post(reverse("targets-save", args=[key]), json.dumps(body), content_type="application/json")
    assert said.status_code == 200
    answered_json = said.json()
    assert answered_json["version"] == 2 and set(answered_json["ids"]) == set(ids)
    assert {cell["value"] for cell in answered_json["cells"]} >= {"累计型（推定）", "控制型（推定）"} or answered_json["cells"]
    again = client.post(reverse("targets-save", args=[key]), json.dumps(body), content_type="application/json")
    assert again.status_code == 409 and again.json()["version"] == 2 and len(again.json()["rows"]) == len(ROWS)
    goal = {"field": "goal", "was": "", "text": GOAL}
    assert client.post(reverse("targets-text", args=[key]), json.dumps(goal), content_type="application/json").status_code == 200
    lost = client.post(
        reverse("targets-text", args=[key]),
        json.dumps({**goal, "text": "另一个"}),
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert lost.status_code == 409 and "已被别人改为" in lost.json()["sentence"]
    assert lost.json()["now"] == GOAL and lost.json()["by"], "the whole text that stands, for the choice"
    answered(c.reporter, key)
    assert client.post(reverse("targets-step", args=[key, "submit"]), {"version": version_of(key)}).status_code == 302
    assert Declaration.objects.get(pk=key).state == "submitted"


def test_a_grid_answer_with_a_column_nobody_fills_is_refused(c: County) -> None:
    key = drafted(c).pk
    body = {"version": version_of(key), "changes": [{"row": "x", "column": "said", "value": "控制型"}]}
    assert (
        browser(c.reporter).post(reverse("targets-save", args=[key]), json.dumps(body), content_type="application/json").status_code == 400
    )


def test_return_and_mend_by_the_pages(c: County) -> None:
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    reviewer = browser(c.reviewer)
    page = text(reviewer, "targets-review", key)
    assert "审核表" in page
    table = reviewer.get(reverse("targets-review", args=[key]), {"table": ""})
    cells = [str(cell.value) for row in load_workbook(BytesIO(table.content)).active.iter_rows() for cell in row if cell.value]
    assert "农村饮水安全巩固提升工程" in cells and "完整性（20分）" in cells and "实现可能性" in cells
    assert "审核意见" in page and "待你审核第" in page and "退回" in page
    row = Declaration.objects.get(pk=key).rows[4]["id"]
    posted = {
        "version": version_of(key),
        "opinion": "人口数请核实",
        "note_place": [f"{row}||第5行"],
        "note_text": ["与花名册不符"],
        "score_format": "9.5",
        "words_format": "缺满意度的佐证",
        "score_relevance": "14",
    }
    beyond = reviewer.post(reverse("targets-judge", args=[key, "return"]), {**posted, "score_format": "11"}, follow=True)
    assert "“规范完整性”满分10分，不能打11分" in beyond.content.decode()
    assert reviewer.post(reverse("targets-judge", args=[key, "return"]), posted).status_code == 302
    page = text(browser(c.reporter), "targets-edit", key)
    assert "人口数请核实" in page and "与花名册不符" in page and "规范完整性：缺满意度的佐证" in page
    page = text(reviewer, "targets-review", key)
    assert "待你审核第" not in page and "已评23.5分" in page
    table = reviewer.get(reverse("targets-review", args=[key]), {"table": ""})
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(table.content)).active.iter_rows()]
    (format_row,) = [row for row in rows if row[1] == "规范完整性"]
    assert format_row[3:] == [10, 9.5, "优", "缺满意度的佐证"]
    (total,) = [row for row in rows if row[0] == "总分"]
    assert (total[3], total[4]) == (100, 23.5) and "尚未评分" in str(total[6])
    said = [str(cell) for row in rows for cell in row if cell]
    assert "人口数请核实" in said and any(c.reviewer.name in one for one in said) and "2026年3月2日" in said
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    table = reviewer.get(reverse("targets-review", args=[key]), {"table": ""})
    assert table.content[:2] == b"PK" and "人口数请核实" not in str(
        [cell.value for row in load_workbook(BytesIO(table.content)).active.iter_rows() for cell in row]
    )


def test_approve_a_batch_and_print(c: County) -> None:
    key = reviewed(c)
    leader = browser(c.leader)
    assert "农村饮水安全巩固提升工程" in text(leader, "targets-ready")
    posted = {"document": "示财绩〔2026〕8号", "on": "2026-03-02", "chosen": [f"{key}:{version_of(key)}"]}
    assert leader.post(reverse("targets-approve"), posted).status_code == 302
    revision = Target.objects.get(program=c.program).current
    assert revision is not None
    page = text(browser(c.reporter), "targets-revision", revision.pk)
    assert "第1版" in page and "示财绩〔2026〕8号" in page and revision.digest[:16].upper() in page
    assert "示财绩〔2026〕8号" in text(leader, "targets-batches") and "农村饮水安全巩固提升工程" in text(
        leader, "targets-batch", revision.batch_id
    )
    certificate = browser(c.reporter).get(reverse("targets-certificate", args=[c.program.pk]))
    with ZipFile(BytesIO(certificate.content)) as package:
        written = package.read("word/document.xml").decode()
    assert "绩效目标批复证明" in written and "新建供水管网长度" in written and "≥12.5公里" in written
    paper = leader.get(reverse("targets-approval-paper", args=[revision.batch_id]))
    with ZipFile(BytesIO(paper.content)) as package:
        written = package.read("word/document.xml").decode()
    assert "关于批复2026年度绩效目标的通知" in written and "县水利局：" in written and "农村饮水安全巩固提升工程" in written
    assert leader.get(reverse("targets-adjustment-paper", args=[revision.pk])).status_code == 409


def test_money_without_target(c: County) -> None:
    officer = browser(c.officer)
    page = text(officer, "targets-missing")
    assert "农村饮水安全巩固提升工程" in page and "400.00" in page
    approved(c)
    page = text(officer, "targets-missing")
    assert "农村饮水安全巩固提升工程" not in page and "县水利局部门整体支出" in page
    assert officer.get(reverse("targets-missing-export")).content[:2] == b"PK"
    refused = officer.get(reverse("targets-certificate", args=[c.overall.pk]))
    assert refused.status_code == 409 and "还没有批复的绩效目标" in refused.content.decode()


def test_money_added_after_approval_has_no_target(c: County) -> None:
    approved(c)
    line = model("programs.FundLine").objects.filter(program=c.program)
    line.update(adjusted=Decimal("4000000.01"), changed=Decimal("0.01"))
    officer = browser(c.officer)
    assert "农村饮水安全巩固提升工程" not in text(officer, "targets-missing")
    line.update(adjusted=Decimal("4700000.00"), changed=Decimal("700000.00"))
    found = {one.program: one for one in queries.without_target(c.officer, YEAR)}
    assert found[c.program.pk].added == Decimal("700000.00") and found[c.overall.pk].added is None
    cover = next(one for one in queries.coverage(c.officer, YEAR) if one.kind == "project")
    assert (cover.approved, cover.budget, cover.approved_budget) == (1, Decimal("4700000.00"), Decimal("4000000.00"))
    page = text(officer, "targets-missing")
    assert "年中追加未申报目标" in page and "470.00" in page and "70.00" in page
    certificate = browser(c.reporter).get(reverse("targets-certificate", args=[c.program.pk]))
    with ZipFile(BytesIO(certificate.content)) as package:
        assert "批复后预算追加70.00万元，追加部分没有批复的绩效目标" in package.read("word/document.xml").decode()
    with ZipFile(BytesIO(officer.get(reverse("targets-missing-export")).content)) as package:
        assert any("年中追加未申报目标" in package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    approved(c, kind="supplement", document="示财绩〔2026〕19号")
    assert c.program.pk not in {one.program for one in queries.without_target(c.officer, YEAR)}


def test_a_session_by_its_pages(c: County) -> None:
    key = reviewed(c)
    officer = browser(c.officer)
    officer.post(reverse("targets-session-open"), {"name": "第一次会审", "on": "2026-03-02", "chair": "周局"})
    session = model("targets.Session").objects.get()
    officer.post(
        reverse("targets-session-invite", args=[session.pk]),
        {"version": 1, "name": "王代表", "organisation": "县人大", "capacity": "deputy"},
    )
    officer.post(reverse("targets-session-call", args=[session.pk]), {"chosen": [f"{key}:{version_of(key)}"]})
    page = text(officer, "targets-session", session.pk)
    assert "议题 1" in page and "王代表" in page
    item, member = model("targets.SessionItem").objects.get(), model("targets.SessionMember").objects.get()
    officer.post(reverse("targets-opine", args=[item.pk]), {"session": session.pk, "member": member.pk, "stance": "agree", "text": "可行"})
    officer.post(
        reverse("targets-conclude", args=[item.pk]), {"session": session.pk, "version": 1, "conclusion": "passed", "words": "同意批复"}
    )
    session.refresh_from_db()
    officer.post(reverse("targets-session-close", args=[session.pk]), {"version": session.version})
    minutes = officer.get(reverse("targets-minutes", args=[session.pk]))
    with ZipFile(BytesIO(minutes.content)) as package:
        written = package.read("word/document.xml").decode()
    assert "王代表" in written and "可行" in written and "通过1个" in written
    assert Declaration.objects.get(pk=key).state == "session-passed"
    assert browser(c.reporter).get(reverse("targets-session", args=[session.pk])).status_code == 404


def test_adjustment_page_shows_the_difference(c: County) -> None:
    approved(c)
    key = targets.declare(c.reporter, c.program.pk, "adjustment", at=AT)
    row = Declaration.objects.get(pk=key).rows[4]["id"]
    targets.save_cells(c.reporter, key, version_of(key), [(row, "value", "3000")], at=AT)
    page = text(browser(c.reporter), "targets-edit", key)
    assert "<del>2860</del>" in page and "<ins>3000</ins>" in page and "调整理由" in page
    targets.save_text(c.reporter, key, "reason", "", "理由", at=AT)
    targets.save_text(c.reporter, key, "basis", "", "依据", at=AT)
    targets.save_text(c.reporter, key, "goal", GOAL, GOAL.replace("2860", "3000"), at=AT)
    pushed(c, key, c.reporter)
    assert "<del>2860</del>" in text(browser(c.leader), "targets-review", key)
    targets.approve(c.leader, 2026, "示财绩〔2026〕15号", AT.date(), ((key, version_of(key)),), at=AT)
    paper = browser(c.leader).get(reverse("targets-adjustment-paper", args=[Declaration.objects.get(pk=key).revision.pk]))
    with ZipFile(BytesIO(paper.content)) as package:
        written = package.read("word/document.xml").decode()
    assert "同意调整" in written and "2860" in written and "3000" in written and "示财绩〔2026〕8号批复的目标同时不再执行" in written


def test_excel_out_and_in_is_the_identity(c: County) -> None:
    key = drafted(c).pk
    client = browser(c.reporter)
    before = Declaration.objects.get(pk=key)
    book = client.get(reverse("targets-excel", args=[key])).content
    page = client.post(reverse("targets-import", args=[key]), {"file": named("申报表.xlsx", book)}).content.decode()
    assert "没有改动" in page and "确认导入" in page
    assert client.post(reverse("targets-import-apply"), {"token": token(page)}).status_code == 302
    after = Declaration.objects.get(pk=key)
    assert (after.goal, after.rows) == (before.goal, before.rows) and after.version == before.version + 1


def test_a_file_of_another_object_changes_nothing(c: County) -> None:
    other = drafted(c, c.overall, by=c.second).pk
    key = drafted(c).pk
    book = browser(c.second).get(reverse("targets-excel", args=[other])).content
    page = browser(c.reporter).post(reverse("targets-import", args=[key]), {"file": named("别的.xlsx", book)}).content.decode()
    assert "不是这个项目的申报表" in page and "确认导入" not in page
    page = (
        browser(c.reporter).post(reverse("targets-import", args=[key]), {"file": named("坏.xlsx", b"PK\x03\x04 nothing")}).content.decode()
    )
    assert "确认导入" not in page
    assert version_of(key) == Declaration.objects.get(pk=key).version


def test_a_zip_of_all_and_back(c: County) -> None:
    key = drafted(c).pk
    client = browser(c.reporter)
    packed = client.get(reverse("targets-excel-all")).content
    with ZipFile(BytesIO(packed)) as package:
        assert [name.endswith(".xlsx") for name in package.namelist()] == [True]
    targets.save_text(c.reporter, key, "goal", GOAL, "网页上改过的目标，新建管网12.5公里", at=AT)
    page = client.post(reverse("targets-import-many"), {"file": named("全部.zip", packed)}).content.decode()
    assert "<ins>" in page and "确认导入" in page
    client.post(reverse("targets-import-apply"), {"token": token(page)})
    assert Declaration.objects.get(pk=key).goal == GOAL


def test_a_paper_is_kept_and_given_only_to_those_who_see_the_target(c: County) -> None:
    key = drafted(c).pk
    client = browser(c.reporter)
    client.post(reverse("targets-attach", args=[key]), {"file": named("可研.pdf", b"%PDF-1.4 x"), "caption": "可研报告"})
    row = model("targets.Attachment").objects.get()
    sent = client.get(reverse("targets-attachment", args=[row.pk]))
    assert sent.content == b"%PDF-1.4 x" and sent["Content-Disposition"].startswith("attachment")
    assert (sent["X-Content-Type-Options"], sent["Cache-Control"]) == ("nosniff", "private, no-store")
    assert browser(c.stranger).get(reverse("targets-attachment", args=[row.pk])).status_code == 404


def test_strangers_find_nothing(c: County) -> None:
    key = drafted(c).pk
    stranger = browser(c.stranger)
    for name, args in (
        ("targets-edit", [key]),
        ("targets-review", [key]),
        ("targets-of", [c.program.pk]),
        ("targets-excel", [key]),
        ("targets-ready", []),
    ):
        assert stranger.get(reverse(name, args=args)).status_code == 404, name
    assert stranger.post(reverse("targets-step", args=[key, "submit"]), {"version": version_of(key)}).status_code == 404


def test_a_stale_version_is_told(c: County) -> None:
    key = drafted(c).pk
    answered(c.reporter, key)
    answer = browser(c.reporter).post(reverse("targets-step", args=[key, "submit"]), {"version": 1})
    assert answer.status_code == 409 and "刚才已被别人改过" in answer.content.decode()


def named(name: str, content: bytes) -> BytesIO:
    held = BytesIO(content)
    held.name = name
    return held


def token(page: str) -> str:
    return page.split('name="token" value="')[1].split('"')[0]


def test_the_library_is_offered_while_typing_and_counted_once_approved(c: County) -> None:
    library.add_category(c.officer, "农业农村", (), at=AT)
    entry = Entry("农业农村", "产出指标", "数量指标", "新建供水管网长度", unit="公里", measure="cumulative")
    held = library.add(c.officer, entry, at=AT)
    key = targets.declare(c.reporter, c.program.pk, "initial", at=AT)
    offered = browser(c.reporter).get(reverse("targets-suggest", args=[key]), {"typed": "管网"}).json()["offered"]
    assert [one["name"] for one in offered] == ["新建供水管网长度"] and offered[0]["unit"] == "公里"
    fill(c.reporter, key)
    row = Declaration.objects.get(pk=key).rows[0]["id"]
    body = {"row": row, "indicator": str(held)}
    assert (
        browser(c.reporter).post(reverse("targets-cite", args=[key]), json.dumps(body), content_type="application/json").status_code == 200
    )
    pushed(c, key, c.reporter)
    targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), ((key, version_of(key)),), at=AT)
    assert list(model("library.LibraryUse").objects.values_list("indicator", "program", "revision")) == [(held, c.program.pk, 1)]


def test_the_list_asks_as_much_for_many_as_for_few(c: County) -> None:
    client = browser(c.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as held:
            text(client, "targets", tab="all")
        return len(held)

    asked()
    few = asked()
    for number in range(12):
        drafted(c, program(c.region, c.station, f"工程{number}", code=f"SL26A{number:04d}"))
    assert asked() == few


def test_autosave_asks_a_fixed_number_of_questions(c: County) -> None:
    key = drafted(c).pk
    client, row = browser(c.reporter), Declaration.objects.get(pk=key).rows[0]["id"]
    body = {"version": version_of(key), "changes": [{"row": row, "column": "value", "value": "13"}]}
    with CaptureQueriesContext(connection) as held:
        assert client.post(reverse("targets-save", args=[key]), json.dumps(body), content_type="application/json").status_code == 200
    assert len(held) <= 20, [one["sql"][:90] for one in held.captured_queries]


def test_what_waits_for_whom(c: County) -> None:
    def waits(who: Actor) -> list[tuple[str, str]]:
        return [(one.matter, one.label) for one in queries.waiting(who, AT.date())]

    assert waits(c.reporter) == [("编报目标", "编报")]
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    assert waits(c.reporter) == [] and waits(c.reviewer) == [("审核目标", "审核")] and waits(c.divisional) == []
    targets.give_back(c.reviewer, key, version_of(key), "请改", at=AT)
    assert waits(c.reporter) == [("修改目标", "修改")]
    answered(c.reporter, key)
    pushed(c, key, c.reporter)
    assert waits(c.leader) == [("批复目标", "批复")] and waits(c.divisional) == []


def test_month_plans_where_the_county_wants_them(c: County) -> None:
    c.region.settings = {"month_plan_required": True}
    c.region.save()
    key = drafted(c).pk
    lacking = [one for one in queries.declaration(c.reporter, key).remarks if one.code == "month-plan-missing"]
    assert [one.column for one in lacking] == ["m12", "m12"]
    for one in lacking:
        value = next(row["value"] for row in Declaration.objects.get(pk=key).rows if row["id"] == one.row)
        cells = [(one.row, "m6", str(float(value) / 2)), (one.row, "m12", value)]
        targets.save_cells(c.reporter, key, version_of(key), cells, at=AT)
    assert not [one for one in queries.declaration(c.reporter, key).remarks if one.code == "month-plan-missing"]


def test_what_monitoring_compares_with(c: County) -> None:
    approved(c)
    found = queries.approved_targets([c.program.pk, c.overall.pk])
    assert set(found) == {c.program.pk} and queries.has_approved([c.program.pk, c.overall.pk]) == {c.program.pk}
    target = found[c.program.pk]
    assert target.initial == 4_000_000 and target.goal == GOAL and target.indicators[0].measure == "cumulative"
    assert target.indicators[3].target.operator.value == "le" and target.indicators[3].target.number == 18


@pytest.mark.parametrize("said", [{"source": "none"}, {"origin": "moon"}, {"kind": "other"}])
def test_what_the_page_never_offers_is_not_there(c: County, said: dict[str, str]) -> None:
    assert browser(c.reporter).post(reverse("targets-declare", args=[c.program.pk]), said).status_code == 404
    assert not Declaration.objects.exists()
