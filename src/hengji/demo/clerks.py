"""Twenty people who fill in forms, each in his own way.  A ``Style`` is data; ``layout`` turns it into a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

CAUSES = {"funding": "经费保障", "institution": "制度保障", "personnel": "人员保障", "equipment": "硬件条件保障", "other": "其他"}
LIKELY = {"certain": "确定能", "possible": "有可能", "impossible": "完全不可能"}
WORDS = {
    "initial": "年初预算数",
    "adjusted": "调整后预算数",
    "received": "到位资金",
    "executed": "{期}执行数",
    "rate": "{期}执行率",
    "forecast": "全年预计执行数",
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "target": "年度指标值",
    "actual": "{期}执行情况",
    "outlook": "全年预计完成情况",
    "cause": "偏差原因分析",
    "explanation": "原因说明",
    "likelihood": "完成目标可能性",
    "remark": "备注",
    "goal": "年度总体目标",
    "funds": "项目资金",
    "program": "项目名称",
    "department": "主管部门及代码",
    "unit": "实施单位",
    "code": "项目代码",
    "total": "年度资金总额：",
    "operator": "指标性质",
    "measure": "计量单位",
}
ORDER = ("level1", "level2", "name", "target", "actual", "outlook", "causes", "explanation", "likelihood", "remark")


@dataclass(frozen=True)
class Style:
    """Habits of one clerk."""

    suffix: str = ".xlsx"
    """.xlsx .xls .et html csv docx zip"""
    title: str = "项目支出绩效目标执行监控表"
    period: str = "（2023年{期}）"
    words: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ORDER
    side: bool = True
    """绩效指标 written down the left side."""
    top: int = 0
    left: int = 0
    gaps: bool = False
    """Blank rows between the blocks."""
    levels: str = "merge"
    """merge, once, repeat, short, listed (一、产出指标)"""
    merge: bool = True
    yuan: bool = False
    money: str = "number"
    """number, text, wide (full width), unit (with 万元), comma"""
    places: int = 2
    percent: str = "text"
    """text (98%), cell (0.98 shown as 98%), ratio (0.98)"""
    rate: str = "text"
    """text, cell, ratio (0.5523), formula, hundred (55.23 under a caption with %), tenth (55.2%)"""
    sum_formula: bool = False
    tick: str = "√"
    causes: str = "five"
    """five, one"""
    likely: str = "three"
    """three, one, boxes (☑确定能 □有可能 …)"""
    one_header: bool = False
    """The header is one row: causes and likelihoods stand there directly."""
    signs: str = "plain"
    """plain ≥, double ≧, ascii >=, words 不低于/…以上, wide ＞＝, split (columns of their own), bare (no sign at ＝)"""
    actual_unit: bool = True
    bounds: bool = False
    """Actuals written like targets: ≥6台."""
    full_width: bool = False
    numbered: bool = False
    """指标1： before each name, and what is left of the template under it."""
    dots: bool = False
    extra: tuple[str, ...] = ()
    """Columns nobody asked for."""
    hide: bool = False
    """Last year's figures in a hidden column, an old row hidden."""
    print_code: bool = True
    coded: str = ""
    """"", department 131-…, name code-name, behind …（131）, glued 131001…"""
    year_in_name: bool = False
    note: bool = True
    signature: bool = False
    exact_rate: bool = False
    """The rate was worked out from the unrounded amounts."""
    noise: bool = False
    """Binary noise of sums made in the sheet, an empty row whose rate divides by zero."""
    padded: bool = False
    """Blanks before and after what was typed, no-break spaces among them."""
    wrapped: bool = False
    """Line breaks inside captions and names, as narrow columns make them."""
    spaced: bool = False
    """项 目 名 称"""
    annex: bool = False
    """附件2 above the title, the unit of amounts in a line of its own."""
    goal_first: bool = False
    among: bool = False
    """其中： stands in a row of its own."""
    big_units: bool = False
    """186万人次 for 1860000人次."""
    commas: bool = False
    said: bool = False
    """已完成15公里"""
    untick: str = ""
    """What stands where no tick stands: × or 否."""
    header_again: bool = False
    """The captions repeated half-way down, as at a page break."""
    blank_form: bool = False
    """An empty form left on a sheet of its own."""
    nothing: str = ""
    """What stands in 原因说明 and 备注 where there is nothing to say: '', 无, —"""
    zero_rows: bool = False
    """Unused fund rows are left in the form, blank or dashed."""
    adjusted: bool = False
    received: bool = False
    one_explanation: bool = False
    pack: str = "file"
    """file (a form a file), sheets (a workbook of forms), stack (forms under each other on one sheet)"""
    notes: bool = False
    """A sheet of instructions beside the form and a hidden list."""
    sheet: str = "监控表"


