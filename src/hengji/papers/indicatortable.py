"""The indicator table of a form: where its captions are, and its rows as facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from hengji.papers.grammar import Column, by_key, captions, extended, value, values
from hengji.papers.grid import Grid, Window, name_of
from hengji.papers.meaning import box_field, fund_source, head_field, indicator_column, level1, level2, parent_level, points, without_points
from hengji.rules.forms import Cause, IndicatorRow, Leftover, Likelihood
from hengji.rules.text import fold, is_blank, squeeze, strip_marks
from hengji.rules.ticks import CAUSES, LIKELIHOODS, causes_in, is_tick, likelihood_in
from hengji.rules.values import Target, read_actual, read_target

_LEVELS = {"level1", "level2", "name"}
_VALUES = {"target", "actual", "forecast"}
_SUB = {
    "level1", "level2", "name", "nature", "unit", "target", "actual", "forecast", "explanation", "measure", "explanation+measure", "weight",
    "stated_score", "remark", "words", "likelihood", "certain", "possible", "impossible", *(cause.value for cause in Cause),
}  # fmt: skip
_CAPTIONS = _SUB | {"block", "serial", "deviation", "passed"}
_SIGN = re.compile(r"[≥≤=<>]|大于|小于|等于|不低于|不少于|不超过|不高于|以上|以下|以内|不多于")
_NO_BRACKETS = str.maketrans("", "", "()[]【】")
_BETWEEN = ("小计", "续表", "续上表", "续", "续前表", "接上页", "接上表", "转下页", "续上页", "接下页")
_OWN_SCORE = re.compile("自评|实际|评价")
_ONLY_SIGN = re.compile(r"[≥≤=<>]{1,2}|(?:大于|小于)(?:等于)?|等于|不(?:低于|少于|超过|高于|大于|小于|多于)|定性")
_SENSE = re.compile(r"正向|反向|逆向|负向|正指标|负指标|中性|双向")
_NOTE = re.compile(
    r"^(?:注|备 ?注|附注|说明|填表说明|填报说明|填表人|填报人|制表|审核|联系人|单位负责人|项目负责人|负责人)(?:[:：\d.、（(]|\s|$)"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Header:
    """The captions of one indicator table; ``window`` reaches from the first caption row to the segment's last column."""

    rows: tuple[int, ...]
    window: Window
    columns: Mapping[str, Column]
    order: tuple[str, ...]
    block: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The row under the table: its caption and the address and text of the score."""

    caption: str
    cell: str
    text: str | None
    grade: str | None = None
    grade_cell: str | None = None


@dataclass(slots=True)
class Table:
    """What was read from an indicator table; ``end`` is its last row."""

    rows: list[IndicatorRow] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    points: dict[str, Decimal] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    total: Total | None = None
    end: int = 0


def caption_rows(grid: Grid) -> dict[int, list[int]]:
    """The rows that may be captions of an indicator table: 三级指标, or 二级指标, with the columns where they stand."""
    found: dict[int, list[int]] = {}
    for row, cells in enumerate(grid.filled):
        if len(cells) > 1:
            columns = [column for column, text in cells.items() if indicator_column(text) in ("name", "level2")]
            if columns:
                found[row] = columns
    return found


def find_headers(grid: Grid, rows: Iterable[int], left: int, right: int) -> list[Header]:
    """Every indicator table's captions in those rows between two columns, from top to bottom, left to right."""
    found: list[Header] = []
    last = -1
    for row in rows:
        if row > last:
            headers = _headers_at(grid, row, left, right)
            found.extend(headers)
            last = max((header.rows[-1] for header in headers), default=last)
    return found


def is_list(grid: Grid, header: Header) -> bool:
    """The caption row has 项目名称 too: a list with one row an indicator, not a form."""
    for row in header.rows:
        for column in grid.within(row, header.window):
            meaning = head_field(grid.text(row, column))
            if meaning and meaning[0] in ("name", "code") and grid.end(row, column) == column:
                return True
    return False


def _headers_at(grid: Grid, row: int, left: int, right: int) -> list[Header]:
    keys = {column: indicator_column(text) for column, text in grid.filled[row].items() if left <= column <= right}
    present = set(keys.values())
    if not _names_rows({key for key in present if key}):
        return []
    windows = _side_by_side(grid, row, keys, left, right)
    return [header for window in windows if (header := _header(grid, row, window)) is not None]


