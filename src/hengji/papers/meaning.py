"""What a printed word of a form means: the synonyms of ``layouts/words.toml``, looked up by folded words.

A cell is asked in the context where it stands (a column caption, a fund row's label, a box of the head), since
one word means different things in different places: 合计 is a fund row, a column of amounts or the total of the scores.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources

from hengji.rules.forms import FundSource
from hengji.rules.money import MONEY_UNITS
from hengji.rules.text import fold, squeeze

_BRACKETS = re.compile(r"\([^()]*\)")
_OPEN_BRACKET = re.compile(r"\([^()]*$")
_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]{1,2}[)]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、](?!\d))+")
_PERIOD = re.compile(r"(?:截至|截止|截止到|截至到)?(?:20\d\d年)?(?:1-)?\d{1,2}月(?:份|底|末|\d{1,2}日)?")
_ONLY_MONTHS = re.compile(r"(?:20\d\d年)?1(?:月份?)?[-~至到]{1,2}\d{1,2}月份?(?:情况)?")
_POINTS = re.compile(r"\(?(\d{1,3}(?:\.\d+)?)分(?:\*[^()]*)?\)?")
_MONEY_UNIT = re.compile(r"(?:^|[(,;:/位])(?:人民币)?(亿元|百万元|千元|万元|元)(?:$|[),;/])")
_UNIT_LINE = re.compile(r"单位:?(?:人民币)?(亿元|百万元|千元|万元|元(?![宝谋江阳氏山坝和村镇庄丰城墩田里马器件]))")
_COLON = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    rank: int
    whole: frozenset[str]
    has: tuple[str, ...]
    also: tuple[str, ...]
    without: tuple[str, ...]
    most: int

    def fits(self, word: str) -> bool:
        if word in self.whole:
            return True
        if not self.has or len(word) > self.most or not any(part in word for part in self.has):
            return False
        return (not self.also or any(part in word for part in self.also)) and not any(part in word for part in self.without)


@dataclass(frozen=True, slots=True)
class _Words:
    """The rules of one context; ``any_of`` finds a word of any of them, and nearly no value of a form holds one."""

    rules: tuple[_Rule, ...]
    any_of: re.Pattern[str]


@cache
def _words() -> Mapping[str, _Words]:
    data = tomllib.loads(resources.files("hengji.papers.layouts").joinpath("words.toml").read_text(encoding="utf-8"))
    return {table: _put_together(tuple(_rule(entry) for entry in entries)) for table, entries in data.items()}


def _put_together(rules: tuple[_Rule, ...]) -> _Words:
    words = sorted({word for rule in rules for word in (*rule.whole, *rule.has)})
    return _Words(rules, re.compile("|".join(map(re.escape, words))))


def _rule(entry: Mapping[str, object]) -> _Rule:
    def words(key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        assert isinstance(value, list)
        return tuple(fold(word) for word in value)

    rank, most = entry.get("rank", 1), entry.get("most", 16)
    assert isinstance(rank, int) and isinstance(most, int)
    return _Rule(str(entry["key"]), rank, frozenset(words("is")), words("has"), words("and"), words("not"), most)


@lru_cache(maxsize=16384)
def core(text: str) -> str:
    """The word itself: folded, without brackets and what they hold, numbering, closing colon, stars."""
    word = fold(text)
    if len(word) > 80:
        return word
    bare = _OPEN_BRACKET.sub("", _BRACKETS.sub("", word))
    return _NUMBERING.sub("", bare.strip(":*★;")).strip(":*★;")


@lru_cache(maxsize=16384)
def _look_up(table: str, text: str) -> tuple[str, int] | None:
    word, words = core(text), _words()[table]
    if not word or len(word) > 40 or words.any_of.search(word) is None:
        return None
    return next(((rule.key, rule.rank) for rule in words.rules if rule.fits(word)), None)


@lru_cache(maxsize=16384)
def indicator_column(text: str) -> str | None:
    """The key of an indicator column with this caption, else None."""
    found = _look_up("indicator", text) or _look_up("indicator", _PERIOD.sub("", core(text)))
    if found is None and _ONLY_MONTHS.fullmatch(core(text)):
        return "actual"
    return found[0] if found else None


@lru_cache(maxsize=16384)
def fund_column(text: str) -> str | None:
    """The key of a fund column with this caption, else None."""
    found = _look_up("fund", _PERIOD.sub("", fold(text).replace("b/a", ""))) if len(text) < 40 else None
    return found[0] if found else None


@lru_cache(maxsize=16384)
def head_field(text: str) -> tuple[str, int] | None:
    """The field (and its rank among several captions for it) of a box with this caption, else None."""
    return _look_up("head", text) if len(text) < 60 else None


@lru_cache(maxsize=16384)
def box_field(text: str) -> tuple[str, int] | None:
    """``head_field`` of a caption that may have its value behind a colon: 项目名称：示例项目."""
    found = head_field(text)
    if found is None and len(text) < 400 and (":" in text or "：" in text):
        found = head_field(_COLON.split(text, maxsplit=1)[0])
    return found


@lru_cache(maxsize=16384)
def fund_source(text: str) -> FundSource | None:
    """The source a fund row's label names, else None."""
    word = core(text).removeprefix("其中").lstrip(":,、")
    found = _look_up("source", word) if 1 < len(word) <= 24 and not word.startswith(("注", "备注", "说明")) else None
    return FundSource(found[0]) if found else None


