"""Last round's figures, from its folder or its result.json."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from hengji.check.intake import take_in
from hengji.papers.tables import Unusable
from hengji.rules.findings.case import Previous
from hengji.rules.round import PreviousObject, previous_object
from hengji.rules.text import fold


def read_previous(path: Path) -> tuple[PreviousObject, ...]:
    """From a folder of forms, a folder that holds result.json, or the file itself.  Raises Unusable."""
    file = path / "result.json" if path.is_dir() else path
    if file.is_file() and file.suffix == ".json":
        return _from_result(file)
    forms = take_in([path], label="读上一轮").forms
    if not forms:
        raise Unusable(f"上一轮的“{path}”里没有读到绩效表，也没有 result.json。请检查路径。")
    return tuple(previous_object(form) for form in forms)


def _from_result(file: Path) -> tuple[PreviousObject, ...]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return tuple(_object(entry) for entry in content["forms"])
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation):
        raise Unusable(f"上一轮的“{file}”不是衡绩的 result.json，或者已经损坏。请换成上一轮的结果文件夹。") from None


def _object(entry: dict[str, Any]) -> PreviousObject:
    program, overall = entry["program"], entry["kind"].startswith("overall")
    total: dict[str, Any] = next((row for row in entry["funds"] if row["source"] == "total"), {})
    actuals = {fold(row["name"]): Decimal(row["actual"]) for row in entry["indicators"] if row["name"] and _is_number(row)}
    return PreviousObject(
        Previous(_decimal(total.get("executed")), actuals),
        program["code"],
        program["unit"] or program["name"],
        None if overall else program["name"],
        overall,
        date.fromisoformat(entry["as_of"]) if entry.get("as_of") else None,
    )


def _is_number(row: dict[str, Any]) -> bool:
    return row["actual"] is not None and row["operator"] != "text"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
