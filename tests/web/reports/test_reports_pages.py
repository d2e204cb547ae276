"""Pages of monitoring reports, of a round's papers, and of one form on paper: what they show, to whom."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.apps.fillingworld import SECOND_AT, World, handed_in
from tests.apps.reportsworld import SCAN, report, world

from hengji.apps.monitoring.models import FormFinding, MonitoringReport, RoundPaper
from hengji.apps.monitoring.operations import findings
from hengji.apps.organisations.models import Assignment, Person, Post
from hengji.rules.access import Actor
from hengji.rules.lifecycles.monitoring import ReportState

pytestmark = pytest.mark.django_db
AT = SECOND_AT + timedelta(days=3)
WRONG = "截至10月31日，农村饮水安全巩固提升工程已支出200万元。"


@pytest.fixture
def w(settings: Any) -> World:
    settings.TODAY = AT.date()
    made = world(send=False)
    handed_in(made, SECOND_AT + timedelta(days=1), made.form())
    return made


def at_the_door(w: World, who: Actor) -> Client:
    duty = who.duties[0]
    post = Post.objects.create(region=w.c.region, unit=duty.unit, role=duty.role.value)
    person = Person.objects.get(pk=who.id)
    person.must_change_password = False
    person.save()
    Assignment.objects.create(region=w.c.region, post=post, person=person, starts="2026-01-01")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["factor"] = True
    session["year"] = 2026
    session.save()
    return client


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (answer.status_code, url)
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(w: World, office: Client) -> MonitoringReport:
    office.post(reverse("reports-open", args=[w.second]))
    return report(w)


def said(client: Client, url: str, **fields: Any) -> str:
    answer = client.post(url, fields, follow=True)
    assert answer.status_code in (200, 409), answer.status_code  # refused without a page to go back to: a page of its own
    return answer.content.decode()


def test_from_opening_to_receipt_on_the_pages(w: World) -> None:
    office, unit, division = (at_the_door(w, who) for who in (w.c.officer, w.c.reporter, w.c.divisional))
    assert "2 份" in text(office, reverse("reports") + "?tab=all") and "开设并通知" in text(office, reverse("reports"))
    row = opened(w, office)
    page, url = reverse("reports-report", args=[row.pk]), lambda name, *more: reverse(name, args=[row.pk, *more])
    assert "县农村供水服务中心" in text(unit, reverse("reports") + "?tab=mine")
    shown = text(unit, page)
    for words in ("五部分提纲", "二、预算执行进度和绩效目标完成情况", "172.00万元", "个数据的来源", 'data-text="problems"', "还没有上传"):
        assert words in shown, words
    saved = unit.post(url("reports-text"), json.dumps({"field": "money", "was": "", "text": WRONG}), content_type="application/json")
    assert saved.status_code == 200 and "at" in saved.json()
    stale = unit.post(
        url("reports-text"), json.dumps({"field": "money", "was": "别的", "text": "别人写的"}), content_type="application/json",
        HTTP_ACCEPT="application/json",
    )  # fmt: skip
    assert stale.status_code == 409 and "同事刚改过这一段" in stale.json()["sentence"]
    shown = text(unit, page)
    assert "1 处不符" in shown and "172.00万元" in shown and WRONG in shown
    pdf = SimpleUploadedFile("盖章.pdf", SCAN, "application/pdf")
    assert "未读" in said(unit, url("reports-seal"), version=report(w).version, file=pdf)
    refused = said(unit, url("reports-step", "submit"), version=report(w).version, blanks="on")
    assert "与监控表有1处不符" in refused
    unit.post(url("reports-text"), json.dumps({"field": "differences", "was": "", "text": "28万元在途。"}), content_type="application/json")
    assert "已报送" in said(unit, url("reports-step", "submit"), version=report(w).version, blanks="on")
    assert "data-text=" not in text(unit, page) and "撤回" in text(unit, page)
    assert "28万元在途" in text(division, page) and "审核意见" in text(division, page)
    assert "退回时" not in text(unit, page)
    assert "已退回" in said(division, url("reports-step", "return"), version=report(w).version, opinion="补充措施")
    assert "补充措施" in text(unit, page)
    said(unit, url("reports-step", "submit"), version=report(w).version, blanks="on")
    assert "已接收" in said(division, url("reports-step", "accept"), version=report(w).version, opinion="同意")
    assert report(w).state == ReportState.ACCEPTED
    assert unit.get(url("reports-sealed")).status_code == 200 and unit.get(url("reports-sent")).status_code == 200
    assert unit.get(url("reports-word")).headers["Content-Disposition"].startswith("attachment")
    meeting = {"on": "2026-11-10", "name": "局党组会议", "chair": "", "minutes": "", "heard": "加快验收"}
    assert "加快验收" in said(unit, url("reports-meeting"), version=report(w).version, **meeting)


def test_another_unit_knows_nothing_of_it(w: World) -> None:
    office, stranger = at_the_door(w, w.c.officer), at_the_door(w, w.c.stranger)
    row = opened(w, office)
    for name in ("reports-report", "reports-word", "reports-sealed", "reports-sent"):
        text(stranger, reverse(name, args=[row.pk]), 404)
    for name in ("reports-seal", "reports-unseal", "reports-meeting", "reports-outline"):
        answer = stranger.post(
            reverse(name, args=[row.pk]), {"version": 1, "outline": "huichang", "file": SimpleUploadedFile("a.pdf", SCAN)}
        )
        assert answer.status_code == 404, name
    assert stranger.post(reverse("reports-open", args=[w.second])).status_code in (403, 404, 409)
    assert "没有等你办的监控报告" in text(stranger, reverse("reports"))


def test_papers_are_asked_for_made_and_fetched(w: World, run_jobs: Callable[[], int]) -> None:
    office = at_the_door(w, w.c.officer)
    page = reverse("rounds-papers", args=[w.second])
    assert "还没有生成过文件" in text(office, page) and "审计资料包" in text(office, page)
    shown = said(office, reverse("rounds-papers-make", args=[w.second]), kind="problems")
    assert "已开始生成" in shown and "hj-job" in shown
    run_jobs()
    shown = text(office, page)
    row = RoundPaper.objects.get(kind="problems")
    assert row.file.name in shown and "数据截至日志第" in shown and row.file.sha256[:12].upper() in shown
    assert "hj-job" not in shown, "what is done needs no line"
    answer = office.get(reverse("rounds-paper", args=[row.pk]))
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    leader = text(at_the_door(w, w.c.leader), page)
    assert row.file.name in leader and "重新生成" not in leader and "通报模板" not in leader
    for who in (w.c.reporter, w.c.divisional):
        other = at_the_door(w, who)
        text(other, page, 404)
        text(other, reverse("rounds-paper", args=[row.pk]), 404)


def test_the_circular_waits_for_decisions_and_says_where(w: World) -> None:
    office, page = at_the_door(w, w.c.officer), reverse("rounds-papers", args=[w.second])
    form = w.form()
    FormFinding.objects.all().delete()
    FormFinding.objects.create(
        region=w.c.region, form=form, key="k", memory="m", code="slow-spending", severity="warning", addressee="unit", subject="资金",
        sentence="支出偏慢。", found_at=AT,
    )  # fmt: skip
    assert "还有1处错误、疑点没有认定（县农村供水服务中心1处）" in text(office, page) and "去认定" in text(office, page)
    assert "先逐条确认或不采纳" in said(office, reverse("rounds-papers-make", args=[w.second]), kind="circular")
    one = FormFinding.objects.get()
    findings.decide(w.c.officer, one.pk, one.version, "confirm", at=AT)
    assert "去认定" not in text(office, page)


def test_a_template_is_put_in_place_fetched_and_taken_away(w: World) -> None:
    from tests.apps.test_round_papers import template  # noqa: PLC0415

    office, page = at_the_door(w, w.c.officer), reverse("rounds-papers-template", args=[w.second])
    text(office, page, 404)
    version = lambda: RoundPaper._meta.get_field("round").related_model.objects.get(pk=w.second).version  # type: ignore[union-attr] # noqa: E731
    given = SimpleUploadedFile("本县通报.docx", template("{{标题}}", "{{正文}}"))
    assert "本县通报.docx" in said(office, page, version=version(), file=given)
    assert office.get(page).status_code == 200
    wrong = SimpleUploadedFile("本县通报.docx", template("{{领导}}", "{{正文}}"))
    assert "不认识的标记：{{领导}}" in said(office, page, version=version(), file=wrong).replace("&#123;", "{").replace("&#125;", "}")
    assert "用系统版式" in said(office, page, version=version(), drop="1")


def test_one_form_on_paper(w: World) -> None:
    unit, stranger = at_the_door(w, w.c.reporter), at_the_door(w, w.c.stranger)
    key = w.form().pk
    shown = text(unit, reverse("forms-print", args=[key]))
    for words in ("新建供水管网长度", "9.8", "172.00", "400.00", "批复校验码", "数据截至日志第"):
        assert words in shown, words
    assert unit.get(reverse("forms-print-excel", args=[key])).content[:2] == b"PK"
    text(stranger, reverse("forms-print", args=[key]), 404)
    text(stranger, reverse("forms-print-excel", args=[key]), 404)
