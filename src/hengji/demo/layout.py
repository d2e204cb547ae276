"""One form in one clerk's hand: facts and style in, a sheet out, with the address of every cell that matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from hengji.demo.clerks import CAUSES, LIKELY, WORDS, Style
from hengji.demo.facts import WAN, Form, Fund, Indicator, rounded
from hengji.demo.grid import Cell, Grid, address
from hengji.demo.hand import money, target_cells, value_cell

SHORT = {
    "产出指标": "产出",
    "效益指标": "效益",
    "满意度指标": "满意度",
    "数量指标": "数量",
    "质量指标": "质量",
    "时效指标": "时效",
    "成本指标": "成本",
}
BLANK_FUNDS = {"monitoring": ("政府性基金", "其他资金"), "overall_monitoring": ("其他资金",), "transfer_monitoring": ("其他资金",)}


@dataclass
class Sheet:
    """A laid out form.  ``where`` has the cells: ("head","name"), ("fund",0,"executed"), ("row",3,"actual")."""

    grid: Grid
    form: Form
    style: Style
    where: dict[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)

    def cell(self, *key: str | int) -> str | None:
        found = self.where.get(key)
        return address(*found) if found else None

    def move(self, rows: int) -> None:
        self.where = {key: (row + rows, column) for key, (row, column) in self.where.items()}


def lay_out(form: Form, style: Style, name: str) -> Sheet:
    """The whole form, from the title to the notes under it."""
    return _Pen(form, style, name).write()


class _Pen:
    """Walks down the sheet; ``row`` is where the next line goes."""

    def __init__(self, form: Form, style: Style, name: str) -> None:
        self.form, self.style = form, style
        self.sheet = Sheet(Grid(name), form, style)
        self.grid = self.sheet.grid
        self.row = style.top
        self.columns = self._columns()
        self.first = style.left
        self.last = style.left + len(self.columns) - 1

    def write(self) -> Sheet:
        self._title()
        self._head()
        self._gap()
        for part in (self._goal, self._funds) if self.style.goal_first else (self._funds, self._goal):
            part()
            self._gap()
        self._header()
        self._rows()
        self._foot()
        if self.style.hide:
            self._hide()
        return self.sheet

    def word(self, key: str) -> str:
        return self._shaped(self.style.words.get(key, WORDS[key]).replace("{期}", self.form.period))

    def _shaped(self, caption: str) -> str:
        """Broken or spaced out, as the clerk's columns have it."""
        if self.style.spaced and len(caption) <= 4:
            return " ".join(caption)
        if self.style.wrapped and len(caption) >= 4:
            return f"{caption[: len(caption) // 2]}\n{caption[len(caption) // 2 :]}"
        return caption

    def _columns(self) -> list[str]:
        """Keys of the columns from left to right."""
        style, made = self.style, ["side"] if self.style.side else []
        groups = {
            "causes": list(CAUSES) if style.causes == "five" else ["cause"],
            "likelihood": list(LIKELY) if style.likely == "three" else ["likelihood"],
            "target": ["operator", "target", "measure"] if style.signs == "split" else ["target"],
            "remark": [] if style.one_explanation else ["remark"],
        }
        for key in style.order:
            made += groups.get(key, [key])
        if style.extra:
            made = [style.extra[0], *made, *style.extra[1:]]
        if style.hide:
            made.insert(made.index("actual"), "上年完成值")
        return made

    def at(self, key: str) -> int:
        return self.first + self.columns.index(key)

    def put(self, column: int, value: str | Decimal | Cell | None, to_column: int | None = None, to_row: int | None = None) -> None:
        """Writes in the current row; merges only if this clerk merges."""
        if self.style.padded and isinstance(value, str) and value:
            value = f" {value}\u00a0 "
        if self.style.merge:
            self.grid.put(self.row, column, value, to_row, to_column)
        else:
            self.grid.put(self.row, column, value)

    def _gap(self) -> None:
        self.row += 1 if self.style.gaps else 0

    # ---- title and head

    def _title(self) -> None:
        form, style = self.form, self.style
        if style.annex:
            self.put(self.first, "附件2")
            self.row += 1
        title = {
            "monitoring": style.title,
            "overall_monitoring": "部门整体支出绩效目标执行监控表",
            "transfer_monitoring": "转移支付绩效目标执行监控表",
        }[form.kind]
        self.put(self.first, title, self.last)
        self.row += 1
        period = style.period.replace("{期}", form.period).replace("2023", str(form.year))
        if "截至" in period and form.period != "1-7月":
            period = f"（{form.year}年{form.period}）"
        self.put(self.first, period, self.last)
        self.row += 1
        if style.annex:
            self.put(self.first, f"填报单位（盖章）：{form.unit or ''}", self.last - 3)
            self.put(self.last - 2, f"单位：{'元' if style.yuan else '万元'}", self.last)
            self.row += 1

    def _head(self) -> None:
        form = self.form
        if form.kind == "overall_monitoring":
            self._box("unit", "部门名称", self._coded(form.unit, "unit"))
        elif form.kind == "transfer_monitoring":
            self._box("name", "转移支付（项目）名称", self._name())
            self._pair("department", "地方主管部门", self._coded(form.department, "department"), "unit", "资金使用单位", form.unit)
        else:
            code = form.code if self.style.print_code and self.style.coded != "name" else None
            if code:
                self._pair("name", self.word("program"), self._name(), "code", self.word("code"), code)
            else:
                self._box("name", self.word("program"), self._name())
            self._pair(
                "department", self.word("department"), self._coded(form.department, "department"), "unit", self.word("unit"), form.unit
            )

    def _name(self) -> str | None:
        form, style = self.form, self.style
        if form.name and form.code and style.coded == "name":
            return f"{form.code}-{form.name}"
        return form.name

    def _coded(self, name: str | None, field_name: str) -> str | None:
        number = (self.form.code or "9999131")[4:7]
        if name and self.style.coded == "department" and field_name == "department":
            return f"{number}-{name}"
        if name and self.style.coded == "glued" and field_name == "department":
            return f"{number}001{name}"
        if name and self.style.coded == "behind" and field_name == "department":
            return f"{name}（{number}）"
        return name

    def _box(self, field_name: str, caption: str, value: str | None) -> None:
        text = self.first + 2
        self.put(self.first, caption, text - 1)
        self.put(text, value, self.last)
        self.sheet.where["head", field_name] = (self.row, text)
        self.row += 1

    def _pair(self, key: str, caption: str, value: str | None, key2: str, caption2: str, value2: str | None) -> None:
        middle = (self.first + self.last) // 2
        self.put(self.first, caption, self.first + 1)
        self.put(self.first + 2, value, middle)
        self.put(middle + 1, caption2, middle + 2)
        self.put(middle + 3, value2, self.last)
        self.sheet.where["head", key] = (self.row, self.first + 2)
        self.sheet.where["head", key2] = (self.row, middle + 3)
        self.row += 1

    # ---- funds

    def _fund_columns(self) -> dict[str, int]:
        keys = [
            "initial",
            *(["adjusted"] if self.style.adjusted else []),
            *(["received"] if self.style.received else []),
            "executed",
            "rate",
            "forecast",
        ]
        start = self.first + 4
        step = (self.last + 1 - start) / len(keys)
        return {key: start + int(step * place) for place, key in enumerate(keys)}

    def _span(self, columns: dict[str, int], key: str) -> int:
        later = [c for c in columns.values() if c > columns[key]]
        return (min(later) if later else self.last + 1) - 1

    def _funds(self) -> None:
        columns, top = self._fund_columns(), self.row
        caption = self.style.words.get("funds", "项目资金\n（元）" if self.style.yuan else "项目资金\n（万元）")
        rows = [*self.form.funds, *self._unused()]
        if self.style.merge:
            self.grid.put(top, self.first, caption, top + len(rows) + (1 if self.style.among else 0), self.first + 2)
        else:
            self.grid.put(top, self.first, caption)
        for key, column in columns.items():
            self.put(column, self.word(key), self._span(columns, key))
        for place, fund in enumerate(rows):
            self.row += 1
            if place == 1 and self.style.among:
                self.put(self.first + 3, "其中：")
                self.row += 1
            self._fund(place, fund, columns)
        self.row += 1
        if self.style.adjusted:
            self._box("adjustment_reason", "预算调整原因说明", self.form.adjustment_reason)

    def _unused(self) -> list[Fund]:
        if self.style.noise and all(fund.label != "其他资金" for fund in self.form.funds):
            return [Fund("other", "其他资金", Decimal(0), Decimal(0), Decimal(0), printed={"rate": "#DIV/0!"})]
        if not self.style.zero_rows:
            return []
        used = {fund.label for fund in self.form.funds}
        return [Fund("other", label, None, None, None) for label in BLANK_FUNDS[self.form.kind] if label not in used]

    def _fund(self, place: int, fund: Fund, columns: dict[str, int]) -> None:
        mark = self.word("total") if place == 0 else ("其中：" if place == 1 and not self.style.among else "      ") + fund.label
        self.put(self.first + 3, mark)
        self.sheet.where["fund", place, "label"] = (self.row, self.first + 3)
        for key, column in columns.items():
            self.sheet.where["fund", place, key] = (self.row, column)
            self.put(column, self._amount(place, fund, key, columns), self._span(columns, key))

    def _amount(self, place: int, fund: Fund, key: str, columns: dict[str, int]) -> Cell | None:
        if key in fund.printed:
            return Cell(fund.printed[key]) if fund.printed[key] else None
        if key == "rate":
            return self._rate(fund, columns)
        value: Decimal | None = getattr(fund, key)
        if value is None:
            return None
        cell = money(value, self.style)
        if self.style.sum_formula and place == 0 and len(self.form.funds) > 1 and isinstance(cell.value, Decimal) and self._adds_up(key):
            cell.formula = f"=SUM({address(self.row + 1, columns[key])}:{address(self.row + len(self.form.funds) - 1, columns[key])})"
        return cell

    def _adds_up(self, key: str) -> bool:
        parts = [printed_amount(fund, key, self.style) or Decimal(0) for fund in self.form.funds[1:]]
        return sum(parts, Decimal(0)) == printed_amount(self.form.total, key, self.style)

    def _rate(self, fund: Fund, columns: dict[str, int]) -> Cell | None:
        rate = stated_rate(fund, self.style)
        if rate is None:
            return None
        if self.style.rate in ("cell", "formula"):
            cell = Cell(rate, "0.00%")
            if self.style.rate == "formula" and fund.rate is None:
                cell.formula = f"={address(self.row, columns['executed'])}/{address(self.row, columns['initial'])}"
            return cell
        if self.style.rate == "tenth":
            return Cell(f"{rounded(rate * 100, 1)}%")
        return {"ratio": Cell(rate), "hundred": Cell(rounded(rate * 100))}.get(self.style.rate, Cell(f"{rounded(rate * 100)}%"))

    # ---- goal and indicators

    def _goal(self) -> None:
        self._box("goal", self.word("goal"), self.form.goal)

    def _header(self) -> None:
        two = not self.style.one_header
        below = self.row + 1 if two else None
        for key in self.columns:
            if key in CAUSES or key in LIKELY or (key == "explanation" and self._grouped()):
                continue
            caption = "绩\n效\n指\n标" if key == "side" else self._caption(key)
            if key != "side":
                self.put(self.at(key), caption, to_row=below)
        self._groups(two)
        if self.style.side:
            bottom = self.row + (1 if two else 0) + len(self.form.indicators)
            self.put(self.first + self.columns.index("side"), "绩\n效\n指\n标", to_row=bottom)
        self.row += 2 if two else 1

    def _grouped(self) -> bool:
        """原因说明 stands under 偏差原因分析, right of the five causes."""
        places = [self.columns.index(key) for key in self.columns if key in CAUSES]
        return (
            bool(places)
            and not self.style.one_header
            and self.columns.index("explanation") == places[-1] + 1
            and not self.style.one_explanation
        )

    def _groups(self, two: bool) -> None:
        groups = {"cause": list(CAUSES) + (["explanation"] if self._grouped() else []), "likelihood": list(LIKELY)}
        names = CAUSES | LIKELY | {"explanation": self.word("explanation")}
        for group, keys in groups.items():
            keys = [key for key in keys if key in self.columns]
            if (
                not keys
                or (group == "likelihood" and "certain" not in self.columns)
                or (group == "cause" and "funding" not in self.columns)
            ):
                continue
            if two:
                self.put(self.at(keys[0]), self.word(group), self.at(keys[-1]))
            for key in keys:
                self.grid.put(self.row + (1 if two else 0), self.at(key), names[key])

    def _caption(self, key: str) -> str:
        return self.word(key) if key in WORDS else key

    def _rows(self) -> None:
        start = self.row
        for place, row in enumerate(self.form.indicators):
            if self.style.header_again and place == 5:
                self._repeat_header(start - 1)
            if self.style.gaps and place and row.level1 != self.form.indicators[place - 1].level1:
                self.row += 1
            self._indicator(place, row)
            self.row += 1
        self._merge_levels(start)
        if self.style.dots:
            self.grid.put(self.row, self.at("level2"), "……")
            self.row += 1

    def _repeat_header(self, header: int) -> None:
        for (_, column), cell in [item for item in self.grid.cells.items() if item[0][0] == header]:
            self.grid.put(self.row, column, cell)
        self.row += 1

    def _indicator(self, place: int, row: Indicator) -> None:
        self._level(place, row, "level1")
        self._level(place, row, "level2")
        cells: dict[str, Cell | str | Decimal | None] = {
            "name": self._indicator_name(place, row),
            "actual": value_cell(row.actual, row, self.style, self.style.bounds),
            "outlook": value_cell(row.forecast, row, self.style, False),
            **target_cells(row, self.style),
            **self._reasons(row),
        }
        if self.style.extra:
            cells |= {"序号": Decimal(place + 1), "联系电话": "0000-1234567" if place == 0 else None}
        if self.style.hide and row.target.number is not None:
            cells["上年完成值"] = rounded(row.target.number * Decimal("0.9"), 1)
        for key in self.columns:
            if key in ("side", "level1", "level2"):
                continue
            self.sheet.where["row", place, key] = (self.row, self.at(key))
            if key not in row.blank and not (key == "certain" and "likelihood" in row.blank):
                self.grid.put(self.row, self.at(key), cells.get(key))

    def _reasons(self, row: Indicator) -> dict[str, Cell | str | Decimal | None]:
        style = self.style
        nothing = style.nothing if row.parent is None else ""
        words = "；".join(t for t in (row.explanation, row.remark) if t) if style.one_explanation else row.explanation
        cells: dict[str, Cell | str | Decimal | None] = {"explanation": words or nothing, "remark": row.remark or nothing}
        if style.causes == "five":
            cells |= dict.fromkeys(row.causes, style.tick)
        else:
            cells["cause"] = "、".join(CAUSES[cause] for cause in row.causes)
        if style.untick and row.parent is None:
            keys = [*CAUSES, *(LIKELY if "likelihood" not in row.blank and row.likelihood else [])]
            cells |= {key: style.untick for key in keys if key in self.columns and not cells.get(key)}
        if row.likelihood and row.parent is None:
            boxes = " ".join(f"{'☑' if key == row.likelihood else '□'}{word}" for key, word in LIKELY.items())
            one = boxes if style.likely == "boxes" else LIKELY[row.likelihood]
            cells |= {row.likelihood: style.tick} if style.likely == "three" else {"likelihood": one}
        return cells

    def _level(self, place: int, row: Indicator, key: str) -> None:
        before = self.form.indicators[place - 1] if place else None
        same = before is not None and before.level1 == row.level1 and (key == "level1" or before.level2 == row.level2)
        text = row.level1 if key == "level1" else row.level2
        if self.style.levels == "listed":
            text = self._listed(place, text, key)
        if self.style.levels == "short":
            text = SHORT.get(text, text.removesuffix("指标"))
        if self.style.levels in ("repeat", "listed") or not same:
            self.grid.put(self.row, self.at(key), text)

    def _listed(self, place: int, text: str, key: str) -> str:
        """一、产出指标 and 1.数量指标."""
        rows = self.form.indicators[: place + 1]
        if key == "level1":
            return f"{'一二三四'[len({r.level1 for r in rows}) - 1]}、{text}"
        return f"{len({r.level2 for r in rows if r.level1 == rows[-1].level1})}.{text}"

    def _merge_levels(self, start: int) -> None:
        if self.style.levels not in ("merge", "short"):
            return
        for key in ("level1", "level2"):
            if self.style.header_again:
                return
            tops = sorted(r for (r, c) in self.grid.cells if c == self.at(key) and r >= start)
            for top, after in zip(tops, [*tops[1:], self.row], strict=True):
                if after - top > 1:
                    self.grid.merges.append((top, self.at(key), after - 1, self.at(key)))

    def _indicator_name(self, place: int, row: Indicator) -> str:
        if row.parent:
            return f"其中：{row.name}"
        if self.style.wrapped and len(row.name) > 6:
            return f"{'★' if row.core else ''}{row.name[:5]}\n{row.name[5:]}"
        number = sum(1 for r in self.form.indicators[:place] if r.parent is None and r.level2 == row.level2) + 1
        return (f"指标{number}：" if self.style.numbered else "") + ("★" if row.core else "") + row.name

    def _foot(self) -> None:
        lines = []
        if self.style.note:
            lines += [
                "注：1.偏差原因分析：就有偏差的指标，从经费、制度、人员、硬件条件等方面分析，并写明原因。",
                "    2.完成目标可能性：按三级综合判断。",
                "    3.备注：写明年底不能完成目标的原因和拟采取的措施。",
            ]
        if self.style.signature:
            lines.append("填报人：示例甲        联系电话：0000-1234567        单位负责人（签字）：示例乙        填报日期：2023年8月10日")
        self._gap()
        for line in lines:
            self.put(self.first, line, self.last)
            self.row += 1

    def _hide(self) -> None:
        self.grid.hidden_columns.add(self.at("上年完成值"))


def printed_amount(fund: Fund, key: str, style: Style) -> Decimal | None:
    """What the printed amount is worth in yuan."""
    value: Decimal | None = getattr(fund, key)
    if value is None or key in fund.printed:
        return None
    return rounded(value) if style.yuan else rounded(value / WAN, style.places) * WAN


def stated_rate(fund: Fund, style: Style) -> Decimal | None:
    """The rate as printed, four decimals of a ratio."""
    if "rate" in fund.printed:
        return None
    if fund.rate is not None:
        return rounded(fund.rate, 3 if style.rate == "tenth" else 4)
    base = fund.adjusted if style.adjusted and fund.adjusted is not None else fund.initial
    done, whole = fund.executed if style.exact_rate else printed_amount(fund, "executed", style), base
    if done is None or "executed" in fund.printed or not whole:
        return None
    return rounded(done / whole, 3 if style.rate == "tenth" else 4)
