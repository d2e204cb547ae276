"""A monitoring page before anybody typed, for the tests of filling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hengji.rules.filling import Sheet, SheetFund, SheetIndicator
from hengji.rules.forms import FundSource, Kind

D = Decimal
JULY = date(2023, 7, 31)

FUNDS = (
    SheetFund("l1", FundSource.CENTRAL, "中央衔接资金", D(3000000), executed=D(1512000), told=True),
    SheetFund("l2", FundSource.COUNTY, "县级配套资金", D(1000000)),
)
INDICATORS = (
    SheetIndicator("k1", "产出指标", "数量指标", "新建供水管网长度", "≥", "12.5", "公里", D(30), "cumulative", "unit"),
    SheetIndicator("k2", "产出指标", "质量指标", "工程验收合格率", "=", "100", "%", D(20), "level", "inferred", core=True),
    SheetIndicator("k3", "产出指标", "时效指标", "工程完工时间", "", "2023年11月底前", "", D(10), "milestone", "inferred"),
    SheetIndicator("k4", "产出指标", "成本指标", "管网单位造价", "≤", "18", "万元/公里", D(10), "ceiling", "inferred"),
    SheetIndicator("k5", "效益指标", "社会效益指标", "受益人口", "≥", "2860", "人", D(20), "cumulative", "guessed"),
    SheetIndicator("k6", "满意度指标", "服务对象满意度指标", "受益群众满意度", "≥", "90", "%", D(10), "level", "inferred"),
)


def sheet(**changes: Any) -> Sheet:
    """A project with two lines of money, one told by the treasury, and an indicator of every kind."""
    standard: dict[str, Any] = {
        "kind": Kind.MONITORING, "program": "农村饮水安全巩固提升工程", "code": "HC23T0036", "department": "示例县水利局",
        "unit": "示例县农村供水服务中心", "year": 2023, "as_of": JULY, "funds": FUNDS, "indicators": INDICATORS,
        "goal": "新建供水管网12.5公里，受益人口2860人，受益群众满意度90%以上。",
    }  # fmt: skip
    return Sheet(**standard | changes)


def sixty() -> tuple[Sheet, Mapping[str, Any]]:
    """A form of sixty indicators, all filled in: what a page may hold at most in practice."""
    rows = tuple(replace(INDICATORS[n % 6], key=f"k{n}", name=f"{INDICATORS[n % 6].name}{n}") for n in range(60))
    typed = {
        f"k{n}": {"actual": f"{n}", "forecast": f"{n + 1}", "likelihood": "possible", "causes": "funding,other",
                  "explanation": f"第{n}项因雨季推迟，资金拨付较晚", "measures": f"第{n}项增派班组，九月底前完成"}
        for n in range(60)
    }  # fmt: skip
    return sheet(indicators=rows), {"funds": {"l1": {"forecast": "300"}, "l2": {"executed": "21.6", "forecast": "100"}}, "rows": typed}