CLERKS: tuple[Style, ...] = (
    Style(),
    Style(suffix=".xls", tick="✓", sheet="Sheet1", signs="double", zero_rows=True, wrapped=True),
    Style(suffix=".et", yuan=True, money="comma", words={"funds": "项目资金"}, rate="cell", signature=True, annex=True),
    Style(suffix="html", tick="是", untick="否", signs="ascii", period="（2023年{期}份）"),
    Style(suffix="csv", levels="repeat", merge=False, tick="Y", one_header=True, side=False),
    Style(suffix="docx", year_in_name=True, nothing="无", likely="boxes"),
    Style(suffix="zip", signs="words", sheet="sheet1", title="部门项目支出绩效运行监控情况表", spaced=True),
    Style(
        top=3,
        left=1,
        gaps=True,
        levels="once",
        merge=False,
        signature=True,
        words={"actual": "{期}完成情况"},
        goal_first=True,
        places=1,
        exact_rate=True,
        rate="tenth",
    ),
    Style(levels="listed", money="wide", full_width=True, tick="1", signs="wide", zero_rows=True, padded=True),
    Style(
        order=("level1", "level2", "name", "target", "outlook", "actual", "likelihood", "remark", "explanation", "causes"),
        causes="one",
        likely="one",
        words={"cause": "偏差原因", "likelihood": "完成可能性"},
    ),
    Style(hide=True, sheet="2023年监控", places=4, big_units=True),
    Style(pack="sheets", notes=True, levels="once", tick="☑", blank_form=True),
    Style(pack="stack", words={"funds": "项目资金（万元）"}, signature=True, tick="✔", among=True),
    Style(percent="cell", rate="formula", sum_formula=True, actual_unit=False, noise=True),
    Style(extra=("序号", "联系电话"), coded="department", tick="v", untick="×"),
    Style(adjusted=True, nothing="—", said=True),
    Style(
        signs="split",
        words={"target": "指标值", "operator": "指标性质", "measure": "度量单位"},
        rate="ratio",
        percent="ratio",
        coded="glued",
    ),
    Style(
        money="unit",
        signs="words",
        period="（截至2023年7月31日）",
        coded="name",
        levels="short",
        actual_unit=False,
        words={"executed": "截至7月底执行数"},
        commas=True,
    ),
    Style(numbered=True, dots=True, bounds=True, zero_rows=True, words={"total": "年度资金总额"}),
    Style(
        received=True,
        one_explanation=True,
        likely="one",
        one_header=True,
        coded="behind",
        print_code=False,
        rate="hundred",
        header_again=True,
        words={
            "initial": "年初批复预算",
            "executed": "{期}累计支出数",
            "rate": "支出进度（%）",
            "forecast": "预计全年支出数",
            "actual": "截至7月底完成值",
            "outlook": "预计全年完成值",
            "explanation": "偏差原因及改进措施",
            "program": "项目（名称）",
            "unit": "项目实施单位",
            "goal": "年度绩效目标",
            "target": "年度目标值",
        },
    ),
)
