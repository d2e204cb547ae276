"""Pages of monitoring forms: filled on one page, saved cell by cell, read-only where it is not one's turn, reviewed, accepted."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.apps.fillingworld import ACTUALS, SECOND, SECOND_AT, World, explained, filled, sent, typed, world
from tests.apps.targetsworld import AT, model

from hengji.apps.monitoring.models import MonitoringForm
from hengji.apps.monitoring.operations import filling, route
from hengji.apps.monitoring.queries import form_page
from hengji.rules.access import Actor
from hengji.rules.filling import FUND_CELLS, ROW_CELLS, TEXT_CELLS
from hengji.web.filling import grids
from hengji.web.filling.grids import ALONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(settings: Any) -> World:
    settings.TODAY = SECOND_AT.date()
    return known(world())


def known(w: World) -> World:
    """The world with its people able to log in."""
    c = w.c
    for who in (c.reporter, c.second, c.reviewer, c.officer, c.divisional, c.leader, c.stranger, c.second_reviewer):
        duty = who.duties[0]
        post = model("organisations.Post").objects.create(region=c.region, unit=duty.unit, role=duty.role)
        model("organisations.Assignment").objects.create(region=c.region, post=post, person_id=who.id, starts=AT.date())
        model("organisations.Person").objects.filter(pk=who.id).update(must_change_password=False, password_changed_at=SECOND_AT)
    return w


def browser(who: Actor) -> Client:
    client = Client()
    client.force_login(model("organisations.Person").objects.get(pk=who.id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def save(client: Client, form: MonitoringForm, *cells: tuple[str, ...]) -> HttpResponse:
    body = json.dumps({"version": form.version, "cells": [list(one) for one in cells]})
    return client.post(reverse("forms-save", args=[form.pk]), body, content_type="application/json", headers={"accept": "application/json"})  # type: ignore[return-value]


def states(answer: HttpResponse) -> list[dict[str, Any]]:
    """The data blocks of a page: funds, rows, texts."""
    parts = answer.content.decode().split('<script type="application/json">')[1:]
    return [json.loads(part.split("</script>")[0]) for part in parts]


def first_row(form: MonitoringForm) -> str:
    assert form.revision is not None
    return str(form.revision.indicators.order_by("position")[0].key)


# ---- the page


def test_one_page_holds_funds_indicators_and_texts_with_what_is_known_already(w: World) -> None:
    form = w.form()
    answer = browser(w.c.reporter).get(reverse("forms-fill", args=[form.pk]))
    funds, rows, texts = states(answer)  # type: ignore[arg-type]
    line = funds["rows"][1]
    assert line["cells"]["executed"] == "172.00" and "executed" in line["sealed"] and line["subs"]["executed"] == "支付明细 3 笔"
    assert line["cells"]["last"] == "100.00"
    first = rows["rows"][0]
    assert (first["cells"]["target"], first["cells"]["before"]) == ("≥12.5公里", "5.2")
    assert first["last"]["forecast"] == "12.5" and "actual" not in first["last"]
    assert texts["part"] == "texts" and not funds["readonly"]
    said = answer.content.decode()
    assert "第 1 版（示财绩〔2026〕8号）" in said and "83.33%" in said and "送县水利局审核" in said


def test_every_cell_the_rules_know_can_be_typed_on_the_page() -> None:
    columns = {
        part: {one.key for one in held if one.editor.fills} for part, held in (("funds", grids.FUND_COLUMNS), ("rows", grids.ROW_COLUMNS))
    }
    assert columns == {"funds": set(FUND_CELLS), "rows": set(ROW_CELLS)}
    assert grids.OPEN["texts"] == set(TEXT_CELLS)


def test_the_boxes_of_the_page_are_all_texts(w: World) -> None:
    said = browser(w.c.reporter).get(reverse("forms-fill", args=[w.form().pk])).content.decode()
    assert {one for one in TEXT_CELLS if f'data-cell="{one}"' in said} == set(TEXT_CELLS)


def test_burden_of_a_normal_form(w: World) -> None:
    """At most two cells an indicator and four more by hand; at least six of ten cells come filled (mission E7)."""
    form = w.form()
    filling.save(w.c.reporter, form.pk, typed(w, form, SECOND_AT), at=SECOND_AT)
    page = form_page(w.c.reporter, form.pk, SECOND_AT)
    assert not [one for one in page.remarks if "未填写" in one.sentence]
    hand = sum(bool(text) for line in page.funds for text in line.typed.values())
    hand += sum(bool(text) and (column, text) != grids.ALONG for one in page.indicators for column, text in one.typed.items())
    hand += sum(bool(text) for text in page.texts.values())
    assert hand <= 2 * len(page.indicators) + 4, hand
    assert page.hand <= 2 * len(page.indicators) + 4
    assert page.given / (page.given + hand) >= 0.6


# ---- saved as typed


def test_a_save_answers_with_findings_lights_and_verdict_of_the_whole_form(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    key = first_row(form)
    said = save(client, form, ("rows", key, "actual", "", "9.8")).json()  # type: ignore[attr-defined]
    cells = {(one["part"], one["row"], one["column"]): one["value"] for one in said["cells"]}
    assert cells["rows", key, "light"] == "green" and cells["rows", key, "due"] == "10.42"
    assert cells["funds", "total", "executed"] == "172.00"
    assert "钱慢事快" in said["verdict"] and said["conflicts"] == []
    assert {one["part"] for one in said["findings"]} >= {"funds", "rows"}
    doubt = next(one for one in said["findings"] if one["severity"] == "warning")
    assert doubt["ask"] and doubt["key"]
    assert MonitoringForm.objects.get(pk=form.pk).typed["rows"][key] == {"actual": "9.8"}


def test_a_cell_somebody_else_wrote_is_told_and_not_overwritten_and_the_others_go_through(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    key = first_row(form)
    save(client, form, ("rows", key, "actual", "", "9.8"))
    said = save(client, form, ("rows", key, "actual", "", "9.9"), ("rows", key, "forecast", "", "12.5")).json()  # type: ignore[attr-defined]
    assert said["conflicts"] == [{"part": "rows", "row": key, "column": "actual", "text": "9.8", "by": "张海", "why": ""}]
    assert MonitoringForm.objects.get(pk=form.pk).typed["rows"][key] == {"actual": "9.8", "forecast": "12.5"}


def test_a_cell_that_is_gone_is_given_back_and_the_others_are_saved(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    key = first_row(form)
    answer = save(client, form, ("rows", "dropped", "remark", "", "已写了很多"), ("rows", key, "actual", "", "9.1")).json()  # type: ignore[attr-defined]
    (gone,) = answer["conflicts"]
    assert (gone["row"], gone["text"], gone["why"]) == ("dropped", None, "批复的目标里已没有这条指标")
    assert MonitoringForm.objects.get(pk=form.pk).typed["rows"] == {key: {"actual": "9.1"}}


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"cells": 1}', b'{"cells": [["rows", "x", "actual", ""]]}', b'{"cells": [["rows", "x", "target", "", "1"]]}',
     b'{"cells": [["other", "", "x", "", ""]]}', b'{"cells": [["rows", 1, "actual", "", ""]]}'],
)  # fmt: skip
def test_what_is_not_of_the_contract_is_refused_with_a_sentence(w: World, body: bytes) -> None:
    answer = browser(w.c.reporter).post(reverse("forms-save", args=[w.form().pk]), body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["sentence"].startswith("没有保存")


def test_an_answer_to_a_doubt_is_kept_and_told_in_its_place(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    doubt = next(one for one in save(client, form).json()["findings"] if one["ask"])  # type: ignore[attr-defined]
    body = json.dumps({"key": doubt["key"], "text": "8月起按进度付款。"})
    said = client.post(reverse("forms-answer", args=[form.pk]), body, content_type="application/json").json()
    now = next(one for one in said["findings"] if one["key"] == doubt["key"])
    assert (now["answer"], now["severity"], now["ask"]) == ("8月起按进度付款。", "notice", True)


def test_what_is_only_blank_is_no_error_yet_and_names_a_row_that_can_be_typed(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    funds, rows, _texts = states(client.get(reverse("forms-fill", args=[form.pk])))  # type: ignore[arg-type]
    blank = [one for part in (funds, rows) for one in part["findings"] if one["severity"] == "error"]
    assert blank and all(one["todo"] for one in blank)
    line = model("programs.FundLine").objects.get(program=form.program)
    assert [(one["row"], one["column"]) for one in blank if "全年预计执行数" in one["sentence"]] == [(str(line.pk), "forecast")]
    assert not [one for one in blank if "年度资金总额" in one["sentence"] + one["remedy"]]
    short = [one["sentence"] for one in blank if "一栏有" in one["sentence"]]
    assert short and all(one.endswith("未填写：第1—6行。") for one in short)
    page = form_page(w.c.reporter, form.pk, SECOND_AT)
    assert not [one for one in grids.told(page.remarks, (), page.strip, writable=False) if one.todo], "who reads sees errors"


def test_a_nonsense_value_is_no_light_that_reassures(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    key = first_row(form)
    said = save(client, form, ("rows", key, "actual", "", "abc12..3米")).json()  # type: ignore[attr-defined]
    assert {one["value"] for one in said["cells"] if (one["row"], one["column"]) == (key, "light")} == {"unknown"}
    assert [one for one in said["findings"] if one["row"] == key and one["severity"] == "warning" and one["ask"]]
    said = save(client, form, ("rows", key, "actual", "abc12..3米", "1250")).json()  # type: ignore[attr-defined]
    [asked] = [one for one in said["findings"] if one["row"] == key and "倍，疑为" in one["sentence"]]
    assert asked["severity"] == "warning" and asked["ask"] and "100倍" in asked["sentence"]
    assert {one["value"] for one in said["cells"] if (one["row"], one["column"]) == (key, "light")} == {"unknown"}, (
        "not blue: it is in doubt"
    )
    body = json.dumps({"key": asked["key"], "text": "全县一并改造，已核实。"})
    said = client.post(reverse("forms-answer", args=[form.pk]), body, content_type="application/json").json()
    assert {one["value"] for one in said["cells"] if (one["row"], one["column"]) == (key, "light")} == {"blue"}, "it stands"
    said = save(client, form, ("rows", key, "actual", "1250", "未到考核时点")).json()  # type: ignore[attr-defined]
    assert {one["value"] for one in said["cells"] if (one["row"], one["column"]) == (key, "light")} <= {"grey", "red"}


def test_a_text_too_long_names_its_cell_and_nothing_is_cut(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    answer = save(client, form, ("rows", first_row(form), "explanation", "", "路" * 4001))
    assert answer.status_code in (400, 409)
    assert "没有保存：第1行“" in answer.json()["sentence"] and "的原因说明写了 4001 字" in answer.json()["sentence"]  # type: ignore[attr-defined]
    assert MonitoringForm.objects.get(pk=form.pk).typed == {}


def test_why_a_form_was_late_is_said_in_a_box_of_its_own(w: World) -> None:
    late = SECOND_AT + timedelta(days=30)
    form = sent(w, w.form(), late)
    route.give_back(w.c.reviewer, form.pk, form.version, "请核实", at=late)
    client = browser(w.c.reporter)
    texts = states(client.get(reverse("forms-fill", args=[form.pk])))[2]  # type: ignore[arg-type]
    [finding] = [one for one in texts["findings"] if "逾期" in one["sentence"]]
    assert (finding["severity"], finding["ask"]) == ("warning", True)
    body = json.dumps({"key": finding["key"], "text": "国庆后集中验收，资料10月底才齐。"})
    said = client.post(reverse("forms-answer", args=[form.pk]), body, content_type="application/json").json()
    [now] = [one for one in said["findings"] if one["key"] == finding["key"]]
    assert (now["severity"], now["answer"]) == ("notice", "国庆后集中验收，资料10月底才齐。")
    route.submit(w.c.reporter, form.pk, filled(w, form, late), at=late)
    kept = model("monitoring.FormFinding").objects.get(form=form, code="late")
    assert (kept.answer, kept.state) == ("国庆后集中验收，资料10月底才齐。", "answered")
    shown = browser(w.c.reviewer).get(reverse("forms-review", args=[form.pk])).content.decode()
    assert "国庆后集中验收" in shown


# ---- filled in beforehand


def test_a_second_form_wants_four_cells_beside_the_indicators(settings: Any) -> None:
    """A round that asks every text: after one press for the proposals the unit types its actuals and at most four cells more."""
    settings.TODAY = SECOND_AT.date()
    w = known(world(required=("goal_actual", "stage", "stage_on", "implementation", "management")))
    form, client = w.form(), browser(w.c.reporter)
    before = form_page(w.c.reporter, form.pk, SECOND_AT)
    cells = taken(client, form)
    save(client, form, *cells)
    actuals = dict(zip((one.key for one in before.indicators), ACTUALS[SECOND], strict=True))
    save(client, form, *(("rows", key, "actual", "", text) for key, text in actuals.items()))
    cells = taken(client, form)
    assert [cell[2] for cell in cells] == ["goal_actual"], "told by what was typed"
    save(client, form, *cells)
    page = form_page(w.c.reporter, form.pk, SECOND_AT)
    left = [one.place for one in page.remarks if one.blank]
    assert len(left) <= 4, left
    assert page.hand == len(page.indicators) + len(left)
    assert "9.8公里" in page.texts["goal_actual"]


def taken(client: Client, form: MonitoringForm) -> list[tuple[str, ...]]:
    """The cells one press fills in: proposals where the page is blank (the script does the same)."""
    parts = states(client.get(reverse("forms-fill", args=[form.pk])))  # type: ignore[arg-type]
    cells = [
        (part["part"], row["id"], column, "", text)
        for part in parts
        for row in part["rows"]
        for column, text in row["proposed"].items()
        if not row["cells"].get(column) and column not in row["sealed"]
    ]
    return [*cells, *((part, row, ALONG[0], "", ALONG[1]) for part, row, column, _, _ in cells if part == "rows" and column == "forecast")]


# ---- whose turn it is


def test_the_page_is_read_where_it_is_not_ones_turn(w: World) -> None:
    form = w.form()
    funds, rows, _texts = states(browser(w.c.reviewer).get(reverse("forms-fill", args=[form.pk])))  # type: ignore[arg-type]
    assert funds["readonly"] and rows["readonly"]
    answer = save(browser(w.c.reviewer), form, ("rows", first_row(form), "actual", "", "9.8"))
    assert answer.status_code in (403, 409) and MonitoringForm.objects.get(pk=form.pk).typed == {}


def test_a_stranger_finds_nothing(w: World) -> None:
    for name in ("forms-form", "forms-fill", "forms-review"):
        assert browser(w.c.stranger).get(reverse(name, args=[w.form().pk])).status_code == 404


def test_the_address_of_a_form_leads_to_where_one_works_on_it(w: World) -> None:
    form = w.form()
    assert browser(w.c.reporter).get(reverse("forms-form", args=[form.pk])).headers["Location"].endswith("/fill/")
    sent(w, form, SECOND_AT)
    assert browser(w.c.reviewer).get(reverse("forms-form", args=[form.pk])).headers["Location"].endswith("/review/")


def test_two_hands_sign_their_parts_and_a_change_takes_the_signature_away(settings: Any) -> None:
    settings.TODAY = SECOND_AT.date()
    w = known(world(two_hands=True))
    form, client = w.form(), browser(w.c.reporter)
    version = filled(w, form, SECOND_AT)
    said = client.post(reverse("forms-sign", args=[form.pk, "money"]), {"version": version}, follow=True).content.decode()
    assert "已签“资金情况”" in said and "财务签字" in said
    line = model("programs.FundLine").objects.get(program=form.program)
    save(client, form, ("funds", str(line.pk), "forecast", "400", "390"))
    assert "签后有改动，须重签" in client.get(reverse("forms-fill", args=[form.pk])).content.decode()


def test_a_paper_is_added_handed_out_and_taken_away(w: World) -> None:
    form, client = w.form(), browser(w.c.reporter)
    given = SimpleUploadedFile("验收单.pdf", b"%PDF-1.4 x", "application/pdf")
    key = first_row(form)
    client.post(reverse("forms-attach", args=[form.pk]), {"row": key, "caption": "第4页", "file": given})
    page = form_page(w.c.reporter, form.pk, SECOND_AT)
    paper = page.evidence[0]
    assert (paper.row, paper.caption) == (key, "第4页")
    answer = client.get(reverse("forms-evidence", args=[paper.id]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"  # type: ignore[attr-defined]
    assert browser(w.c.stranger).get(reverse("forms-evidence", args=[paper.id])).status_code == 404
    client.post(reverse("forms-detach", args=[paper.id]))
    assert form_page(w.c.reporter, form.pk, SECOND_AT).evidence == ()
    assert "没有选文件" in client.post(reverse("forms-attach", args=[form.pk]), follow=True).content.decode()


def test_sending_what_has_errors_is_refused_with_the_first_of_them(w: World) -> None:
    form = w.form()
    url = reverse("forms-step", args=[form.pk, "submit"])
    said = browser(w.c.reporter).post(url, {"version": form.version}, follow=True, headers={"referer": "http://testserver/forms/"})
    assert "不能报送" in said.content.decode() or "错误" in said.content.decode()
    assert MonitoringForm.objects.get(pk=form.pk).state == "draft"


# ---- reviewing


def test_what_changed_comes_first_and_the_unasked_is_marked(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    key = first_row(form)
    client = browser(w.c.reviewer)
    place = f"rows|{key}|actual|第1行"
    client.post(reverse("forms-judge", args=[form.pk, "return"]),
                {"version": form.version, "opinion": "请核实", "note_place": [place], "note_text": ["与月报不符"]})  # fmt: skip
    other = form.revision.indicators.order_by("position")[1].key  # type: ignore[union-attr]
    unit = browser(w.c.reporter)
    assert "退回意见：与月报不符" in unit.get(reverse("forms-fill", args=[form.pk])).content.decode()
    cells = (("rows", key, "actual", "9.8", "9.6"), ("rows", other, "remark", "", "已复检"))
    assert save(unit, form, *cells).json()["conflicts"] == []  # type: ignore[attr-defined]
    explained(w, form, SECOND_AT)
    route.submit(w.c.reporter, form.pk, filled(w, form, SECOND_AT), at=SECOND_AT)
    said = client.get(reverse("forms-review", args=[form.pk])).content.decode()
    changed = said[said.index('id="changes"') : said.index("指标与灯")]
    assert "<del>9.8</del>" in changed and "<ins>9.6</ins>" in changed and "你没有要求改" in changed and "你上次审核以后改了" in changed
    other_person = browser(w.c.divisional).get(reverse("forms-review", args=[form.pk])).content.decode()
    assert "退回以后改了" in other_person and "退回时没有要求改" in other_person and "你上次" not in other_person


def test_a_reviewer_who_came_second_is_told(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    url = reverse("forms-judge", args=[form.pk, "accept"])
    browser(w.c.reviewer).post(url, {"version": form.version})
    answer = browser(w.c.second_reviewer).post(url, {"version": form.version, "opinion": "同意"})
    assert answer.status_code == 409 and "没有办成" in answer.content.decode()


def test_a_finding_is_dismissed_with_a_reason_in_its_place(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    route.accept(w.c.reviewer, form.pk, form.version, "同意", at=SECOND_AT)
    finding = model("monitoring.FormFinding").objects.filter(form=form, severity="warning").exclude(state="gone").first()
    client = browser(w.c.divisional)
    url = reverse("forms-decide", args=[finding.pk, "dismiss"])
    refused = client.post(url, {"reason": "", "version": finding.version}, headers={"accept": "application/json"})
    assert refused.status_code == 409 and refused.json()["sentence"]
    said = client.post(url, {"reason": "已核付款凭证", "version": finding.version}, headers={"accept": "application/json"}).json()
    assert "不采纳" in said["html"] and "已核付款凭证" in said["html"]


def test_who_may_decide_is_asked_before_he_leaves_findings_open(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    version = route.accept(w.c.reviewer, form.pk, form.version, "同意", at=SECOND_AT)
    client, url = browser(w.c.divisional), reverse("forms-judge", args=[form.pk, "accept"])
    page = client.get(reverse("forms-review", args=[form.pk])).content.decode()
    count = int(re.search(r"待认定 <b data-open-count>(\d+)</b> 条", page)[1])  # type: ignore[index]
    assert count and f"<span data-open-count>{count}</span> 条未认定仍要通过" in page
    refused = client.post(url, {"version": version}, headers={"accept": "application/json"})
    assert refused.status_code == 409 and f"还有{count}条错误、疑点没有认定" in refused.json()["sentence"]
    assert MonitoringForm.objects.get(pk=form.pk).state == "department-reviewed"
    assert client.post(url, {"version": version, "undecided": "1"}).status_code == 302
    assert MonitoringForm.objects.get(pk=form.pk).state == "accepted"


def test_clean_ones_are_accepted_together_and_the_others_are_told(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    client = browser(w.c.reviewer)
    said = client.get(reverse("forms-queue")).content.decode()
    assert "农村饮水安全巩固提升工程" in said and "等你审核" in said
    answer = client.post(reverse("forms-accept-many"), {"selected": [f"{form.pk}:{form.version}"]}, follow=True).content.decode()
    assert "没有接受“农村饮水安全巩固提升工程”" in answer
    model("monitoring.FormFinding").objects.filter(form=form).delete()
    model("monitoring.MonitoringForm").objects.filter(pk=form.pk).update(light="green")
    answer = client.post(reverse("forms-accept-many"), {"selected": [f"{form.pk}:{form.version}"]}, follow=True).content.decode()
    assert "已接受 1 件" in answer
    assert MonitoringForm.objects.get(pk=form.pk).state == "department-reviewed"
    assert "没有选中" in client.post(reverse("forms-accept-many"), {"selected": ["x"]}, follow=True).content.decode()


def test_what_accepting_together_leaves_undecided_is_said(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    version = route.accept(w.c.reviewer, form.pk, form.version, "同意", at=SECOND_AT)
    findings = model("monitoring.FormFinding").objects
    findings.filter(form=form).delete()
    findings.create(
        region=form.region, form=form, key="late", memory="late", code="late", severity="error", addressee="unit", subject="x",
        sentence="逾期2天。", found_at=SECOND_AT,
    )  # fmt: skip
    model("monitoring.MonitoringForm").objects.filter(pk=form.pk).update(light="green")
    chosen = {"selected": [f"{form.pk}:{version}"]}
    answer = browser(w.c.divisional).post(reverse("forms-accept-many"), chosen, follow=True).content.decode()
    assert "已接受 1 件。其中 1 条逾期报送的问题还没有认定" in answer


def test_of_chosen_ones_those_out_of_reach_are_counted_beside_what_was_done(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    model("monitoring.FormFinding").objects.filter(form=form).delete()
    model("monitoring.MonitoringForm").objects.filter(pk=form.pk).update(light="green")
    chosen = [f"{form.pk}:{form.version}", f"{uuid4()}:1", f"{uuid4()}:3"]
    answer = browser(w.c.reviewer).post(reverse("forms-accept-many"), {"selected": chosen}, follow=True)
    said = answer.content.decode()
    assert answer.status_code == 200 and "已接受 1 件" in said and "另有 2 件没有接受" in said
    assert MonitoringForm.objects.get(pk=form.pk).state == "department-reviewed"


def test_tabs_of_the_queue(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    client = browser(w.c.reviewer)
    client.post(reverse("forms-judge", args=[form.pk, "return"]), {"version": form.version, "opinion": "请补充"})
    for tab, there in (("waiting", False), ("returned", True), ("handled", True), ("reviewed", False)):
        said = client.get(reverse("forms-queue"), {"tab": tab}).content.decode()
        assert (reverse("forms-review", args=[form.pk]) in said) is there, tab


def test_every_finding_leads_to_its_cell_on_the_review_page(w: World) -> None:
    """#cell=part/row/column of a finding, a list or a report finds its row there (the script marks the cell)."""
    form = sent(w, w.form(), SECOND_AT)
    said = browser(w.c.reviewer).get(reverse("forms-review", args=[form.pk])).content.decode()
    rows = set(re.findall(r'data-at="([^"]*)"', said))
    links = re.findall(r'href="#cell=([a-z]+)/([^/"]*)/([a-z_]+)"', said)
    assert links and {f"{part}/{row}" for part, row, _ in links} <= rows
    listed = browser(w.c.officer).get(reverse("rounds-findings", args=[form.round_id]), {"tab": "all"}).content.decode()
    led = re.findall(rf'href="{reverse("forms-form", args=[form.pk])}#cell=([a-z]+)/([^/"]*)/', listed)
    assert led and {f"{part}/{row}" for part, row in led} <= rows


