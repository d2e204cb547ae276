"""What an indicator of the library must be, so that a target made of it can be judged: a name that says what, a known level, sign,
unit and measure that fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.judgement import named_measure
from hengji.rules.measures import Measure
from hengji.rules.operators import read_sign
from hengji.rules.reference import LEVELS
from hengji.rules.refusals import Refused
from hengji.rules.text import is_blank, strip_marks
from hengji.rules.units import canonical

SIGNS = ("≥", "≤", "=", "＞", "＜", "定性", "时间")
"""What may stand in the sign column: a comparison, 定性, or 时间 for a date."""
_LONGEST = 80
_FIGURES = re.compile(r"[≥≤><=]\s*\d")


def entry_faults(
    *, name: str | None, level2: str | None, operator: str | None, unit: str | None, measure: str | None
) -> tuple[Refused, ...]:
    """Everything wrong with an entry as typed or imported, each as a refusal with its wording; a sound one gives nothing.

    ``measure`` is a code (cumulative) or a Chinese word (累计型); ``unit`` may be blank only where the sign is 定性 or 时间.
    """
    return (*_name(name), *_level(level2), *_sign(operator), *_unit(operator, unit), *_measure(operator, measure))


def _name(name: str | None) -> Iterator[Refused]:
    bare = "" if is_blank(name) else strip_marks(name or "")[0]
    if not bare:
        yield Refused("library-name-blank")
    elif len(bare) > _LONGEST:
        yield Refused("library-name-long", length=len(bare), most=_LONGEST)
    elif _FIGURES.search(bare):
        yield Refused("library-name-value", name=bare)


def _level(level2: str | None) -> Iterator[Refused]:
    if (level2 or "").strip() not in LEVELS:
        yield Refused("library-level-unknown", level2=level2 or "（空白）", known="、".join(LEVELS))


def _sign(operator: str | None) -> Iterator[Refused]:
    if _in_words(operator) or read_sign(operator) is not None:
        return
    yield Refused("library-sign-unknown", operator=operator or "（空白）", known="、".join(SIGNS))


def _unit(operator: str | None, unit: str | None) -> Iterator[Refused]:
    if is_blank(unit):
        if not _in_words(operator):
            yield Refused("library-unit-missing", operator=operator or "（空白）")
    elif canonical(unit).family == "unknown":
        yield Refused("library-unit-unknown", unit=unit)


def _measure(operator: str | None, measure: str | None) -> Iterator[Refused]:
    found = named_measure(measure)
    if found is None:
        yield Refused("library-measure-unknown", measure=measure or "（空白）", known="、".join(one.chinese for one in Measure))
    elif not _fits(found, (operator or "").strip()):
        yield Refused("library-measure-unfit", measure=found.chinese, operator=operator or "（空白）")


def _in_words(operator: str | None) -> bool:
    return (operator or "").strip() in ("定性", "时间")


def _fits(measure: Measure, operator: str) -> bool:
    if _in_words(operator):
        return measure is (Measure.QUALITATIVE if operator == "定性" else Measure.MILESTONE)
    if measure in (Measure.QUALITATIVE, Measure.MILESTONE):
        return False
    sign = read_sign(operator)
    limits = sign is not None and sign.limits
    return not (measure is Measure.CUMULATIVE and limits) and not (measure is Measure.CEILING and operator in ("≥", "＞", ">"))
