"""Words for search: two-character words found, figures and Latin words whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.rules.tokens import index_tokens, likeness, matches, tokens

CHINESE = st.text(alphabet="道路硬化里程水利渠村民满意度合格率", max_size=12)


def test_pairs_of_characters_latin_words_and_figures() -> None:
    assert tokens("村道硬化12km") == ("村道", "道硬", "硬化", "12", "km")
    assert tokens("ＰＭ2.5 浓度") == ("pm", "2.5", "浓度")
    assert tokens("水") == ("水",)
    assert tokens("GB/T 2260") == ("gb", "t", "2260")
    assert tokens("硬化，硬化") == ("硬化",)
    assert tokens("、（）—  ") == ()


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("硬化", "村道硬化里程", True),
        ("水", "农村饮水安全", True),
        ("饮水 安全", "安全饮水人口", True),
        ("里硬", "村道硬化里程", False),
        ("KM", "道路 12km", True),
        ("2025", "20251月", True),
        ("202", "2025年计划", True),
        ("25", "2025年计划", False),
        ("", "什么都有", True),
        ("道路", "道 路", False),
        ("满意度", "村民满意率", False),
    ],
)
def test_what_a_query_finds(query: str, text: str, found: bool) -> None:
    assert matches(query, text) is found


@settings(deadline=None)
@given(CHINESE, CHINESE, CHINESE)
def test_every_piece_of_a_text_finds_it(before: str, piece: str, after: str) -> None:
    assert matches(piece, before + piece + after)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_tokens_are_each_once_and_in_the_index(text: str) -> None:
    found = tokens(text)
    assert len(set(found)) == len(found) and set(found) <= set(index_tokens(text))
    assert all(token and not token.isspace() for token in found)
    assert matches(text, text)


@settings(deadline=None)
@given(CHINESE, CHINESE)
def test_likeness_is_even_handed(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a) and 0 <= likeness(a, b) <= 1
    assert likeness(a, a) == (1 if a else 0)
