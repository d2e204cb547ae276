"""Feedback sheets (反馈单): one small workbook a unit, with each fault's cell and remedy, and a text to paste into a chat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hengji.papers.writing.cells import file_name, percent_text, wan_text
from hengji.papers.writing.listing import Column, Mould, Paper, Rows, fill_rows, heads_row, lines_of, print_wide, title_rows
from hengji.papers.writing.problems import Problem, problems
from hengji.papers.writing.words import KIND
from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.opinion import score_sentence
from hengji.rules.results import OVERALL, Examined, Missing, RoundResult
from hengji.rules.text import fold

CHAT_MOST = 300
"""Characters of the text for a chat."""

_CHAT_PROBLEMS = 3
_SEVERITIES = tuple(Severity)
_DUE = "＿＿＿＿年＿＿月＿＿日"
_CHAT_WIDTH = 64
_STOP = re.compile(r"(?<!\d)[，、；。：！？]|[，、；。：！？](?!\d)")
"""A stop that does not stand within a figure."""
_NUMBER_AT_END = re.compile(r"[-−]?\d[\d.,，]*[%％]?[十百千万亿]*$")
"""A figure that more may have followed, were the text not cut there."""


@dataclass(slots=True)
class Feedback:
    """What one unit is told: its forms, its faults (errors and warnings), notices, and the objects it has not reported."""

    unit: str
    forms: list[Examined] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    @property
    def needed(self) -> bool:
        """Whether the unit has anything to answer; notices alone ask for nothing."""
        return bool(self.faults or self.missing)

    def count(self, severity: Severity) -> int:
        return sum(problem.finding.severity is severity for problem in self.faults)


def feedback(result: RoundResult) -> tuple[Feedback, ...]:
    """One feedback for every unit that has to answer something, in the round's order.  Of what the bureau rejected nobody is asked."""
    units: dict[str, Feedback] = {}

    def of(unit: str) -> Feedback:
        return units.setdefault(fold(unit), Feedback(unit))

    for item in result.examined:
        of(item.unit).forms.append(item)
    for problem in problems(result):
        asked = problem.finding.addressee is Addressee.UNIT and problem.decision.adopted is not False
        if asked and problem.unit and problem.finding.code != "not-submitted":
            mine = of(problem.unit)
            (mine.notices if problem.finding.severity is Severity.NOTICE else mine.faults).append(problem)
    for missing in result.missing:  # said by its own section, so not as a finding as well
        of(missing.unit).missing.append(missing)
    return tuple(item for item in units.values() if item.needed)


def feedback_files(result: RoundResult, folder: Path) -> tuple[tuple[Feedback, Path], ...]:
    """Every feedback with the file it goes to (反馈单/单位.xlsx): names that any system takes and that differ from each other."""
    items = feedback(result)
    if items:
        folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    return tuple((item, folder / f"{file_name(item.unit, taken)}.xlsx") for item in items)


def write_one(item: Feedback, result: RoundResult, path: Path) -> Path:
    """Write one feedback to ``path``."""
    mould = _mould()
    mould.cast(path, _rows(mould.paper, item, result.as_of))
    return path


@cache
def _mould() -> Mould:
    return Mould(_sample)


def _sample(paper: Paper) -> None:
    """A feedback with everything that can stand in one, and the settings of its two sheets."""
    key = ("",) * 5
    faults = [Problem(0, "", "", Finding("", severity, "", "", ""), "", "", key) for severity in Severity]
    sheets = [paper.sheet("反馈单"), paper.sheet("微信文本")]
    _rows(paper, Feedback("", [], faults, faults, [Missing("", None)]), None)  # makes every look
    for index, column in enumerate(FAULTS):
        sheets[0].set_column(index, index, column.width)
    print_wide(sheets[0], 0, None)
    sheets[1].set_column(0, 0, _CHAT_WIDTH)
    sheets[1].set_paper(9)


def _rows(paper: Paper, item: Feedback, as_of: date | None) -> tuple[Rows, Rows]:
    return _feedback_rows(paper, item, as_of), _chat_rows(paper, item)


