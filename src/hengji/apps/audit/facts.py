"""The payload of a trail row in Chinese: what every key is called, how every value is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

NAMES: Mapping[str, str] = {
    "added": "新增",
    "advice": "意见建议",
    "after": "改后",
    "amount": "金额",
    "answer": "答复",
    "as_of": "截至",
    "asked": "条件",
    "before": "改前",
    "breaks": "不符",
    "budget": "预算",
    "by": "方式",
    "capacity": "身份",
    "caption": "名称",
    "category": "类别",
    "change": "增减",
    "changed": "修改",
    "changes": "改动",
    "code": "代码",
    "columns": "列",
    "conclusion": "结论",
    "count": "数量",
    "counts": "结果",
    "cut": "核减",
    "declaration": "申报",
    "department": "主管部门",
    "digest": "校验值",
    "division": "对口股室",
    "document": "文号",
    "doubt": "疑点",
    "doubts": "疑点数",
    "email": "邮箱",
    "ends": "止于",
    "expert": "专家",
    "experts": "专家",
    "file": "文件",
    "files": "文件",
    "former": "曾用名",
    "from_year": "原年度",
    "indicators": "指标数",
    "into": "并入",
    "into_id": "并入编号",
    "items": "件数",
    "kind": "类型",
    "level": "层级",
    "level2": "二级指标",
    "line": "资金来源",
    "lines": "资金行数",
    "login": "登录名",
    "measure": "计量方式",
    "guess": "原推测",
    "member": "参会人",
    "members": "人员",
    "name": "名称",
    "note": "备注",
    "notes": "逐项意见数",
    "number": "版次",
    "objects": "对象数",
    "on": "日期",
    "organisation": "单位",
    "origin": "来源",
    "parent": "上级",
    "person": "人员",
    "phone": "电话",
    "place": "位置",
    "points": "分值",
    "posts": "岗位",
    "previous": "前一版校验值",
    "program": "项目",
    "punctual": "不再算迟报的表数",
    "reason": "原因",
    "register": "清单",
    "remark": "备注",
    "requested": "申请金额",
    "result": "结果",
    "retired": "停用",
    "role": "岗位",
    "rows": "行数",
    "same": "相同",
    "scores": "评分",
    "secret": "涉密对象数",
    "sentence": "说明",
    "sha256": "指纹",
    "since": "自",
    "size": "大小",
    "source": "来源",
    "stance": "态度",
    "starts": "起于",
    "state": "状态",
    "subject": "对象",
    "successor": "接手人",
    "supported": "支持金额",
    "target": "目标",
    "text": "文字",
    "title": "名称",
    "to_confirm": "待确认",
    "to_year": "新年度",
    "total": "合计",
    "unit": "单位",
    "units": "单位数",
    "until": "至",
    "verb": "事项",
    "version": "版本",
    "voucher": "凭证号",
    "why": "原因",
    "without_target": "没有批复目标的对象数",
    "words": "内容",
    "year": "年度",
}
"""What a key of a payload is called; a test finds keys that are recorded and have no name here."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")
_TECHNICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
"""Ids and digests: nobody reads them, a dispute may need them."""
_YUAN = re.compile(r"-?\d+\.\d\d")
_MONEY = frozenset({
    "after", "amount", "before", "budget", "change", "cut", "requested", "supported",
    "年初预算", "下达", "拨付", "全年预计", "预计结转结余", "下达总额",
})  # fmt: skip
"""Facts that are amounts where they are written with two decimals, as amounts are; kept in yuan."""
_WAN_AFTER = frozenset({"已对执行数提出异议"})
"""Verbs whose ``after`` is kept as the unit typed it, in 万元."""


def facts(payload: Mapping[str, Any], verb: str = "") -> tuple[tuple[str, str], ...]:
    """Name and value of every fact people read; what is empty and what is technical is left out."""
    return tuple((NAMES.get(key, key), _said(key, value, verb)) for key, value in _told(payload) if not _is_technical(value))


def technical(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Name and value of the ids and digests among the facts."""
    return tuple((NAMES.get(key, key), written(value)) for key, value in _told(payload) if _is_technical(value))


def _told(payload: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in _in_order(payload) if value not in (None, "", [], {})]


def _is_technical(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_technical(inner) for inner in value)
    return isinstance(value, str) and bool(_TECHNICAL.fullmatch(value))


def _said(key: str, value: Any, verb: str) -> str:
    if key in _MONEY and isinstance(value, str) and _YUAN.fullmatch(value):
        return f"{value} 万元" if key == "after" and verb in _WAN_AFTER else f"{Decimal(value):,.2f} 元"
    return written(value)


def written(value: Any) -> str:
    """A value as it is read: nested facts in one line, moments in the county's time; of nested ones the technical are left out."""
    if isinstance(value, Mapping):
        return "，".join(f"{NAMES.get(key, key)} {_said(key, inner, '')}" for key, inner in _in_order(value) if not _is_technical(inner))
    if isinstance(value, list):
        return "、".join(written(inner) for inner in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "—"
    text = str(value)
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}" if _MOMENT.fullmatch(text) else text


def _in_order(payload: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Before, after, then the others by key: PostgreSQL keeps JSON in an order of its own, and both databases tell alike."""
    return sorted(payload.items(), key=lambda pair: (pair[0] != "before", pair[0] != "after", pair[0]))
