"""A form as the engine of ``hengji check`` judges it: what stands sealed, what was typed, what is known beside it.

One engine: ``rules.judgement.judge`` and ``rules.findings.examine`` under the round's rule set; nothing is judged here in another way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from hengji.apps.monitoring.contents import Remark, Strip
from hengji.apps.monitoring.known import ACROSS, OUTSIDE, Known, Money, Typed, form_of, known_of
from hengji.apps.monitoring.models import FormFinding, FundResult, IndicatorResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import rules_with
from hengji.apps.monitoring.places import Places, remarks, strip_of
from hengji.apps.targets.objects import department_of
from hengji.rules.falsealarms import demote
from hengji.rules.filling import Sheet, SheetFund, approved_of, asked, at_its_line, goal_reached
from hengji.rules.findings import Case, examine
from hengji.rules.findings.phrasing import aim
from hengji.rules.findings.wrong_period import of_other_period
from hengji.rules.forms import Form, FundRow, FundSource, Kind, Payment, RosterEntry
from hengji.rules.judgement import judge
from hengji.rules.lifecycles.monitoring import Emphasis, FindingState
from hengji.rules.money import WAN, parse_amount
from hengji.rules.results import Examined
from hengji.rules.rulesets import RuleSet
from hengji.rules.takeback import Line, split


@dataclass(frozen=True, slots=True)
class Judged:
    """A form judged: ``findings`` of this form alone, ``remarks`` these and what only the whole round shows, at their places."""

    known: Known
    examined: Examined
    remarks: tuple[Remark, ...]
    strip: Strip

    @property
    def form(self) -> Form:
        return self.examined.form

    @property
    def sheet(self) -> Sheet:
        return self.known.sheet

    @property
    def goal(self) -> str:
        """What was reached, in a sentence made from what stands in the form."""
        return goal_reached(self.form, self.strip.executed, self.strip.rate)


def rules_of(row: Round) -> RuleSet:
    """The rule set a round judges by: its own with what it sets differently.  Raises ``RuleSetError``."""
    return _rules(row.rules, row.emphasis, json.dumps(row.changes, sort_keys=True))


@lru_cache(maxsize=64)
def _rules(name: str, emphasis: str, changes: str) -> RuleSet:
    return rules_with(name, Emphasis(emphasis), json.loads(changes))


# ---- judging


def judged(row: MonitoringForm, known: Known | None = None, typed: Typed | None = None, form: Form | None = None) -> Judged:
    """A form (joined with ``JOINED``) as it stands, or as it would stand with ``typed`` (``form``: the same as a form, made already)."""
    beside = known or known_of([row])[row.pk]
    content = row.typed if typed is None else typed
    form = form or form_of(row, beside.sheet, content)
    case = case_of(row, known=beside, form=form)
    found = tuple(at_its_line(one, beside.sheet) for one in examine(case))
    named = {one.cell for one in found if one.cell and one.code != _MILD}
    wanted = asked(beside.sheet, content, Emphasis(row.round.emphasis), form=form, judgement=case.judgement, named=named)
    findings = demote((*found, *wanted), row.round.demoted)
    examined = Examined(form, case.judgement, findings, roster=case.roster, approved=case.approved)
    places = Places(form, beside.sheet)
    said = (*remarks(row, (*found, *wanted), places, beside), *beside.across)
    return Judged(beside, examined, said, strip_of(examined, places, said, beside))


_MILD = "over-target"
"""Says of a cell only that much was done: it keeps nothing else from being asked there."""


def examined_of(row: MonitoringForm) -> Examined:
    """A form judged and examined, as papers take it."""
    return judged(row).examined


def case_of(row: MonitoringForm, *, known: Known | None = None, form: Form | None = None) -> Case:
    """What the rules look at: the form as it stands, judged, with approved target, payments, due day and last round."""
    known = known or known_of([row])[row.pk]
    form = form or form_of(row, known.sheet, row.typed)
    rules, as_of = rules_of(row.round), row.round.as_of
    approved, payments = approved_of(known.sheet) if row.revision_id else None, _payments(known.sheet)
    light = form.kind.monitors and not of_other_period(form, as_of)
    judgement = judge(form, rules, as_of=form.as_of or as_of, approved=approved, payments=payments, light=light)
    previous = known.last.previous if known.last else None
    return Case(form, judgement, rules, as_of, approved=approved, roster=roster_of(row), payments=payments, previous=previous)


def _payments(sheet: Sheet) -> tuple[Payment, ...] | None:
    """What the treasury paid, a sum a line; None where it tells nothing of money it should have paid."""
    told = [one for one in sheet.funds if one.told and one.executed is not None]
    if not told or any(not one.told and one.source not in OUTSIDE for one in sheet.funds):
        return None
    return tuple(
        Payment(one.executed or Decimal(0), sheet.as_of, source=one.source, document=one.id, issued=one.issued, budget=_budget(one))
        for one in told
    )


def _budget(fund: SheetFund) -> Decimal | None:
    return fund.initial if fund.adjusted is None else fund.adjusted


def roster_of(row: MonitoringForm) -> RosterEntry:
    """The form as an entry of the list of what is due; times are the county's."""
    program: Any = row.program
    overall = Kind(row.kind).overall
    return RosterEntry(
        unit=program.unit.name, department=department_of(program).name, name=None if overall else str(program), code=program.code or None,
        overall=overall, due=_local(due_of(row)), received=_local(row.first_submitted_at), budget=row.budget,
    )  # fmt: skip


