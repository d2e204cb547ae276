"""What only a whole round shows: which form is which object, what is missing, doubled or copied, and the control figures.

Everything is a pure function over sequences; forms are named by their position in the sequence given.
Objects are matched by project code, else by unit and folded name; what merely looks alike is asked about, never decided.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from rapidfuzz.fuzz import ratio

from hengji.rules.findings.boilerplate import boilerplate
from hengji.rules.findings.case import Previous
from hengji.rules.findings.duplicate_form import duplicate_form
from hengji.rules.findings.finding import Finding
from hengji.rules.findings.not_submitted import not_submitted
from hengji.rules.findings.phrasing import object_name
from hengji.rules.findings.report_missing import report_missing
from hengji.rules.forms import ApprovedTarget, Form, FundSource, IndicatorRow, Kind, Payment, RosterEntry
from hengji.rules.indicators import comparable_value
from hengji.rules.money import half_up
from hengji.rules.reports import Report, heading_level
from hengji.rules.results import Examined, Missing, Sums, Totals
from hengji.rules.rulesets import RuleSet
from hengji.rules.text import fold, fold_name

T = TypeVar("T")

OVERALL = "部门整体支出"
NOBODY = "（未填主管部门）"


# ---- objects


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """What names an object: a folded code; folded units it may be filed under; its folded name, empty for overall spending."""

    code: str
    units: tuple[str, ...]
    name: str
    overall: bool


def _key(code: str | None, units: Iterable[str | None], name: str | None, overall: bool) -> ObjectKey:
    folded = tuple(dict.fromkeys(unit_words(unit) for unit in units if unit))
    return ObjectKey(fold(code or ""), folded, "" if overall else fold_name(name or ""), overall)


def unit_words(unit: str) -> str:
    """A unit's folded name without a leading number (219001-示例局)."""
    return re.sub(r"^\d{3,}", "", fold_name(unit))


def is_overall(name: str | None) -> bool:
    """Whether an object's name in a list means overall spending: none, or 部门整体支出."""
    return not name or "整体支出" in fold(name) or fold_name(name) in ("部门整体", "单位整体", "整体")


def form_key(form: Form) -> ObjectKey:
    """The object of a form."""
    program = form.program
    units = (program.unit, program.name) if form.kind.overall else (program.unit, program.department)
    return _key(program.code, units, program.name, form.kind.overall)


def roster_key(entry: RosterEntry) -> ObjectKey:
    """The object of a roster entry."""
    return _key(entry.code, (entry.unit,), entry.name, entry.overall or is_overall(entry.name))


def target_key(target: ApprovedTarget) -> ObjectKey:
    """The object of an approved target."""
    return _key(target.code, (target.unit,), target.name, is_overall(target.name))


@dataclass(frozen=True, slots=True)
class Matching(Generic[T]):
    """``of``: form position → its counterpart; ``left``: counterparts without a form; ``near``: pairs of leftovers that look
    alike, neither missing nor extra; ``extra``: forms without a counterpart (the near ones not among them)."""

    of: Mapping[int, T]
    left: tuple[T, ...] = ()
    near: tuple[tuple[int, T], ...] = ()
    extra: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


class _Index(Generic[T]):
    """Counterparts by code and by (unit, name)."""

    def __init__(self, items: Sequence[T], key: Callable[[T], ObjectKey]) -> None:
        self.keys = [key(item) for item in items]
        self.by_code: dict[str, int] = {}
        self.by_name: dict[tuple[str, str, bool], int] = {}
        self.by_name_alone: dict[str, list[int]] = defaultdict(list)
        for i, one in enumerate(self.keys):
            if one.code:
                self.by_code.setdefault(one.code, i)
            for unit in one.units or ("",):
                self.by_name.setdefault((unit, one.name, one.overall), i)
            if one.name:
                self.by_name_alone[one.name].append(i)

    def find(self, key: ObjectKey) -> int | None:
        """The counterpart of an object: same code; same unit and name; same name where one side names no unit and
        the name stands once."""
        if key.code and (found := self.by_code.get(key.code)) is not None:
            return found
        if key.name or key.overall:
            for unit in key.units:
                found = self.by_name.get((unit, key.name, key.overall))
                if found is not None and not self._other_code(found, key):
                    return found
        alone = self.by_name_alone.get(key.name, ()) if key.name else ()
        if len(alone) == 1 and (not key.units or not self.keys[alone[0]].units) and not self._other_code(alone[0], key):
            return alone[0]
        return None

    def _other_code(self, found: int, key: ObjectKey) -> bool:
        code = self.keys[found].code
        return bool(code and key.code and code != key.code)


