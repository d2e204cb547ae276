"""The indicator library through its operations and queries."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from tests.apps.appraisalworld import AT, YEAR, World, county

from hengji.apps.audit.models import Entry as TrailEntry
from hengji.apps.library import operations, queries
from hengji.apps.library.models import IndicatorToken, LibraryIndicator, LibraryUse
from hengji.apps.library.sheets import Sheet, read_sheet, write_sheet
from hengji.apps.organisations.models import Region
from hengji.papers.referencefiles import reference_fields
from hengji.rules.libraryentry import Entry, checked, notices, of_reference
from hengji.rules.refusals import NotFound, Refused, StaleVersion
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db
ROAD = Entry("交通运输", "", "数量指标", "村道硬化里程", "≥", "公里", how_measured="竣工验收里程", avoid=("改善交通条件",))
ALL = queries.IndicatorFilter()


@pytest.fixture
def world() -> World:
    return county()


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code and bool(say(refusal)))


def added(world: World, entry: Entry = ROAD) -> UUID:
    return operations.add(world.actor("绩效经办"), entry, at=AT)


def names(world: World, text: str, tab: str = "own", who: str = "李站") -> list[str]:
    return [row.name for row in queries.indicators(world.actor(who), tab, queries.IndicatorFilter(text=text)).rows]


def test_two_characters_one_character_and_latin_are_found(world: World) -> None:
    added(world)
    added(world, Entry("信息化", "", "数量指标", "5G基站建成数", "≥", "个"))
    assert names(world, "硬化") == ["村道硬化里程"] == names(world, "道") == names(world, "交通") == names(world, "村道硬化")
    assert names(world, "5g") == ["5G基站建成数"] == names(world, "基站 5G")
    assert names(world, "硬道") == []


def test_words_follow_a_change_and_the_trail_says_what_changed(world: World) -> None:
    key = added(world)
    entry, version = queries.entry_of(world.actor("绩效经办"), key)
    operations.edit(world.actor("绩效经办"), key, version, replace(entry, name="通村公路里程"), at=AT)
    assert names(world, "硬化") == [] and names(world, "公路") == ["通村公路里程"]
    payload = TrailEntry.objects.get(verb="已修改").payload
    assert payload["before"] == {"指标名称": "村道硬化里程"} and payload["after"] == {"指标名称": "通村公路里程"}
    with pytest.raises(StaleVersion):
        operations.edit(world.actor("绩效经办"), key, version, ROAD, at=AT)


def test_what_is_incomplete_or_there_already_is_refused(world: World) -> None:
    added(world)
    with refused("library-same-name"):
        added(world, Entry("交通运输", "", "数量指标", "村道 硬化里程", "≥", "公里"))
    with refused("library-missing"):
        added(world, Entry("", "", "数量指标", "里程", "≥", "公里"))
    with refused("library-unit-missing"):
        added(world, Entry("交通运输", "", "数量指标", "里程", "≥"))
    assert LibraryIndicator.objects.count() == 1


def test_only_the_office_changes_and_administrators_do_not_read(world: World) -> None:
    key = added(world)
    for name in ("李站", "局长", "专家甲", "系统员"):
        with pytest.raises(NotFound):
            operations.add(world.actor(name), ROAD, at=AT)
    assert queries.indicator(world.actor("专家甲"), key).may_edit is False
    with pytest.raises(NotFound):
        queries.indicators(world.actor("系统员"), "own", ALL)
    other = county("990002000", "邻县")
    with pytest.raises(NotFound):
        queries.indicator(other.actor("绩效经办"), key)
    with pytest.raises(NotFound):
        operations.retire(other.actor("绩效经办"), key, 1, "不用了", at=AT)


def test_a_county_reads_its_provinces_library_and_adopts(world: World) -> None:
    province = county("990000000", "示例省")
    Region.objects.filter(pk=world.region.pk).update(parent=province.region)
    above = operations.add(province.actor("绩效经办"), ROAD, at=AT)
    assert names(world, "硬化", "above") == ["村道硬化里程"]
    with refused("library-not-own"):
        operations.retire(world.actor("绩效经办"), above, 1, "不用", at=AT)
    (own,) = operations.adopt(world.actor("绩效经办"), [above], at=AT)
    assert queries.indicator(world.actor("绩效经办"), own).adopted_from == above
    assert operations.adopt(world.actor("绩效经办"), [above], at=AT) == (own,)
    assert names(province, "硬化", "above", "绩效经办") == []


def test_the_reference_set_is_loaded_once_and_stays_the_same(world: World) -> None:
    first = operations.load_reference(world.actor("绩效经办"), at=AT)
    assert first.added == sum(len(field.indicators) for field in reference_fields()) > 300
    again = operations.load_reference(world.actor("绩效经办"), at=AT)
    assert (again.added, again.changed, again.retired) == (0, 0, 0)
    assert TrailEntry.objects.filter(verb="已载入").count() == 1
    fields = queries.field_names(world.actor("李站"))
    assert len(fields) >= 28 and "农业农村" in fields
    assert queries.field_of(world.actor("李站"), "2027年高标准农田建设项目") == "农业农村"


def test_every_reference_indicator_is_a_sound_entry() -> None:
    for field in reference_fields():
        for entry in of_reference(field):
            assert checked(entry) == entry


def test_what_is_proposed_instead_of_vague_words_is_not_called_vague() -> None:
    every = [entry for field in reference_fields() for entry in of_reference(field)]
    instead = [(word, entry.name) for entry in every for word in entry.avoid]
    assert [entry.name for entry in every if any("不易衡量" in one.sentence for one in notices(entry, instead))] == []
    vague = Entry("通用", "满意度指标", "服务对象满意度指标", "群众满意", "≥", "%", "level")
    (said, *_) = notices(vague, instead)
    assert said.sentence == "“群众满意”不易衡量。" and "可改用" in said.remedy


def test_a_reference_indicator_is_adopted_with_one_click(world: World) -> None:
    operations.load_reference(world.actor("绩效经办"), at=AT)
    source = LibraryIndicator.objects.filter(region__isnull=True, name="高标准农田建成面积").get()
    page = queries.indicator(world.actor("绩效经办"), source.pk)
    assert page.may_adopt and not page.may_edit
    (own,) = operations.adopt(world.actor("绩效经办"), [source.pk], at=AT)
    assert queries.indicator(world.actor("绩效经办"), source.pk).own_copy == own
    offered = queries.suggest(world.actor("李站"), "农业农村", "高标准农田建设", "", "农田")
    assert [one.id for one in offered].count(own) == 1 and source.pk not in {one.id for one in offered}


def test_suggestions_say_why_and_replace_vague_words(world: World) -> None:
    added(world)
    (first, *_) = queries.suggest(world.actor("李站"), "交通运输", "村道硬化项目", "硬化村道30公里", "")
    assert first.name == "村道硬化里程" and "属“交通运输”领域" in first.reason
    (vague, *_) = queries.suggest(world.actor("李站"), None, "", "", "改善交通")
    assert vague.id == first.id and "不易衡量" in vague.reason
    assert queries.suggest(world.actor("李站"), "交通运输", "村道硬化项目", "", "", used=["村道硬化里程"]) == ()
    assert queries.suggest(world.actor("李站"), None, "", "", "道")[0].id == first.id
    assert queries.suggest(world.actor("李站"), None, "", "", "%%") == ()


def test_retired_ones_are_not_offered_and_come_back(world: World) -> None:
    key = added(world)
    office = world.actor("绩效经办")
    with refused("library-reason-missing"):
        operations.retire(office, key, 1, " ", at=AT)
    now = operations.retire(office, key, 1, "已改用新指标", at=AT)
    assert names(world, "硬化") == [] and queries.suggest(world.actor("李站"), None, "", "", "硬化") == ()
    assert names(world, "硬化", "retired") == ["村道硬化里程"]
    again = added(world)
    with refused("library-same-name"):
        operations.restore(office, key, now, "还是要用", at=AT)
    operations.retire(office, again, 1, "重复", at=AT)
    operations.restore(office, key, now, "还是要用", at=AT)
    assert names(world, "硬化") == ["村道硬化里程"]


def test_who_uses_it_and_how_often_it_ends_at_100(world: World) -> None:
    key, unit = added(world), world.units["县农技站"].pk
    programs = [uuid4() for _ in range(5)]
    for number, program in enumerate(programs):
        operations.count_use(world.actor("局长"), [key], program, f"项目{number}", unit, YEAR, 1, secret=number == 4, at=AT)
        operations.count_use(world.actor("局长"), [key, uuid4()], program, f"项目{number}", unit, YEAR, 2, secret=number == 4, at=AT)
        operations.record_outcome(world.actor("局长"), key, program, YEAR, Decimal(1), at=AT)
    page = queries.indicator(world.actor("王审"), key)
    assert (page.line.uses, page.line.outcomes, page.line.full) == (5, 5, 5)
    assert [use.name for use in page.uses] == ["项目0", "项目1", "项目2", "项目3"] and page.hidden_uses == 1
    assert page.uses[0].revision == 2 and page.uses[0].achievement == "100.00%"
    assert any("区分度低" in one.sentence for one in page.notices)
    outside = queries.indicator(world.actor("水利填"), key)
    assert outside.uses == () and outside.hidden_uses == 5
    operations.record_outcome(world.actor("局长"), key, programs[0], YEAR, Decimal("0.8"), at=AT)
    assert queries.indicator(world.actor("王审"), key).full_rate == "80.00%（5 次中 4 次）"


def test_duplicates_are_found_and_merged_with_their_uses(world: World) -> None:
    keep, gone = added(world), added(world, Entry("城乡建设", "", "数量指标", "村道硬化里程", "≥", "公里"))
    unit, program = world.units["县农技站"].pk, uuid4()
    operations.count_use(world.actor("局长"), [gone], program, "项目", unit, YEAR, 1, at=AT)
    office = world.actor("绩效经办")
    assert queries.indicators(office, "duplicates", ALL).count == 2
    assert len(queries.duplicates(office, keep).rows) == 2
    with refused("library-nothing-to-merge"):
        operations.merge(office, keep, {keep: 1}, "重复", at=AT)
    operations.merge(office, keep, {keep: 1, gone: 1}, "同一指标", at=AT)
    assert queries.indicator(office, keep).line.uses == 1 and queries.indicator(office, gone).merged_into == (keep, "村道硬化里程")
    assert LibraryUse.objects.get().indicator_id == keep
    with refused("library-merged"):
        operations.restore(office, gone, 2, "恢复", at=AT)


def test_a_file_goes_in_as_a_whole_or_not_at_all(world: World) -> None:
    office = world.actor("绩效经办")
    entries = (checked(ROAD), checked(Entry("教育", "", "质量指标", "学生体质达标率", "≥", "%", value="95")))
    sheet = read_sheet("指标库.xlsx", write_sheet(entries))
    assert sheet.errors == () and [one.name for one in sheet.entries] == [one.name for one in entries]
    plan = queries.difference(office, sheet)
    assert (len(plan.new), plan.changed, plan.same) == (2, (), 0)
    assert LibraryIndicator.objects.count() == 0
    operations.import_sheet(office, sheet, at=AT)
    again = operations.import_sheet(office, sheet, at=AT)
    assert (again.new, again.changed, again.same) == ((), (), 2)
    assert TrailEntry.objects.get(verb="已导入").payload["added"] == 2
    assert names(world, "体质") == ["学生体质达标率"] and IndicatorToken.objects.exists()


def test_what_is_written_reads_back_the_same(world: World) -> None:
    entries = tuple(entry for field in reference_fields()[:3] for entry in of_reference(field))
    sheet = read_sheet("指标库.xlsx", write_sheet(entries))
    assert sheet.errors == ()
    assert sheet.entries == tuple(replace(entry, avoid=()) for entry in entries)


def test_faults_name_their_cells_and_nothing_is_written(world: World) -> None:
    bad = (ROAD, Entry("交通运输", "", "数量指标", "里程≥12", "≥", "公里", "cumulative"), ROAD)
    sheet = read_sheet("指标库.xlsx", write_sheet(checked(one) if one is ROAD else one for one in bad))
    assert {error.row for error in sheet.errors} == {3, 4} or len(sheet.errors) == 2
    assert all(error.cell and error.sentence and error.remedy for error in sheet.errors)
    with refused("library-import-faulty"):
        operations.import_sheet(world.actor("绩效经办"), sheet, at=AT)
    with refused("library-nothing-to-import"):
        operations.import_sheet(world.actor("绩效经办"), Sheet("空.xlsx", "", (), (), ()), at=AT)
    assert LibraryIndicator.objects.count() == 0


def test_fields_of_ones_own(world: World) -> None:
    office = world.actor("绩效经办")
    key = operations.add_category(office, "乡村公路", ["村道", "通村公路"], at=AT)
    assert queries.field_of(world.actor("李站"), "通村公路改造") == "乡村公路"
    with refused("library-same-category"):
        operations.add_category(office, "乡村公路", [], at=AT)
    operations.edit_category(office, key, 1, "农村公路", ["村道"], at=AT)
    assert [row.name for row in queries.categories(office)] == ["农村公路"]
