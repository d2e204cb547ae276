"""Folding, squeezing and stripping of printed words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.text import fold, fold_name, is_blank, squeeze, strip_marks


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("≧ 735 人次", "≥735人次"),
        ("＞＝95％", "≥95%"),
        (">=95%", "≥95%"),
        ("=<5", "≤5"),
        ("═100", "=100"),
        ("﹦100", "＝100"),
        ("产 出\n指　标", "产出指标"),
        ("（二期）", "[二期]"),
        ("一月—三月", "一月－三月"),
        ("ＫＭ", "km"),
        ("示范\u200b村", "示范村"),
        ("“示范”", "「示范」"),
    ],
)
def test_fold_brings_look_alikes_together(a: str, b: str) -> None:
    assert fold(a) == fold(b)


def test_fold_keeps_different_signs_apart() -> None:
    assert len({fold(sign) for sign in ("≥", "≤", ">", "<", "=")}) == 5


FORM_TEXT = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x4FFF),
        st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E),
        st.sampled_from("≥≤≧≦═﹦≠—－～　（）【】、。，；：“”★①㎡％‰\n\t"),
    ),
    max_size=40,
)
"""What stands in forms: Latin, Chinese, full width, signs."""


@given(FORM_TEXT)
def test_fold_is_idempotent_and_blind_to_spaces(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text}\n") == fold(text)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2023年度“示范”灌区（二期）建设", "示范灌区二期建设"),
        ("（2023年）示范灌区", "示范灌区"),
        ("2022-2023年示范灌区", "示范灌区"),
        ("二〇二三年示范灌区", "示范灌区"),
        ("《示范》灌区", "示范、灌区"),
    ],
)
def test_fold_name_matches_objects(a: str, b: str) -> None:
    assert fold_name(a) == fold_name(b)


def test_fold_name_keeps_figures_and_contents() -> None:
    assert fold_name("2000亩示范田（一期）") == "2000亩示范田一期"
    assert fold_name("2023年度") == "2023年度"
    assert fold_name("示范田（一期）") != fold_name("示范田（二期）")


@pytest.mark.parametrize("text", [None, "", " ", "　", "—", "－", "-", "——", "--", "/", "／", "\\", "—/—", "\u200b", "____", "─"])
def test_blank(text: str | None) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "-1", "无", "N/A", "一", "*", "…", "0.00", "1/2"])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" 年度\n采购 数量 ", "年度采购数量"),
        ("Web  Server", "Web Server"),
        ("示范　项目", "示范项目"),
        ("第1期\n工程", "第1期工程"),
        ("A 区", "A 区"),
        ("项目资金\n（万元）", "项目资金（万元）"),
    ],
)
def test_squeeze(text: str, shown: str) -> None:
    assert squeeze(text) == shown


@given(st.text(max_size=40))
def test_squeeze_changes_only_spaces(text: str) -> None:
    assert "".join(squeeze(text).split()) == "".join(squeeze(squeeze(text)).split())
    assert squeeze(squeeze(text)) == squeeze(text)


@pytest.mark.parametrize(
    ("printed", "name", "core", "child"),
    [
        ("指标1：培训次数（次）", "培训次数（次）", False, False),
        ("指标１：培训次数", "培训次数", False, False),
        ("三级指标2、培训次数", "培训次数", False, False),
        ("指标一：培训次数", "培训次数", False, False),
        ("1.培训次数", "培训次数", False, False),
        ("1、2023年培训次数", "2023年培训次数", False, False),
        ("（1）培训次数", "培训次数", False, False),
        ("（一）培训次数", "培训次数", False, False),
        ("①培训次数", "培训次数", False, False),
        ("1.1 培训次数", "培训次数", False, False),
        ("★种植面积", "种植面积", True, False),
        ("种植面积★", "种植面积", True, False),
        ("☆种植面积", "种植面积", False, False),
        ("其中：桃树", "桃树", False, True),
        ("其中桃树", "桃树", False, True),
        ("其中：★桃树", "桃树", True, True),
        ("—桃树", "桃树", False, False),
        ("种植数量（≥**株）", "种植数量", False, False),
        ("成活率（≥××%）", "成活率", False, False),
        ("种植数量≥**株", "种植数量", False, False),
        ("指标2：", "", False, False),
        ("★", "", True, False),
    ],
)
def test_strip_marks(printed: str, name: str, core: bool, child: bool) -> None:
    assert strip_marks(printed) == (name, core, child)


@pytest.mark.parametrize(
    "name",
    [
        "1个中心建设",
        "3.5千米道路",
        "1.5万亩示范田",
        "24小时热线办结率",
        "12345热线办结率",
        "5G基站",
        "2023年道路",
        "建设其中一段",
        "指标一致性",
        "一村一品",
        "采购率（≥95%）",
        "2.0版系统",
        "培训次数（次）",
        "1:1配套率",
    ],
)
def test_real_names_stay_whole(name: str) -> None:
    assert strip_marks(name) == (name, False, False)


@given(st.text(alphabet="示范田间道路AB12", min_size=1, max_size=12).filter(lambda s: not s[0].isdigit()), st.integers(1, 20))
def test_numbering_comes_off_whatever_the_name(name: str, number: int) -> None:
    assert strip_marks(f"指标{number}：{name}")[0] == name
    assert strip_marks(f"（{number}）{name}")[0] == name
