"""The problem list (问题清单): every finding with its cell and its remedy, to be gone through, ticked and handed back.

A row carries its finding's key in a hidden column, so that the returned list is matched whatever was sorted or deleted
(``hengji.papers.writing.decisions`` reads it).
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from xlsxwriter.url import Url

from hengji.papers.writing.listing import BODY, LINE_3, Column, Listing, Paper, print_wide, title_rows, write_table
from hengji.papers.writing.words import PROBLEM_CLASS
from hengji.rules.circular import monitored
from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.forms import Form
from hengji.rules.results import Decision, Examined, FindingKey, RoundResult, finding_key
from hengji.rules.selfevaluation import evaluated

ADOPTED, REFUSED, REASON = "采纳", "不采纳", "理由"
ON_PAGE = "网上填报"
"""What stands for the file of a form filled in on a page."""
FILE, SHEET, CELL, SUBJECT, CODE = "文件", "工作表", "单元格", "对象/指标", "规则代码"
UNIT, PROGRAM, FOUND, KEY = "单位", "项目", "发现", "编号（请勿改动）"
LINKS_MOST = 60000
"""Links a sheet may have (Excel's limit is 65,530)."""

UNDECIDED = Decision(None)

_CLASS_ORDER = (1, 2, 3, 4, 5, None)
_SEVERITY_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding as the list shows it; ``file`` and ``sheet`` are empty for a finding of no form; ``decision`` is an earlier one."""

    number: int
    unit: str
    program: str
    finding: Finding
    file: str
    sheet: str
    key: FindingKey
    decision: Decision = UNDECIDED


def problems(result: RoundResult) -> tuple[Problem, ...]:
    """All findings of a round, grouped by unit and object (in the round's order), then by class of the circular and severity."""
    units: dict[str, int] = {}
    objects: dict[tuple[str, str], int] = {}
    found = [_decided(problem, result.decisions) for problem in (*_of_forms(result.examined), *_of_no_form(result.findings))]
    for problem in found:
        units.setdefault(problem.unit, len(units))
        objects.setdefault((problem.unit, problem.program), len(objects))

    def place(problem: Problem) -> tuple[int, int, str, str, int, int]:
        finding = problem.finding
        return (
            units[problem.unit], objects[problem.unit, problem.program], problem.file, problem.sheet,
            _CLASS_ORDER.index(finding.problem_class), _SEVERITY_ORDER.index(finding.severity),
        )  # fmt: skip

    return tuple(sorted(found, key=place))


def _decided(problem: Problem, decisions: Mapping[FindingKey, Decision] | None) -> Problem:
    return replace(problem, decision=decisions[problem.key]) if decisions and problem.key in decisions else problem


def _of_forms(examined: Iterable[Examined]) -> Iterator[Problem]:
    for item in examined:
        for finding in item.findings:
            yield _problem(finding, item.form, item.unit, item.object)


def _of_no_form(findings: Iterable[Finding]) -> Iterator[Problem]:
    for finding in findings:
        yield _problem(finding, None, finding.unit or "", finding.program or "")


def _problem(finding: Finding, form: Form | None, unit: str, program: str) -> Problem:
    file, sheet = (form.file, form.sheet) if form else ("", "")
    return Problem(0, unit, program, finding, file, sheet, finding_key(finding, form))


_PLACE: tuple[Column[Problem], ...] = (
    Column(UNIT, 13, lambda p: p.unit),
    Column(PROGRAM, 18, lambda p: p.program),
    Column("类别", 13, lambda p: PROBLEM_CLASS[p.finding.problem_class]),
    Column("级别", 6, lambda p: p.finding.severity.chinese, "marked"),
    Column(FILE, 16, lambda p: p.file or None, "wrapped"),
    Column(SHEET, 8, lambda p: p.sheet or None, "wrapped"),
    Column(CELL, 7, lambda p: p.finding.cell or "—", "center"),
    Column(SUBJECT, 15, lambda p: p.finding.subject),
    Column(FOUND, 40, lambda p: p.finding.message),
    Column("怎么改", 28, lambda p: p.finding.fix),
)
_DECISION: tuple[Column[Problem], ...] = (
    Column(ADOPTED, 6, lambda p: "√" if p.decision.adopted else None, "center"),
    Column(REFUSED, 7, lambda p: "√" if p.decision.adopted is False else None, "center"),
    Column(REASON, 14, lambda p: p.decision.reason),
)
_KEYS: tuple[Column[Problem], ...] = (
    Column(CODE, 20, lambda p: p.finding.code, "small"),
    Column(KEY, 10, lambda p: key_text(p.key), "small"),
)
LIST: tuple[Column[Problem], ...] = (*_PLACE, *_DECISION, *_KEYS)
REVIEW: tuple[Column[Problem], ...] = (*_PLACE, *_KEYS)


def key_text(key: FindingKey) -> str:
    """A key as it stands in the hidden column."""
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def write_problems(result: RoundResult, path: Path, places: Mapping[str, Path] | None = None, typed: Collection[str] = ()) -> None:
    """Write 问题清单.xlsx to ``path``.  ``places`` says where the file of a form stands on disk (by ``Form.file``): those cells
    become links, relative to ``path``.  ``typed`` are names (``Form.file``) of forms filled in on a page: they have no file and no
    worksheet, their cells are in words."""
    found = tuple(replace(one, file=ON_PAGE, sheet="") if one.file in typed else one for one in problems(result))
    ours = [problem for problem in found if problem.finding.addressee is Addressee.UNIT]
    serious = [problem for problem in ours if problem.finding.severity is not Severity.NOTICE]
    with Paper(path) as paper:
        links = _Links(path.parent, places or {})
        _list_sheet(paper, links, "问题清单", _serious_facts(result, serious), LIST, serious)
        notices = [problem for problem in ours if problem.finding.severity is Severity.NOTICE]
        _list_sheet(paper, links, "提示", _notice_facts(result, notices), LIST, notices)
        review = [problem for problem in found if problem.finding.addressee is Addressee.TARGET_REVIEWER]
        _list_sheet(paper, links, "目标审核", _review_facts(review), REVIEW, review)
        _legend_sheet(paper, result)


def _serious_facts(result: RoundResult, rows: Sequence[Problem]) -> list[str]:
    when = f"监控时点 {result.as_of:%Y-%m-%d}。" if result.as_of else ""
    if not rows:
        return [f"{when}没有发现错误和疑点。"]
    refused = sum(row.decision.adopted is False for row in rows)
    rows = [row for row in rows if row.decision.adopted is not False]
    errors = sum(row.finding.severity is Severity.ERROR for row in rows)
    units = len({row.unit for row in rows})
    objects = len({(row.unit, row.program) for row in rows})
    return [
        f"{when}错误 {errors} 条、疑点 {len(rows) - errors} 条，涉及 {units} 家单位、{objects} 个对象"
        f"{f'；另有 {refused} 条不采纳，理由列在各行' if refused else ''}。",
        f"逐条看过后，同意写入{_paper(result)}的在“采纳”栏选√，不同意的在“不采纳”栏选√并写理由；{_paper(result)}只写采纳的问题。"
        "可以排序、筛选、删行，请不要改动其他各栏。单元格是问题在原表中的位置，蓝色的点一下可打开原表。",
    ]


def _paper(result: RoundResult) -> str:
    """The draft that names what was adopted."""
    evaluates = bool(evaluated(result))
    return "通报和自评审核意见" if evaluates and monitored(result) else "自评审核意见" if evaluates else "通报"


def _notice_facts(result: RoundResult, rows: Sequence[Problem]) -> list[str]:
    if not rows:
        return ["没有提示。"]
    return [f"提示 {len(rows)} 条：值得看一眼，不算差错，不要求单位答复。认为应当写入{_paper(result)}的，在“采纳”栏选√。"]


def _review_facts(rows: Sequence[Problem]) -> list[str]:
    if not rows:
        return ["没有发现批复目标本身的问题。"]
    return [f"批复目标本身的问题 {len(rows)} 条：单位无权自行改动，不计入单位的问题，不写入通报和审核意见，供下次审核目标时参考。"]


def _list_sheet(
    paper: Paper, links: _Links, name: str, facts: Sequence[str], columns: Sequence[Column[Problem]], rows: Sequence[Problem]
) -> None:
    sheet = paper.sheet(name)
    numbered: Column[Problem] = Column("序号", 6, lambda p: p.number, "center")
    shown = [replace(problem, number=number) for number, problem in enumerate(rows, start=1)]
    shown_columns = [numbered, *(replace(column, look="link") if column.head == CELL and links.targets else column for column in columns)]
    title_rows(paper, sheet, name, facts, shown_columns)
    header, last = write_table(paper, sheet, shown_columns, shown, fixed=3)
    heads = [column.head for column in shown_columns]
    sheet.set_column(heads.index(KEY), heads.index(KEY), 10, None, {"hidden": True})
    if last > header:
        _group_lines(paper, sheet, header + 1, last, len(heads) - 1)
        links.put(sheet, header + 1, heads, shown)
        if ADOPTED in heads:
            _ticks(sheet, header + 1, last, heads)
    print_wide(sheet, header, heads.index(CODE) - 1)


def _group_lines(paper: Paper, sheet: Listing, first: int, last: int, right: int) -> None:
    """A unit and an object named above are grey, a new unit has a line above it: by conditions, so that sorting keeps it true."""
    above, here = first, first + 1
    line = {"type": "formula", "criteria": f"=$B{here}<>$B{above}", "format": paper.book.add_format({**BODY, "top_color": LINE_3})}
    grey = paper.book.add_format({"font_color": "#9aa6b1"})
    sheet.conditional_format(first, 0, last, right, line)
    sheet.conditional_format(first, 1, last, 1, {"type": "formula", "criteria": f"=$B{here}=$B{above}", "format": grey})
    same = f"=AND($B{here}=$B{above},$C{here}=$C{above})"
    sheet.conditional_format(first, 2, last, 2, {"type": "formula", "criteria": same, "format": grey})


def _ticks(sheet: Listing, first: int, last: int, heads: Sequence[str]) -> None:
    hints = {ADOPTED: "同意这条问题、可以写入通报的，选√。", REFUSED: "不同意的选√，并在右边写明理由。"}
    for head, message in hints.items():
        column = heads.index(head)
        options = {"validate": "list", "source": ["√"], "show_error": False, "input_title": head, "input_message": message}
        sheet.data_validation(first, column, last, column, options)


class _Links:
    """Links from a row's cell to the place in the returned file, for files that stand on disk as they are (not inside archives)."""

    def __init__(self, start: Path, places: Mapping[str, Path]) -> None:
        folders = _relative({place.parent for place in places.values()}, start)
        placed = ((file, folders.get(place.parent), place.name) for file, place in places.items())
        targets = ((file, PurePosixPath(folder, name).as_posix()) for file, folder, name in placed if folder is not None)
        self.targets = {file: target for file, target in targets if "#" not in target and len(target) <= 200}

    def put(self, sheet: Listing, first: int, heads: Sequence[str], rows: Sequence[Problem]) -> None:
        """Link the 单元格 column of ``rows``, of which the first stands in row ``first``."""
        column = heads.index(CELL)
        for index, problem in enumerate(rows[:LINKS_MOST]):
            target = self.targets.get(problem.file)
            if target and problem.finding.cell and "#" not in problem.sheet:
                self._link(sheet, first + index, column, target, problem)

    def _link(self, sheet: Listing, row: int, column: int, target: str, problem: Problem) -> None:
        tab = problem.sheet.replace("'", "''")
        cell = problem.finding.cell or "A1"
        url = Url(f"external:{target}#'{tab}'!{cell.split('、')[0].split(':')[0]}")
        url._relationship_link = url._relationship_link.replace("\\", "/")  # WPS and LibreOffice on Linux want slashes
        sheet.hyperlinks[row][column] = url


def _relative(folders: Iterable[Path], start: Path) -> dict[Path, str]:
    """Where folders lie as seen from ``start``; one on another drive is left out."""
    here, found = start.resolve(), {}
    for folder in folders:
        with suppress(ValueError):
            found[folder] = os.path.relpath(folder.resolve(), here).replace("\\", "/")
    return found


_LEGEND: tuple[tuple[str, str], ...] = (
    ("错误", "表自相矛盾、与批复不符，或必须填的没有填。请改正。"),
    ("疑点", "需要说明或核对的地方。核对后改正，或在表中写明原因。"),
    ("提示", "值得看一眼，不算差错，不计入单位的问题数。"),
    ("文件、工作表、单元格", "问题在原表中的位置。如 D14 是 D 列第 14 行；“—”表示不在某一格，例如没有报表。网上填报的写明第几行哪一栏。"),
    ("蓝色的单元格", "点一下可打开原表的那一格；问题清单和原表所在的文件夹要一起移动，链接才有效。"),
    ("对象/指标", "原表中的写法：三级指标、资金行、总体目标、总分，或项目名称。"),
    ("怎么改", "怎样填就对了。确有理由不改的，请写明理由。"),
    (
        "采纳、不采纳、理由",
        "由财政部门填：同意的在“采纳”选√，不同意的在“不采纳”选√并写理由，两栏不要都选；两栏都空的，不写入。",
    ),
    ("规则代码", "发现这条问题的规则，用命令 hengji explain 加代码可看规则的说明和依据。"),
    ("目标审核", "批复目标本身的问题，单位不能自行修改，留给审核目标的人，不算单位的问题。"),
)


_LEGEND_COLUMNS: tuple[Column[tuple[str, str]], ...] = (
    Column("栏目", 24, lambda row: row[0]),
    Column("意思", 96, lambda row: row[1]),
)


def _legend_sheet(paper: Paper, result: RoundResult) -> None:
    sheet = paper.sheet("说明")
    facts = [f"按规则“{result.rules.title}”（{result.rules.version}）检查。类别的前五类与通报的五类问题一致。"]
    if result.unreadable:
        facts.append(f"另有 {len(result.unreadable)} 个文件读不出，列在汇总表的“未报与读不出”中，请单位重新报送。")
    title_rows(paper, sheet, "怎样看、怎样填", facts, _LEGEND_COLUMNS)
    header, _ = write_table(paper, sheet, _LEGEND_COLUMNS, _LEGEND)
    print_wide(sheet, header, 1)
