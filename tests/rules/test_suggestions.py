"""Suggestions while a target is drafted: what was typed first, then field and purpose; each with its reason."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.papers.referencefiles import reference_fields
from hengji.rules.suggestions import Candidate, suggest
from hengji.rules.text import fold_name

ALL = tuple(
    Candidate(f"{field.code}/{one.name}", one.name, field.name, one.level1, one.level2, one.avoid)
    for field in reference_fields()
    for one in field.indicators
)
PROGRAM, GOAL = "示例村道路硬化工程", "硬化村组道路12公里，方便群众出行。"


def _names(*args: object, **options: object) -> list[str]:
    return [made.candidate.name for made in suggest(*args, **options)]  # type: ignore[arg-type]


def test_two_characters_typed_bring_what_has_them() -> None:
    found = suggest("乡村振兴", PROGRAM, GOAL, "硬化", ALL)
    assert [one.candidate.name for one in found[:2]] == ["村内道路硬化长度", "通硬化路自然村比例"]
    assert found[0].reason == "名称含所填文字；属“乡村振兴”领域；与项目名称或目标用词相近"


def test_vague_words_bring_what_can_be_measured_instead() -> None:
    found = suggest("交通运输", PROGRAM, GOAL, "改善出行条件", ALL)
    assert found[0].candidate.name == "农村公路新改建里程"
    assert found[0].reason.startswith("“改善出行条件”不易衡量，可改用本指标")


def test_nothing_typed_goes_by_field_and_purpose() -> None:
    names = _names("交通运输", PROGRAM, GOAL, "", ALL)
    fields = {one.name: one.field for one in ALL}
    assert [fields[name] for name in names[:3]] == ["交通运输"] * 3
    assert {one.name for one in ALL if one.field == "交通运输"} <= set(names)
    assert "村内道路硬化长度" in names  # of another field, but what the program is about
    assert _names(None, "", "", "", ALL) == []


def test_what_is_in_the_draft_already_is_not_offered() -> None:
    first = _names("交通运输", PROGRAM, GOAL, "里程", ALL)[0]
    assert first not in _names("交通运输", PROGRAM, GOAL, "里程", ALL, [f"{first}。"])


def test_one_second_level_only() -> None:
    found = suggest("水利", "示例水库除险加固", "", "", ALL, level2="经济成本指标")
    assert [one.candidate.name for one in found] == ["渠道改造每公里造价"]


def test_use_lifts_and_always_full_lowers() -> None:
    plain = Candidate("a", "设备验收合格率", "通用", "产出指标", "质量指标")
    used, easy = (
        replace(plain, key="b", name="设备验收合格率（使用）", uses=12),
        replace(plain, key="c", name="设备验收合格率（易）", full_rate=0.97),
    )
    found = suggest("通用", "", "", "验收合格", [easy, plain, used])
    assert [one.candidate.key for one in found] == ["b", "a", "c"]
    assert "已有12个对象采用" in found[0].reason and "历年几乎都填100%，区分度低" in found[2].reason


def test_words_that_point_nowhere_bring_nothing() -> None:
    assert _names("教育", "", "", "量子纠缠", ALL) == []


@settings(deadline=None)
@given(st.sampled_from(ALL), st.randoms(use_true_random=False))
def test_a_whole_name_typed_comes_first_in_any_order(one: Candidate, random: st.DataObject) -> None:
    shuffled = list(ALL)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = suggest(one.field, "", "", one.name, shuffled)
    assert fold_name(found[0].candidate.name) == fold_name(one.name) or "不易衡量" in found[0].reason
    assert found == suggest(one.field, "", "", one.name, ALL)
    assert all(a.score >= b.score for a, b in zip(found, found[1:], strict=False))
    assert all(made.reason for made in found)