def _side_by_side(grid: Grid, row: int, keys: Mapping[int, str | None], left: int, right: int) -> list[Window]:
    """One window for each table in a row of captions: a new one begins where 一级指标 (or what leads it) comes again."""
    first = "level1" if "level1" in keys.values() else "name"
    starts = [column for column, key in keys.items() if key == first and not grid.hidden(column)]
    if first == "name" and "level2" in keys.values():
        starts = starts[:1]
    edges = [left, *(_left_edge(keys, column) for column in starts[1:]), right + 1]
    return [Window(row, start, row, end - 1) for start, end in zip(edges, edges[1:], strict=False)]


def _left_edge(keys: Mapping[int, str | None], column: int) -> int:
    while keys.get(column - 1) in ("block", "serial"):
        column -= 1
    return column


def _plain(keys: list[str]) -> bool:
    """All cells of the row are captions of this table."""
    return len(keys) > 1 and not _SUB.isdisjoint(keys) and _CAPTIONS.issuperset(keys)


def _header(grid: Grid, row: int, window: Window) -> Header | None:
    rows = extended(grid, row, window, indicator_column, _plain)
    found = _signs_apart(grid, rows[-1], _without_side_caption(grid, rows[-1], captions(grid, rows, window, indicator_column)))
    found = _forecast_as_target(found)
    keys = [item.key for item in found if not item.hidden]
    if not {"target", "actual", "weight", "stated_score"} & set(keys) or not _names_rows({item.key for item in found}):
        return None
    if keys.count("name") > 1 and keys.count("level1") < 2:
        found = _later_part(found)
    found = _own_weights(_points_first(_adjusted_first(grid, rows[-1], found)))
    chosen = _settled(grid, rows[-1], by_key(_without_strays(found)), found)
    left = min(item.first for item in chosen.values())
    block = next(((name_of(item.row, item.first), item.caption) for item in found if item.key == "block"), None)
    order = tuple(sorted(chosen, key=lambda key: chosen[key].first))
    place = Window(rows[0], window.left, rows[-1], window.right)
    return Header(tuple(rows), place, chosen, order, block or _block_beside(grid, rows[-1], left))


def _without_side_caption(grid: Grid, above: int, found: list[Column]) -> list[Column]:
    """What is merged down beside the table, or stands left of 一级指标 where its like comes again, is the box's caption
    (年度绩效指标完成情况), whatever its words would mean over a column."""
    edge = min((item.first for item in found if item.key in _LEVELS and not item.hidden), default=0)
    keys = [item.key for item in found]

    def beside(item: Column) -> bool:
        again = above + 1 < grid.height and grid.text(above + 1, item.first) == item.caption
        return item.first < edge and (keys.count(item.key) > 1 or grid.bottom(item.row, item.first) > above + 1 or again)

    return [replace(item, key="block", last=item.first) if item.key in _VALUES and beside(item) else item for item in found]


def _signs_apart(grid: Grid, above: int, found: list[Column]) -> list[Column]:
    """指标值 over two columns, ≥ in the first and the number in the second: 符号 and 指标值."""
    target = next((item for item in found if item.key == "target" and item.last > item.first and not item.hidden), None)
    if target is None or any(item.key == "nature" for item in found):
        return found
    rows = [row for row in _rows_below(grid, above) if target.first in grid.filled[row]]
    signs = [bool(_ONLY_SIGN.fullmatch(fold(grid.text(row, target.first)))) for row in rows]
    if not any(signs) or sum(signs) * 2 < len(signs):
        return found
    apart = [replace(target, key="operator", last=target.first), replace(target, first=target.first + 1)]
    return [part for item in found for part in (apart if item is target else [item])]


def _names_rows(keys: set[str]) -> bool:
    return "name" in keys or {"level1", "level2"} <= keys


def _later_part(found: list[Column]) -> list[Column]:
    """中期 and 年度 side by side under one 一级指标: the year's part, which is the later one."""
    names = [item.first for item in found if item.key == "name"]
    edge = max((item.first for item in found if item.key == "level2" and names[-2] < item.first < names[-1]), default=names[-1])
    return [item for item in found if item.first >= edge or item.key in ("level1", "block")]


