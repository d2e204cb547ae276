"""placeholder-text: pieces of the blank form left standing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.findings import placeholder_text
from hengji.rules.findings.placeholder_text import stand_in
from hengji.rules.forms import FundSource, Leftover, Program

from .builder import UNIT, approved_of, brief, clean, clean_funds, clean_rows, found, fund, row, with_row

CODE = "placeholder-text"


def test_a_stand_in_for_a_name_is_its_own_subject() -> None:
    form = clean(program=Program("XX项目", None, None, UNIT))
    assert brief(found(form, CODE)) == [("error", "XX项目", "D2")]


def test_an_unused_template_row_is_only_a_notice() -> None:
    form = clean(leftovers=(Leftover("指标2：", "D20", True),))
    assert brief(found(form, CODE)) == [("notice", "指标2：", "D20")]


def test_a_prompt_in_a_box_is_named_by_its_caption_and_in_an_amount_by_its_row() -> None:
    form = clean(
        boxes={"存在问题": "结合实际，分析存在的问题。（200字以内）"},
        funds=(*clean_funds()[:2], fund("其他资金", FundSource.OTHER, 8, initial="（包括自筹资金、社会资本等）")),
    )
    form = replace(form, cells={**form.cells, "存在问题": "B20"}, captions={**form.captions, "存在问题": "存在问题"})
    assert brief(found(form, CODE)) == [("error", "其他资金", "E8"), ("error", "存在问题", "B20")]
    assert found(form, "value-unreadable") == []


def test_a_bound_of_the_template_left_in_the_target() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥**公里", "7.5公里", line=12))
    assert ("error", "≥**公里", "E12") in brief(found(form, CODE))


@pytest.mark.parametrize("text", ["因××原因进度较慢", "XX县示例乡", "20××年底前", "请填写偏差原因", "某某村"])
def test_what_stands_in_for_something(text: str) -> None:
    assert stand_in(text)


@pytest.mark.parametrize(
    "text", ["X光机采购", "3×4米标志牌", "二○○八年建成", "XXL码工作服", "MAXX系统维护", "目标1：硬化道路", "提请填报单位注意"]
)
def test_what_only_looks_like_it(text: str) -> None:
    assert stand_in(text, "goal") is None


def test_numbering_before_a_name_is_no_leftover() -> None:
    assert found(clean(indicators=(row("指标1：道路硬化里程", "≥12公里", "7.5公里", line=12), *clean_rows()[1:])), CODE) == []


def test_what_was_approved_so_goes_to_the_reviewer() -> None:
    form = with_row(clean(), 0, new=row("XX道路硬化里程", "≥12公里", "7.5公里", line=12))
    (finding,) = found(form, CODE, approved=approved_of(form))
    assert (finding.severity, finding.addressee, finding.cell) == ("notice", "target-reviewer", "D12")
    (own,) = found(form, CODE, approved=approved_of(clean()))
    assert (own.severity, own.addressee) == ("error", "unit")


@given(
    st.lists(st.sampled_from("×Xx○_*＊请此某字结应需（在处填写年20 5以内合自评情况单独说明原因工程"), max_size=8).map("".join),
    st.sampled_from(("goal", "target", "name", "fund.initial")),
)
def test_looking_at_the_letters_first_changes_nothing(text: str, key: str) -> None:
    assert stand_in(text, key) == placeholder_text._stand_in(text, key)
