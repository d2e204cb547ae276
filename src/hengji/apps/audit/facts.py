"""The payload of a trail row in Chinese: what every key is called, how every value is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

NAMES: Mapping[str, str] = {
    "after": "改后",
    "amount": "金额",
    "as_of": "截至",
    "before": "改前",
    "breaks": "不符",
    "change": "增减",
    "changes": "改动",
    "columns": "列",
    "count": "数量",
    "counts": "结果",
    "document": "文号",
    "file": "文件",
    "line": "资金来源",
    "lines": "资金行数",
    "person": "人员",
    "reason": "原因",
    "register": "清单",
    "rows": "行数",
    "sha256": "指纹",
    "since": "自",
    "subject": "对象",
    "text": "文字",
    "until": "至",
    "verb": "事项",
    "voucher": "凭证号",
    "year": "年度",
}
"""What a key of a payload is called; a test finds keys that are recorded and have no name here."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


def facts(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Name and value of every fact; what is empty is left out."""
    return tuple((NAMES.get(key, key), written(value)) for key, value in payload.items() if value not in (None, "", [], {}))


def written(value: Any) -> str:
    """A value as it is read: nested facts in one line, moments in the county's time."""
    if isinstance(value, Mapping):
        return "，".join(f"{NAMES.get(key, key)} {written(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "、".join(written(inner) for inner in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "—"
    text = str(value)
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}" if _MOMENT.fullmatch(text) else text