def _adjusted_first(grid: Grid, above: int, found: list[Column]) -> list[Column]:
    """Of 年初指标值 and 调整后指标值 the adjusted one counts where anything stands in it, row by row."""
    targets = [item for item in found if item.key == "target"]
    adjusted = next((item for item in targets if "调整" in fold(item.caption)), None)
    if adjusted is None or len(targets) < 2:
        return found
    if not any(adjusted.first in grid.filled[row] for row in _rows_below(grid, above)):
        return [item for item in found if item is not adjusted]
    return [replace(item, key="first_target") if item.key == "target" and item is not adjusted else item for item in found]


def _forecast_as_target(found: list[Column]) -> list[Column]:
    """前年 | 上年 | 预计当年实现 under 指标值: where nothing else is aimed at or done, what is expected of the year is the target."""
    if {"target", "actual", "weight", "stated_score"} & {item.key for item in found}:
        return found
    return [replace(item, key="target") if item.key == "forecast" else item for item in found]


def _own_weights(found: list[Column]) -> list[Column]:
    """分值 behind each level: the one behind 三级指标 is the row's own, the one behind 一级指标 the block's points."""
    weights = [item for item in found if item.key == "weight" and not item.hidden]
    places = {item.key: item.first for item in reversed(found) if item.key in _LEVELS}
    name, first = places.get("name"), places.get("level1")
    if len(weights) < 2 or name is None or not any(item.first > name for item in weights):
        return found
    block = next((item for item in weights if first is not None and first < item.first < places.get("level2", name)), None)
    dropped = [item for item in weights if item.first < name]
    kept = [item for item in found if item not in dropped or item is block]
    return [replace(item, key="block_points") if item is block else item for item in kept]


def _points_first(found: list[Column]) -> list[Column]:
    """指标得分 and 自评得分 without 分值: the first holds the points to be had."""
    scores = [item for item in found if item.key == "stated_score" and not item.hidden]
    if len(scores) != 2 or any(item.key == "weight" for item in found):
        return found
    own = [bool(_OWN_SCORE.search(item.caption)) for item in scores]
    return [replace(item, key="weight") if own == [False, True] and item is scores[0] else item for item in found]


def _without_strays(found: list[Column]) -> list[Column]:
    """其他 is a cause only beside other causes; a caption block is no column."""
    causes = [item for item in found if item.key in CAUSES and item.key != "other"]
    return [item for item in found if item.key not in ("block", "serial", "passed") and (item.key != "other" or causes)]


def _settled(grid: Grid, above: int, chosen: dict[str, Column], found: list[Column]) -> dict[str, Column]:
    """Columns whose meaning the cells below decide get it here: 指标性质, a lone 偏差原因分析, a name one column off."""
    columns = {key: item for key, item in chosen.items() if key not in ("nature", "deviation", "explanation+measure", "measure")}
    for key, item in _natures(grid, above, [item for item in found if item.key == "nature" and not item.hidden]):
        columns.setdefault(key, item)
    if "measure" in chosen and "remark" in columns:
        columns["note"] = columns.pop("remark")
    for key, better in (("explanation+measure", "explanation"), ("measure", "remark"), ("deviation", "explanation")):
        if key in chosen:
            columns.setdefault(better, chosen[key])
    if "deviation" in chosen and columns["explanation"] is not chosen["deviation"]:
        columns.setdefault("cause_words", chosen["deviation"])
    if "words" in chosen:
        columns.pop("words")
        _settle_words(grid, above, columns, chosen)
    if "name" not in columns:
        columns = _named_by_second_level(grid, above, columns)
    elif "level2" not in columns and "level1" in columns and _holds_second_level(grid, above, columns["level1"]):
        columns["level2"] = columns.pop("level1")
    return columns


def _settle_words(grid: Grid, above: int, columns: dict[str, Column], chosen: Mapping[str, Column]) -> None:
    """说明 or 具体说明: the words to 偏差原因 where only kinds of cause stand there or nothing else asks for words, else a remark."""
    words, asked = chosen["words"], columns.get("explanation")
    if asked is None:
        columns["explanation"] = words
    elif asked is chosen.get("deviation") and _holds_causes(grid, above, asked):
        columns["explanation"], columns["cause_words"] = words, asked
    else:
        columns.setdefault("remark", words)


def _holds_causes(grid: Grid, above: int, item: Column) -> bool:
    """Kinds of cause and nothing else stand in the column."""
    texts = [grid.text(row, item.first) for row in _rows_below(grid, above) if item.first in grid.filled[row]]
    return all(is_blank(text) or causes_in(text) is not None for text in texts)


