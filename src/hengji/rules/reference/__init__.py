"""The reference indicator library (参考指标库): indicators a county may start from, by field, as data; marked 参考（非官方）.

``parse`` is pure; whoever reads the files beside this module (``hengji.papers.referencefiles``) hands the text in.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from hengji.rules.measures import Measure
from hengji.rules.values import Target, read_target

MARK = "参考（非官方）"
LEVELS: dict[str, str] = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "经济成本指标": "成本指标",
    "社会成本指标": "成本指标",
    "生态环境成本指标": "成本指标",
    "经济效益指标": "效益指标",
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
"""Second levels with their first level (财预〔2021〕101号 指引; 可持续影响指标 as many counties still use it)."""
_KEYS = {"name", "level2", "operator", "unit", "measure", "how", "evidence", "avoid"}


class LibraryFileError(ValueError):
    """A library file that cannot be used; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class ReferenceIndicator:
    """One indicator.  ``operator`` is a sign (≥ ≤ =), 定性 or 时间 (a date); ``unit`` is None for the last two;
    ``how`` 取数方式, ``evidence`` 佐证材料; ``avoid`` vague wordings that this indicator should replace."""

    name: str
    level1: str
    level2: str
    operator: str
    unit: str | None
    measure: Measure
    how: str
    evidence: str
    avoid: tuple[str, ...] = ()

    def target(self, value: str, year: int | None = None) -> Target | None:
        """A target of this indicator as the house reads it: ``target("95")`` of a rate is ≥95 %."""
        sign = None if self.operator in ("定性", "时间") else self.operator
        return read_target(value, sign=sign, unit=self.unit, year=year)


@dataclass(frozen=True, slots=True)
class ReferenceField:
    """One field (领域): ``code`` is the file's name, ``words`` what in a program's name points to it."""

    code: str
    name: str
    order: int
    words: tuple[str, ...]
    indicators: tuple[ReferenceIndicator, ...]


def parse(text: str) -> ReferenceField:
    """A field from TOML.  Raises ``LibraryFileError`` with a Chinese sentence."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LibraryFileError(f"参考指标文件不是有效的TOML文本：{error}。") from error
    missing = [key for key in ("code", "name", "order", "words", "indicator") if key not in data]
    if missing:
        raise LibraryFileError(f"参考指标文件缺少：{'、'.join(missing)}。")
    indicators = tuple(_indicator(data["name"], one) for one in data["indicator"])
    return ReferenceField(data["code"], data["name"], data["order"], tuple(data["words"]), indicators)


def field_of(program: str, fields: tuple[ReferenceField, ...]) -> ReferenceField | None:
    """The field a program's name points to by its words, the most words first; None where none does."""
    scored = [(sum(len(word) for word in one.words if word in program), one) for one in fields]
    best = max(scored, key=lambda pair: (pair[0], -pair[1].order), default=None)
    return best[1] if best and best[0] else None


def _indicator(field: str, table: dict[str, Any]) -> ReferenceIndicator:
    name = table.get("name", "（未写名称）")
    if unknown := set(table) - _KEYS:
        raise LibraryFileError(f"“{field}”的指标“{name}”有不认识的项目：{'、'.join(sorted(unknown))}。")
    if lacking := [key for key in ("name", "level2", "operator", "measure", "how", "evidence") if not table.get(key)]:
        raise LibraryFileError(f"“{field}”的指标“{name}”缺少：{'、'.join(lacking)}。")
    if table["level2"] not in LEVELS or table["measure"] not in {one.value for one in Measure}:
        raise LibraryFileError(f"“{field}”的指标“{name}”的二级指标或计量方式不在规定范围内。")
    return ReferenceIndicator(
        name=name,
        level1=LEVELS[table["level2"]],
        level2=table["level2"],
        operator=table["operator"],
        unit=table.get("unit"),
        measure=Measure(table["measure"]),
        how=table["how"],
        evidence=table["evidence"],
        avoid=tuple(table.get("avoid", ())),
    )
