"""boilerplate: one text on the forms of several objects."""

from __future__ import annotations

from hengji.rules.forms import Form, Program
from hengji.rules.round import boilerplates

from .builder import COMMON, UNIT, clean, row, with_row

TEXT = "受疫情和雨季影响，项目前期工作推进较慢"


def forms(*texts: str, names: tuple[str, ...] = ("甲村道路", "乙村水渠", "丙村路灯")) -> list[Form]:
    def form(i: int, name: str, text: str) -> Form:
        told = row("道路硬化里程", "≥12公里", "7.5公里", explanation=text)
        return with_row(clean(file=f"{i}.xlsx", program=Program(name, None, None, UNIT)), 0, new=told)

    return [form(i, name, text) for i, (name, text) in enumerate(zip(names, texts, strict=True))]


def test_three_objects_with_one_text_are_a_notice_each() -> None:
    found = boilerplates(forms(TEXT, TEXT, TEXT), COMMON)
    assert sorted(found) == [0, 1, 2]
    (finding,) = found[0]
    assert (finding.severity, finding.subject, finding.cell) == ("notice", "道路硬化里程", "M12")
    assert "甲村道路" in finding.message and "3个对象" in finding.message


def test_nearly_the_same_is_the_same() -> None:
    assert sorted(boilerplates(forms(TEXT, TEXT + "。", TEXT.replace("较慢", "缓慢")), COMMON)) == [0, 1, 2]


def test_two_objects_short_words_or_other_words_are_not() -> None:
    assert boilerplates(forms(TEXT, TEXT, "征地手续办理时间较长，八月开工"), COMMON) == {}
    assert boilerplates(forms("正常推进", "正常推进", "正常推进"), COMMON) == {}
    assert boilerplates(forms(TEXT, TEXT, TEXT, names=("甲村道路", "甲村道路", "乙村水渠")), COMMON) == {}
