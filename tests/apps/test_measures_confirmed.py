"""A guessed measure is confirmed once: beside the sealed target, for this round and later ones, until the row says something else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.apps.fillingworld import SECOND, SECOND_AT, World, published, sent, world
from tests.apps.targetsworld import ROWS, model
from tests.web.filling.test_filling_pages import browser, known

from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.known import JOINED
from hengji.apps.monitoring.models import ConfirmedMeasure, MonitoringForm
from hengji.apps.monitoring.operations import filling, route
from hengji.apps.monitoring.operations.measures import confirm_measure
from hengji.apps.monitoring.queries.pages import form_page
from hengji.rules.filling import Cell
from hengji.rules.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db

POOLS = {"level1": "产出指标", "level2": "数量指标", "name": "清水池容量", "sign": "=", "value": "1000", "unit": "立方米", "weight": "20"}
"""Nobody says whether its 1000 grow by the month: a guess."""


@pytest.fixture
def w(settings: Any) -> World:
    settings.TODAY = SECOND_AT.date()
    return known(world(rows=(POOLS, *ROWS[1:]), first=False))


def pools(form: MonitoringForm) -> str:
    return str(form.revision.indicators.get(name=POOLS["name"]).key)  # type: ignore[union-attr]


def lit(form: MonitoringForm) -> Any:
    row = MonitoringForm.objects.select_related(*JOINED).get(pk=form.pk)
    return judged(row).strip.rows[pools(form)]


def behind(w: World) -> MonitoringForm:
    """The pools far behind: red, were it sure how they are measured."""
    form = w.form()
    filling.save(w.c.reporter, form.pk, [Cell("rows", pools(form), "actual", "", "10")], at=SECOND_AT)
    return form


def test_a_guess_is_yellow_until_it_is_confirmed_and_stands_for_later_rounds(w: World) -> None:
    form = behind(w)
    key, before = pools(form), lit(form)
    assert (before.guess, before.light, before.measure) == ("cumulative", "yellow", "累计型（估）")
    version = MonitoringForm.objects.get(pk=form.pk).version
    confirm_measure(w.c.reporter, form.pk, key, "cumulative", at=SECOND_AT)
    after = lit(form)
    assert (after.guess, after.light, after.measure) == ("", "red", "累计型")
    row = MonitoringForm.objects.get(pk=form.pk)
    assert (row.version, row.achievement_light) == (version, "red")  # nothing anybody typed changed; the row's own light did
    [kept] = ConfirmedMeasure.objects.all()
    assert (kept.by, kept.person, kept.about) == ("张海", w.c.reporter.id, "清水池容量|=1000立方米")
    assert form.revision.indicators.get(key=key).measure_source == "guessed"  # type: ignore[union-attr] - the seal stands
    entry = model("audit.Entry").objects.get(verb="已确认计量方式")
    assert (entry.actor_name, entry.payload["place"], entry.payload["measure"]) == ("张海", "清水池容量", "累计型")
    later = published(w.c, "1—11月绩效运行监控", SECOND + timedelta(days=30), SECOND_AT + timedelta(days=30))
    assert lit(w.form(round_id=later)).measure == "累计型"


def test_where_the_guess_is_wrong_another_measure_is_chosen_and_stands(w: World) -> None:
    form = behind(w)
    assert lit(form).choices == ("cumulative", "level", "ceiling")
    page = browser(w.c.reporter).get(reverse("forms-fill", args=[form.pk])).content.decode()
    assert '<option value="cumulative" selected>累计型（估）</option><option value="level">时点/比率型</option>' in page
    url = reverse("forms-measure", args=[form.pk])
    browser(w.c.reporter).post(url, {"row": pools(form), "measure": "level", "from": "fill"})
    after = lit(form)
    assert (after.guess, after.measure, after.expected) == ("", "时点/比率型", 1000)
    entry = model("audit.Entry").objects.get(verb="已确认计量方式")
    assert (entry.payload["measure"], entry.payload["guess"]) == ("时点/比率型", "累计型")
    later = published(w.c, "1—11月绩效运行监控", SECOND + timedelta(days=30), SECOND_AT + timedelta(days=30))
    assert lit(w.form(round_id=later)).measure == "时点/比率型"


def test_it_is_confirmed_once_and_only_as_it_was_shown(w: World) -> None:
    form = behind(w)
    for no_measure_of_a_number in ("qualitative", "milestone", ""):
        with pytest.raises(Refused, match="form-measure-settled"):
            confirm_measure(w.c.reporter, form.pk, pools(form), no_measure_of_a_number, at=SECOND_AT)
    with pytest.raises(NotFound):
        confirm_measure(w.c.reporter, form.pk, "nothing", "cumulative", at=SECOND_AT)
    with pytest.raises(NotFound):
        confirm_measure(w.c.stranger, form.pk, pools(form), "cumulative", at=SECOND_AT)
    with pytest.raises(NotAllowed):
        confirm_measure(w.c.reviewer, form.pk, pools(form), "cumulative", at=SECOND_AT)  # the unit still fills it
    confirm_measure(w.c.reporter, form.pk, pools(form), "cumulative", at=SECOND_AT)
    with pytest.raises(Refused, match="form-measure-settled"):
        confirm_measure(w.c.reporter, form.pk, pools(form), "cumulative", at=SECOND_AT)
    assert ConfirmedMeasure.objects.count() == 1


def test_who_judges_confirms_while_the_form_is_on_the_desk(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    with pytest.raises((NotAllowed, Refused)):
        confirm_measure(w.c.reporter, form.pk, pools(form), "cumulative", at=SECOND_AT)
    confirm_measure(w.c.reviewer, form.pk, pools(form), "cumulative", at=SECOND_AT)
    assert lit(form).guess == ""
    result = model("monitoring.IndicatorResult").objects.get(form=form, name=POOLS["name"])
    assert "（估）" not in result.reason
    route.accept(w.c.reviewer, form.pk, MonitoringForm.objects.get(pk=form.pk).version, "同意", at=SECOND_AT)


def test_another_target_is_another_question(w: World) -> None:
    form = behind(w)
    confirm_measure(w.c.reporter, form.pk, pools(form), "cumulative", at=SECOND_AT)
    ConfirmedMeasure.objects.update(about="清水池容量|=900立方米")  # as the row stood before an adjustment
    assert lit(form).guess == "cumulative"
    ConfirmedMeasure.objects.update(about="清水池容量|=1000立方米", since=SECOND + timedelta(days=1))
    assert lit(form).guess == "cumulative"  # a round of before keeps what it was judged by


def test_one_press_on_the_page(w: World) -> None:
    form, client = behind(w), browser(w.c.reporter)
    page = client.get(reverse("forms-fill", args=[form.pk])).content.decode()
    assert "计量方式待确认（估）　1 项" in page
    url = reverse("forms-measure", args=[form.pk])
    said = client.post(url, {"row": pools(form), "measure": "cumulative", "from": "fill"}, follow=True).content.decode()
    assert "已确认计量方式" in said and "计量方式待确认" not in said
    assert form_page(w.c.reporter, form.pk, SECOND_AT).indicators[0].measure == "累计型"


def test_the_reviewer_presses_it_on_his_page_and_others_only_read(w: World) -> None:
    form = sent(w, w.form(), SECOND_AT)
    address, url = reverse("forms-review", args=[form.pk]), reverse("forms-measure", args=[form.pk])
    assert "计量方式待确认" in (read := browser(w.c.divisional).get(address).content.decode()) and url not in read
    client = browser(w.c.reviewer)
    assert "计量方式待确认（估）" in client.get(address).content.decode()
    answer = client.post(url, {"row": pools(form), "measure": "cumulative", "from": "review"})
    assert answer.headers["Location"] == f"{address}#measures"
    assert "计量方式待确认" not in client.get(address).content.decode()