def _natures(grid: Grid, above: int, items: Sequence[Column]) -> Iterator[tuple[str, Column]]:
    for place, item in enumerate(items):
        below = [fold(grid.filled[row][item.first]) for row in _rows_below(grid, above) if item.first in grid.filled[row]]
        if any(_SENSE.search(text) for text in below):
            yield "direction", item
        elif any(_SIGN.search(text) for text in below) or len(items) == 1 or place > 0:
            yield "operator", item
        else:
            yield "direction", item


def _rows_below(grid: Grid, above: int) -> Iterator[int]:
    """The table's rows, down to a total, a box or a note."""
    for row in range(above + 1, min(grid.height, above + 60)):
        text = next(iter(grid.filled[row].values()), "")
        if _NOTE.match(text) or (head_field(text) is not None and level1(text) is None):
            return
        yield row


def _named_by_second_level(grid: Grid, above: int, columns: dict[str, Column]) -> dict[str, Column]:
    """Without 三级指标 the 二级指标 are the indicators; the 一级指标 then are often 数量指标 and the like."""
    first, second = columns["level1"], columns["level2"]
    rest = {key: item for key, item in columns.items() if key not in ("level1", "level2")}
    return {"level2" if _holds_second_level(grid, above, first) else "level1": first, "name": second, **rest}


def _holds_second_level(grid: Grid, above: int, column: Column) -> bool:
    """数量指标, 社会效益指标 and their like stand in the column rather than 产出指标 and 效益指标."""
    words = [grid.filled[row][column.first] for row in _rows_below(grid, above) if column.first in grid.filled[row]]
    shifted = sum(level2(word) is not None and level1(word) is None for word in words)
    return shifted > 0 and shifted >= sum(level1(word) is not None and level2(word) is None for word in words)


def _block_beside(grid: Grid, row: int, left: int) -> tuple[str, str] | None:
    """The caption left of the table (绩效指标（90分）), merged down beside it."""
    for column in range(left - 1, -1, -1):
        holder = grid.holder(row, column)
        text = grid.text(*holder)
        if text.strip():
            return (name_of(*holder), text) if len(text) < 40 else None
    return None


@dataclass(slots=True)
class _Levels:
    """The first and second level in force, carried down over merged or once-filled cells."""

    first: str | None = None
    second: str | None = None

    def meet(self, first: str | None, second: str | None) -> None:
        if first:
            word = level1(first) or without_points(first)
            if word != self.first:
                self.first, self.second = word, None
        if second:
            self.second = level2(second) or without_points(second)
            parent = parent_level(level2(second))
            if not first and parent and self.first != parent and not (self.first == "成本指标" and self.second == "成本指标"):
                self.first = parent


def read_table(grid: Grid, header: Header, bottom: int, year: int | None) -> Table:
    """All indicator rows below the captions, at most down to row ``bottom``."""
    table, levels = Table(end=header.rows[-1]), _Levels()
    for row in range(header.rows[-1] + 1, bottom + 1):
        cells = grid.within(row, header.window)
        if not cells or _repeats_captions(grid.texts(row, header.window)):
            continue
        skipped = _is_between(grid.text(row, cells[0]))
        ending = None if skipped else _ends(grid, header, row, cells)
        if ending:
            table.total = _total(grid, header, row, cells) if ending == "total" else None
            break
        table.end = row
        if not skipped:
            _read_row(grid, header, row, levels, table, year)
    table.total = table.total or _total_below(grid, header, table.end + 1, bottom)
    _settle_parents(table)
    return table


def _total_below(grid: Grid, header: Header, top: int, bottom: int) -> Total | None:
    """A total row under further boxes (其他需要说明事项), in the columns of the table."""
    for row in range(top, bottom + 1):
        cells = grid.within(row, header.window)
        meaning = box_field(grid.text(row, cells[0])) if cells else None
        if meaning and meaning[0] in ("stated_total", "sum"):
            return _total(grid, header, row, cells)
    return None


def _repeats_captions(texts: list[str]) -> bool:
    keys = [indicator_column(text) for text in texts]
    return "name" in keys and len([key for key in keys if key]) > 2


@lru_cache(maxsize=4096)
def _is_between(text: str) -> bool:
    """A subtotal, or the line a page break leaves: 续表, （接上页）."""
    return fold(text).translate(_NO_BRACKETS) in _BETWEEN