def _match(forms: Sequence[Form], items: Sequence[T], key: Callable[[T], ObjectKey], rules: RuleSet, what: str) -> Matching[T]:
    index, keys = _Index(items, key), [form_key(form) for form in forms]
    found = {i: place for i, one in enumerate(keys) if (place := index.find(one)) is not None}
    free = [i for i in range(len(forms)) if i not in found]
    taken = set(found.values())
    left = [place for place in range(len(items)) if place not in taken]
    pairs = _near(keys, free, index.keys, left, float(rules.near_match))
    near_forms, near_items = {i for i, _ in pairs}, {place for _, place in pairs}
    notes = tuple(_near_note(forms[i], index.keys[place], items[place], what) for i, place in pairs)
    return Matching(
        of={i: items[place] for i, place in found.items()},
        left=tuple(items[place] for place in left if place not in near_items),
        near=tuple((i, items[place]) for i, place in pairs),
        extra=tuple(i for i in free if i not in near_forms),
        notes=notes,
    )


def _near(keys: list[ObjectKey], free: list[int], others: list[ObjectKey], left: list[int], least: float) -> list[tuple[int, int]]:
    """Leftovers of both sides that look alike, the likeliest first, each once."""
    scored = [(likeness(keys[i], others[place]), i, place) for i in free for place in left if _as_long(keys[i], others[place])]
    forms: set[int] = set()
    places: set[int] = set()
    pairs = []
    for _, i, place in sorted((one for one in scored if one[0] >= least), key=lambda one: (-one[0], one[1], one[2])):
        if i not in forms and place not in places:
            forms.add(i)
            places.add(place)
            pairs.append((i, place))
    return pairs + _unnamed(keys, [i for i in free if i not in forms], others, [place for place in left if place not in places])


def _as_long(a: ObjectKey, b: ObjectKey) -> bool:
    """Whether two names are near enough in length to be worth comparing."""
    return a.overall == b.overall and abs(len(a.name) - len(b.name)) * 2 <= max(len(a.name), len(b.name))


def _unnamed(keys: list[ObjectKey], free: list[int], others: list[ObjectKey], left: list[int]) -> list[tuple[int, int]]:
    """A form without a name against the one object of its unit that is left."""
    pairs = []
    for i in free:
        if keys[i].name or keys[i].overall or not keys[i].units:
            continue
        own = [place for place in left if not others[place].overall and set(others[place].units) & set(keys[i].units)]
        rivals = [k for k in free if not keys[k].name and set(keys[k].units) & set(keys[i].units)]
        if len(own) == 1 and len(rivals) == 1:
            pairs.append((i, own[0]))
    return pairs


def likeness(a: ObjectKey, b: ObjectKey) -> float:
    """How alike two objects look, 0…1: their names, and their units where both name one (one within the other is the same)."""
    if a.overall != b.overall:
        return 0.0
    units = max((_unit_likeness(x, y) for x in a.units for y in b.units), default=1.0)
    if a.overall:
        return units if a.units and b.units else 0.0
    if not a.name or not b.name:
        return 0.0
    return min(units, ratio(a.name, b.name) / 100)


def _unit_likeness(a: str, b: str) -> float:
    return 1.0 if a and b and (a in b or b in a) else ratio(a, b) / 100


