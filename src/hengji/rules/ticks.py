"""Ticks and the words that stand for them: causes of deviation, likelihood."""

from __future__ import annotations

import re
from functools import lru_cache

from hengji.rules.forms import Cause, Likelihood
from hengji.rules.text import fold, is_blank

CAUSES = tuple(cause.value for cause in Cause)
LIKELIHOODS = {item.value: item for item in Likelihood}

_NOT = frozenset(
    {"×", "x", "✗", "✘", "❌", "否", "无", "n", "no", "0", "□", "☐", "〇", "没有", "不涉及", "未", "错", "false", "f", "()", "/"}
)
_CAUSE_WORDS = (
    ("funding", re.compile(r"经费(?:保障)?|资金保障")),
    ("institution", re.compile(r"制度(?:保障)?")),
    ("personnel", re.compile(r"人员(?:保障)?")),
    ("equipment", re.compile(r"硬件(?:条件)?(?:保障)?|条件保障")),
    ("other", re.compile(r"其[他它](?:原因)?")),
)
_BETWEEN = re.compile(r"[、,，;；/\s√✓☑✔.。:]|不足|方面|原因|问题|和|及")


@lru_cache(maxsize=4096)
def is_tick(text: str) -> bool:
    """√ ✓ ☑ ✔ 是 Y 1 ● 对, and every other word that is not a no: what stands in a tick box ticks it."""
    return not is_blank(text) and fold(text) not in _NOT


@lru_cache(maxsize=4096)
def causes_in(text: str) -> tuple[Cause, ...] | None:
    """The causes a cell names when it names nothing else (经费保障；人员保障), None when it is a sentence."""
    word = _BETWEEN.sub("", fold(text))
    found = []
    for key, pattern in _CAUSE_WORDS:
        rest = pattern.sub("", word)
        if rest != word:
            found.append(Cause(key))
            word = rest
    return tuple(found) if found and not word else None


_OPTIONS = "(确定能|有可能|完全不可能|(?<!完全)不可能)"
_BEFORE = re.compile(r"[√✓✔☑☒■●]\)?" + _OPTIONS)
_BEHIND = re.compile(_OPTIONS + r"\(?[√✓✔☑☒■●]")


@lru_cache(maxsize=4096)
def likelihood_in(text: str) -> Likelihood | None:
    """The likelihood a word says (确定能、有可能、完全不可能), or the one ticked among all three (☑确定能 □有可能 …)."""
    word = fold(text)
    if "确定能" in word and "可能" in word.replace("不可能", "", 1):
        ticked = set((_BEHIND if word.startswith(("确定能", "完全", "有可能")) else _BEFORE).findall(word))
        return likelihood_in(ticked.pop()) if len(ticked) == 1 else None
    if "不可能" in word or "不能" in word or "无法" in word:
        return Likelihood.IMPOSSIBLE
    if "有可能" in word or word in ("可能", "可能完成", "可能实现"):
        return Likelihood.POSSIBLE
    if "确定" in word or word in ("能", "能完成", "一定能", "可以完成", "能够完成", "已完成", "是"):
        return Likelihood.CERTAIN
    return None
