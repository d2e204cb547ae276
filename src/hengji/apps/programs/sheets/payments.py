"""A treasury export against what is there: new, known, whose, in conflict.  Nothing is written here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from hengji.apps.programs.models import FundLine, MatchMemory, Payment, PaymentState, Program
from hengji.apps.programs.sheets.reports import Fault, Line, Report, report, split
from hengji.papers.registers import RegisterReading, treasury_payments
from hengji.rules.programs import SECRET_NAME, budget
from hengji.rules.text import fold
from hengji.rules.treasury import LineKey, Matched, TreasuryPayment, masked, match_all, payment_keys, sized

_BATCH = 500
"""Keys asked for at once: SQLite takes 32,766 parameters, an older one 999."""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment that is not there yet, masked; ``conflicts`` is the payment of the same voucher it contradicts."""

    payment: TreasuryPayment
    key: str
    signature: str
    line: UUID | None
    why: str
    conflicts: UUID | None = None

    @property
    def state(self) -> PaymentState:
        return PaymentState.MATCHED if self.line else PaymentState.QUEUED


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """What an import would write, and the report of it."""

    new: tuple[NewPayment, ...]
    known: int
    report: Report


def plan_payments(region: UUID, year: int, reading: RegisterReading) -> PaymentPlan:
    """Hold a reading against the payments, lines and decisions of a region and year."""
    read = treasury_payments(reading)
    secret = frozenset(Program.objects.filter(region=region, year=year, secret=True).values_list("code", flat=True))
    open_ones = [payment for payment in read if (payment.code or "").upper() not in secret]
    elsewhere = [payment for payment in open_ones if payment.paid_on and payment.paid_on.year != year]
    kept = [payment for payment in open_ones if not payment.paid_on or payment.paid_on.year == year]
    keys = payment_keys(kept)
    known = known_keys(region, keys)
    fresh = [(payment, key) for payment, key in zip(kept, keys, strict=True) if key not in known]
    new = tuple(_placed(region, year, fresh, set(keys)))
    wrong, notes = split(reading)
    faults = [*wrong, *(_of_other_year(payment, year) for payment in elsewhere)]
    return PaymentPlan(new, len(known), _report(new, len(known), len(read) - len(open_ones), faults, notes))


def signature(payment: TreasuryPayment) -> str:
    """What a person's decision is remembered by: document, code, unit and name as written, signs and blanks aside."""
    about = (payment.document, payment.code, payment.unit or payment.unit_code, payment.name, payment.nature, payment.fund)
    return sha256("\x1f".join(fold(text or "") for text in about).encode()).hexdigest()


def line_keys(region: UUID, year: int) -> list[LineKey]:
    """Every fund line of a region and year as payments are matched to it; closed programs keep theirs, secret ones have none."""
    columns = (
        "pk",
        "program__name",
        "program__code",
        "program__unit__name",
        "program__unit__code",
        "document",
        "budget_kind",
        "level",
        "fund__name",
        "adjusted",
        "initial",
    )
    rows = FundLine.objects.filter(region=region, program__year=year).order_by("pk").values_list(*columns)
    return [
        LineKey(str(pk), name, code or None, unit, unit_code, doc or None, kind, level or None, fund, budget(initial, adjusted)[0])
        for pk, name, code, unit, unit_code, doc, kind, level, fund, adjusted, initial in rows
    ]


def known_keys(region: UUID, keys: Sequence[str]) -> set[str]:
    """Which contents are there already."""
    found: set[str] = set()
    for batch in _batches(keys):
        found.update(Payment.objects.filter(region=region, key__in=batch).values_list("key", flat=True))
    return found


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def _placed(region: UUID, year: int, fresh: Sequence[tuple[TreasuryPayment, str]], all_keys: set[str]) -> Iterator[NewPayment]:
    """Each new payment with its line: by an earlier decision, else by the rule; a contradiction waits for a person, and so does
    an amount many times the line's budget, whatever was decided of others."""
    lines = line_keys(region, year)
    outcomes = match_all([payment for payment, _ in fresh], lines)
    remembered = _remembered(region, year, {line.id: line for line in lines})
    contradicted = _contradicted(region, [payment for payment, _ in fresh], all_keys)
    for (payment, key), outcome in zip(fresh, outcomes, strict=True):
        sign = signature(payment)
        clash = contradicted.get(fold(payment.voucher or ""))
        if clash is not None:
            yield NewPayment(masked(payment), key, sign, None, clash.sentence(payment), clash.id)
            continue
        if sign in remembered:
            outcome = sized(payment, remembered[sign])
        if isinstance(outcome, Matched):
            yield NewPayment(masked(payment), key, sign, UUID(outcome.line.id), outcome.why)
        else:
            yield NewPayment(masked(payment), key, sign, None, outcome.reason)