def _near_note(form: Form, key: ObjectKey, item: object, what: str) -> str:
    unit = getattr(item, "unit", None) or ""
    name = getattr(item, "name", None) or OVERALL
    return f"疑似对应，请确认：{form.file}（{form.sheet}）的“{object_name(form)}”与{what}中{unit}的“{name}”。"


def match_roster(forms: Sequence[Form], roster: Sequence[RosterEntry], rules: RuleSet) -> Matching[RosterEntry]:
    """Which entry of the roster each form answers; several forms may answer one."""
    return _match(forms, roster, roster_key, rules, "花名册")


def match_targets(forms: Sequence[Form], targets: Sequence[ApprovedTarget], rules: RuleSet) -> Matching[ApprovedTarget]:
    """Which approved target each form reports on."""
    return _match(forms, targets, target_key, rules, "批复目标")


def match_payments(forms: Sequence[Form], payments: Sequence[Payment], rules: RuleSet) -> Mapping[int, tuple[Payment, ...] | None]:
    """The payments of each form's object: empty where the export has none, None where it cannot be said (overall spending
    that the export does not list, another name in the export that looks alike, or the same name under a unit that no form
    names).  Projects of two townships may share a name: what states another form's unit is that unit's."""
    keys = [form_key(form) for form in forms]
    index: _Index[ObjectKey] = _Index(list(dict.fromkeys(keys)), lambda key: key)
    owners = list(dict.fromkeys(keys))
    own: dict[ObjectKey, list[Payment]] = defaultdict(list)
    strangers: dict[ObjectKey, list[Payment]] = defaultdict(list)
    for key, group in _payment_groups(payments).items():
        place = index.find(key)
        short = [i for i in index.by_name_alone.get(key.name, ()) if _short_for(key, owners[i])] if place is None else []
        place = short[0] if len(short) == 1 else place
        (own[owners[place]] if place is not None else strangers[key]).extend(group)
    near, known = float(rules.near_match), frozenset(unit for key in keys for unit in key.units)
    of_nobody = [key for key in strangers if not known.intersection(key.units)]
    return {i: _payments_of(key, own, _rivals(key, strangers, of_nobody), near) for i, key in enumerate(keys)}


def _rivals(key: ObjectKey, strangers: Iterable[ObjectKey], of_nobody: Sequence[ObjectKey]) -> list[ObjectKey]:
    """Objects of the export without a form that may be this one under another name or unit: its own unit's, and those of units
    that no form names."""
    return [other for other in strangers if other in of_nobody or set(other.units) & set(key.units)]


def _short_for(a: ObjectKey, b: ObjectKey) -> bool:
    """Whether one unit's name is short for the other's (青溪镇政府, 示例县青溪镇人民政府): its letters stand in it in this order."""
    return any(in_order(*sorted((x, y), key=len)) for x in a.units for y in b.units)


def in_order(short: str, long: str) -> bool:
    """Whether a name of three letters or more stands in a longer one, its letters in their order."""
    letters = iter(long)
    return len(short) >= 3 and all(letter in letters for letter in short)


def _payment_groups(payments: Sequence[Payment]) -> dict[ObjectKey, list[Payment]]:
    groups: dict[tuple[str | None, str | None, str | None], list[Payment]] = defaultdict(list)
    for payment in payments:
        groups[(payment.code, payment.unit, payment.name)].append(payment)
    merged: dict[ObjectKey, list[Payment]] = defaultdict(list)
    for (code, unit, name), group in groups.items():
        merged[_key(code, (unit,), name, is_overall(name) and not code)].extend(group)
    return merged


def _payments_of(
    key: ObjectKey, own: Mapping[ObjectKey, list[Payment]], rivals: Sequence[ObjectKey], near: float
) -> tuple[Payment, ...] | None:
    if key in own:
        return tuple(own[key])
    if key.overall or not (key.name or key.code):
        return None
    same = any(key.name and other.name == key.name for other in rivals)
    return None if same or any(likeness(key, other) >= near for other in rivals) else ()


