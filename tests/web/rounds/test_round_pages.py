"""Pages of a monitoring round: planned, published, watched, chased, decided on; figures lead to the lists behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.monitoringworld import AT, World, kept, now, submitted, world
from tests.apps.targetsworld import YEAR, County, approved, county, model, unit

from hengji.apps.monitoring import queries
from hengji.apps.monitoring.models import Chase, Extension, FormFinding, IndicatorResult, MonitoringForm, Round
from hengji.apps.monitoring.operations import route
from hengji.apps.notices.models import Delivery, Notice
from hengji.rules.access import Actor
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.rounds import LADDERS, REQUIRED, SUGGESTED_CHANGES

pytestmark = pytest.mark.django_db
PEOPLE = ("reporter", "second", "reviewer", "officer", "divisional", "leader", "stranger")


def in_post(c: County) -> None:
    """Everybody's post on record, so that they can log in."""
    for who in (getattr(c, name) for name in PEOPLE):
        duty = who.duties[0]
        post = model("organisations.Post").objects.create(region=c.region, unit=duty.unit, role=duty.role)
        model("organisations.Assignment").objects.create(region=c.region, post=post, person_id=who.id, starts=date(YEAR, 1, 1))
        model("organisations.Person").objects.filter(pk=who.id).update(must_change_password=False, password_changed_at=AT)


@pytest.fixture
def w(settings: Any) -> World:
    settings.TODAY = date(YEAR, 8, 12)
    made = world()
    in_post(made.c)
    return made


@pytest.fixture
def c(settings: Any) -> County:
    settings.TODAY = date(YEAR, 3, 3)
    made = county()
    in_post(made)
    return made


