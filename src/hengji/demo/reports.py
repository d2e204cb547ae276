"""Text reports of the units, and the result file of the round before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengji.demo import files
from hengji.demo.facts import WAN, Form, Object, rounded
from hengji.demo.hand import plain
from hengji.demo.lists import official_names


def write_reports(folder: Path, objects: Sequence[Object]) -> None:
    """The text reports of those who owe one."""
    folder.mkdir(parents=True, exist_ok=True)
    for obj in objects:
        if obj.report:
            lines = _report_lines(obj)
            name = f"{(obj.form.unit or '').removeprefix('示例县')}{obj.form.name}绩效监控报告".replace("“", "").replace("”", "")
            path = folder / f"{name}{'.pdf' if obj.report.pdf else '.docx'}"
            path.write_bytes(files.pdf(lines) if obj.report.pdf else files.report(lines))


def _report_lines(obj: Object) -> list[str]:
    report, form = obj.report, obj.form
    if report is None:
        return []
    wan, spent = f"{rounded(report.budget / WAN)}", f"{rounded(report.executed / WAN)}"
    rate = f"{rounded(report.rate * 100)}%"
    wordings = [
        f"该项目年初预算{wan}万元，截至2023年7月31日实际支出{spent}万元，预算执行率{rate}。",
        f"2023年安排预算资金{wan}万元。1—7月累计支出{spent}万元，执行率为{rate}，预计全年结转结余0万元。",
        f"项目年度资金总额{wan}万元，到位资金{wan}万元；截至7月底，已支出{spent}万元，支出进度{rate}。",
    ]
    yuan, tenth = f"{report.executed:,.2f}元", f"{rounded(report.rate * 100, 1)}%"
    wordings.append(f"本项目共安排资金{report.budget:,.2f}元，截至7月31日已支付{yuan}，执行率{tenth}，比上年同期提高3.2个百分点。")
    lines = [
        f"{form.unit}2023年“{form.name}”绩效运行监控报告",
        "一、组织实施情况",
        "我单位成立监控工作小组，由分管负责人牵头，对照批复的绩效目标逐项核对，共召开调度会3次。",
        "二、预算执行进度和绩效目标完成情况",
        f"（一）资金执行情况。{wordings[obj.key % 4]}",
    ]
    if report.indicator:
        name, figure = report.indicator
        lines.append(f"（二）绩效目标完成情况。截至7月底，{name}达到{figure}，其余指标按序推进。")
    return [
        *lines,
        "三、存在问题",
        "个别环节衔接不够紧密。",
        "四、整改措施和建议",
        "加强日常调度，按月通报。",
        str(form.unit),
        "2023年8月15日",
    ]


def write_previous(folder: Path, objects: Sequence[Object]) -> None:
    """Last round's result file, as the contract states one (only what a comparison needs)."""
    folder.mkdir(parents=True, exist_ok=True)
    forms = [_previous_form(obj, obj.previous) for obj in objects if obj.previous]
    body = {"tool": "hengji 0.1.0", "as_of": "2023-04-30", "inputs": [], "forms": forms, "findings": [], "unreadable": [], "missing": []}
    (folder / "result.json").write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


def _previous_form(obj: Object, past: Form) -> dict[str, Any]:
    unit, code, name = official_names(obj)
    overall = past.kind.startswith("overall")
    return {
        "file": f"{obj.key}.xlsx",
        "sheet": "监控表",
        "kind": past.kind,
        "family": "mof-2019",
        "as_of": "2023-04-30",
        "program": {"name": unit if overall else name, "code": code, "department": past.department, "unit": unit},
        "goal": past.goal,
        "goal_actual": None,
        "funds": [
            {
                "source": f.source,
                "label": f.label,
                "initial": str(rounded(f.initial or Decimal(0))),
                "adjusted": None,
                "executed": str(rounded(f.executed or Decimal(0))),
                "stated_rate": None,
                "rate": None,
                "rate_base": "initial",
                "forecast": None,
            }
            for f in past.funds
        ],
        "indicators": [
            {
                "level1": r.level1,
                "level2": r.level2,
                "name": r.name,
                "operator": r.target.operator,
                "target": plain(r.target.number) if r.target.number is not None else None,
                "unit": r.target.unit,
                "actual": plain(r.actual.number) if r.actual.number is not None else None,
                "measure": {"c": "cumulative", "l": "level"}.get(r.how),
            }
            for r in past.indicators
            if r.name
        ],
        "findings": [],
    }