# ---- reports


@dataclass(frozen=True, slots=True)
class ReportMatching:
    """``of``: form position → the report whose figures speak of that object; ``handed_in``: forms for which a report came,
    those of a unit that reports on all its objects at once among them; ``extra``: reports that belong to no form."""

    of: Mapping[int, Report]
    handed_in: frozenset[int]
    extra: tuple[Report, ...]


def match_reports(forms: Sequence[Form], reports: Sequence[Report]) -> ReportMatching:
    """Match reports by the project's name, else by the unit's: a unit's report speaks of its only form, else of its overall form."""
    keys = [form_key(form) for form in forms]
    of: dict[int, Report] = {}
    handed: set[int] = set()
    extra = []
    for report in reports:
        named = _named_in(report, keys)
        whole = [] if named else _of_unit(report, keys)
        speaks = named or (whole if len(whole) == 1 else [i for i in whole if keys[i].overall])
        handed.update(named or whole)
        of.update({i: report for i in speaks if i not in of})
        extra.extend([] if named or whole else [report])
    return ReportMatching(of, frozenset(handed), tuple(extra))


def _named_in(report: Report, keys: list[ObjectKey]) -> list[int]:
    """Forms whose project the report names, in the likeliest place that names any: a title, all headings, an introduction."""
    headings = [text for text in report.names if heading_level(text) and text in report.paragraphs]
    titles = [text for text in (report.program, *report.names[:2]) if text and text not in headings]
    rest = [text for text in report.names[2:] if text not in headings]
    places = (*((text,) for text in titles), headings, *((text,) for text in rest))
    named = ([i for text in place for i in _named_by(text, report, keys)] for place in places)
    found = list(dict.fromkeys(next(filter(None, named), ())))
    if len(found) > 1 and any(OVERALL in fold_name(text) for text in headings):
        found += [i for i in _of_unit(report, keys) if keys[i].overall]
    return found


def _named_by(text: str, report: Report, keys: list[ObjectKey]) -> list[int]:
    """Forms of the longest project name in a text; of one name in two units the report's unit."""
    words = fold_name(text)
    exact = [i for i, key in enumerate(keys) if key.name and key.name == words]
    within = exact or [i for i, key in enumerate(keys) if len(key.name) >= 4 and key.name in words]
    longest = max((len(keys[i].name) for i in within), default=0)
    return _same_unit(report, keys, [i for i in within if len(keys[i].name) == longest])


def _same_unit(report: Report, keys: list[ObjectKey], found: list[int]) -> list[int]:
    if not report.unit:
        return found
    unit = unit_words(report.unit)
    own = [i for i in found if any(_unit_likeness(unit, other) == 1.0 for other in keys[i].units)]
    return own or found


def _of_unit(report: Report, keys: list[ObjectKey]) -> list[int]:
    if report.unit:
        unit = unit_words(report.unit)
        found = [i for i, key in enumerate(keys) if unit in key.units]
        if found:
            return found
    texts = [fold_name(text) for text in (report.unit or "", *report.names) if text]
    return [i for i, key in enumerate(keys) if any(len(unit) >= 3 and any(unit in text for text in texts) for unit in key.units[:1])]


# ---- missing


def missing(
    matching: Matching[RosterEntry], targets: Sequence[ApprovedTarget] = (), paper: str = "监控表"
) -> tuple[tuple[Missing, ...], tuple[Finding, ...]]:
    """The objects of the roster without a form, and their ``not-submitted`` findings; budgets from roster or approved targets.
    ``paper`` is what the round's forms are called (``paper_word``)."""
    index = _Index(targets, target_key)
    gone = tuple(_missing(entry, targets, index) for entry in matching.left)
    return gone, tuple(not_submitted(entry, paper) for entry in matching.left)