def due_of(row: MonitoringForm) -> datetime:
    """Until when the unit may hand in: the round's day, or its extension."""
    return row.due or row.round.due_unit


def _local(moment: datetime | None) -> datetime | None:
    return localtime(moment).replace(tzinfo=None) if moment else None


def summary(one: Judged, row: MonitoringForm, *, at: datetime) -> dict[str, Any]:
    """What a form's row keeps of its judgement, for lists and sums."""
    strip = one.strip
    base = {"年初预算": "initial", "调整后预算": "adjusted"}.get(strip.base_words, "")
    return {
        "budget": strip.budget, "base": base, "executed": strip.executed, "self_reported": strip.self_reported,
        "forecast": strip.forecast, "execution_pace": strip.execution_pace, "achievement_pace": strip.achievement_pace,
        "execution_light": strip.execution_light, "achievement_light": strip.achievement_light, "light": strip.light,
        "verdict": strip.verdict, "reasons": list(strip.reasons), "errors": strip.errors,
        "warnings": strip.warnings, "notices": strip.notices, "judged_at": at,
        "stamp": row.round.stamp,
    }  # fmt: skip


# ---- kept


Many = Mapping[UUID, tuple[MonitoringForm, Judged]]
"""Forms by id, with how each was judged."""


def keep_results(row: MonitoringForm, one: Judged, *, at: datetime) -> None:
    """Lines and indicators as judged, and the findings with their lives."""
    keep_many({row.pk: (row, one)}, at=at)


def keep_many(many: Many, *, at: datetime) -> None:
    """``keep_results`` of many forms; seven statements a thousand rows."""
    FundResult.objects.filter(form__in=list(many)).delete()
    IndicatorResult.objects.filter(form__in=list(many)).delete()
    FundResult.objects.bulk_create([made for row, one in many.values() for made in fund_results(row, one)], 1000)
    IndicatorResult.objects.bulk_create([made for row, one in many.values() for made in indicator_results(row, one)], 1000)
    reconcile(many, at=at)


def fund_results(row: MonitoringForm, one: Judged) -> list[FundResult]:
    """The fund rows of a form but its total, which stands on the form itself; of a form with a total alone that row."""
    form, lines = one.form, {str(line.id): line for line in one.known.lines}
    ids = Places(form, one.sheet).funds
    told = {fund.id: fund.told for fund in one.sheet.funds}
    held = [(number, fund) for number, fund in enumerate(form.funds) if fund.source is not FundSource.TOTAL] or list(enumerate(form.funds))
    return [
        _fund_result(row, one, number, fund, lines.get(ids[number]) or _only(one.known.lines, held), told.get(ids[number], False))
        for number, fund in held
    ]  # fmt: skip


def _only(lines: Sequence[Money], held: Sequence[object]) -> Money | None:
    """The one line of an object whose form has one row of money."""
    return lines[0] if len(lines) == len(held) == 1 else None


def _fund_result(row: MonitoringForm, one: Judged, number: int, fund: FundRow, line: Money | None, told: bool) -> FundResult:
    judgement, budget = one.examined.judgement.funds[number], fund.initial if fund.adjusted is None else fund.adjusted
    typed = row.typed.get("funds", {}).get(str(line.id), {}) if line else {}
    contract, contested = (_yuan(typed.get(key)) for key in ("contract", "contest"))
    parts = split(
        Line(
            budget, fund.executed, fund.forecast, contract, judgement.progress, line.issued_on if line else None,
            line.budget_kind if line else "general_public", line.level if line else "",
        ),
        one.sheet.year,
    )  # fmt: skip
    return FundResult(
        region_id=row.region_id, form=row, position=number, line_id=line.id if line else None, label=fund.label[:150],
        budget_kind=line.budget_kind if line else "", level=line.level if line else "", fund_id=line.fund if line else None, budget=budget,
        executed=fund.executed, forecast=fund.forecast, self_reported=fund.executed is not None and not told, contested=contested,
        light=judgement.light or "", reason=(judgement.reason or "")[:600], available=parts.available if parts else None,
        carried=parts.carried if parts else None, bound=parts.bound if parts else None,
    )  # fmt: skip


def _yuan(text: str | None) -> Decimal | None:
    read = parse_amount(text, WAN)
    return read.yuan if read else None


