"""What a county may choose: few things, each with a good default; and codes of regions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

_CODE = re.compile(r"\d{6}(?:\d{3})?")


@dataclass(frozen=True, slots=True)
class Profile:
    """``two_hats``: one person may hold more than one of the administrators' posts, or one beside a business post (人手少的县);
    ``second_factor_for_all``: everyone logs in with a second factor, not only administrators; ``password_days``: after how many
    days a password must be changed (0: never); ``idle_minutes``: after how many minutes without a click a session ends;
    ``appraisal_rules``, ``monitoring_rules``: names of the rule sets adopted ("" the common ones); ``month_plan_required``: cumulative
    indicators of a target need a month plan (分月计划) before it is sent for review."""

    two_hats: bool = False
    second_factor_for_all: bool = False
    password_days: int = 90
    idle_minutes: int = 30
    appraisal_rules: str = ""
    monitoring_rules: str = ""
    month_plan_required: bool = False

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Profile:
        """From what is stored; unknown keys are left alone."""
        return cls(**{one.name: stored[one.name] for one in fields(cls) if one.name in stored})

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def region_code(text: str) -> str | None:
    """A region's code as stored, nine digits: GB/T 2260 (six digits), or with the three for towns; None when it is none."""
    code = text.strip()
    return code.ljust(9, "0") if _CODE.fullmatch(code) else None


def region_level(code: str) -> str:
    """省、市、县 or 乡镇, by the zeros a GB/T 2260 code ends with."""
    for digits, level in ((2, "省"), (4, "市"), (6, "县")):
        if not code[digits:].strip("0"):
            return level
    return "乡镇"
