"""What a form sends: one reader of days, texts and ids; what is too long is never cut, what is no day is said."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say
from hengji.web import posted
from hengji.web.typed import Typed


@pytest.mark.parametrize("text", ["2026-03-05", "2026/3/5", "2026.03.05", " 2026年3月5日 ", "2026年3月5号"])
def test_a_day_as_people_write_it(text: str) -> None:
    assert posted.day_of(text) == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["2026-02-30", "三月五日", "2026-03", "2026-03-05-01", "20260305"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        posted.day_of(text)
    assert f"“{text}”不是日期" in say(refusal.value)
    typed = Typed(QueryDict(f"on={text}"))
    assert typed.day("on") is None and "请填写日期" in typed.errors["on"]


def test_no_day_is_none_unless_one_is_needed() -> None:
    nothing = QueryDict("on=")
    assert posted.day_of(None) is None and posted.day(nothing, "on") is None and Typed(nothing).day("on") is None
    with pytest.raises(Refused):
        posted.needed_day(nothing, "on")
    typed = Typed(nothing)
    assert typed.until("on", needed=True) is None and "on" in typed.errors


def test_a_text_is_never_cut() -> None:
    sent = QueryDict(mutable=True)
    sent["reason"] = "　理由\x00" + "字" * 11
    with pytest.raises(Refused) as refusal:
        posted.text(sent, "reason", 12)
    assert refusal.value.code == "form-long"
    typed = Typed(sent)
    assert typed.text("reason", 12) == "理由" + "字" * 11 and typed.errors["reason"] == "最多 12 个字，这里有 13 个。"
    assert typed.done(lambda: 1, {}) is None, "a form with a fault does nothing"


def test_a_refusal_stands_beside_its_field() -> None:
    def work() -> int:
        raise Refused("form-choice")

    typed = Typed(QueryDict("version=7"))
    assert typed.version == 7 and typed.done(work, {"form-choice": "unit"}) is None
    assert list(typed.errors) == ["unit"]
    assert Typed(QueryDict("")).done(lambda: 0, {}) == 0, "0 is a result"
    with pytest.raises(NotFound):
        posted.key_of("甲")