# ---- what it costs


def test_sixty_rows_cost_no_more_queries_than_ten(settings: Any) -> None:
    """The same statements for a form of ten indicators and of sixty: a comparison, not a bound."""
    settings.TODAY = SECOND_AT.date()
    w = known(world())
    form = w.form()
    lengthened(form, 10)
    few = counted(w, form)
    lengthened(form, 60)
    assert len(form_page(w.c.reporter, form.pk, SECOND_AT).indicators) == 60
    assert counted(w, form) == few


def lengthened(form: MonitoringForm, count: int) -> None:
    """Bind the form to a sealed revision of so many indicators, copies of its own."""
    revision, own = form.revision, list(form.revision.indicators.order_by("position"))  # type: ignore[union-attr]
    assert revision is not None
    declared = model("targets.Declaration").objects.get(pk=revision.declaration_id)
    declared.pk, declared._state.adding = uuid4(), True
    declared.save()
    made = model("targets.TargetRevision").objects.get(pk=revision.pk)
    made.pk, made.number, made.declaration, made._state.adding = uuid4(), count, declared, True
    made.save()
    for number in range(count):
        one = own[number % len(own)]
        one.pk, one.key, one.revision, one.position = uuid4(), f"k{count}-{number}", made, number
        one.name = f"{one.name[:20]}{chr(0x4E00 + number)}"
        one._state.adding = True
        one.save()
    MonitoringForm.objects.filter(pk=form.pk).update(revision=made.pk)


def counted(w: World, form: MonitoringForm) -> tuple[int, int]:
    form = MonitoringForm.objects.get(pk=form.pk)
    client = browser(w.c.reporter)
    url = reverse("forms-fill", args=[form.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as page:
        client.get(url)
    row = MonitoringForm.objects.get(pk=form.pk)
    with CaptureQueriesContext(connection) as saving:
        answer = save(client, row, ("rows", first_row(row), "actual", "", "9.8"))
    assert answer.status_code == 200
    return len(page), len(saving)
