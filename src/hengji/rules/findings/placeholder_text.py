"""``placeholder-text``: a piece of the blank form, or a stand-in for something, was left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import GOAL, at, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.forms import AMOUNT_COLUMNS, Form, IndicatorRow, Leftover
from hengji.rules.text import fold

_CROSSES = r"(?<![A-Za-z0-9×])(?:[×╳✕]{2,}|[XxＸｘ]{2,})(?![A-Za-z0-9×])"
_STAND_IN = re.compile(
    rf"{_CROSSES}|20[×XxＸ]{{2}}(?=年)|(?<![一二三四五六七八九十○])○{{2,}}(?![一二三四五六七八九十○])|[_＿]{{3,}}"
    r"|(?:(?<![提申邀恳])请(?:在此)?|此处|在此)(?:填写|输入|选择|补充|注明|填报|描述)|某某(?=项目|单位|县|局|镇|乡|村)"
)
_SUSPECT = re.compile(r"[×╳✕XxＸｘ○_＿*＊请此某字结应需（(]")
"""What every pattern but that of the goal has one of: most cells have none."""
_BOUND = re.compile(r"[*＊]{2,}")
_PROMPT = re.compile(r"\d{2,4}\s*字(?:以内|左右|以上|内)|结合自评情况|应单独说明|需说明原因")
_AMOUNT_PROMPT = re.compile(r"[（(]\s*(?:包括|含|如|指|填写|注)[^\d]*[）)]?")
_NUMBERING = re.compile(r"(?:(?:年度)?目标|任务|指标)?\s*(?:\d{1,2}|[一二三四五六七八九十])\s*[：:、.．]\s*[…\.。]*")
_DOTS = re.compile(r"[…\.。·]{2,}")


def find(case: Case) -> Iterator[Finding]:
    """What the reader set aside as leftovers, then what still stands in boxes and cells."""
    form = case.form
    named = set()
    for left in form.leftovers:
        named.add(left.cell)
        yield _unused(left) if left.unused_row else _standing(_subject(form, left), left.text, left.cell)
    for key, text, cell in _texts(form):
        if (cell is None or cell not in named) and (piece := stand_in(text, key)):
            finding = _standing(_own_words(form, text, piece, cell), text, cell)
            yield RULE.for_reviewer(finding.subject, cell, finding.message, _FIX) if _approved(case, key, text) else finding


def _unused(left: Leftover) -> Finding:
    message = f"模板空行{quoted(left.text)}未使用也未删除{at(left.cell)}。"
    return RULE.notice(left.text, left.cell, message, "请删除未使用的模板行，或补填该行内容。")


def _standing(subject: str, text: str, cell: str | None) -> Finding:
    message = f"单元格{at(cell)}保留了模板提示或占位文字{quoted(text)}，未填写实际内容。"
    return RULE.error(subject, cell, message, _FIX)


_FIX = "请以实际内容替换模板提示或占位文字。"


def _approved(case: Case, key: str, text: str) -> bool:
    """Whether a text of goal or indicators was approved as it stands."""
    approved = case.approved
    if approved is None or key not in ("goal", "name", "target"):
        return False
    own = [approved.goal or ""] if key == "goal" else [one.name if key == "name" else one.target.text for one in approved.indicators]
    return any(fold(text) == fold(one) for one in own)


def stand_in(text: str, key: str = "") -> str | None:
    """The stand-in or prompt that a text holds, None when it holds none.  ``key`` says where the text stands."""
    return _stand_in(text, key) if key == "goal" or _SUSPECT.search(text) else None


@lru_cache(maxsize=16384)
def _stand_in(text: str, key: str) -> str | None:
    if (match := _STAND_IN.search(text)) or (key in ("target", "actual", "forecast", "goal") and (match := _BOUND.search(text))):
        return match.group()
    if _PROMPT.search(text) or (key.startswith("fund.") and _AMOUNT_PROMPT.fullmatch(text)):
        return text
    if key == "goal" and not _DOTS.sub("", _NUMBERING.sub("", text)).strip():
        return text
    return None


_HEAD = ("name", "unit", "department", "goal", "goal_actual")
_ROW = ("name", "target", "actual", "forecast", "explanation", "remark")


def _texts(form: Form) -> Iterator[tuple[str, str, str | None]]:
    """Everything a unit wrote in words, less rows without any suspicious letter: (where, text, cell)."""
    head = (form.program.name, form.program.unit, form.program.department, form.goal, form.goal_actual)
    for key, text in zip(_HEAD, head, strict=True):
        if text and not (form.kind.overall and key == "name"):
            yield key, text, form.cells.get(key)
    for row in form.indicators:
        if _SUSPECT.search("".join(row.texts.values())) or _SUSPECT.search(row.name or ""):
            yield from _row_texts(row)
    for fund in form.funds:
        for key in AMOUNT_COLUMNS:
            if fund.amount(key) is None and (text := fund.texts.get(key)):
                yield f"fund.{key}", text, fund.cells.get(key)
    for caption, text in form.boxes.items():
        yield caption, text, form.cells.get(caption)


def _row_texts(row: IndicatorRow) -> Iterator[tuple[str, str, str | None]]:
    for key in _ROW:
        text = row.texts.get(key)
        if text := row.name or text if key == "name" else text:
            yield key, text, row.cells.get(key)


def _own_words(form: Form, text: str, piece: str, cell: str | None) -> str:
    """The leftover itself; of a whole prompt the caption of its box or the label of its row."""
    if piece != text or len(text) < 8:
        return _around(text, piece)
    return _subject(form, Leftover(text, cell or "", False))


def _around(text: str, piece: str) -> str:
    """A short text whole, of a long one the stand-in with what stands close to it."""
    if len(text) <= 20:
        return text
    start = text.find(piece)
    return text[max(0, start - 4) : start + len(piece) + 8]


def _subject(form: Form, left: Leftover) -> str:
    if not _is_prompt(left.text):
        return left.text
    for fund in form.funds:
        if left.cell and left.cell in fund.cells.values():
            return fund.label
    key = next((key for key, cell in form.cells.items() if cell == left.cell), None)
    return left.text if key is None else GOAL if key == "goal" else form.caption(key, key)


def _is_prompt(text: str) -> bool:
    return bool(_PROMPT.search(text) or _AMOUNT_PROMPT.fullmatch(text)) or len(text) > 15


RULE = Rule(
    code="placeholder-text",
    title="保留模板文字",
    problem_class=1,
    severities=(Severity.ERROR, Severity.NOTICE),
    meaning="单元格里仍是模板的提示、“××”“XX项目”“请填写”等占位文字，没有实际内容；整行未使用的模板行（只有“指标2：”）仅作提示。"
    "编号后面有实际名称的不算；批复目标本身如此的，转告目标审核人员。",
    basis=f"{MOF_136} 附表及填表说明",
    example="项目名称栏为“XX项目”。",
    find=find,
)