def indicator_results(row: MonitoringForm, one: Judged) -> list[IndicatorResult]:
    """The indicators of a form as judged, in its order."""
    keys = Places(one.form, one.sheet).rows
    judged_rows = zip(one.form.indicators, one.examined.judgement.indicators, keys, strict=True)
    return [
        IndicatorResult(
            region_id=row.region_id, form=row, position=number, key=key, level1=(said.level1 or "")[:60], name=said.subject[:300],
            target=aim(said)[:300], actual=said.texts.get("actual", "")[:300], measure=found.measure or "", core=said.core,
            weight=said.weight, achievement=_within(found.achievement), pace=_within(found.pace), light=found.light or "",
            reason=(found.reason or "")[:600],
        )
        for number, (said, found, key) in enumerate(judged_rows)
    ]  # fmt: skip


def _within(ratio: Decimal | None) -> Decimal | None:
    """A ratio the column can hold; what is beyond is a fault of units that a finding names."""
    return ratio if ratio is None or abs(ratio) < _LARGEST_RATIO else None


_LARGEST_RATIO = Decimal(10) ** 8


# ---- findings and their lives


def reconcile(many: Many, *, at: datetime, codes: frozenset[str] | None = None) -> None:
    """Findings of forms as rows: what is new is found, what is no longer there has gone (named: was rectified); decisions stand for
    what they saw.  Of ``codes`` only; None: of all but those of the whole round.  Three statements however many forms."""
    rows: dict[UUID, dict[str, FormFinding]] = {key: {} for key in many}
    kept = FormFinding.objects.filter(form__in=list(many))
    for finding in kept.exclude(code__in=ACROSS) if codes is None else kept.filter(code__in=codes):
        rows[finding.form_id][finding.key] = finding
    new: list[FormFinding] = []
    changed: list[FormFinding] = []
    for key, (row, one) in many.items():
        here = {remark.key: remark for remark in one.remarks if (remark.code not in ACROSS if codes is None else remark.code in codes)}
        new += [_found(row, remark, at) for name, remark in here.items() if name not in rows[key]]
        changed += [finding for name, finding in rows[key].items() if _brought_up(finding, here.get(name))]
    FormFinding.objects.bulk_create(new, 500)
    FormFinding.objects.bulk_update(changed, ["state", "answer", "severity", "sentence", "version"], 500)


def _found(row: MonitoringForm, remark: Remark, at: datetime) -> FormFinding:
    """A finding seen for the first time; one that was dismissed for this object, place and rule before starts dismissed."""
    state = FindingState.DISMISSED if remark.dismissed else FindingState.ANSWERED if remark.answer else FindingState.FOUND
    return FormFinding(
        region_id=row.region_id, form=row, key=remark.key, memory=remark.memory, code=remark.code, severity=remark.severity,
        problem_class=remark.problem_class, addressee=remark.addressee, part=remark.part, row=remark.row, column=remark.column,
        cell=remark.cell or _fitted(remark.place), subject=remark.subject[:300], sentence=remark.sentence[:1000],
        remedy=remark.remedy[:600], state=state, found_at=at, answer=remark.answer[:1000],
        answered_by=row.saved_by if remark.answer else "", reason=remark.dismissed[:600],
        decided_by=REMEMBERED if remark.dismissed else "", decided_at=at if remark.dismissed else None, stamp=row.round.stamp,
    )  # fmt: skip


_CELL = 40
"""Characters of a place a finding keeps."""


def _fitted(place: str) -> str:
    """A place in words that the column holds: a long name in it is cut, never what is said of it."""
    name, mark, rest = place.rpartition("”的")
    if len(place) <= _CELL or not mark or len(rest) > _CELL // 2:
        return place[:_CELL]
    return f"{name[: _CELL - len(mark + rest) - 1]}…{mark}{rest}"


REMEMBERED = "沿用以前的认定"
"""Who decided, where an earlier dismissal of the same place was remembered."""


def _brought_up(finding: FormFinding, remark: Remark | None) -> bool:
    """Bring a kept finding up to what is found now; whether that changed anything."""
    before = (finding.state, finding.answer, finding.severity, finding.sentence)
    if remark is None:
        finding.state = _GONE.get(FindingState(finding.state), finding.state)
    else:
        finding.severity, finding.answer = remark.severity, remark.answer[:1000] or finding.answer
        finding.sentence = remark.sentence[:1000]
        if FindingState(finding.state) in (FindingState.FOUND, FindingState.ANSWERED, FindingState.GONE):
            finding.state = FindingState.ANSWERED if finding.answer else FindingState.FOUND
    now = (finding.state, finding.answer, finding.severity, finding.sentence)
    finding.version += now != before
    return now != before


_GONE = {
    FindingState.FOUND: FindingState.GONE, FindingState.ANSWERED: FindingState.GONE, FindingState.CONFIRMED: FindingState.GONE,
    FindingState.NAMED: FindingState.RECTIFIED,
}  # fmt: skip
