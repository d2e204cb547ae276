"""What the bureau has beside the forms: roster, approved targets, the treasury's export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from hengji.demo import files
from hengji.demo.facts import WAN, Form, Object
from hengji.demo.hand import plain

ROSTER, TARGETS, PAYMENTS = "花名册.xlsx", "批复目标.xlsx", "支付明细.xlsx"


def write_lists(out: Path, objects: Sequence[Object]) -> None:
    """花名册, 批复目标, 支付明细 as the bureau keeps them."""
    header = ["序号", "单位", "主管部门", "项目名称", "项目代码", "截止时间", "报送时间", "报告截止时间", "报告报送时间", "联系人"]
    rows = [_roster_row(place, obj) for place, obj in enumerate(objects, 1) if obj.on_roster]
    files.write_list(out / ROSTER, "花名册", "示例县2023年绩效运行监控报送对象花名册", header, rows)
    header = [
        "项目名称",
        "项目代码",
        "实施单位",
        "年度总体目标",
        "预算数（万元）",
        "调整后预算数（万元）",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "分值",
    ]
    rows = [row for obj in objects if obj.approved for row in _target_rows(obj, obj.approved)]
    files.write_list(out / TARGETS, "批复", "示例县2023年批复绩效目标", header, rows)
    header = ["预算单位", "项目编码", "项目名称", "资金来源", "指标文号", "下达日期", "支付日期", "支付金额（元）", "用途"]
    rows = [row for obj in objects for row in _payment_rows(obj)]
    files.write_list(out / PAYMENTS, "支付明细", None, header, rows)


def official_names(obj: Object) -> tuple[str, str | None, str]:
    """Unit, code and name as the bureau has them, whatever the form says."""
    form = obj.approved or obj.form
    name = "部门整体支出" if form.kind.startswith("overall") else obj.roster_name or form.name or ""
    return form.unit or "", form.code, name


def _roster_row(place: int, obj: Object) -> list[Any]:
    unit, code, name = official_names(obj)
    department = (obj.approved or obj.form).department
    return [place, unit, department, name, code, obj.due, obj.received, obj.report_due, obj.report_received, "示例联系人"]


def _target_rows(obj: Object, approved: Form) -> list[list[Any]]:
    unit, code, name = official_names(obj)
    rows: list[list[Any]] = []
    signs = {"ge": "≥", "le": "≤", "eq": "＝"}
    for place, row in enumerate(approved.indicators):
        value = row.target
        target = value.words if value.number is None else f"{signs[value.operator]}{plain(value.number)}{value.unit}"
        head = [approved.goal, obj.budget / WAN, obj.adjusted / WAN if obj.adjusted else None] if place == 0 else [None, None, None]
        label = f"其中：{row.name}" if row.parent else row.name
        rows.append([name, code, unit, *head, row.level1, row.level2, label, target, row.weight if row.parent is None else None])
    return rows


SOURCES = {
    "general_public": "本年一般公共预算拨款",
    "other": "其他资金",
    "carry_over": "上年结转资金",
    "central": "中央补助资金",
    "province": "省级补助资金",
    "county": "县级配套资金",
    "local": "地方资金",
}


def _payment_rows(obj: Object) -> list[list[Any]]:
    unit, code, name = official_names(obj)
    midnight = datetime.min.time()
    return [
        [
            unit,
            code,
            name,
            SOURCES[p.source],
            p.document,
            datetime.combine(p.issued, midnight),
            datetime.combine(p.paid_on, midnight),
            p.amount,
            "项目支出",
        ]
        for p in sorted(obj.payments, key=lambda p: p.paid_on)
    ]