def _ends(grid: Grid, header: Header, row: int, cells: list[int]) -> str | None:
    """``total`` or ``tail`` when the table ends above this row: a total, a note, a box, a signature."""
    first = cells[0]
    text = grid.text(row, first)
    name = header.columns["name"].first
    meaning = box_field(text)
    if meaning and meaning[0] in ("stated_total", "sum") and first <= name:
        return "total"
    if first >= name:
        return "tail" if first == name and _NOTE.match(text) and len(cells) == 1 else None
    if _NOTE.match(text) or (meaning and meaning[0] not in ("name", "unit", "department", "goal", "goal_block")):
        return None if level1(text) or level2(text) else "tail"
    return "tail" if _is_tail_text(grid, header, row, cells) else None


def _is_tail_text(grid: Grid, header: Header, row: int, cells: list[int]) -> bool:
    """A line of text across the level columns that is no level word."""
    first, name = cells[0], header.columns["name"]
    text = grid.text(row, first)
    if level1(text) or level2(text) or fund_source(text) is not None and len(cells) > 1:
        return False
    inside = [column for column in cells if column >= name.first]
    if grid.end(row, first) >= name.last and not inside:
        return grid.end(row, first) > first or len(text) > 12
    return not inside and len(text) > 15 and len(cells) == 1


def _total(grid: Grid, header: Header, row: int, cells: list[int]) -> Total:
    """The total row: the score stands in the score column, else it is the row's only number where no weights are printed."""
    caption = squeeze(grid.text(row, cells[0]))
    score = header.columns.get("stated_score")
    text, cell = value(grid, row, score) if score else (None, None)
    numbers = [column for column in cells[1:] if number_in(grid.text(row, column)) is not None]
    if text is None and numbers and (len(numbers) > 1 or not _is_full_mark(grid, header, row, numbers[0])):
        text, cell = grid.text(row, numbers[-1]).strip(), name_of(row, numbers[-1])
    if text is None and (inner := re.search(r":(\d+(?:\.\d+)?)分?", fold(caption))):
        text, cell, caption = inner[1], name_of(row, cells[0]), re.split("[:：]", caption, maxsplit=1)[0]
    grade = next((column for column in cells[1:] if grade_in(grid.text(row, column))), None)
    place = name_of(row, grade) if grade is not None else None
    found = grade_in(grid.text(row, grade)) if grade is not None else None
    return Total(caption.strip("：: "), cell or name_of(row, cells[0]), text if number_in(text) is not None else None, found, place)


def _is_full_mark(grid: Grid, header: Header, row: int, column: int) -> bool:
    """The points to be had: under 分值, or a printed 100 left of a score that is still blank."""
    weight, score = header.columns.get("weight"), header.columns.get("stated_score")
    if weight is not None and weight.first <= column <= weight.last:
        return True
    return score is not None and grid.end(row, column) < score.first and number_in(grid.text(row, column)) == 100


_GRADE = re.compile(
    r"(?:绩效|评定|综合)?(?:自评|评价)?(?:结果|结论)?(?:等级|等次|评级)?[:：]?"
    r"(优秀?|良好?|中等?|合格|不合格|一般|较差|差|达标)(?:级|等)?"
)


def grade_in(text: str) -> str | None:
    """优、良、中、差 and their like when the cell says nothing else."""
    match = _GRADE.fullmatch(fold(text).translate(_NO_BRACKETS)) if len(text) < 16 else None
    return match[1] if match else None


@lru_cache(maxsize=4096)
def number_in(text: str | None) -> Decimal | None:
    """A plain number (分 may stand behind it): weights, scores, totals."""
    word = fold(text).rstrip("分%") if text else ""
    if word.startswith("(") and word.endswith(")"):
        word = word[1:-1].rstrip("分%")
    return Decimal(word) if _NUMBER.fullmatch(word) else None


def _read_row(grid: Grid, header: Header, row: int, levels: _Levels, table: Table, year: int | None) -> None:
    texts, cells = values(grid, row, header.columns, _OWN)
    if "first_target" in texts:
        texts.setdefault("target", texts["first_target"])
    if "direction" in texts:
        texts["direction"] = squeeze(texts["direction"])
    if "note" in texts:
        texts["remark"] = "；".join(dict.fromkeys([texts["remark"], texts["note"]])) if "remark" in texts else texts["note"]
    _meet_levels(texts, cells, levels, table)
    printed = texts.get("name", "")
    name, core, child = strip_marks(printed) if printed else ("", False, False)
    if name and not name.strip("…. 。·*×xX"):
        name = ""
    if not name and not any(key in texts for key in ("target", "actual", "forecast", "weight", "stated_score")):
        if printed and not child:
            table.leftovers.append(Leftover(squeeze(printed), cells["name"] or "", True))
        return
    if not name:
        name = _scored_name(header, texts)
    table.rows.append(_row(row, name, core, child, levels, texts, cells, year))


