"""A form as typed, read field by field: every fault stands beside its field, and a form with a fault does nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict

from hengji.rules.money import WAN, parse_amount
from hengji.rules.refusals import Refused, StaleVersion
from hengji.rules.rounds import end_of
from hengji.rules.wording import say
from hengji.web.posted import day_of, plain, whole

_CHOOSE = "请从列表中选择。"
T = TypeVar("T")


@dataclass(slots=True)
class Typed:
    """What could be read of a form and, by field, what could not."""

    data: QueryDict
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, most: int) -> str:
        value = plain(self.data, name)
        if len(value) > most:
            self.errors[name] = f"最多 {most} 个字，这里有 {len(value)} 个。"
        return value

    def choice(self, name: str, known: Iterable[str], *, needed: bool = True) -> str:
        value = self.data.get(name, "")
        if value not in known and (needed or value):
            self.errors[name] = _CHOOSE
        return value

    def one(self, name: str, known: Iterable[str], usual: str) -> str:
        """One of a list, ``usual`` for what is not on it."""
        value = self.data.get(name, "")
        return value if value in set(known) else usual

    def chosen(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Several of a list; what is not on it is left out."""
        offered = set(known)
        return tuple(dict.fromkeys(value for value in self.data.getlist(name) if value in offered))

    def key(self, name: str, *, needed: bool = False) -> UUID | None:
        found = self.keys(name)
        if needed and not found:
            self.errors[name] = _CHOOSE
        return found[-1] if found else None

    def keys(self, name: str) -> tuple[UUID, ...]:
        """Things chosen; what is no id cannot have come from the page."""
        found = []
        for value in filter(None, map(str.strip, self.data.getlist(name))):
            try:
                found.append(UUID(value))
            except ValueError:
                self.errors[name] = _CHOOSE
        return tuple(dict.fromkeys(found))

    def day(self, name: str, *, needed: bool = False) -> date | None:
        try:
            found = day_of(self.data.get(name))
        except Refused:
            found, needed = None, True
        if found is None and needed:
            self.errors[name] = "请填写日期，如 2026-03-15。"
        return found

    def until(self, name: str, *, needed: bool = False) -> datetime | None:
        """The last moment of a day typed."""
        found = self.day(name, needed=needed)
        return end_of(found) if found else None

    def wan(self, name: str, *, needed: bool = False) -> Decimal | None:
        """An amount typed in 万元, in yuan."""
        value = self.data.get(name, "").replace("\u2212", "-").strip()
        amount = parse_amount(value, WAN)
        if amount is None and (needed or value):
            self.errors[name] = "请填写金额（万元），如 120.50。"
        return amount.yuan if amount else None

    def number(self, name: str, most: int) -> int:
        value = self.data.get(name, "").strip() or "0"
        sign, digits = value[:1] in ("-", "\u2212"), value.lstrip("-\u2212")
        if not (digits.isascii() and digits.isdigit() and int(digits[:6]) <= most):
            self.errors[name] = f"请填写不超过 {most} 的整数。"
            return 0
        return -int(digits) if sign else int(digits)

    def points(self, name: str) -> Decimal | None:
        """Points of a score, 0 to 100 with two decimals at most."""
        value = self.data.get(name, "").strip()
        if not value:
            return None
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", value) or Decimal(value) > 100:
            self.errors[name] = "请填写 0 到 100 的分数，最多两位小数。"
            return None
        return Decimal(value)

    @property
    def version(self) -> int:
        """The version the person saw."""
        return whole(self.data.get("version"))

    def done(self, work: Callable[[], T], beside: Mapping[str, str]) -> T | None:
        """What the work gives, done where everything could be read.  None where it was not: a refusal is said beside its field (``beside``,
        by code), else above the form."""
        if self.errors:
            return None
        try:
            return work()
        except (StaleVersion, Refused) as refusal:
            self.errors[beside.get(refusal.code, "")] = say(refusal)
            return None
