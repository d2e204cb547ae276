"""Words as forms print them: folded for comparing, squeezed for showing, freed of numbering and marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DROPPED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
"""Zero-width characters that copying from web pages and chats leaves in cells."""

SIGNS = str.maketrans(
    {
        **dict.fromkeys("≧⩾≽⪰⋝", "≥"),
        **dict.fromkeys("≦⩽≼⪯⋜", "≤"),
        **dict.fromkeys("═﹦⩵＝", "="),
        **dict.fromkeys("＞﹥", ">"),
        **dict.fromkeys("＜﹤", "<"),
        **dict.fromkeys("‐‑‒–—―−─━﹣－", "-"),
        **dict.fromkeys("～〜∼﹋˜", "~"),
        **dict.fromkeys("∶：﹕", ":"),
        **dict.fromkeys("（〔［【﹝[", "("),
        **dict.fromkeys("）〕］】﹞]", ")"),
        **dict.fromkeys("“”„‟＂「」『』", '"'),
        **dict.fromkeys("‘’‚‛＇", "'"),
        **dict.fromkeys("•・‧∙⋅", "·"),
    }
)
"""Look-alike signs, dashes, brackets and quotes brought to one form each."""

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = re.compile(r"\s+")
_DOUBLE_SIGNS = re.compile(r"[>》][=≥]|=>|≥=|[<《][=≤]|=<|≤=|==+")
_YEARS = re.compile(
    r"\((?:19|20)\d\d(?:[-~至](?:19|20)?\d\d)?\)"
    r"|(?:19|20)\d\d(?:年?[-~至](?:19|20)?\d\d)?(?:年度|年)"
    r"|[一二][〇○零一二三四五六七八九]{3}(?:年度|年)"
)
_NOT_WORD = re.compile(r"[\W_]+")
_BLANK = re.compile(r"[-‐‑‒–—―−─━﹣－ー/／\\＼∕⁄╱|｜_＿~]*")


def _one_sign(match: re.Match[str]) -> str:
    sign = match.group()
    if "=" in sign and not set(sign) - {"="}:
        return "="
    return "≥" if set(sign) & set(">》≥") else "≤"


@lru_cache(maxsize=8192)
def unify(text: str) -> str:
    """One form of every sign, half width and no whitespace, but letters as written (㎡ and KM stay)."""
    plain = _SPACES.sub("", text.translate(_DROPPED).translate(SIGNS).translate(_WIDTH))
    return _DOUBLE_SIGNS.sub(_one_sign, plain)


@lru_cache(maxsize=8192)
def fold(s: str) -> str:
    """Half width, lower case, no whitespace, look-alike signs and brackets as one: for comparing words."""
    return unify(unicodedata.normalize("NFKC", s.translate(_DROPPED).translate(SIGNS)).casefold())


@lru_cache(maxsize=8192)
def fold_name(s: str) -> str:
    """``fold`` less years, brackets, quotes and punctuation (not what they enclose): for matching objects by name.

    A name that is nothing but a year or punctuation stays as folded, so that it never matches everything.
    """
    folded = fold(s)
    return _NOT_WORD.sub("", _YEARS.sub("", folded)) or folded


def is_blank(s: str | None) -> bool:
    """Nothing, only spaces, or only dashes, slashes and underlines."""
    if s and ("一" <= s[0] <= "鿿" or "0" <= s[0] <= "9"):
        return False  # nearly every cell: spare it the rest
    return s is None or _BLANK.fullmatch(_SPACES.sub("", s.translate(_DROPPED))) is not None


def _wide(char: str) -> bool:
    return ord(char) >= 0x2E80 or "\u2010" <= char <= "\u203f"


def _gap(match: re.Match[str]) -> str:
    """What stands for whitespace inside a text: a blank between Latin words and beside them, nothing in Chinese."""
    text, start, end = match.string, match.start(), match.end()
    wide = _wide(text[start - 1]), _wide(text[end])
    broken = "\n" in match.group() or "\r" in match.group()
    return "" if all(wide) or (broken and any(wide)) else " "


@lru_cache(maxsize=8192)
def squeeze(s: str) -> str:
    """The display form: outer spaces and line breaks dropped, spaces within Chinese words too ("产 出" → "产出")."""
    return _SPACES.sub(_gap, s.translate(_DROPPED).strip())


_CORE_MARKS = "★⭐🌟"
_LEADING_MARKS = (
    re.compile(rf"[{_CORE_MARKS}☆*＊※▲△●○◆◇■□•·✓√]+\s*"),
    re.compile(
        r"(?:[一二三]级|绩效)?指标\s*(?:\d{1,2}(?![\d个项条类级%])|[①-⑳]|[一二三四五六七八九十]{1,3}(?=\s*[:：.．、]))\s*[:：.．、,，)）\-—]?\s*"
    ),
    re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿]\s*[.．、:：]?\s*"),
    re.compile(r"[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]\s*[.．、:：]?\s*"),
    re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,3}(?:[、)）]|\s|[.．](?!\d))\s*"),
    re.compile(r"\d{1,2}\s*(?:[.．、)）]|[:：])(?!\d{1,3}(?!\d))\s*"),
    re.compile(r"[一二三四五六七八九十]{1,3}、\s*"),
    re.compile(r"其中\s*[:：,，、]?\s*"),
    re.compile(r"[-—–－]+\s*(?=[^\d\s\-—–－])"),
)
_TEMPLATE_BOUND = re.compile(
    r"\s*(?:[(（]\s*(?:[≥≤≧≦><＞＜=＝]+\s*[*＊×xXＸ_]*|[*＊×xXＸ_]+)\s*[^\d()（）]{0,6}[)）]"
    r"|[≥≤≧≦><＞＜=＝]+\s*[*＊×_]+\s*[^\d()（）]{0,6})$"
)
_TRAILING_MARKS = re.compile(rf"[\s{_CORE_MARKS}☆*＊：:]+$")


def _leading_mark(name: str) -> str:
    return next((m.group() for mark in _LEADING_MARKS if (m := mark.match(name))), "")


@lru_cache(maxsize=8192)
def strip_marks(name: str) -> tuple[str, bool, bool]:
    """An indicator's name freed of what the form's printer put around it: (name, core, child).

    Dropped are numbering ("指标1：", "1.", "（1）", "①"), stars and bullets, a leading 其中 and a trailing template
    bound ("（≥**株）").  ``core``: a ★ stood there; ``child``: 其中 stood in front.  Figures that belong to the name
    stay ("1个中心建设", "3.5千米道路", "24小时热线").  The name is empty where nothing but marks was printed.
    """
    rest, core, child = squeeze(name), False, False
    while mark := _leading_mark(rest):
        core = core or any(star in mark for star in _CORE_MARKS)
        child = child or mark.startswith("其中")
        rest = rest[len(mark) :]
    while (match := _TEMPLATE_BOUND.search(rest) or _TRAILING_MARKS.search(rest)) is not None:
        core = core or any(star in match.group() for star in _CORE_MARKS)
        rest = rest[: match.start()]
    return rest, core, child