def paper_word(kinds: Iterable[Kind]) -> str:
    """What the forms of a round are called: 监控表, 自评表 or 申报表; 绩效表 where there are several sorts, or none."""
    words = {kind.paper for kind in kinds}
    return words.pop() if len(words) == 1 else "绩效表"


def _missing(entry: RosterEntry, targets: Sequence[ApprovedTarget], index: _Index[ApprovedTarget]) -> Missing:
    place = index.find(roster_key(entry))
    approved = targets[place] if place is not None else None
    budget = entry.budget if entry.budget is not None else (approved.adjusted or approved.initial) if approved else None
    return Missing(entry.unit, entry.name, entry.due, entry.department, budget)


def reports_missing(roster: Sequence[RosterEntry], matching: Matching[RosterEntry], reports: ReportMatching | None) -> tuple[Finding, ...]:
    """``report-missing`` for entries with a report's due time and neither a file nor a time of receipt.  Without a folder of
    reports only where the roster notes receipts at all."""
    noted = any(entry.report_received for entry in roster)
    if reports is None and not noted:
        return ()
    came = {id(entry) for i, entry in matching.of.items() if reports and i in reports.handed_in}
    near = {id(entry) for i, entry in matching.near if reports and i in reports.handed_in}
    wanted = (entry for entry in roster if entry.report_due and not entry.report_received)
    loose = [fold_name(text) for report in (reports.extra if reports else ()) for text in (report.program, *report.names) if text]
    return tuple(report_missing(entry) for entry in wanted if id(entry) not in came | near and not _named_loosely(entry, loose))


def _named_loosely(entry: RosterEntry, texts: list[str]) -> bool:
    """A report that belongs to no form may still be that of an object whose form is missing."""
    name = fold_name(entry.name or "") if not is_overall(entry.name) else unit_words(entry.unit)
    return len(name) >= 4 and any(name in text for text in texts)


# ---- blank forms


def pair_up(
    roster: Sequence[RosterEntry], targets: Sequence[ApprovedTarget]
) -> tuple[tuple[RosterEntry | None, ApprovedTarget | None], ...]:
    """Every object of either list once, with what the other list has of it: in the order of the roster, then of the targets."""
    index = _Index(targets, target_key)
    places = [index.find(roster_key(entry)) for entry in roster]
    paired = [(entry, targets[place] if place is not None else None) for entry, place in zip(roster, places, strict=True)]
    return (*paired, *((None, target) for i, target in enumerate(targets) if i not in places))


# ---- duplicates


@dataclass(frozen=True, slots=True)
class Duplicates:
    """``counts``: by position, False on all but the one form of an object that counts; ``findings`` by form position."""

    counts: tuple[bool, ...]
    findings: Mapping[int, Finding] = field(default_factory=dict)


def duplicates(forms: Sequence[Form], matching: Matching[RosterEntry] | None = None, *, round_as_of: date | None = None) -> Duplicates:
    """Forms of one object in one round: the same stage (monitoring, self-evaluation, declaration) and, where no date was given,
    the same period.  The one that counts is the latest by its own 报送时间 in the roster, else last saved, else last by path."""
    groups: dict[object, list[int]] = defaultdict(list)
    entries = matching.of if matching else {}
    aliases = _aliases(forms)
    for i, form in enumerate(forms):
        if (key := _round_key(form, entries.get(i), aliases[i], round_as_of)) is not None:
            groups[key].append(i)
    counts, findings = [True] * len(forms), {}
    for group in (group for group in groups.values() if len(group) > 1):
        kept = max(group, key=lambda i: _lateness(forms[i]))
        same = len({_content(forms[i]) for i in group}) == 1
        for i in group:
            counts[i] = i == kept
            findings[i] = duplicate_form(forms[i], [forms[k] for k in group if k != i], forms[kept], same=same)
    return Duplicates(tuple(counts), findings)


