"""Payments: those behind a figure, those that wait for a person, and the files they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.programs.models import FundLine, Intake, Payment, PaymentState
from hengji.apps.programs.queries.facts import Candidate, IntakeFacts, PaymentLine
from hengji.apps.programs.queries.money import executed_lines
from hengji.apps.programs.queries.one import search
from hengji.apps.programs.sheets.payments import line_keys
from hengji.rules.access import Action, Actor
from hengji.rules.programs import BUDGET_KINDS, LEVELS, SECRET_NAME, budget
from hengji.rules.refusals import NotFound
from hengji.rules.tokens import likeness
from hengji.rules.treasury import Ambiguous, TreasuryPayment, match_all

PAYMENT_TABS = ("queued", "matched", "aside", "all")
MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class PaymentsFound:
    """A page of payments: ``count`` and ``total`` (yuan) of the filter, ``tabs`` counts by state."""

    rows: tuple[PaymentLine, ...]
    count: int
    total: Decimal | None
    tabs: Mapping[str, int]


def payments(
    actor: Actor, *, year: int, tab: str = "all", text: str = "", program: UUID | None = None, line: UUID | None = None,
    until: date | None = None, sort: str = "paid_on", descending: bool = True, window: slice = slice(None),
) -> PaymentsFound:  # fmt: skip
    """Payments of a year within reach: of one program or line up to a day, or all.  ``sort``: paid_on or amount."""
    rows = scoped(Payment.objects.filter(year=year), actor, Action.PAYMENT_VIEW)
    rows = rows.filter(line__program=program) if program else rows
    rows = rows.filter(line=line) if line else rows
    rows = rows.filter(paid_on__lte=until) if until else rows
    if text.strip():
        asked = text.strip()
        rows = rows.filter(
            Q(name__icontains=asked) | Q(unit_name__icontains=asked) | Q(document__icontains=asked) | Q(voucher__icontains=asked)
            | Q(summary__icontains=asked) | Q(code__istartswith=asked)
        )  # fmt: skip
    tabs = dict(rows.order_by().values_list("state").annotate(many=Count("pk")).values_list("state", "many"))
    shown = rows if tab == "all" else rows.filter(state=tab)
    sums = shown.order_by().aggregate(total=Sum("amount"), many=Count("pk"))
    ordered = shown.order_by(f"{'-' if descending else ''}{'amount' if sort == 'amount' else 'paid_on'}", "pk")
    counts = {**{key: tabs.get(key, 0) for key in PAYMENT_TABS}, "all": sum(tabs.values())}
    return PaymentsFound(payment_lines(ordered[window]), sums["many"], sums["total"], counts)


def payment(actor: Actor, key: UUID) -> PaymentLine:
    """One payment.  Raises ``NotFound``."""
    row = fetch(Payment.objects.all(), actor, Action.PAYMENT_VIEW, key)
    return payment_lines(Payment.objects.filter(pk=row.pk))[0]


def contradicted(actor: Actor, key: UUID) -> PaymentLine | None:
    """The earlier payment of the same voucher that this one contradicts."""
    row = fetch(Payment.objects.all(), actor, Action.PAYMENT_IMPORT, key)
    return payment_lines(Payment.objects.filter(pk=row.conflicts_id))[0] if row.conflicts_id else None


def waiting_count(actor: Actor, year: int) -> int:
    """How many payments wait for a person's word."""
    return scoped(Payment.objects.filter(year=year, state=PaymentState.QUEUED), actor, Action.PAYMENT_IMPORT).count()


def alike_count(actor: Actor, key: UUID) -> int:
    """How many other waiting payments a decision about this one answers too."""
    row = fetch(Payment.objects.all(), actor, Action.PAYMENT_IMPORT, key)
    same = Payment.objects.filter(region=row.region_id, year=row.year, state=PaymentState.QUEUED, signature=row.signature, conflicts=None)
    return same.exclude(pk=row.pk).count()


def candidates(actor: Actor, key: UUID, *, as_of: date, text: str = "") -> tuple[Candidate, ...]:
    """Lines a waiting payment may belong to: what the rule leaves open, else lines of the unit by likeness of name; or what a person
    searches for.  ``room`` is what the line's budget leaves."""
    row = fetch(Payment.objects.all(), actor, Action.PAYMENT_IMPORT, key)
    reasons = _searched(actor, row, text) if text.strip() else _proposed(row)
    lines = {line.pk: line for line in FundLine.objects.filter(pk__in=reasons).select_related("program__unit", "fund")}
    spent = executed_lines(list(lines), as_of)
    return tuple(_candidate(lines[pk], why, spent[pk].amount) for pk, why in reasons.items() if pk in lines)


