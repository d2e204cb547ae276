"""项目支出绩效目标审核表: four dimensions, their items and questions, the reviewer's points and words, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from hengji.papers.writing.listing import Listing, Paper, Value, lines_of
from hengji.rules.money import wan
from hengji.rules.targetreview.points import item_grade, review, review_points

TITLE = "项目支出绩效目标审核表"
_WIDTHS = (14, 18, 44, 8, 9, 8, 34)
_THIN: Mapping[str, Any] = {"border": 1, "border_color": "#000000", "text_wrap": True}
_CAPTION: Mapping[str, Any] = {**_THIN, "align": "center", "bg_color": "#edf0f3"}
_LEFT: Mapping[str, Any] = {**_THIN, "align": "left"}
_CENTER: Mapping[str, Any] = {**_THIN, "align": "center"}
_POINTS: Mapping[str, Any] = {**_THIN, "align": "center", "num_format": "0.##"}


@dataclass(frozen=True, slots=True)
class TargetReview:
    """A review as printed.  ``scores`` by item code (``review_points``), None or absent: not scored; ``opinions`` by the same codes."""

    name: str
    unit: str
    year: int
    code: str = ""
    department: str = ""
    amount: Decimal | None = None
    scores: Mapping[str, Decimal | None] = field(default_factory=dict)
    opinions: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    reviewer: str = ""
    on: date | None = None


def write_target_review(said: TargetReview) -> bytes:
    """The review table as .xlsx.  Raises ``Refused`` for points an item cannot have."""
    buffer = BytesIO()
    with Paper(buffer, font="宋体") as paper:
        sheet = _Sheet(paper, paper.sheet("审核表"))
        sheet.title(said.year)
        sheet.line([("项目名称", _CAPTION, 1), (said.name, _LEFT, 2), ("项目代码", _CAPTION, 2), (said.code or None, _LEFT, 2)])
        sheet.line([("实施单位", _CAPTION, 1), (said.unit, _LEFT, 2), ("主管部门", _CAPTION, 2), (said.department or None, _LEFT, 2)])
        money = f"{wan(said.amount)} 万元" if said.amount is not None else None
        sheet.line([("年度资金", _CAPTION, 1), (money, _LEFT, 6)])
        sheet.items(said)
        result = review(said.scores)
        grade = result.grade.chinese if result.grade else None
        sheet.line(
            [
                ("总分", _CAPTION, 3),
                (Decimal(100), _POINTS, 1),
                (result.total, _POINTS, 1),
                (grade, _CENTER, 1),
                (result.sentence, _LEFT, 1),
            ]
        )
        sheet.line([("审核意见", _CAPTION, 1), (said.comment or None, _LEFT, 6)], 54)
        day = f"{said.on.year}年{said.on.month}月{said.on.day}日" if said.on else None
        sheet.line([("审核人", _CAPTION, 1), (said.reviewer or None, _LEFT, 2), ("审核日期", _CAPTION, 2), (day, _LEFT, 2)])
        sheet.page()
    return buffer.getvalue()


class _Sheet:
    """Bordered rows from top to bottom."""

    def __init__(self, paper: Paper, sheet: Listing) -> None:
        self.paper, self.sheet = paper, sheet

    def title(self, year: int) -> None:
        for text, look, height in (
            (TITLE, {"font_name": "方正小标宋简体", "font_size": 18, "align": "center"}, 34.0),
            (f"（{year}年度）", {"align": "center"}, 20.0),
        ):
            row = self.sheet.add([text], [self.paper.style(**look)], height)
            self.sheet.join(row, 0, row, len(_WIDTHS) - 1)

    def line(self, cells: Sequence[tuple[Value, Mapping[str, Any], int]], least: float = 24) -> None:
        row, column, height = self.sheet.count, 0, least
        values: list[Value] = []
        styles: list[int] = []
        for value, look, span in cells:
            values += [value, *[None] * (span - 1)]
            styles += [self.paper.style(**look)] * span
            self.sheet.join(row, column, row, column + span - 1)
            if isinstance(value, str):
                height = max(height, 8 + 14.0 * lines_of(value, sum(_WIDTHS[column : column + span]) - 2))
            column += span
        self.sheet.add(values, styles, min(height, 400))

    def items(self, said: TargetReview) -> None:
        """Every dimension with its items, the dimension's cell merged over them."""
        self.line([(head, _CAPTION, 1) for head in ("审核维度", "审核内容", "审核要点", "分值", "得分", "等级", "意见")])
        for dimension in review_points():
            first = self.sheet.count
            for item in dimension.items:
                score = said.scores.get(item.code)
                grade = item_grade(item.code, score).chinese if score is not None else None
                self.line([
                    (f"{dimension.title}（{dimension.points}分）", _CAPTION, 1), (item.title, _CENTER, 1), ("；".join(item.look_at),
                        _LEFT, 1),
                    (item.points, _POINTS, 1), (score, _POINTS, 1), (grade, _CENTER, 1), (said.opinions.get(item.code) or None, _LEFT, 1),
                ], 36)  # fmt: skip
            self.sheet.join(first, 0, self.sheet.count - 1, 0)

    def page(self) -> None:
        for index, width in enumerate(_WIDTHS):
            self.sheet.set_column(index, index, width)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
