"""One cell of a register: what is printed → a value, or what is wrong with it and what mends it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from hengji.papers.days import read_day
from hengji.papers.registers.register import Column, ColumnKind, Value
from hengji.rules.money import half_up, parse_amount
from hengji.rules.text import fold, is_blank
from hengji.rules.values import is_broken

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_PLAIN = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,10})?")
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:%|分|点)?")
_CODE_PREFIX = re.compile(r"^\d+(?:[-_.、:]|(?=\D))")
_NOTE = re.compile(r"\([^()]*\)")
_YES, _NO = (
    frozenset(("是", "√", "✓", "✔", "有", "1", "y", "yes", "true", "涉密")),
    frozenset(("否", "×", "x", "无", "0", "n", "no", "false", "非涉密", "不涉密")),
)
YES, NO = "是", "否"


class Fault(NamedTuple):
    """What is wrong with a cell: ``lenient`` ones are told once and cost nothing."""

    code: str
    sentence: str
    remedy: str
    lenient: bool = False


Read = tuple[Value, Fault | None]
Reader = Callable[[str], Read]


def reader(column: Column, worth: Decimal, year: int | None) -> Reader:
    """How the cells of a column are read; ``worth`` is yuan per 1 of a money column, ``year`` for dates without one."""
    kinds: Mapping[ColumnKind, Reader] = {
        ColumnKind.TEXT: partial(_text, column),
        ColumnKind.CODE: partial(_code, column, re.compile(column.pattern) if column.pattern else None),
        ColumnKind.MONEY: partial(_money, column, worth),
        ColumnKind.NUMBER: partial(_number, column),
        ColumnKind.DATE: partial(_date, column, year),
        ColumnKind.CHOICE: partial(_choice, column, _words(column)),
        ColumnKind.BOOL: partial(_bool, column),
    }
    return partial(_guarded, kinds[column.kind])


def _guarded(read: Reader, text: str) -> Read:
    if is_blank(text):
        return None, None
    if is_broken(text):
        return None, Fault("cell_broken", f"单元格里是“{text[:20]}”，公式没有算出结果或出了错", "请改为直接填写的内容")
    return read(text.strip())


def _text(column: Column, text: str) -> Read:
    if len(text) > column.longest:
        return None, Fault("too_long", f"{column.caption}有 {len(text)} 个字，最多 {column.longest} 个", "请缩短后再导入")
    return text, None


def _code(column: Column, pattern: re.Pattern[str] | None, text: str) -> Read:
    code = "".join(unicodedata.normalize("NFKC", text).split())
    if _SCIENTIFIC.fullmatch(code) and not (pattern and pattern.fullmatch(code) and "." not in code and "+" not in code):
        remedy = "请把这一列的格式设为“文本”后重新填写完整的编码"
        return None, Fault("code_broken", f"“{text}”是被 Excel 变成科学计数的编码，后面的数字已经丢失", remedy)
    if pattern and not pattern.fullmatch(code):
        return None, Fault("code_malformed", f"{column.caption}“{text[:30]}”写法不对", f"应为{column.pattern_words}")
    if len(code) > column.longest:
        return _text(column, code)
    return code, None


def _money(column: Column, worth: Decimal, text: str) -> Read:
    if _PLAIN.fullmatch(text):  # nearly every cell, at a fifth of the time
        return half_up(Decimal(text) * worth), None
    amount = parse_amount(text, worth)
    if amount is None:
        return None, Fault(
            "amount_unreadable", f"{column.caption}“{text[:30]}”不能确定是多少钱", "请只填数字，如 1234.56；退款、调减写成 -1234.56"
        )
    return amount.yuan, None


def _number(column: Column, text: str) -> Read:
    found = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return (
        (Decimal(found[1]), None) if found else (None, Fault("number_unreadable", f"{column.caption}“{text[:30]}”不是数字", "请只填数字"))
    )


def _date(column: Column, year: int | None, text: str) -> Read:
    day = read_day(text, year)
    if day is None:
        return None, Fault("date_unreadable", f"{column.caption}“{text[:30]}”不是完整的日期", "请写成 2025-03-15 的样子")
    return day, None


def _words(column: Column) -> dict[str, str]:
    """Key by folded word and by the key itself."""
    words = {fold(word): key for key, all_words in column.choices.items() for word in all_words}
    return {fold(key): key for key in column.choices} | words


def _choice(column: Column, words: Mapping[str, str], text: str) -> Read:
    word = fold(text)
    bare = _NOTE.sub("", _CODE_PREFIX.sub("", word))
    key = words.get(word) or words.get(bare) or (_within(words, bare) if column.lenient else None)
    if key is not None:
        return key, None
    names = "、".join(all_words[0] for all_words in column.choices.values())
    return None, Fault("choice_unknown", f"{column.caption}“{text[:30]}”不在可选范围内", f"请从这些里选：{names}", column.lenient)


def _within(words: Mapping[str, str], text: str) -> str | None:
    """The choice whose word stands in the text, the longest word first; None where two of one length disagree."""
    found = sorted((word for word in words if len(word) > 1 and word in text), key=len, reverse=True)
    longest = {words[word] for word in found if len(word) == len(found[0])}
    return longest.pop() if len(longest) == 1 else None


def _bool(column: Column, text: str) -> Read:
    word = fold(text)
    if word in _YES or word in _NO:
        return word in _YES, None
    return None, Fault("bool_unreadable", f"{column.caption}“{text[:30]}”看不出是还是否", "请填“是”或“否”")
