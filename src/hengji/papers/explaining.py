"""Which cell was taken for what, in words: for ``hengji check --explain``."""

from __future__ import annotations

from hengji.rules.forms import Form, FundSource, Kind

_KINDS = {
    Kind.MONITORING: "项目支出绩效监控表",
    Kind.OVERALL_MONITORING: "部门整体支出绩效监控表",
    Kind.TRANSFER_MONITORING: "转移支付绩效监控表",
    Kind.SELF_EVALUATION: "项目支出绩效自评表",
    Kind.OVERALL_SELF_EVALUATION: "部门整体支出绩效自评表",
    Kind.TRANSFER_SELF_EVALUATION: "转移支付绩效自评表",
    Kind.TARGET_DECLARATION: "绩效目标申报表",
}
_FIELDS = {
    "name": "项目名称",
    "code": "项目代码",
    "department": "主管部门",
    "unit": "实施单位",
    "goal": "年度总体目标",
    "goal_actual": "目标完成情况",
    "stated_total": "总分",
    "stated_grade": "等级",
}


_COLUMNS = {
    "initial": "年初预算数",
    "adjusted": "全年（调整后）预算数",
    "received": "到位数",
    "executed": "执行数",
    "stated_rate": "执行率",
    "forecast": "全年预计",
    "weight": "分值",
    "stated_score": "得分",
    "explanation": "原因说明",
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "direction": "正反向",
    "operator": "符号",
    "target": "指标值",
    "unit": "计量单位",
    "actual": "完成值",
    "funding": "经费保障",
    "institution": "制度保障",
    "personnel": "人员保障",
    "equipment": "硬件条件保障",
    "other": "其他原因",
    "cause_words": "原因类别",
    "certain": "确定能",
    "possible": "有可能",
    "impossible": "完全不可能",
    "likelihood": "完成可能性",
    "remark": "备注（措施）",
    "note": "备注",
    "block_points": "一级指标分值",
}
_SOURCES = {
    FundSource.TOTAL: "总额",
    FundSource.FISCAL: "财政拨款",
    FundSource.GENERAL_PUBLIC: "一般公共预算",
    FundSource.GOVERNMENT_FUND: "政府性基金",
    FundSource.STATE_CAPITAL: "国有资本经营预算",
    FundSource.SOCIAL_INSURANCE: "社保基金",
    FundSource.CENTRAL: "中央",
    FundSource.PROVINCE: "省级",
    FundSource.CITY: "市级",
    FundSource.COUNTY: "县级",
    FundSource.LOCAL: "地方",
    FundSource.CARRY_OVER: "结转",
    FundSource.OTHER: "其他",
}


def explain_form(form: Form) -> list[str]:
    """One form: its boxes, columns and rows with their addresses."""
    lines = [f"工作表“{form.sheet}”：识别为{_KINDS[form.kind]}（版式 {form.family}）"]
    lines.append(f"  标题 {form.cells.get('title', '—')}：{form.title or '无'}")
    lines.append(f"  年度 {form.year or '未写明'}；监控时点 {form.as_of or '未写明'}")
    for key, word in _FIELDS.items():
        if key in form.cells:
            lines.append(f"  {word} ← {form.cells[key]}（表头“{form.captions.get(key, word)}”）：{_shown(form, key)}")
    base = "全年（调整后）" if form.prescribed_base == "adjusted" else "年初"
    lines.append(f"  金额单位：1 = {form.amount_unit} 元；执行率按{base}预算数计算")
    for prefix, word in (("fund.", "资金表"), ("indicator.", "指标表")):
        lines.append(f"  {word}列：{_columns(form, prefix)}")
    lines.extend(f"  资金行 {row.cell} “{row.label}”→{_SOURCES[row.source]}" for row in form.funds)
    lines.extend(f"  指标 {row.cell} {row.level1 or '—'}／{row.level2 or '—'}：{row.subject}" for row in form.indicators)
    lines.extend(f"  未用的空行 {item.cell}：{item.text}" for item in form.leftovers)
    return lines


def _columns(form: Form, prefix: str) -> str:
    keys = [key for key in form.captions if key.startswith(prefix)]
    words = [f"{form.cells[key]} “{form.captions[key]}”→{_COLUMNS.get(key[len(prefix) :], '仅保留')}" for key in keys]
    return "，".join(words) or "没有找到"


def _shown(form: Form, key: str) -> str:
    values = {
        "name": form.program.name,
        "code": form.program.code,
        "department": form.program.department,
        "unit": form.program.unit,
        "goal": form.goal,
        "goal_actual": form.goal_actual,
        "stated_total": form.stated_total,
        "stated_grade": form.stated_grade,
    }
    value = values[key]
    return "（空）" if value is None else str(value)
