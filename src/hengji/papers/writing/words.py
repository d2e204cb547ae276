"""The Chinese words of kinds, sources, causes, classes and lights as Excel papers print them."""

from __future__ import annotations

from collections.abc import Mapping

from hengji.rules.forms import Cause, FundSource, Kind, Likelihood
from hengji.rules.lights import Light

KIND: Mapping[Kind, str] = {
    Kind.MONITORING: "项目支出监控",
    Kind.OVERALL_MONITORING: "部门整体支出监控",
    Kind.TRANSFER_MONITORING: "转移支付监控",
    Kind.SELF_EVALUATION: "项目支出自评",
    Kind.OVERALL_SELF_EVALUATION: "部门整体支出自评",
    Kind.TRANSFER_SELF_EVALUATION: "转移支付自评",
    Kind.TARGET_DECLARATION: "绩效目标申报",
}

SOURCE: Mapping[FundSource, str] = {
    FundSource.TOTAL: "年度资金总额",
    FundSource.FISCAL: "财政拨款",
    FundSource.GENERAL_PUBLIC: "一般公共预算",
    FundSource.GOVERNMENT_FUND: "政府性基金预算",
    FundSource.STATE_CAPITAL: "国有资本经营预算",
    FundSource.SOCIAL_INSURANCE: "社会保险基金预算",
    FundSource.CENTRAL: "中央资金",
    FundSource.PROVINCE: "省级资金",
    FundSource.CITY: "市级资金",
    FundSource.COUNTY: "县级资金",
    FundSource.LOCAL: "地方资金",
    FundSource.CARRY_OVER: "上年结转",
    FundSource.OTHER: "其他资金",
}

BASE: Mapping[str | None, str] = {"initial": "年初预算", "adjusted": "调整后预算"}

CAUSE: Mapping[Cause, str] = {
    Cause.FUNDING: "经费保障",
    Cause.INSTITUTION: "制度保障",
    Cause.PERSONNEL: "人员保障",
    Cause.EQUIPMENT: "硬件条件保障",
    Cause.OTHER: "其他",
}

LIKELIHOOD: Mapping[Likelihood | None, str] = {one: one.chinese for one in Likelihood}

PROBLEM_CLASS: Mapping[int | None, str] = {
    1: "一、填报不完整、过于简单",
    2: "二、偏差缺乏分析、前后不符",
    3: "三、未按时报送",
    4: "四、随意变动批复目标",
    5: "五、支出缓慢、偏离目标",
    None: "六、其他（计分、时点等）",
}

LIGHT: Mapping[Light, str] = {
    Light.RED: "■ 红灯",
    Light.YELLOW: "▲ 黄灯",
    Light.GREEN: "● 绿灯",
    Light.BLUE: "⬆ 蓝灯",
    Light.GREY: "○ 灰灯",
}