def _proposed(row: Payment) -> dict[UUID, str]:
    asked = as_read(row)
    every = line_keys(row.region_id, row.year)
    outcome = match_all([asked], every)[0]
    if isinstance(outcome, Ambiguous):
        return {UUID(one.id): "与这笔支付最接近" for one in outcome.candidates[:MOST_CANDIDATES]}
    same_unit = [one for one in every if row.unit_name and (one.unit == row.unit_name or one.unit_code == row.unit_code)]
    ranked = sorted(((likeness(row.name, one.name or ""), one.id) for one in (same_unit or every)), reverse=True)
    words = "同一单位" if same_unit else "项目名称相近"
    return {UUID(key): words for score, key in ranked[:MOST_CANDIDATES] if same_unit or score > 0}


def _searched(actor: Actor, row: Payment, text: str) -> dict[UUID, str]:
    found = [hit.id for hit in search(actor, text, year=row.year, limit=20)]
    lines = FundLine.objects.filter(program__in=found, region=row.region_id).order_by("program", "pk").values_list("pk", flat=True)
    return dict.fromkeys(lines, "按你输入的词找到")


def as_read(row: Payment) -> TreasuryPayment:
    """A stored payment as the rules take it."""
    return TreasuryPayment(
        row.amount, row.paid_on, row.unit_name or None, row.unit_code or None, row.name or None, row.code or None, row.document or None,
        row.nature or None, row.level or None, row.fund or None, row.summary or None, row.payee or None, row.account or None,
        row.voucher or None,
    )  # fmt: skip


def _candidate(line: FundLine, why: str, spent: Decimal | None) -> Candidate:
    amount, _ = budget(line.initial, line.adjusted)
    source = "　".join(
        filter(
            None, (BUDGET_KINDS[line.budget_kind], LEVELS.get(line.level, ""), line.fund.name if line.fund else line.label, line.document)
        )
    )
    room = None if amount is None else amount - (spent or Decimal(0))
    return Candidate(line.pk, line.program_id, f"{line.program}（{line.program.unit.name}）", source, why, room)


_PLAIN = (
    "version", "paid_on", "amount", "unit_name", "name", "code", "document", "summary", "payee", "voucher", "place", "state", "why",
    "decided_by",
)  # fmt: skip
_PROGRAM = ("line__program_id", "line__program__name", "line__program__code", "line__program__secret")
_COLUMNS = ("pk", "intake__name", "line_id", *_PLAIN, *_PROGRAM)


def payment_lines(rows: QuerySet[Payment]) -> tuple[PaymentLine, ...]:
    """Payments as they are shown, in the order of the rows."""
    return tuple(_payment_line(dict(row)) for row in rows.values(*_COLUMNS))


def _payment_line(row: dict[str, Any]) -> PaymentLine:
    plain = {name: row[name] for name in _PLAIN}
    secret, code = row["line__program__secret"], row["line__program__code"]
    shown = f"{SECRET_NAME}（{code}）" if secret else row["line__program__name"] or ""
    return PaymentLine(
        id=row["pk"], file=row["intake__name"], program=row["line__program_id"], program_shown=shown, line=row["line_id"], **plain
    )


# ---- files


def intakes(actor: Actor, year: int, register: str = "") -> tuple[IntakeFacts, ...]:
    """Files handed in, the latest first; given-up ones are left out."""
    rows = scoped(Intake.objects.filter(year=year), actor, Action.PAYMENT_IMPORT).exclude(state="discarded").defer("content")
    rows = rows.filter(register=register) if register else rows
    return tuple(_intake(row) for row in rows.order_by("-at")[:50])


def intake(actor: Actor, key: UUID) -> IntakeFacts:
    """One file handed in.  Raises ``NotFound``."""
    row = scoped(Intake.objects.filter(pk=key), actor, Action.PAYMENT_IMPORT).defer("content").first()
    if row is None:
        raise NotFound
    return _intake(row)


def _intake(row: Intake) -> IntakeFacts:
    return IntakeFacts(
        row.pk, row.version, row.year, row.register, row.name, row.state, row.by, row.at, row.applied_at, row.report, row.counts, row.job
    )
