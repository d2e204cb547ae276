"""Operators of targets as signs and as words: ≥ and 不低于, 以上; ≤ and 不超过, 控制在, 以内."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from hengji.rules.text import is_blank, unify


class Operator(StrEnum):
    """How a target binds: ``text`` is a qualitative one."""

    GE = "ge"
    GT = "gt"
    EQ = "eq"
    LE = "le"
    LT = "lt"
    TEXT = "text"

    @property
    def limits(self) -> bool:
        """The target is a ceiling (≤, <)."""
        return self in ("le", "lt")


_SIGNS = {"≥": Operator.GE, ">": Operator.GT, "=": Operator.EQ, "≤": Operator.LE, "<": Operator.LT, "》": Operator.GT, "《": Operator.LT}
_STRONG = {
    Operator.GE: "大于等于 大于或等于 大于且等于 大等于 不低于 不少于 不小于 不得低于 不得少于 不得小于 不能低于 不能少于 不下于 不短于 "
    "至少 最低 最少 高于等于 高于或等于 多于等于 多于或等于 超过或等于",
    Operator.GT: "大于 高于 超过 多于 超出 超",
    Operator.EQ: "等于",
    Operator.LE: "小于等于 小于或等于 小于且等于 小等于 不高于 不超过 不大于 不多于 不得高于 不得超过 不得大于 不得多于 不能超过 不能高于 "
    "未超过 未超 不超 至多 最多 最高 最长 低于等于 低于或等于 少于等于 少于或等于 不长于",
    Operator.LT: "小于 低于 少于 不足 不到 短于",
}
_WEAK = {
    Operator.GE: "达到 达 提高到 提高至 提升到 提升至 增加到 增加至 增长到 增长至 上升到 上升至 增长 提高 提升 增加 增幅 上升 增收 "
    "降低 下降 减少 降幅 节约",
    Operator.LE: "降低到 降低至 下降到 下降至 降到 降至 减少到 减少至 压减到 压减至 控制在 限定在 限制在 控制到 控制",
    Operator.EQ: "为 是 保持在 稳定在 维持在 保持 稳定 维持 大约 约为 约 大概 将近 接近 近",
}
_FILLERS = (
    "确保 力争 争取 保证 年度 全年 每年 本年 应当 应 可 需 须 要求 预计 预期 计划 目标值 目标 累计 共计 合计 总计 共 已 实际 目前 截至目前 "
    "截止目前 现已 现 均 全部 全面 完成 实现 建成 新建 建设 开展 举办 组织 培训 采购 购置 发放 安装 维修 维护 改造 新增 人均 平均 "
    "同比 较上年 比上年 拟 : ,"
)


def _table(words: dict[Operator, str], strong: bool) -> dict[str, tuple[Operator | None, bool]]:
    return {word: (operator, strong) for operator, line in words.items() for word in line.split()}


_PREFIXES: dict[str, tuple[Operator | None, bool]] = {
    **dict.fromkeys(_FILLERS.split(), (None, False)),
    **_table(_WEAK, False),
    **_table(_STRONG, True),
    **{sign: (operator, True) for sign, operator in _SIGNS.items()},
}
_PREFIX = re.compile("|".join(re.escape(word) for word in sorted(_PREFIXES, key=len, reverse=True)))
_SUFFIXES = {
    "及以上": Operator.GE, "或以上": Operator.GE, "以上": Operator.GE,
    "及以下": Operator.LE, "或以下": Operator.LE, "以下": Operator.LE, "以内": Operator.LE, "之内": Operator.LE, "内": Operator.LE,
    "左右": None, "上下": None, "水平": None,
}  # fmt: skip
_SUFFIX = re.compile(f"({'|'.join(_SUFFIXES)})+$")
_SAID_OF_PERCENT = re.compile(r"(?<=%)(?:完成|达标|到位|合格|覆盖|及时|满意|支付|发放|执行|兑现|入库)+$")
_DONE_WITHIN = re.compile(r"(?<=内)(?:响应|到达|到场|办结|完成|处理|处置|解决|修复|回复|反馈|支付|拨付|发放)+$")
_AND_MORE = re.compile(r"(?<=[\d万亿千百])(?:余|多)(?!\d)")


@lru_cache(maxsize=512)
def read_sign(sign: str | None) -> Operator | None:
    """What a sign column says: "≥", "大于等于"; ``TEXT`` for 定性.  A direction (正向, 反向) or a blank is no operator."""
    if sign is None or is_blank(sign):
        return None
    words = unify(sign).strip("()")
    if words in _PREFIXES and _PREFIXES[words][1]:
        return _PREFIXES[words][0]
    if "定性" in words:
        return Operator.TEXT
    found = re.search("[≥≤><=]", words)
    return _SIGNS[found.group()] if found else None


def peel_front(words: str) -> tuple[str, Operator | None, bool] | None:
    """(rest, operator, printed) after the words in front of a number; None where they contradict each other.

    ``printed`` is False for words that only suggest an operator: 达到 is a ≥ that nobody signed.
    """
    operator, printed = None, False
    while match := _PREFIX.match(words):
        said, strong = _PREFIXES[match.group()]
        if said and strong and printed and operator is not said:
            return None
        if said and (strong or not printed):
            operator, printed = said, strong
        words = words[match.end() :]
    return words, operator, printed


def peel_back(words: str) -> tuple[str, Operator | None]:
    """(rest, operator) before the words behind a number: 以上, 以内; 30余人 is at least 30."""
    words = _DONE_WITHIN.sub("", _SAID_OF_PERCENT.sub("", words))
    match = _SUFFIX.search(words)
    operator = _SUFFIXES.get(match[1]) if match else None
    rest = words[: match.start()] if match else words
    rest, more = _AND_MORE.subn("", rest)
    return rest, operator or (Operator.GE if more else None)