def browser(who: Actor) -> Client:
    client = Client()
    client.force_login(model("organisations.Person").objects.get(pk=who.id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(who: Actor, name: str, *args: object, **query: str) -> str:
    answer = browser(who).get(reverse(name, args=args), query)
    assert answer.status_code == 200, (answer.status_code, answer.content.decode()[:2000])
    return unescape(answer.content.decode())


def post(who: Actor, name: str, /, *args: object, **data: Any) -> Any:
    return browser(who).post(reverse(name, args=args), data)


def status(who: Actor, name: str, *args: object) -> int:
    return browser(who).get(reverse(name, args=args)).status_code


# ---- planning


def test_a_whole_year_in_one_step(c: County) -> None:
    page = text(c.officer, "rounds")
    assert "一步排好全年" in page and "一年四次（会昌式）" in page and "还没有监控批次" in page
    assert post(c.officer, "rounds-plan", calendar="four").status_code == 302
    names = list(Round.objects.order_by("as_of").values_list("name", flat=True))
    assert names == [f"{YEAR}年上半年绩效监控", f"{YEAR}年第三季度绩效监控", f"{YEAR}年11月绩效监控", f"{YEAR}年12月绩效监控"]
    page = text(c.officer, "rounds")
    assert page.count("筹备中") == 4 and "已有" in page
    assert "筹备中" not in text(c.reporter, "rounds") and status(c.reporter, "rounds-new") == 404
    assert post(c.reporter, "rounds-plan", calendar="two").status_code == 404 and Round.objects.count() == 4


def test_the_same_calendar_twice_is_refused_with_a_sentence(c: County) -> None:
    post(c.officer, "rounds-plan", calendar="one")
    answer = post(c.officer, "rounds-plan", calendar="one")
    assert answer.status_code == 409 and "没有办成" in answer.content.decode()


def test_days_off_are_set_on_their_page_and_move_the_days_offered(c: County) -> None:
    page = text(c.officer, "rounds-days")
    assert "春节" in page and "国务院办公厅放假通知" in page
    typed = {"first": f"{YEAR}-07-10", "last": f"{YEAR}-07-12", "worked": "0", "document": "示政办发〔2026〕12号"}
    assert post(c.officer, "rounds-days", **{**typed, "document": ""}).status_code == 409
    assert post(c.officer, "rounds-days", **typed).status_code == 302
    page = text(c.officer, "rounds-days")
    assert "示政办发〔2026〕12号" in page and c.officer.name in page
    assert "7月10日不是工作日，顺延至7月13日" in text(c.officer, "rounds")
    assert "登记放假" not in text(c.reporter, "rounds-days") and post(c.reporter, "rounds-days", **typed).status_code == 404
    assert post(c.officer, "rounds-days-drop", first=f"{YEAR}-07-10", last=f"{YEAR}-07-12").status_code == 302
    assert "示政办发" not in text(c.officer, "rounds-days") and "7月10日不是工作日" not in text(c.officer, "rounds")


def test_a_due_day_off_and_an_early_start_are_said_before_publishing(c: County) -> None:
    approved(c)
    assert post(c.officer, "rounds-new", **FIELDS | {"due_unit": "2026-08-16"}, defaults="1").status_code == 302
    row = Round.objects.get()
    page = text(c.officer, "rounds-publish", row.pk)
    assert "单位报送8月16日（周日）" in page and "监控时点7月31日还没有过" in page and "知道了，现在就发出" in page
    assert post(c.officer, "rounds-publish", row.pk, version=row.version).status_code == 409
    assert post(c.officer, "rounds-publish", row.pk, version=row.version, early="1").status_code == 302
    page = text(c.officer, "rounds-round", row.pk)
    assert not re.search(r"催报 \d", page)
    assert "还没有到催报的时候" in text(c.officer, "rounds-chase", row.pk)


FIELDS: dict[str, Any] = {
    "name": "2026年1—7月监控", "document": "衡财绩〔2026〕8号", "as_of": "2026-07-31", "emphasis": "drive", "due_unit": "2026-08-18",
    "due_department": "2026-08-25", "due_division": "2026-09-08", "kinds": ["project"], "rules": "common-practice", "answer_days": "5",
}  # fmt: skip


def test_a_round_set_up_by_its_emphasis(c: County) -> None:
    assert post(c.officer, "rounds-new", **FIELDS, defaults="1").status_code == 302
    row = Round.objects.get()
    assert (row.document, row.kinds, row.emphasis, row.answer_days) == ("衡财绩〔2026〕8号", ["project"], "drive", 5)
    assert row.required == list(REQUIRED[Emphasis.DRIVE]) and row.changes == dict(SUGGESTED_CHANGES[Emphasis.DRIVE])
    assert [rung["days"] for rung in row.ladder] == [rung.days for rung in LADDERS[Emphasis.DRIVE]]
    assert f"{row.due_unit.astimezone():%H:%M}" and "督促完成" in text(c.officer, "rounds-edit", row.pk)


def test_a_round_set_up_by_hand(c: County) -> None:
    typed = {"days_0": "-2", "to_0": ["unit"], "days_1": "3", "to_1": ["unit", "leadership"], "days_2": "9", "change_slow_pace": "0.85"}
    assert post(c.officer, "rounds-new", **FIELDS, **typed, required=["stage", "nonsense"]).status_code == 302
    row = Round.objects.get()
    assert row.ladder == [{"days": -2, "to": ["unit"]}, {"days": 3, "to": ["unit", "leadership"]}]
    assert (row.required, row.changes) == (["stage"], {"slow_pace": "0.85"})


def test_what_cannot_be_read_or_done_stands_beside_its_field(c: County) -> None:
    answer = post(c.officer, "rounds-new", **{**FIELDS, "due_department": "八月"}, defaults="1")
    page = answer.content.decode()
    assert answer.status_code == 409 and "请填写日期" in page and 'id="f-due_department-error"' in page and not Round.objects.exists()
    answer = post(c.officer, "rounds-new", **{**FIELDS, "due_division": "2026-08-01"}, defaults="1")
    assert answer.status_code == 409 and 'id="f-due_unit-error"' in answer.content.decode()
    answer = post(c.officer, "rounds-new", **FIELDS, change_slow_pace="7")
    assert answer.status_code == 409 and 'id="f-rules-error"' in answer.content.decode()


def test_publishing_shows_whom_it_asks_before_it_asks(c: County, settings: Any) -> None:
    settings.TODAY = date(YEAR, 8, 3)
    approved(c)
    post(c.officer, "rounds-new", **{**FIELDS, "kinds": ["project", "overall"]}, defaults="1")
    row = Round.objects.get()
    page = text(c.officer, "rounds-publish", row.pk)
    assert "发布，发出 2 张监控表" in page and "县水利局部门整体支出" in page and not MonitoringForm.objects.exists()
    assert status(c.leader, "rounds-publish", row.pk) == 404
    assert post(c.officer, "rounds-publish", row.pk, version=row.version).status_code == 302
    assert MonitoringForm.objects.count() == 2 and Round.objects.get().state == "published"
    assert "2026年1—7月监控" in text(c.reporter, "rounds")
    assert browser(c.officer).get(reverse("rounds-publish", args=[row.pk])).status_code == 302
    answer = post(c.officer, "rounds-publish", row.pk, version=row.version)
    assert answer.status_code == 409


def test_a_published_round_lets_days_be_put_off_only(w: World) -> None:
    row = w.round
    same = {"due_unit": "2026-08-10", "days_0": "0", "to_0": ["unit"], "version": row.version}
    answer = post(w.c.officer, "rounds-edit", row.pk, **{**same, "due_unit": "2026-08-01"})
    assert answer.status_code == 409 and "没有保存" in answer.content.decode()
    assert post(w.c.officer, "rounds-edit", row.pk, **{**same, "due_unit": "2026-08-15"}, answer_days="3").status_code == 302
    row.refresh_from_db()
    assert f"{row.due_unit:%Y-%m-%d}" == "2026-08-15" and row.answer_days == 3


def test_a_draft_can_be_dropped_and_a_closed_round_takes_nothing(w: World) -> None:
    draft = Round.objects.create(
        region=w.c.region, year=YEAR, name="草稿", as_of=date(YEAR, 9, 30), emphasis="hint", rules="common-practice", due_unit=AT
    )
    listed = text(w.c.officer, "rounds")
    assert f'action="{reverse("rounds-drop", args=[draft.pk])}"' in listed and reverse("rounds-drop", args=[w.round.pk]) not in listed
    assert reverse("rounds-drop", args=[draft.pk]) not in text(w.c.reviewer, "rounds")
    assert post(w.c.officer, "rounds-drop", draft.pk, version=draft.version).status_code == 302 and not Round.objects.filter(name="草稿")
    assert post(w.c.officer, "rounds-close", w.round.pk, version=w.round.version).status_code == 302
    assert "办结" in text(w.c.officer, "rounds-edit", w.round.pk)


# ---- the screen


def test_the_screen_of_a_round_and_what_its_figures_lead_to(w: World) -> None:
    kept(submitted(w))
    kept(w.own.pk)
    page = text(w.c.officer, "rounds-round", w.round.pk)
    assert "应报" in page and "催报 1 个" in page and "数据截至" in page
    data = json.loads(re.search(r'data-quadrant>.*?<script type="application/json">(.*?)</script>', page, re.DOTALL).group(1))  # type: ignore[union-attr]
    assert [dot[4:7] for dot in data["dots"]] == [["农村饮水安全巩固提升工程", "县农村供水服务中心", str(w.form.pk)]]
    assert data["nobody"] in data["to"]
    links = set(re.findall(rf'href="({re.escape(reverse("rounds-forms", args=[w.round.pk]))}\?[^"]*)"', page))
    assert len(links) > 12
    client = browser(w.c.officer)
    counts = {link: _count(client.get(link).content.decode()) for link in links}
    reported = next(link for link in links if "state=submitted" in link and "light" not in link)
    assert counts[reported] == 1 and counts[f"{reverse('rounds-forms', args=[w.round.pk])}?tab=all"] == 2
    quarters = [count for link, count in counts.items() if "quadrant=" in link]
    assert len(quarters) == 4 and sum(quarters) == 1


def _count(page: str) -> int:
    return int(re.search(r"<b>([\d,]+)</b> 个", page).group(1))  # type: ignore[union-attr]


def test_kinds_are_never_added_and_the_way_of_grouping_is_chosen(w: World) -> None:
    kept(submitted(w))
    kept(w.own.pk)
    page = text(w.c.officer, "rounds-round", w.round.pk)
    assert "项目支出预算执行（万元）" in page and "240.00" in page and "900.00" in page
    page = text(w.c.officer, "rounds-round", w.round.pk, kind="overall", by="nature")
    assert "部门整体支出预算执行（万元）" in page and "一般公共预算" in page
    assert text(w.c.officer, "rounds-round", w.round.pk, kind="nonsense", by="x", dots="x")


def test_a_special_fund_shows_its_slice_beside_the_whole(w: World) -> None:
    fund = model("programs.SpecialFund").objects.create(region=w.c.region, year=YEAR, name="衔接推进乡村振兴补助资金", level="central")
    made = model("programs.FundLine").objects.create(
        region=w.c.region, program=w.c.program, budget_kind="general_public", level="central", identity="two", initial=1_000_000, fund=fund
    )
    kept(submitted(w))
    page = text(w.c.officer, "rounds-round", w.round.pk, by="fund")
    assert "衔接推进乡村振兴补助资金" in page and "100.00" in page and "对象全部预算 500.00" in page
    link = re.search(r'href="([^"]*fund=[^"]*)"', page).group(1)  # type: ignore[union-attr]
    assert str(fund.pk) in link and made.pk and _count(browser(w.c.officer).get(link).content.decode()) == 1


def test_everybody_sees_their_own_part(w: World) -> None:
    kept(submitted(w))
    assert "应报 <a" in text(w.c.reporter, "rounds-round", w.round.pk)
    assert "本批次没有您能看到的监控表" in text(w.c.stranger, "rounds-round", w.round.pk)
    assert "催报 1 个" not in text(w.c.reporter, "rounds-round", w.round.pk)
    for name in ("rounds-edit", "rounds-join", "rounds-rerun", "rounds-falsealarms"):
        assert status(w.c.reviewer, name, w.round.pk) == 404, name


def test_the_leaders_page_is_a_sentence_and_four_numbers(w: World) -> None:
    kept(submitted(w))
    page = text(w.c.leader, "rounds-leader", w.round.pk)
    assert "应报2个，已报1个" in page and "双达标" in page and "等你办" in page
    waits = re.search(r"等你办 <b>(\d+)</b> 件", text(w.c.leader, "workbench"))
    assert f"等你办 {waits.group(1) if waits else 0} 件" in page
    for link in re.findall(r'href="(/rounds/[^"#]*)"', page):
        assert browser(w.c.leader).get(link).status_code == 200, link


def test_the_workbench_shows_the_running_round(w: World) -> None:
    submitted(w)
    page = text(w.c.officer, "workbench")
    assert "1—7月绩效监控" in page and "单位填报" in page and "已报 50.00%" in page and "期限：下发" in page
    assert "期限：下发" not in text(w.c.stranger, "workbench")


# ---- the list


def test_the_list_of_forms_by_tab_filter_and_as_excel(w: World) -> None:
    kept(submitted(w))
    page = text(w.c.officer, "rounds-forms", w.round.pk, tab="missing")
    assert "县水利局部门整体支出" in page and "农村饮水安全巩固提升工程" not in page
    assert "农村饮水安全巩固提升工程" in text(w.c.officer, "rounds-forms", w.round.pk, tab="all", q="供水服务")
    answer = browser(w.c.officer).get(reverse("rounds-forms", args=[w.round.pk]), {"tab": "all", "export": "xlsx"})
    assert answer.content[:2] == b"PK"


def test_a_leader_is_shown_as_many_forms_as_he_is_told_of(w: World) -> None:
    kept(submitted(w))
    MonitoringForm.objects.filter(pk=w.form.pk).update(light="red", key=True, budget=Decimal(6_000_000))
    MonitoringForm.objects.exclude(pk=w.form.pk).update(light="red", key=True, budget=Decimal(9_000_000))  # overall, not handed in
    page = text(w.c.leader, "rounds-leader", w.round.pk)
    for what in ("重点监控对象亮红灯", "500万元以上的对象亮红灯"):
        found = re.search(rf'<a href="([^"]*)">{what}</a><span class="d">1 个对象', page)
        assert found, what
        shown = browser(w.c.leader).get(unescape(found.group(1))).content.decode()
        assert w.c.program.name in shown and "县水利局部门整体支出" not in shown


def test_the_filters_offer_what_is_in_the_round(w: World) -> None:
    unit(w.c.region, "县交通局", "department", "399")
    for name in ("rounds-forms", "rounds-findings"):
        page = text(w.c.officer, name, w.round.pk, tab="all", more="1")
        offered = re.search(r'name="department".*?</select>', page, re.S)
        assert offered and "县水利局" in offered.group() and "县交通局" not in page, name


def test_the_screen_says_how_timely_and_how_clean(w: World) -> None:
    kept(submitted(w))
    page = re.sub(r"<[^>]*>", "", text(w.c.officer, "rounds-round", w.round.pk))
    assert "及时率 50.00%" in page
    assert "一次通过率 100.00%" in page
    MonitoringForm.objects.filter(pk=w.form.pk).update(returns=1)
    assert "一次通过率 0.00%" in re.sub(r"<[^>]*>", "", text(w.c.officer, "rounds-round", w.round.pk))


def test_who_need_not_report_and_why(w: World) -> None:
    chosen = f"{w.form.pk}:{w.form.version}"
    page = post(w.c.officer, "rounds-exempt", w.round.pk, selected=chosen)
    assert page.status_code == 200 and "免报理由" in page.content.decode() and now(w.form.pk).state == "draft"
    assert "请写明理由" in post(w.c.officer, "rounds-exempt", w.round.pk, selected=chosen, reason=" ").content.decode()
    assert post(w.c.officer, "rounds-exempt", w.round.pk, selected=chosen, reason="项目取消").status_code == 302
    assert (now(w.form.pk).state, now(w.form.pk).exempt_why) == ("exempt", "项目取消")
    assert "免报 <a" in text(w.c.officer, "rounds-round", w.round.pk)
    assert re.search(rf"项目取消（{w.c.officer.name} [\d-]+ 同意）", text(w.c.officer, "rounds-forms", w.round.pk, tab="exempt"))
    assert post(w.c.officer, "rounds-include", w.round.pk, selected=f"{w.form.pk}:{now(w.form.pk).version}").status_code == 302
    assert now(w.form.pk).state == "draft"
    assert post(w.c.officer, "rounds-exempt", w.round.pk).status_code == 409
    assert post(w.c.reviewer, "rounds-exempt", w.round.pk, selected=chosen).status_code == 404


def test_more_time_for_one_unit(w: World) -> None:
    unit = w.c.station.lineage
    assert post(w.c.officer, "rounds-extend", w.round.pk, unit="", until="2026-08-20", reason="汛期").status_code == 409
    assert post(w.c.officer, "rounds-extend", w.round.pk, unit=unit, until="2026-08-20", reason="汛期抢险").status_code == 302
    assert Extension.objects.get().reason == "汛期抢险" and f"{now(w.form.pk).due:%Y-%m-%d}" == "2026-08-20"


# ---- chasing


def test_reminders_to_chosen_units(w: World) -> None:
    page = text(w.c.officer, "rounds-chase", w.round.pk, unit=str(w.c.station.lineage))
    assert "县农村供水服务中心：1—7月绩效监控还有1张监控表未报送" in page and "经办" in page
    assert post(w.c.officer, "rounds-chase", w.round.pk).status_code == 409
    before = Notice.objects.count()
    assert post(w.c.officer, "rounds-chase", w.round.pk, units=[str(w.c.station.lineage)]).status_code == 302
    assert Chase.objects.get().forms == 1 and Notice.objects.count() > before
    page = text(w.c.officer, "rounds-chase", w.round.pk)
    assert "马晓兰" in page and page.count("第 1 次") == 1
    assert status(w.c.leader, "rounds-chase", w.round.pk) == 404


def test_what_became_of_messages_that_left_the_house(w: World) -> None:
    """Those that failed stand first with their reason and can be sent again one by one; only the bureau sees addresses."""
    assert "还没有发出过邮件或群消息" in text(w.c.officer, "rounds-sent", w.round.pk)
    made = {"region": w.c.region, "subject": "催报", "text": "还有1张。", "sender": "马晓兰", "at": AT, "next_at": AT, "about": w.round.pk}
    lost = [
        Delivery.objects.create(
            **made, channel="email", address=f"{name}@example.org", name=name, state="failed", attempts=6, error="连不上邮件服务器"
        )
        for name in ("zhanghai", "lisha")
    ]  # fmt: skip
    Delivery.objects.create(**made, channel="webhook", state="unsure", attempts=1, error="可能已经送达")
    page = text(w.c.officer, "rounds-sent", w.round.pk)
    assert "没有发出 2 条" in page and "是否送达不明 1 条" in page and page.count("再发一次") == 2 and "连不上邮件服务器" in page
    every = [str(one.pk) for one in lost]
    assert post(w.c.officer, "rounds-sent", w.round.pk, one=every[0], parcels=every).status_code == 302
    lost[0].refresh_from_db()
    lost[1].refresh_from_db()
    assert [(one.state, one.attempts) for one in lost] == [("queued", 0), ("failed", 6)], "the button of one sends that one only"
    assert post(w.c.officer, "rounds-sent", w.round.pk).status_code == 409
    assert "发送记录" in text(w.c.officer, "rounds-chase", w.round.pk)
    assert status(w.c.reviewer, "rounds-sent", w.round.pk) in (403, 404)


def test_the_list_of_key_departments(w: World) -> None:
    assert "还没有确定重点监控部门" in text(w.c.officer, "rounds-key", w.round.pk)
    lineage = str(w.c.department.lineage)
    assert post(w.c.officer, "rounds-key", w.round.pk, version=w.round.version, key_units=[lineage]).status_code == 302
    key = submitted(w)
    page = text(w.c.officer, "rounds-key", w.round.pk)
    assert now(key).key and "县水利局" in page
    behind = IndicatorResult.objects.filter(form=key, pace__isnull=False).order_by("pace", "position").values_list("key", flat=True)[0]
    for cell in ("funds/total/executed", f"rows/{behind}/actual"):
        assert f"{reverse('forms-form', args=[key])}#cell={cell}" in page
    assert post(w.c.reviewer, "rounds-key", w.round.pk, version=2, key_units=[]).status_code in (404, 409)


# ---- findings, rules, quality


def finding(w: World) -> FormFinding:
    """Something found on the station's form, which is handed in."""
    MonitoringForm.objects.filter(pk=w.form.pk).update(state="submitted")
    return FormFinding.objects.create(
        region=w.c.region, form=w.form, key="k", memory="m", code="deviation_unexplained", severity="warning", problem_class=2,
        addressee="unit", subject="管网", sentence="偏差原因栏空白。", remedy="写明原因。", found_at=AT,
    )  # fmt: skip


def test_what_a_circular_waits_for_are_the_rows_the_link_leads_to(w: World) -> None:
    finding(w)
    made = {"region": w.c.region, "code": "gap", "addressee": "unit", "subject": "x", "found_at": AT}
    FormFinding.objects.create(form=w.form, key="n", memory="n", severity="notice", sentence="只作提示的一句。", **made)
    FormFinding.objects.create(form=w.form, key="a", memory="a", severity="error", state="answered", sentence="已说明的一句。", **made)
    back = w.own
    MonitoringForm.objects.filter(pk=back.pk).update(state="returned")
    FormFinding.objects.create(form=back, key="b", memory="b", severity="error", sentence="退回修改中的一句。", **made)
    papers = text(w.c.officer, "rounds-papers", w.round.pk)
    count = int(re.search(r"还有(\d+)处错误、疑点没有认定", papers)[1])  # type: ignore[index]
    page = text(w.c.officer, "rounds-findings", w.round.pk)  # where 去认定 leads
    assert count == 2 and page.count('name="selected"') == 2 and re.search(r"待认定\s*(<[^>]+>)?\s*2", page)
    assert "已说明的一句" in page and "只作提示的一句" not in page and "退回修改中的一句" not in page
    aside = text(w.c.officer, "rounds-findings", w.round.pk, tab="aside")
    assert "只作提示的一句" in aside and "退回修改中的一句" in aside and "已说明的一句" not in aside


def test_findings_are_confirmed_or_dismissed_with_a_reason(w: World) -> None:
    one = finding(w)
    page = text(w.c.officer, "rounds-findings", w.round.pk)
    assert "偏差原因栏空白" in page and "不采纳…" in page
    chosen = f"{one.pk}:{one.version}"
    assert "为什么不采纳" in post(w.c.officer, "rounds-findings-decide", w.round.pk, "dismiss", selected=chosen).content.decode()
    assert post(w.c.officer, "rounds-findings-decide", w.round.pk, "dismiss", selected=chosen, reason="与实际相符").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.reason) == ("dismissed", "与实际相符")
    assert "与实际相符" in text(w.c.officer, "rounds-findings", w.round.pk, tab="dismissed")
    assert post(w.c.officer, "rounds-findings-decide", w.round.pk, "confirm").status_code == 409
    assert "偏差" in text(w.c.officer, "rounds-falsealarms", w.round.pk) or "deviation" in text(
        w.c.officer, "rounds-falsealarms", w.round.pk
    )


def test_what_a_circular_named_is_said_to_be_put_right(w: World) -> None:
    one = finding(w)
    FormFinding.objects.filter(pk=one.pk).update(state="named", reason="核实属实")
    assert "确认整改" in text(w.c.officer, "rounds-findings", w.round.pk, tab="named")
    assert "确认整改" in text(w.c.officer, "forms-review", w.form.pk)
    assert post(w.c.officer, "rounds-findings-decide", w.round.pk, "rectify", selected=f"{one.pk}:{one.version}").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.reason) == ("rectified", "核实属实")