def _aliases(forms: Sequence[Form]) -> list[object]:
    """One value per object: by code, and by unit and name for forms that print no code beside one that does."""
    by_name: dict[tuple[str, str, bool], object] = {}
    keys = [form_key(form) for form in forms]
    for key in keys:
        if key.code and key.units and key.name:
            by_name.setdefault((key.units[0], key.name, key.overall), key.code)
    return [key.code or by_name.get((key.units[0] if key.units else "", key.name, key.overall)) for key in keys]


def _round_key(form: Form, entry: RosterEntry | None, alias: object, round_as_of: date | None) -> object:
    """What forms of one object in one round share; None for a form that names no object."""
    key = form_key(form)
    if entry is None and not alias and not key.name and not (key.overall and key.units):
        return None
    stage = "监控" if form.kind.monitors else "自评" if form.kind.evaluates else "申报"
    period = None if round_as_of else (form.year, form.as_of)
    who = roster_key(entry) if entry else alias or (key.units[0] if key.units else "", key.name)
    return (stage, form.kind.overall, period, who)


def _lateness(form: Form) -> tuple[datetime, str, str]:
    saved = form.last_saved.replace(tzinfo=None) if form.last_saved else datetime.min
    return saved, form.file, form.sheet


def _content(form: Form) -> str:
    """Everything a form says, wherever it stands on the sheet."""
    amounts = [(row.source.value, row.label, row.initial, row.adjusted, row.executed, row.forecast) for row in form.funds]
    funds = [sorted(row.texts.items()) for row in form.funds]
    rows = [(row.level1, row.level2, row.name, row.parent, row.causes, row.likelihood) for row in form.indicators]
    cells = [sorted(row.texts.items()) for row in form.indicators]
    head = (form.kind, form.year, form.as_of, form.program, form.goal, form.goal_actual, form.stated_total, form.stated_grade)
    return repr((head, amounts, funds, rows, cells, sorted(form.boxes.items())))


# ---- boilerplate


@dataclass(frozen=True, slots=True)
class _Said:
    form: int
    row: IndicatorRow
    column: str
    text: str
    words: str


_NEARLY = 92.0


def boilerplates(forms: Sequence[Form], rules: RuleSet) -> Mapping[int, tuple[Finding, ...]]:
    """``boilerplate`` by form position: explanations and measures that forms of three or more different objects share."""
    found: dict[int, list[Finding]] = defaultdict(list)
    objects = [_object_of(form) for form in forms]
    for group in _alike(list(_said(forms, rules.boilerplate_chars))):
        names = {objects[said.form]: object_name(forms[said.form]) for said in group}
        if len(names) < rules.boilerplate_objects:
            continue
        seen = set()
        for said in group:
            if said.form not in seen:
                seen.add(said.form)
                own = names[objects[said.form]]
                listed = [own, *(name for key, name in names.items() if key != objects[said.form])]
                found[said.form].append(boilerplate(said.row.subject, said.row.cells.get(said.column), said.text, listed))
    return {i: tuple(findings) for i, findings in found.items()}


def _object_of(form: Form) -> object:
    key = form_key(form)
    return key.code or ((key.units[:1], key.name, key.overall) if key.name or key.overall else (form.file, form.sheet))


def _said(forms: Sequence[Form], least: int) -> Iterator[_Said]:
    for i, form in enumerate(forms):
        for row in form.indicators:
            for column in ("explanation", "remark"):
                text = row.texts.get(column)
                if text and len(text) >= least and len(words := fold_name(text)) >= least:
                    yield _Said(i, row, column, text, words)


def _alike(texts: list[_Said]) -> Iterator[list[_Said]]:
    """Texts grouped where they are the same, or nearly: compared only with those that begin or end alike."""
    groups: dict[str, list[_Said]] = defaultdict(list)
    for said in texts:
        groups[said.words].append(said)
    leaders: dict[str, list[str]] = defaultdict(list)
    merged: dict[str, str] = {}
    for words in groups:
        ends = (f"^{words[:6]}", f"{words[-6:]}$")
        rivals = (leader for end in ends for leader in leaders[end])
        merged[words] = next((leader for leader in rivals if _nearly(words, leader)), words)
        if merged[words] == words:
            for end in ends:
                leaders[end].append(words)
    joined: dict[str, list[_Said]] = defaultdict(list)
    for words, group in groups.items():
        joined[merged[words]].extend(group)
    yield from joined.values()


