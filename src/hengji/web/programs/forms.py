"""What people type into the forms of programs and money, read field by field; every fault stands beside its field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import QueryDict

from hengji.apps.programs.drafts import AdjustmentDraft, FundDraft, LineDraft, ProgramDraft
from hengji.rules.money import WAN, parse_amount
from hengji.rules.programs import BUDGET_KINDS, KINDS, LEVELS
from hengji.rules.refusals import Refused
from hengji.rules.wording import say

FIELDS = {
    "program-code-fault": "code", "program-code-taken": "code", "program-secret-without-code": "code", "program-name-missing": "name",
    "program-name-taken": "name", "program-overall-taken": "unit", "program-unit-closed": "unit", "program-secret-has-money": "secret",
    "line-taken": "document", "line-initial-fixed": "initial", "line-days": "ends_on", "adjustment-document-missing": "document",
    "adjustment-zero": "change", "adjustment-below-zero": "change", "report-date-missing": "on", "report-date-future": "on",
    "fund-name-missing": "name", "fund-taken": "name", "program-reason-missing": "reason",
}  # fmt: skip
"""The field a refusal is said beside."""


@dataclass(slots=True)
class Typed:
    """A form as typed: what could be read of it and, by field, what could not."""

    data: QueryDict
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, most: int) -> str:
        value = self.data.get(name, "").replace("\x00", "").strip()
        if len(value) > most:
            self.errors[name] = f"最多 {most} 个字，这里有 {len(value)} 个。"
        return value[:most]

    def choice(self, name: str, known: Iterable[str], *, needed: bool = True) -> str:
        value = self.data.get(name, "")
        if value not in known and (needed or value):
            self.errors[name] = "请从列表中选择。"
        return value

    def key(self, name: str, *, needed: bool = False) -> UUID | None:
        value = self.data.get(name, "").strip()
        try:
            found = UUID(value) if value else None
        except ValueError:
            found = None
        if found is None and (needed or value):
            self.errors[name] = "请从列表中选择。"
        return found

    def day(self, name: str, *, needed: bool = False) -> date | None:
        value = self.data.get(name, "").strip()
        try:
            found = date.fromisoformat(value) if value else None
        except ValueError:
            found = None
        if found is None and (needed or value):
            self.errors[name] = "请填写日期，如 2026-03-15。"
        return found

    def wan(self, name: str, *, needed: bool = False) -> Decimal | None:
        """An amount typed in 万元, in yuan."""
        value = self.data.get(name, "").replace("\u2212", "-").strip()
        amount = parse_amount(value, WAN)
        if amount is None and (needed or value):
            self.errors[name] = "请填写金额（万元），如 120.50。"
        return amount.yuan if amount else None

    @property
    def version(self) -> int:
        """The version the person saw."""
        value = self.data.get("version", "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0

    def refused(self, refusal: Refused) -> None:
        """Say a refusal beside the field it is about, else above the form."""
        self.errors[FIELDS.get(refusal.code, "")] = say(refusal)


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
