"""Where the page shows what a rule names by its cell, and the verdict of a form in one strip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from hengji.apps.monitoring.contents import Lit, Remark, Strip
from hengji.apps.monitoring.known import Known
from hengji.apps.monitoring.models import MonitoringForm
from hengji.rules.falsealarms import demote
from hengji.rules.filling import TEXT_CELLS, Place, Sheet, place_of, place_words, sentences, where_to_mend
from hengji.rules.filling.cells import matched
from hengji.rules.findings import Finding, Severity
from hengji.rules.forms import Form, FundRow, IndicatorRow
from hengji.rules.indicators import IndicatorJudgement
from hengji.rules.judgement import FundJudgement, Judgement
from hengji.rules.lights import Light
from hengji.rules.measures import choices
from hengji.rules.programs import BASES
from hengji.rules.results import Examined
from hengji.rules.text import fold


class Places:
    """Where a cell stands on the page: of a form typed here its address says it, of an Excel form the line or indicator its row is."""

    def __init__(self, form: Form, sheet: Sheet) -> None:
        self.sheet = sheet
        lines, keys = matched(form, sheet)
        self.funds = tuple(lines.get(position, "") for position in range(len(form.funds)))
        self.rows = tuple(keys.get(position, "") for position in range(len(form.indicators)))
        self._form = form

    def at(self, cell: str | None) -> Place:
        """Part, row and column of a cell; empty texts where it stands nowhere on the page."""
        return place_of(cell) or self._in_excel(cell) or _NOWHERE

    def _in_excel(self, cell: str | None) -> Place | None:
        """The place of a cell of an Excel form; looked for when it is asked for, since a form has a hundred cells and a few findings.
        Of several columns that stand in one cell the last counts."""
        if not cell or "/" in cell:
            return None
        form = self._form
        lines: list[tuple[str, str, FundRow | IndicatorRow]] = [("funds", *one) for one in zip(self.funds, form.funds, strict=True)]
        lines += [("rows", *one) for one in zip(self.rows, form.indicators, strict=True)]
        for part, key, line in reversed(lines):
            if key and (columns := [column for column, address in line.cells.items() if address == cell]):
                return Place(part, key, _OF_PAGE.get(columns[-1], columns[-1]))
        texts = [column for column, address in form.cells.items() if address == cell and column in TEXT_CELLS]
        return Place("texts", "", texts[-1]) if texts else None

    def words(self, cell: str | None) -> str:
        """The place as people read it, with the address in the unit's own file where it has one."""
        if not cell:
            return "整表"
        place = self.at(cell)
        said = place_words(place, self.sheet) if place.part else ""
        return said if place_of(cell) else f"{said}（{cell}）" if said else cell


_NOWHERE = Place("", "", "")


_OF_PAGE = {
    "remark": "measures", "funding": "causes", "institution": "causes", "personnel": "causes", "equipment": "causes", "other": "causes",
    "certain": "likelihood", "possible": "likelihood", "impossible": "likelihood", "operator": "target", "direction": "target",
}  # fmt: skip
"""Columns of paper that are one column of the page."""


def remarks(row: MonitoringForm, findings: Iterable[Finding], places: Places, known: Known) -> tuple[Remark, ...]:
    """Findings as the rules found them at their places, each with a key of its own; those of demoted rules as notices.  A key is of what
    was found: a rule that is demoted later takes no decision away."""
    made: list[Remark] = []
    seen: dict[str, int] = defaultdict(int)
    for finding in findings:
        remark = _remark(row, finding, places, known)
        seen[remark.key] += 1
        if seen[remark.key] > 1:
            key = f"{remark.key}#{seen[remark.key]}"
            remark = replace(remark, key=key, answer=row.answers.get(key, ""))
        made.append(remark)
    return tuple(made)


