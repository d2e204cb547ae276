"""Pages of the library: what each shows and does, and what the wrong person gets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.apps.appraisalworld import AT, World, county

from hengji.apps.library import operations
from hengji.apps.library.models import LibraryIndicator
from hengji.apps.library.sheets import write_sheet
from hengji.apps.organisations.models import Person
from hengji.rules.libraryentry import Entry, checked

pytestmark = pytest.mark.django_db
ROAD = Entry("交通运输", "", "数量指标", "村道硬化里程", "≥", "公里", how_measured="竣工验收里程", avoid=("改善交通",))
Enter = Callable[[Person], Client]


@pytest.fixture
def world() -> World:
    return county()


@pytest.fixture
def office(world: World, signed_in: Enter) -> Client:
    return signed_in(world.people["绩效经办"])


def test_list_search_and_export(world: World, office: Client) -> None:
    operations.add(world.actor("绩效经办"), ROAD, at=AT)
    found = office.get(reverse("library"), {"q": "硬化"})
    assert "村道硬化里程" in found.content.decode()
    assert "没有符合条件的指标" in office.get(reverse("library"), {"q": "桥梁"}).content.decode()
    assert office.get(reverse("library"), {"q": "硬化", "export": "xlsx"}).content[:2] == b"PK"
    assert office.get(reverse("library-whole")).content[:2] == office.get(reverse("library-template")).content[:2] == b"PK"


def test_added_changed_retired_and_restored(office: Client) -> None:
    typed = {"category": "交通运输", "level2": "数量指标", "name": "桥梁建成数", "operator": "≥", "unit": "座", "measure": ""}
    refused = office.post(reverse("library-new"), {**typed, "unit": ""})
    assert refused.status_code == 409 and "桥梁建成数" in refused.content.decode() and "计量单位" in refused.content.decode()
    made = office.post(reverse("library-new"), typed, follow=True)
    assert "桥梁建成数" in made.content.decode()
    row = LibraryIndicator.objects.get()
    assert row.measure == "cumulative"
    office.post(reverse("library-edit", args=(row.pk,)), {**typed, "measure": "cumulative", "unit": "处", "version": "1"})
    stale = office.post(reverse("library-edit", args=(row.pk,)), {**typed, "measure": "cumulative", "unit": "道", "version": "1"})
    assert stale.status_code == 409 and 'value="道"' in stale.content.decode()
    office.post(reverse("library-retire", args=(row.pk,)), {"version": "2", "why": "重复"})
    assert "已停用：重复" in office.get(reverse("library-indicator", args=(row.pk,))).content.decode()
    office.post(reverse("library-restore", args=(row.pk,)), {"version": "3", "why": "还要用"})
    row.refresh_from_db()
    assert row.retired_at is None and row.unit == "处"


def test_dry_run_then_import(office: Client) -> None:
    file = SimpleUploadedFile("指标库.xlsx", write_sheet([checked(ROAD)]))
    tried = office.post(reverse("library-import"), {"file": file}).content.decode()
    assert "可以导入" in tried and "新增 1 条" in tried and not LibraryIndicator.objects.exists()
    token = tried.split('name="token" value="')[1].split('"')[0]
    done = office.post(reverse("library-import"), {"what": "apply", "token": token}, follow=True).content.decode()
    assert "新增 1 条" in done and LibraryIndicator.objects.count() == 1


def test_a_faulty_file_names_cells_and_a_broken_one_is_refused(office: Client) -> None:
    bad = write_sheet([Entry("交通运输", "产出指标", "数量指标", "里程≥12", "≥", "公里", "cumulative")])
    tried = office.post(reverse("library-import"), {"file": SimpleUploadedFile("坏.xlsx", bad)}).content.decode()
    assert "不能导入" in tried and "D2" in tried
    broken = office.post(reverse("library-import"), {"file": SimpleUploadedFile("坏.xlsx", b"not a workbook")})
    assert broken.status_code == 409 and "没有导入" in broken.content.decode()


def test_reference_loaded_adopted_and_fields(office: Client) -> None:
    told = office.post(reverse("library-reference"), follow=True).content.decode()
    assert "参考（非官方）" in told and "新增" in told
    some = LibraryIndicator.objects.filter(region__isnull=True).first()
    assert some is not None
    office.post(reverse("library-adopt"), {"selected": [str(some.pk)]})
    assert LibraryIndicator.objects.filter(adopted_from=some).count() == 1
    assert "农业农村" in office.get(reverse("library-fields")).content.decode()
    office.post(reverse("library-fields"), {"name": "乡村公路", "words": "村道、通村公路"})
    assert "乡村公路" in office.get(reverse("library-fields")).content.decode()


def test_merge_asks_which_one_stays(world: World, office: Client) -> None:
    one = operations.add(world.actor("绩效经办"), ROAD, at=AT)
    two = operations.add(world.actor("绩效经办"), Entry("城乡建设", "", "数量指标", "村道硬化里程", "≥", "公里"), at=AT)
    assert "要合并的" in office.post(reverse("library-merge"), {"selected": [str(one)]}).content.decode()
    chosen = {"selected": [str(one), str(two)], "keep": str(one), f"version-{one}": "1", f"version-{two}": "1", "why": "同名"}
    office.post(reverse("library-merge"), chosen)
    assert LibraryIndicator.objects.get(pk=two).merged_into_id == one


def test_suggestions_are_json(world: World, signed_in: Enter) -> None:
    operations.add(world.actor("绩效经办"), ROAD, at=AT)
    client = signed_in(world.people["李站"])
    (first,) = client.get(reverse("library-suggest"), {"q": "硬化", "field": "交通运输"}).json()["offered"]
    assert first["name"] == "村道硬化里程" and first["reason"] and first["measure"] == "cumulative"
    assert client.get(reverse("library-suggest"), {"q": "硬化", "used": "村道硬化里程"}).json() == {"offered": []}


@pytest.mark.parametrize("name", ["library-new", "library-import"])
def test_people_who_only_read_get_404_for_what_changes(world: World, signed_in: Enter, name: str) -> None:
    assert signed_in(world.people["李站"]).get(reverse(name)).status_code == 404
    assert signed_in(world.people["系统员"]).get(reverse("library")).status_code == 404