FAULTS: tuple[Column[Problem], ...] = (
    Column("序号", 6, lambda p: p.number, "center"),
    Column("项目", 24, lambda p: _object(p.unit, p.program)),
    Column("文件", 22, lambda p: f"{p.file.rsplit('/', 1)[-1]}（{p.sheet}）" if p.file else "—", "wrapped"),
    Column("单元格", 8, lambda p: p.finding.cell or "—", "center"),
    Column("级别", 7, lambda p: p.finding.severity.chinese, "marked"),
    Column("发现", 46, lambda p: p.finding.message),
    Column("怎么改", 36, lambda p: p.finding.fix),
)


def _object(unit: str, program: str | None) -> str:
    """An object beside its unit's name."""
    return OVERALL if not program or fold(program) == fold(unit) else program


_Received = tuple[int, Examined]

FORMS: tuple[Column[_Received], ...] = (
    Column("序号", 6, lambda r: r[0], "center"),
    Column("项目", 24, lambda r: r[1].object),
    Column("文件", 22, lambda r: f"{r[1].form.file.rsplit('/', 1)[-1]}（{r[1].form.sheet}）", "wrapped"),
    Column("种类", 8, lambda r: KIND[r[1].form.kind], "center"),
    Column("", 7, lambda r: None, "center"),
    Column("读到的数（万元）", 46, lambda r: _read_words(r[1])),
    Column("是否计入合计", 36, lambda r: _counted_words(r[1])),
)


def _counted_words(examined: Examined) -> str:
    if examined.back:
        return "未计入：已退回修改，改好后请重新报送"
    return "计入" if examined.counts else "未计入：同一对象报了不止一张表，请确认以哪一张为准"


def _read_words(examined: Examined) -> str:
    """The figures the unit is to check: money, and of a self-evaluation its total."""
    score = score_sentence(examined).rstrip("。") if examined.form.kind.evaluates else ""
    return "；".join(filter(None, [_money_words(examined), score]))


def _money_words(examined: Examined) -> str:
    total = examined.form.total
    if total is None:
        return "没有读到资金总额"
    amounts = (("年初预算", total.initial), ("调整后预算", total.adjusted), ("执行数", total.executed))
    words = [f"{word} {wan_text(amount)}" for word, amount in amounts if amount is not None]
    if examined.judgement.execution.rate is not None:
        words.append(f"执行率 {percent_text(examined.judgement.execution.rate)}")
    return "，".join(words) or "没有读到金额"


def _feedback_rows(paper: Paper, item: Feedback, as_of: date | None) -> Rows:
    sheet = Rows()
    title_rows(paper, sheet, "绩效表检查反馈单", _opening(item, as_of), FAULTS)
    numerals = iter("一二三四")
    if item.faults:
        _section(paper, sheet, f"{next(numerals)}、需要改正或说明的问题", FAULTS, _numbered(item.faults))
    if item.missing:
        _plain(paper, sheet, [f"{next(numerals)}、尚未收到的表"], bold=True)
        _plain(paper, sheet, _missing_lines(item))
    if item.forms:
        first = sheet.count + 1
        _section(paper, sheet, f"{next(numerals)}、已收到的表（请核对我们读到的数）", FORMS, list(enumerate(item.forms, start=1)))
        for row in range(first, sheet.count):
            sheet.join(row, 3, row, 4)
    if item.notices:
        _section(paper, sheet, f"{next(numerals)}、提示（供参考，不要求答复）", FAULTS, _numbered(item.notices))
    _plain(paper, sheet, ["", *_closing(item)])
    return sheet


def _opening(item: Feedback, as_of: date | None) -> list[str]:
    when = f"（监控时点 {as_of:%Y-%m-%d}）" if as_of else ""
    if not item.forms and not item.faults:
        return [f"{item.unit}：", f"没有收到你单位应报的表{when}，请于{_DUE}前补报。已经报送的，请告知报送时间和方式。"]
    received = f"收到你单位报送的表 {len(item.forms)} 张{when}" if item.forms else f"没有收到你单位应报的表{when}"
    found = f"，检查发现错误 {item.count(Severity.ERROR)} 处、疑点 {item.count(Severity.WARNING)} 处" if item.faults else ""
    absent = f"，另有 {len(item.missing)} 个对象没有收到表" if item.missing and item.forms else ""
    return [f"{item.unit}：", f"{received}{found}{absent}。请逐条核对，改正、说明或补报后，于{_DUE}前重新报送。"]