def _remark(row: MonitoringForm, finding: Finding, places: Places, known: Known) -> Remark:
    place = place_of(finding.cell)
    part, place_row, column = place or places.at(finding.cell)
    message, remedy = sentences(finding, places.sheet)
    (shown,) = demote((finding,), row.round.demoted)
    said, _remedy = (message, remedy) if shown is finding else sentences(shown, places.sheet)
    remedy += where_to_mend(place, places.sheet) if place else ""
    where = f"{part}/{place_row}/{column}" if part else finding.cell or ""
    stamp = sha256(f"{finding.subject}\x1f{message}".encode()).hexdigest()[:12]
    key = f"{finding.code}:{where}:{stamp}"
    memory = f"{row.program_id.hex}:{finding.code}:{where or sha256(fold(finding.subject).encode()).hexdigest()[:12]}"
    return Remark(
        key, finding.code, shown.severity, part, place_row, column, "" if place else finding.cell or "",
        places.words(finding.cell), finding.subject, said, remedy, row.answers.get(key, ""), memory,
        known.dismissed.get(memory, ""), finding.problem_class, finding.addressee.value,
    )  # fmt: skip


# ---- the verdict in one strip


def strip_of(examined: Examined, places: Places, found: Sequence[Remark], known: Known) -> Strip:
    """The verdict of a form with the light of every line and indicator."""
    judgement, form = examined.judgement, examined.form
    execution, total, severities = judgement.execution, total_of(form), [one.severity for one in found if not one.dismissed]
    base, doubted = _base(form, judgement), {one.row for one in found if _doubts(one)}
    return Strip(
        light=judgement.overall or "", verdict=judgement.verdict or "", execution_light=execution.light or "",
        achievement_light=judgement.achievement.light or "", execution_pace=execution.pace, achievement_pace=judgement.achievement.pace,
        time_progress=judgement.time_progress, budget=total.amount(base) if total and base else None, base_words=BASES.get(base or "", ""),
        executed=total.executed if total else None, self_reported=_self_reported(form, known.sheet), rate=execution.rate,
        forecast=total.forecast if total else None, reasons=judgement.reasons,
        errors=severities.count(Severity.ERROR), warnings=severities.count(Severity.WARNING), notices=severities.count(Severity.NOTICE),
        funds={key: _lit_fund(one) for key, one in zip(places.funds, judgement.funds, strict=True) if key},
        rows={
            key: _lit_row(one, row, key in doubted)
            for key, one, row in zip(places.rows, judgement.indicators, form.indicators, strict=True) if key
        },
    )  # fmt: skip


_DOUBTS = frozenset({"placeholder-text", "value-unreadable", "unit-conflict", "value-doubtful"})


def _doubts(one: Remark) -> bool:
    """Whether an actual itself is in doubt: its light would tell of something that may not be."""
    return one.part == "rows" and one.column == "actual" and one.code in _DOUBTS and one.open


def total_of(form: Form) -> FundRow | None:
    """The row that stands for all money: the total, or the only row there is."""
    return form.total or (form.funds[0] if len(form.funds) == 1 else None)


def _base(form: Form, judgement: Judgement) -> str | None:
    total = total_of(form)
    if total is None:
        return None
    return judgement.funds[form.funds.index(total)].rate_base or ("adjusted" if total.adjusted is not None else "initial")


def _self_reported(form: Form, sheet: Sheet) -> bool:
    """Whether what counts as executed was typed by the unit: no payments are known of some line, and something stands there."""
    total = total_of(form)
    return total is not None and total.executed is not None and (not sheet.funds or any(not one.told for one in sheet.funds))


def _lit_fund(one: FundJudgement) -> Lit:
    return Lit(one.light or "", one.reason or "", one.rate, one.pace)


def _lit_row(one: IndicatorJudgement, row: IndicatorRow, doubted: bool) -> Lit:
    measure = one.measure.chinese + ("（估）" if one.guessed else "") if one.measure else ""
    guess = (one.measure or "") if one.guessed else ""
    open_to = choices(row.target) if guess and row.target else ()
    unknown = doubted or (one.light is Light.GREY and one.due and row.actual is not None)
    return Lit(one.light or "", one.reason or "", None, one.pace, one.achievement, one.expected, measure, guess, open_to, unknown)