def _remembered(region: UUID, year: int, lines: Mapping[str, LineKey]) -> dict[str, Matched]:
    """By signature what a person decided of earlier payments."""
    rows = MatchMemory.objects.filter(region=region, year=year).values_list("signature", "line_id", "decided_by", "decided_on")
    return {sign: Matched(lines[str(line)], f"按{who}{on:%Y-%m-%d}对同一文号、项目的认定") for sign, line, who, on in rows}


@dataclass(frozen=True, slots=True)
class _Clash:
    """An earlier payment of a voucher that the file no longer has as it was."""

    id: UUID
    voucher: str
    amount: Decimal
    paid_on: date

    def sentence(self, payment: TreasuryPayment) -> str:
        day = "" if payment.paid_on == self.paid_on else f"、日期{self.paid_on:%Y-%m-%d}"
        return f"凭证{self.voucher}此前已导入（金额{self.amount:,.2f}元{day}），这份文件里不一样了，请确认以哪一笔为准"


def _contradicted(region: UUID, fresh: Sequence[TreasuryPayment], all_keys: Collection[str]) -> Mapping[str, _Clash]:
    """Vouchers of which something imported earlier is missing from this file while something new is in it: a corrected row.

    A voucher whose earlier rows are all in the file again has merely got one more row."""
    vouchers = sorted({payment.voucher for payment in fresh if payment.voucher})
    gone: dict[str, list[_Clash]] = defaultdict(list)
    for batch in _batches(vouchers):
        rows = Payment.objects.filter(region=region, voucher__in=batch).exclude(state=PaymentState.ASIDE).order_by("pk")
        for pk, voucher, amount, on, key in rows.values_list("pk", "voucher", "amount", "paid_on", "key"):
            if key not in all_keys:
                gone[fold(voucher)].append(_Clash(pk, voucher, amount, on))
    return {voucher: clashes[0] for voucher, clashes in gone.items()}


def _of_other_year(payment: TreasuryPayment, year: int) -> Fault:
    return Fault(
        payment.cell,
        f"{payment.paid_on}",
        f"支付日期是{payment.paid_on:%Y-%m-%d}，不在{year}年度内",
        f"删去这一行，或在{payment.paid_on:%Y}年度导入",
    )


def _report(new: Sequence[NewPayment], known: int, secret: int, faults: Sequence[Fault], notes: Iterable[str]) -> Report:
    states = Counter("冲突" if one.conflicts else ("已匹配" if one.line else "待认定") for one in new)
    counts = {
        "新增": len(new), "其中已匹配": states["已匹配"], "其中待认定": states["待认定"], "其中与已导入凭证冲突": states["冲突"],
        "此前已导入": known, "有错误": len(faults),
    }  # fmt: skip
    said = [*notes, *([f"有{secret}行属于{SECRET_NAME}，只计数，内容没有存入"] if secret else [])]
    asked = [_line(one) for one in new if one.line is None]
    amount = f"{sum((one.payment.amount for one in new if not one.conflicts), Decimal(0)):,.2f}"
    return report(counts, faults, asked, said, len(new), amount)


def _line(one: NewPayment) -> Line:
    payment = one.payment
    what = "　".join(filter(None, (payment.unit or payment.unit_code, payment.name or payment.code, payment.document)))
    return Line(payment.cell, what, "与已导入凭证冲突" if one.conflicts else "待认定", one.why, f"{payment.amount:,.2f}")
