"""``target-changed``: the form does not carry the approved target as it was approved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from rapidfuzz.fuzz import ratio

from hengji.rules.findings.approvals import pair, words_of
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import GOAL, aim, at, quoted
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import ApprovedIndicator, Form, IndicatorRow
from hengji.rules.indicators import target_text
from hengji.rules.money import plain
from hengji.rules.text import fold
from hengji.rules.units import Relation, convert, relation
from hengji.rules.values import Target

ANSWER = "与所附批复不一致，如已按程序调整请附批文"
_FIX = "请恢复为批复的绩效目标；如已按程序调整，请附批文。"
_CLEARLY_OTHER = 80.0
_LIST_NUMBER = re.compile(r"(?:(?<=^)|(?<=[\s;；。:：]))(?:目标|任务)?[（(]?\d{1,2}(?:[)）]|[.．、:：])(?!\d)|[①-⑳]", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def find(case: Case) -> Iterator[Finding]:
    """The goal, then indicator by indicator, then what is missing or added."""
    if case.approved is None:
        return
    yield from _goal(case.form, case.approved.goal)
    if not case.approved.indicators:
        return
    pairs = pair(case.form, case.approved)
    for position, row in enumerate(case.form.indicators):
        if one := pairs.of(position):
            yield from _row(case.form, row, one, renamed=position in pairs.renamed)
        elif position in pairs.added:
            yield RULE.error(
                row.subject, row.cell, f"指标“{row.subject}”{quoted(aim(row))}{at(row.cell)}批复中没有，系自行增加，{ANSWER}。", _FIX
            )
    for one in pairs.missing:
        yield RULE.error(one.name, None, f"批复的指标“{one.name}”（{target_text(one.target)}）表中没有，{ANSWER}。", _FIX)


# ---- one indicator


def _row(form: Form, row: IndicatorRow, one: ApprovedIndicator, *, renamed: bool) -> Iterator[Finding]:
    changes = list(_changes(form, row, one))
    cell = row.cells.get(changes[0][0]) if changes else None
    told = [words for _, words in changes]
    if renamed:
        told.insert(0, f"名称改为“{row.name}”" if row.name else "名称未填")
        cell = row.cell
    if told:
        message = f"批复的指标“{one.name}”{'，'.join(told)}{at(cell)}，{ANSWER}。"
        yield RULE.error(row.name or one.name, cell or row.cell, message, _FIX)


def _changes(form: Form, row: IndicatorRow, one: ApprovedIndicator) -> Iterator[tuple[str, str]]:
    """(column, words) of everything that differs."""
    if row.target is None:
        yield "target", f"指标值{target_text(one.target)}未填"
    elif words := target_change(row.target, one.target):
        yield "target", words
    if form.has("indicator.weight") and row.weight is not None and one.weight is not None and row.weight != one.weight:
        yield "weight", f"分值由{plain(one.weight)}改为{plain(row.weight)}"


def target_change(now: Target, was: Target) -> str | None:
    """How a target differs from the approved one, None where it is the same: converted units are, and so is a sign that one
    of the two does not print."""
    told = f"指标值由{target_text(was)}改为{target_text(now)}"
    if now.number is None or was.number is None:
        return None if _same_words(now, was) else told
    if relation(now.unit, was.unit) not in (Relation.SAME, Relation.CONVERTIBLE) and not _same_unit_words(now, was):
        return f"{told}（计量单位不同）"
    value = convert(now.number, now.unit, was.unit)
    if value is not None and value != was.number:
        return told
    if value is None and now.number != was.number:
        return told
    if now.signed and was.signed and now.operator is not was.operator:
        return f"{told}（符号不同）"
    return None


def _same_unit_words(now: Target, was: Target) -> bool:
    """Units nobody knows, written with more or less around them (亩次, 亩·次)."""
    a, b = words_of(now.unit or ""), words_of(was.unit or "")
    return a == b or a in b or b in a


def _same_words(now: Target, was: Target) -> bool:
    if (now.number is None) != (was.number is None):
        return words_of(now.text) == words_of(was.text)
    if now.low is not None and (now.low, now.high) == (was.low, was.high):
        return True
    if now.deadline is not None and now.deadline == was.deadline and not now.text.strip("≥≤").isdigit():
        return True
    a, b = words_of(now.text), words_of(was.text)
    return a == b or (len(a) > 20 and ratio(a, b) >= 95 and numbers(now.text) == numbers(was.text))


# ---- the goal


def _goal(form: Form, approved: str | None) -> Iterator[Finding]:
    if not approved or not form.goal:
        return
    now, was = words_of(form.goal), words_of(approved)
    if now == was:
        return
    cell = form.cells.get("goal")
    old, new = numbers(approved), numbers(form.goal)
    if old != new:
        gone, come = _listed(old - new), _listed(new - old)
        words = f"年度总体目标{at(cell)}中的数字与批复不同（批复为{gone}，表中为{come}）"
        yield RULE.error(GOAL, cell, f"{words}，表中写{quoted(form.goal)}，{ANSWER}。", _FIX)
    elif ratio(now, was) < _CLEARLY_OTHER:
        words = f"年度总体目标{at(cell)}表述与批复明显不同，批复为{quoted(approved)}，表中为{quoted(form.goal)}"
        yield RULE.error(GOAL, cell, f"{words}，{ANSWER}。", _FIX)


def numbers(text: str) -> Counter[Decimal]:
    """The numbers of a text, each as often as it stands there; numbering is none."""
    plain_text = _LIST_NUMBER.sub(" ", fold_keep_lines(text))
    return Counter(Decimal(found.replace(",", "")).normalize() for found in _NUMBER.findall(plain_text))


def fold_keep_lines(text: str) -> str:
    """``fold`` line by line, so that numbering at the start of a line is still seen."""
    return "\n".join(fold(line) for line in text.splitlines())


def _listed(found: Counter[Decimal]) -> str:
    return "、".join(plain(number) for number in sorted(found.elements())) or "无"


RULE = Rule(
    code="target-changed",
    title="随意变动批复目标",
    problem_class=4,
    severities=(Severity.ERROR,),
    meaning="与批复的绩效目标相比，指标缺少、增加、改名，或指标值、符号、计量单位、分值不同，或年度总体目标的数字或表述明显不同。全半角、标点、编号、单位换算"
    "的差别不算；没有印出的符号不算。",
    basis="《预算法》及绩效目标管理有关规定：批复的绩效目标一般不予调整，确需调整按程序报批",
    example="批复“≥12公里”，表中“≥10公里”。",
    find=find,
)
