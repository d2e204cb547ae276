"""Words for searching Chinese without a dictionary: pairs of neighbouring characters, Latin words and figures whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from hengji.rules.text import fold

_PIECES = re.compile(r"[㐀-䶿一-鿿豈-﫿〇]+|[a-z]+|[0-9]+(?:\.[0-9]+)?|[^\W_]")


@lru_cache(maxsize=16384)
def tokens(text: str) -> tuple[str, ...]:
    """What a query asks for, each once, in order: pairs of neighbouring Chinese characters (a lone one as it is), Latin words, figures.

    "村道硬化12km" → 村道, 道硬, 硬化, 12, km.  Folded by ``rules.text.fold``; a text without letter or figure has none.
    """
    found = (token for piece in _pieces(text) for token in _cut(piece))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def index_tokens(text: str) -> tuple[str, ...]:
    """What a text can be found by: its ``tokens`` and every single Chinese character, so that a query of one character finds it."""
    singles = (char for piece in _pieces(text) if _is_chinese(piece) for char in piece)
    return tuple(dict.fromkeys((*tokens(text), *singles)))


def matches(query: str, text: str) -> bool:
    """Whether a text has everything a query asks for; an empty query finds everything.  Figures and Latin words match from their start."""
    held = index_tokens(text)
    return all(_held(token, held) for token in tokens(query))


def likeness(a: str, b: str) -> float:
    """How much two short texts share: 0 (nothing) to 1 (all), shared tokens twice over all tokens (Dice)."""
    one, other = set(tokens(a)), set(tokens(b))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _pieces(text: str) -> Iterable[str]:
    """Runs of Chinese, Latin words, figures; whitespace parts words, which ``fold`` alone would join."""
    return (piece for part in text.split() for piece in _PIECES.findall(fold(part)))


def _is_chinese(piece: str) -> bool:
    return ord(piece[0]) >= 0x2E80 or piece[0] == "〇"


def _cut(piece: str) -> Iterable[str]:
    if not _is_chinese(piece) or len(piece) == 1:
        return (piece,)
    return (piece[i : i + 2] for i in range(len(piece) - 1))


def _held(token: str, held: tuple[str, ...]) -> bool:
    return token in held or (not _is_chinese(token) and any(one.startswith(token) for one in held))