@lru_cache(maxsize=16384)
def level1(text: str) -> str | None:
    """The standard word of a first-level indicator, None when it is none of the four."""
    found = _look_up("level1", _level_word(text))
    return found[0] if found else None


@lru_cache(maxsize=16384)
def level2(text: str) -> str | None:
    """The standard word of a second-level indicator, None when it is not a standard one."""
    word = _level_word(text)
    found = _look_up("level2", word) if len(word) <= 14 else None
    return found[0] if found else None


_PARENT = {
    **dict.fromkeys(("数量指标", "质量指标", "时效指标", "成本指标"), "产出指标"),
    **dict.fromkeys(("经济成本指标", "社会成本指标", "生态环境成本指标"), "成本指标"),
    **dict.fromkeys(("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"), "效益指标"),
    "服务对象满意度指标": "满意度指标",
}


def parent_level(word: str | None) -> str | None:
    """The first level a standard second-level word belongs to (成本指标 alone: 产出指标)."""
    return _PARENT.get(word or "")


def _level_word(text: str) -> str:
    return _POINTS.sub("", core(text)).removesuffix("等").rstrip("…").lstrip("其中:")


@lru_cache(maxsize=4096)
def points(text: str) -> Decimal | None:
    """The points printed behind a block's name: 产出指标（50分） → 50."""
    match = _POINTS.search(fold(text))
    return Decimal(match[1]) if match else None


@lru_cache(maxsize=4096)
def without_points(text: str) -> str:
    """A block's name without its printed points, as it stands otherwise."""
    bare = re.sub(r"[（(]?\s*\d{1,3}(?:\.\d+)?\s*分[^（）()]*[）)]?", "", squeeze(text))
    return bare.strip(" ：:")


@lru_cache(maxsize=4096)
def money_unit(text: str) -> Decimal | None:
    """Yuan worth of the unit a caption prints: 项目资金（元） → 1."""
    match = _MONEY_UNIT.search(fold(text)) if len(text) < 60 else None
    return MONEY_UNITS[match[1]] if match else None


@lru_cache(maxsize=4096)
def unit_line(text: str) -> Decimal | None:
    """Yuan worth of 1 under a line such as 金额单位：万元."""
    match = _UNIT_LINE.search(fold(text)) if len(text) < 60 else None
    return MONEY_UNITS[match[1]] if match else None