def _closing(item: Feedback) -> list[str]:
    explained = [
        "说明：错误，请改正；疑点，请核对后改正，或在表中写明原因；提示，供参考。单元格是原表中的位置，如 D14 是 D 列第 14 行。",
        "请直接在原表上改好后整张报回，不要只报改动的部分；对反馈有不同意见的，请写明理由一并报回。",
    ]
    return [*(explained if item.faults else []), "联系人：＿＿＿＿＿＿　　电话：＿＿＿＿＿＿＿＿"]


def _numbered(rows: Iterable[Problem]) -> list[Problem]:
    ordered = sorted(rows, key=lambda problem: _SEVERITIES.index(problem.finding.severity))
    return [replace(problem, number=number) for number, problem in enumerate(ordered, start=1)]


def _missing_lines(item: Feedback) -> list[str]:
    return [
        f"　　{_object(missing.unit, missing.program)}" + (f"（截止时间 {missing.due:%Y-%m-%d}）" if missing.due else "") + "：请补报。"
        for missing in item.missing
    ]


def _section(paper: Paper, sheet: Rows, title: str, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> None:
    _plain(paper, sheet, [title], bold=True)
    heads_row(paper, sheet, columns, 22)
    fill_rows(paper, sheet, columns, rows)


def _plain(paper: Paper, sheet: Rows, lines: Sequence[str], *, bold: bool = False) -> None:
    style = paper.style(text_wrap=True, bold=bold)
    width = sum(column.width for column in FAULTS) - 2
    for line in lines:
        row = sheet.add([line], [style], 6 + 13.5 * lines_of(line, width))
        sheet.join(row, 0, row, len(FAULTS) - 1)


def _chat_rows(paper: Paper, item: Feedback) -> Rows:
    sheet = Rows()
    text = chat_text(item)
    sheet.add(["复制下面这一格，发到工作群或发给经办人；日期请先补上。"], [paper.style(bold=True)], 24)
    sheet.add([text], [paper.style(text_wrap=True, border=1, valign="top")], 16 + 14.0 * lines_of(text, _CHAT_WIDTH - 4))
    return sheet


def chat_text(item: Feedback) -> str:
    """The text for a chat, at most ``CHAT_MOST`` characters: how many, the worst three with cell and remedy, how many more, what
    to do."""
    head = _chat_head(item)
    tail = "请于＿月＿日前补报，详见反馈单。" if not item.faults else "改好后请于＿月＿日前整张报回，详见反馈单。"
    worst = _numbered(item.faults)[:_CHAT_PROBLEMS]
    if left_out := len(item.faults) - len(worst):
        tail = f"其余{left_out}条见反馈单。{tail}"
    room = CHAT_MOST - len(head) - len(tail) - len(worst) - 1
    lines = [_chat_line(problem, room // len(worst)) for problem in worst]
    return "\n".join([head, *lines, tail])


def _chat_head(item: Feedback) -> str:
    parts = [f"收到表{len(item.forms)}张"] if item.forms else []
    errors, warnings = item.count(Severity.ERROR), item.count(Severity.WARNING)
    parts += [f"错误{errors}处"] if errors else []
    parts += [f"疑点{warnings}处"] if warnings else []
    if item.missing:
        names = "、".join(_cut(_object(missing.unit, missing.program), 20) for missing in item.missing[:2])
        parts.append(f"没有收到{names}{'等' if len(item.missing) > 2 else ''}{len(item.missing)}个对象的表")
    return f"【绩效表反馈】{_cut(item.unit, 30)}：{'，'.join(parts)}。"


def _chat_line(problem: Problem, room: int) -> str:
    """One problem in ``room`` characters: the remedy is kept before the finding, both cut with … when they must be."""
    finding = problem.finding
    start = f"{problem.number}.{_cut(_object(problem.unit, problem.program), 14)}{finding.cell or ''}："
    room -= len(start)
    fix = _cut(finding.fix, max(room // 2, room - len(finding.message) - 1))
    return start + _cut(finding.message, room - len(fix) - 1).rstrip("。；") + "。" + fix


def _cut(text: str, most: int) -> str:
    """``text`` in ``most`` characters: cut at its last stop, where that leaves the better part, and never inside a number."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    part = text[: max(most - 1, 0)]
    stop = max((found.start() for found in _STOP.finditer(text) if found.start() < len(part)), default=-1)
    return (part[:stop] if stop * 2 >= len(part) > 0 else _NUMBER_AT_END.sub("", part)) + "…"