def _scored_name(header: Header, texts: Mapping[str, str]) -> str:
    """A row that is only scored is named by its second level where the third is left empty."""
    if "target" in texts or "actual" in texts or "forecast" in texts:
        return ""
    own = "stated_score" in texts and texts.get("level1") not in _STANDARD
    return squeeze(texts["level2"]) if own and "level2" in header.columns and "level2" in texts else ""


def _meet_levels(texts: dict[str, str], cells: Mapping[str, str], levels: _Levels, table: Table) -> None:
    """Takes the row's own level words in, then writes the levels in force into ``texts``."""
    first, second = (word if word and word.strip("….。· ") else None for word in (texts.pop("level1", None), texts.pop("level2", None)))
    levels.meet(first, second)
    if levels.first:
        texts["level1"] = levels.first
    if levels.second:
        texts["level2"] = levels.second
    if first and levels.first and levels.first not in table.captions:
        table.captions[levels.first] = squeeze(first)
        table.cells[levels.first] = cells["level1"]
        printed = points(first) or number_in(texts.get("block_points"))
        if printed is not None:
            table.points[levels.first] = printed


_CAUSE_KEYS = tuple((cause.value, cause) for cause in Cause)
_OWN = frozenset({"weight", "stated_score"})
_STANDARD = ("产出指标", "成本指标", "效益指标", "满意度指标")


def _row(
    row: int, name: str, core: bool, child: bool, levels: _Levels, texts: dict[str, str], cells: dict[str, str], year: int | None
) -> IndicatorRow:
    target = _target(texts, year)
    scored = target is None and "actual" not in texts and ("target" not in cells or levels.first not in _STANDARD) and _scored(texts)
    causes, likelihood = _causes(texts), _likelihood(texts)
    return IndicatorRow(
        row=row + 1, level1=levels.first, level2=levels.second, name=name or None, parent="" if child else None,
        core=core, scored_only=scored, target=target,
        actual=read_actual(texts["actual"], target=target, year=year, name=name) if "actual" in texts else None,
        forecast=read_actual(texts["forecast"], target=target, year=year, name=name) if "forecast" in texts else None,
        weight=number_in(texts.get("weight")), stated_score=number_in(texts.get("stated_score")),
        causes=causes, likelihood=likelihood, texts=texts, cells=cells,
    )  # fmt: skip


def _scored(texts: Mapping[str, str]) -> bool:
    return "weight" in texts or "stated_score" in texts


def _target(texts: Mapping[str, str], year: int | None) -> Target | None:
    text = texts.get("target")
    return read_target(text, sign=texts.get("operator"), unit=texts.get("unit"), year=year) if text else None


def _causes(texts: dict[str, str]) -> tuple[Cause, ...]:
    """The causes ticked or named.  A sentence in a cause's cell is a tick and, where no other stands, the explanation."""
    found = [cause for key, cause in _CAUSE_KEYS if key in texts and is_tick(texts[key])]
    for cause in found:
        words = texts[cause.value].strip()
        if len(words) > 3 and causes_in(words) is None:
            texts.setdefault("explanation", words)
    if "explanation" in texts and not any(key in texts for key in CAUSES):
        named = causes_in(texts["explanation"])
        if named:
            texts["cause_words"] = texts.pop("explanation")
            return named
    typed = texts.get("cause_words")
    if typed is not None and not found:
        named = causes_in(typed)
        if named is None:
            texts.setdefault("explanation", typed)
        return named or ()
    return tuple(found)


def _likelihood(texts: Mapping[str, str]) -> Likelihood | None:
    ticked = [value for key, value in LIKELIHOODS.items() if key in texts and is_tick(texts[key])]
    if len(ticked) == 1:
        return ticked[0]
    return likelihood_in(texts["likelihood"]) if "likelihood" in texts and not ticked else None


def _settle_parents(table: Table) -> None:
    """A 其中 row belongs to the nearest row above that is none itself."""
    parent: str | None = None
    for place, row in enumerate(table.rows):
        if row.parent is None:
            parent = row.name
        else:
            table.rows[place] = replace(row, parent=parent)