def test_a_returned_form_is_reminded_of_as_one_that_is_back(w: World) -> None:
    key = submitted(w)
    route.give_back(w.c.reviewer, key, now(key).version, "请写明滞后原因。", at=AT)
    MonitoringForm.objects.filter(pk=w.own.pk).update(state="accepted")
    late = AT + timedelta(days=400)
    (one,) = queries.chase_list(w.c.officer, w.round.pk, late)
    said = queries.chase_words(w.c.officer, w.round.pk, one.unit, late)
    assert "1张监控表退回待修改（" in said and "退回：请写明滞后原因）" in said and "未报送" not in said


def test_who_may_not_decide_is_offered_nothing(w: World) -> None:
    one = finding(w)
    page = text(w.c.reporter, "rounds-findings", w.round.pk)
    assert "偏差原因栏空白" in page and "不采纳…" not in page
    post(w.c.reporter, "rounds-findings-decide", w.round.pk, "confirm", selected=f"{one.pk}:{one.version}")
    one.refresh_from_db()
    assert one.state == "found"


def test_another_rule_set_is_tried_before_it_is_used(w: World, run_jobs: Callable[[], int]) -> None:
    key = submitted(w)
    model("programs.Payment").objects.filter(amount=900000).delete()  # 37.50 % of the budget at 58.33 % of the time: yellow
    assert kept(key).execution_light == "yellow"
    asked = {"rules": "common-practice", "change_execution_green": "0.64", "change_execution_yellow": "0.5"}
    wrong = post(w.c.officer, "rounds-rerun", w.round.pk, rules="common-practice", change_execution_green="1.5")
    assert wrong.status_code == 409 and "没有试算" in wrong.content.decode()
    tried = post(w.c.officer, "rounds-rerun", w.round.pk, **asked)
    assert tried.status_code == 302 and "?trial=" in tried["Location"]
    waiting = unescape(browser(w.c.officer).get(tried["Location"]).content.decode())
    assert "换规则试算" in waiting and "改用这套规则" not in waiting
    assert run_jobs()
    page = unescape(browser(w.c.officer).get(tried["Location"]).content.decode())
    assert "变灯或改结论 1 张" in page and "农村饮水安全巩固提升工程" in page and "改用这套规则" in page and "37.50%" in page
    assert f"{reverse('forms-form', args=[key])}#cell=funds/total/executed" in page
    assert Round.objects.get(pk=w.round.pk).changes == {}
    row = Round.objects.get(pk=w.round.pk)
    trial = tried["Location"].partition("trial=")[2]
    assert post(w.c.officer, "rounds-rerun", w.round.pk, version=row.version, trial=trial).status_code == 302
    assert Round.objects.get(pk=w.round.pk).changes == {"execution_green": "0.64", "execution_yellow": "0.5"}


def test_scores_with_reasons_and_an_appeal(w: World) -> None:
    submitted(w)
    MonitoringForm.objects.filter(pk=w.form.pk).update(late=True)
    page = text(w.c.reporter, "rounds-quality", w.round.pk)
    assert "1张表中逾期报送1张，扣15分" in page and "申请复核" in page
    assert post(w.c.reporter, "rounds-appeal", w.round.pk, unit=str(w.c.station.lineage), text="汛期停电").status_code == 302
    page = text(w.c.officer, "rounds-quality", w.round.pk)
    assert "汛期停电" in page
    appeal = re.search(r'name="appeal" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    said = {"appeal": appeal, "version": "1", "upheld": "yes", "reply": "属实"}
    assert post(w.c.officer, "rounds-appeal-decide", w.round.pk, **said, points="一百").status_code == 409
    assert post(w.c.officer, "rounds-appeal-decide", w.round.pk, **said, points="15").status_code == 302
    assert "复核恢复" in text(w.c.officer, "rounds-quality", w.round.pk)