def _nearly(a: str, b: str) -> bool:
    return abs(len(a) - len(b)) <= max(len(a), len(b)) * 0.15 and ratio(a, b) >= _NEARLY


# ---- last round


@dataclass(frozen=True, slots=True)
class PreviousObject:
    """Last round's figures of one object, from its form or from a result file."""

    previous: Previous
    code: str | None = None
    unit: str | None = None
    name: str | None = None
    overall: bool = False
    as_of: date | None = None


def previous_object(form: Form) -> PreviousObject:
    """Last round's figures of a form of that round; actuals in the target's unit."""
    total = form.total
    numbers = ((row, comparable_value(row.actual, row.target) if row.target else None) for row in form.indicators)
    actuals = {fold(row.name): number for row, number in numbers if row.name and number is not None}
    program = form.program
    name = None if form.kind.overall else program.name
    facts = Previous(total.executed if total else None, actuals)
    return PreviousObject(facts, program.code, program.unit or program.name, name, form.kind.overall, form.as_of)


def match_previous(forms: Sequence[Form], objects: Sequence[PreviousObject]) -> Mapping[int, Previous]:
    """Last round's figures by form position.  Figures of another year are no last round of this one."""
    index = _Index(objects, lambda one: _key(one.code, (one.unit,), one.name, one.overall))
    found = {i: objects[place] for i, form in enumerate(forms) if (place := index.find(form_key(form))) is not None}
    return {i: one.previous for i, one in found.items() if _earlier(one.as_of, forms[i].as_of)}


def _earlier(before: date | None, now: date | None) -> bool:
    return before is None or now is None or (before.year == now.year and before <= now)


# ---- control figures


def totals(examined: Sequence[Examined], findings: Sequence[Finding] = ()) -> Totals:
    """The control figures: stated total rows of all objects, each once; ``findings`` are those of no form."""
    kinds: dict[Kind, list[Examined]] = defaultdict(list)
    departments: dict[str, list[Examined]] = defaultdict(list)
    for one in examined:
        kinds[one.form.kind].append(one)
        departments[one.department or (one.unit if one.form.kind.overall else NOBODY)].append(one)
    codes = Counter(finding.code for one in examined for finding in one.findings)
    codes.update(finding.code for finding in findings)
    lights = Counter(one.judgement.overall.value for one in examined if one.counts and one.judgement.overall)
    return Totals(
        all=sums(examined),
        by_kind={kind: sums(kinds[kind]) for kind in Kind if kind in kinds},
        by_department=tuple((department, sums(group)) for department, group in departments.items()),
        findings=dict(sorted(codes.items())),
        lights=dict(lights),
    )


def sums(examined: Sequence[Examined]) -> Sums:
    """Plain sums over objects, each once: only forms that count, only their total rows.  ``adjusted`` takes initial
    where there is none; ``rate`` = executed ÷ adjusted with four decimals."""
    counted = [one for one in examined if one.counts]
    rows = [row for one in counted for row in one.form.funds if row.source is FundSource.TOTAL]
    initial = sum((row.initial for row in rows if row.initial is not None), Decimal(0))
    adjusted = sum((_budget(row.adjusted, row.initial) for row in rows), Decimal(0))
    executed = sum((row.executed for row in rows if row.executed is not None), Decimal(0))
    rate = half_up(executed / adjusted, 4) if adjusted else None
    return Sums(len(examined), len({unit_words(one.unit) for one in examined}), len(counted), initial, adjusted, executed, rate)


def _budget(adjusted: Decimal | None, initial: Decimal | None) -> Decimal:
    return adjusted if adjusted is not None else initial if initial is not None else Decimal(0)
