"""What people type into the forms of programs and money, read field by field; every fault stands beside its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from hengji.apps.programs.drafts import AdjustmentDraft, FundDraft, LineDraft, ProgramDraft
from hengji.rules.money import WAN
from hengji.rules.programs import BUDGET_KINDS, KINDS, LEVELS
from hengji.web.typed import Typed

FIELDS = {
    "program-code-fault": "code", "program-code-taken": "code", "program-secret-without-code": "code", "program-name-missing": "name",
    "program-name-taken": "name", "program-overall-taken": "unit", "program-unit-closed": "unit", "program-secret-has-money": "secret",
    "line-taken": "document", "line-initial-fixed": "initial", "line-days": "ends_on", "adjustment-document-missing": "document",
    "adjustment-zero": "change", "adjustment-below-zero": "change", "report-date-missing": "on", "report-date-future": "on",
    "fund-name-missing": "name", "fund-taken": "name", "program-reason-missing": "reason",
}  # fmt: skip
"""The field a refusal is said beside."""


def program(typed: Typed, year: int) -> ProgramDraft:
    """A program's form."""
    return ProgramDraft(
        year=year, kind=typed.choice("kind", KINDS), unit=typed.key("unit", needed=True) or UUID(int=0), name=typed.text("name", 150),
        code=typed.text("code", 40), competent=typed.key("competent"), field=typed.text("field", 60), summary=typed.text("summary", 1000),
        secret=bool(typed.data.get("secret")),
    )  # fmt: skip


def line(typed: Typed) -> LineDraft:
    """A fund line's form, amounts in 万元."""
    return LineDraft(
        budget_kind=typed.choice("budget_kind", BUDGET_KINDS), level=typed.choice("level", LEVELS, needed=False), fund=typed.key("fund"),
        label=typed.text("label", 100), document=typed.text("document", 100), issued_on=typed.day("issued_on"),
        ends_on=typed.day("ends_on"), initial=typed.wan("initial"), allocated=typed.wan("allocated"), disbursed=typed.wan("disbursed"),
        forecast=typed.wan("forecast"), carry_over=typed.wan("carry_over"),
    )  # fmt: skip


def adjustment(typed: Typed) -> AdjustmentDraft:
    """An adjustment's form, the change in 万元."""
    day, change = typed.day("on", needed=True), typed.wan("change", needed=True)
    return AdjustmentDraft(typed.text("document", 100), day or date.min, change or Decimal(0), typed.text("reason", 1000))


def fund(typed: Typed, year: int) -> FundDraft:
    """A special fund's form."""
    return FundDraft(
        year=year, name=typed.text("name", 150), code=typed.text("code", 40), level=typed.choice("level", LEVELS, needed=False),
        document=typed.text("document", 100), issued_on=typed.day("issued_on"), amount=typed.wan("amount"), division=typed.key("division"),
        competent=typed.key("competent"),
    )  # fmt: skip


def shown_wan(yuan: Decimal | None) -> str:
    """An amount as it is put into a field: 万元 with all its places."""
    if yuan is None:
        return ""
    text = f"{yuan / WAN:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
