"""Rounds of dual monitoring: a year's calendar, who is in scope, due days, reminders, what a round changes in the rules, coverage.

Days are the county's (UTC+8).  Calendars follow public papers: 会财绩字〔2022〕8号 (four rounds, two reports), 源财〔2023〕432号
(one round at 31 July), 和硕县 2023 (May and August); what a paper does not say is marked as unchecked.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from hengji.rules import rulesets
from hengji.rules.deadlines import month_end
from hengji.rules.lifecycles.monitoring import Emphasis, FormState
from hengji.rules.money import half_up, percent
from hengji.rules.parameters import RuleSetError
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.rulesets import RANGES, RuleSet

CHINA = timezone(timedelta(hours=8))


# ---------- working days ----------

_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory days off with a date in the solar calendar (全国年节及纪念日放假办法, recalled).  Those of the lunar calendar and the days
shifted each year come by the yearly notice: ``Workdays`` takes them."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """``off`` further days off, ``worked`` weekends worked, as the yearly notice (国务院办公厅放假通知) says; ``known`` the years whose
    notice is among them."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    known: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def moved(self, day: date, steps: int) -> date:
        """So many working days later (earlier where negative)."""
        way = timedelta(days=1 if steps > 0 else -1)
        for _ in range(abs(steps)):
            day += way
            while not self.is_workday(day):
                day += way
        return day

    def unsure(self, years: Iterable[int]) -> str:
        """Which of these years it knows no notice of, and what that means (Chinese, without its stop; "" where it knows all)."""
        missing = [f"{year}年" for year in sorted(set(years) - self.known)]
        return f"未取得{'、'.join(missing)}放假安排，只避开周末和日期固定的法定节假日" if missing else ""

    def rest(self, day: date) -> str:
        """Why nobody works on a day (周六, 节假日); "" where it is a working day."""
        if self.is_workday(day):
            return ""
        return f"周{'六日'[day.weekday() - 5]}" if day.weekday() > 4 else "节假日"


WEEKENDS = Workdays()


def answer_until(named: date, working_days: int, days: Workdays) -> datetime | None:
    """The last moment a unit named on a day may answer: the end of the so many-th working day after it; None where none are given."""
    return end_of(days.moved(named, working_days)) if working_days else None


# ---------- calendars ----------


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round of a calendar, in a year without days of its own.  ``as_of``, ``due`` and ``report_due`` are (month, day).
    ``due`` is when the forms, reviewed by the department, are to be with finance; where
    ``unit_first`` the unit's day lies ``UNIT_BEFORE`` working days earlier.  ``report_by`` is who writes the monitoring report (unit,
    department, object; "" none).  ``basis_checked``: the days stand in the paper named."""

    name: str
    as_of: tuple[int, int]
    due: tuple[int, int]
    emphasis: Emphasis
    basis: str
    basis_checked: bool
    unit_first: bool = True
    report_by: str = ""
    report_due: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A round of a calendar in one year: every day a working day; ``moved`` says which were put off and why (Chinese, "" none)."""

    name: str
    as_of: date
    emphasis: Emphasis
    due_unit: date
    due_department: date
    due_division: date
    report_by: str
    report_due: date | None
    basis: str
    basis_checked: bool
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year's rounds as a county may take them over in one step."""

    code: str
    title: str
    note: str
    rounds: tuple[PlannedRound, ...]

    def of_year(self, year: int, days: Workdays = WEEKENDS) -> tuple[Planned, ...]:
        """The rounds of a year with their days."""
        return tuple(_planned(one, year, days) for one in self.rounds)


def is_there(planned: Planned, names: Collection[str], days: Collection[date]) -> bool:
    """Whether the county has this round already: one of its name, or one on all money at its day (``days`` leaves out rounds on one
    special fund)."""
    return planned.name in names or planned.as_of in days


UNIT_BEFORE = 3
"""Working days a department has for its review."""
DIVISION_AFTER = 5
"""Working days a division has for its review."""

_HUICHANG = "会财绩字〔2022〕8号（公开通知）"
_HEJING = "和硕县2023年预算绩效管理工作情况（公开总结）载明5月、8月监控；报送日总结未载，暂按次月10日"
_HUANGYUAN = "源财〔2023〕432号（公开通知）"

CALENDARS: Mapping[str, Calendar] = {
    one.code: one
    for one in (
        Calendar(
            "four",
            "一年四次（会昌式）",
            "上半年提示警示，三季度纠偏纠错，四季度每月一次督促完成；半年和全年各写一次部门监控报告，向党委（党组）报告",
            (
                PlannedRound(
                    "上半年绩效监控", (6, 30), (7, 10), Emphasis.HINT, _HUICHANG, True, report_by="department", report_due=(7, 20)
                ),
                PlannedRound("第三季度绩效监控", (9, 30), (10, 10), Emphasis.CORRECT, _HUICHANG, True),
                PlannedRound("11月绩效监控", (10, 31), (11, 10), Emphasis.DRIVE, _HUICHANG, True),
                PlannedRound(
                    "12月绩效监控", (11, 30), (12, 10), Emphasis.DRIVE, _HUICHANG, True, report_by="department", report_due=(12, 20)
                ),
            ),
        ),
        Calendar(
            "two",
            "一年两次（和硕式）",
            "5月和8月各监控一次：年初项目看5月，年中追加的项目8月一并纳入",
            (
                PlannedRound("5月绩效监控", (5, 31), (6, 10), Emphasis.HINT, _HEJING, False),
                PlannedRound("8月绩效监控", (8, 31), (9, 10), Emphasis.CORRECT, _HEJING, False),
            ),
        ),
        Calendar(
            "one",
            "一年一次（湟源式）",
            "监控时点7月31日，单位填表并写监控报告，经主管部门汇总后8月30日前报送",
            (PlannedRound("1—7月绩效监控", (7, 31), (8, 30), Emphasis.CORRECT, _HUANGYUAN, True, report_by="unit", report_due=(8, 30)),),
        ),
    )
}


def _planned(one: PlannedRound, year: int, days: Workdays) -> Planned:
    moved: list[str] = []
    at_finance = _put_off(_on(one.due, year), days, moved)
    report = one.report_due and _put_off(_on(one.report_due, year), days, moved)
    return Planned(
        name=f"{year}年{one.name}",
        as_of=_on(one.as_of, year),
        emphasis=one.emphasis,
        due_unit=days.moved(at_finance, -UNIT_BEFORE) if one.unit_first else at_finance,
        due_department=at_finance,
        due_division=days.moved(at_finance, DIVISION_AFTER),
        report_by=one.report_by,
        report_due=report or None,
        basis=one.basis,
        basis_checked=one.basis_checked,
        moved="；".join(dict.fromkeys(moved)),
    )


def _on(month_day: tuple[int, int], year: int) -> date:
    month, day = month_day
    return min(date(year, month, 1) + timedelta(days=day - 1), month_end(year, month))


def _put_off(day: date, days: Workdays, moved: list[str]) -> date:
    working = days.on_or_after(day)
    if working != day:
        moved.append(f"{day.month}月{day.day}日不是工作日，顺延至{working.month}月{working.day}日")
    return working


def end_of(day: date) -> datetime:
    """The last moment of a due day ("7月10日前" allows the 10th)."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=CHINA)


# ---------- scope ----------


@dataclass(frozen=True, slots=True)
class Scope:
    """What a round covers; empty: all.  ``kinds`` and ``budget_kinds`` are keys of ``programs.KINDS`` and ``BUDGET_KINDS``, ``units``
    lineages (as text) whose own programs and those below are covered, ``fund`` the id of the special fund the round is on."""

    kinds: frozenset[str] = frozenset()
    budget_kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    fund: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A fund line as it stood at the as-of date: budget in yuan, the day it was issued (None: with the year's budget)."""

    amount: Decimal | None
    budget_kind: str = ""
    fund: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether a program is in scope.  ``lineages`` its unit and those above it, as text."""

    kind: str
    lineages: frozenset[str] = frozenset()
    lines: tuple[Money, ...] = ()
    secret: bool = False
    closed: bool = False


def in_scope(scope: Scope, facts: Facts, as_of: date) -> tuple[bool, str]:
    """Whether a program gets a form, and if not, why (Chinese, without its stop; "" when it does)."""
    why = _out_by_itself(scope, facts) or _out_by_money(scope, facts.lines, as_of)
    return not why, why


def _out_by_itself(scope: Scope, facts: Facts) -> str:
    if facts.secret:
        return "涉密项目，不在网上填报"
    if facts.closed:
        return "已关闭"
    if scope.kinds and facts.kind not in scope.kinds:
        return f"本批次不监控{KINDS.get(facts.kind, facts.kind)}"
    if scope.units and not facts.lineages & scope.units:
        return "所属单位不在本批次范围"
    return ""


def _out_by_money(scope: Scope, lines: Sequence[Money], as_of: date) -> str:
    held = [line for line in lines if line.amount is not None and line.amount > 0]
    issued = [line for line in held if line.issued is None or line.issued <= as_of]
    if not issued:
        when = f"{as_of.year}年{as_of.month}月{as_of.day}日"
        return f"资金在监控时点（{when}）之后下达" if held else f"截至监控时点（{when}）没有预算资金"
    if scope.fund is not None and not any(line.fund == scope.fund for line in issued):
        return "没有本批次所监控的专项资金"
    if scope.budget_kinds and not any(line.budget_kind in scope.budget_kinds for line in in_slice(scope, issued)):
        return f"没有{'、'.join(word for code, word in BUDGET_KINDS.items() if code in scope.budget_kinds)}安排的资金"
    return ""


def in_slice(scope: Scope, lines: Iterable[Money]) -> tuple[Money, ...]:
    """Of a program's lines those of the round's special fund; all where the round is on none."""
    return tuple(line for line in lines if scope.fund is None or line.fund == scope.fund)


def scope_words(scope: Scope, fund: str = "", units: Sequence[str] = ()) -> str:
    """The scope in words for the notice: budgets, kinds, special fund, units (names by the caller)."""
    kinds = "、".join(word for code, word in KINDS.items() if not scope.kinds or code in scope.kinds)
    if fund:
        what = f"{fund}安排的{kinds}"
    else:
        budgets = "、".join(word for code, word in BUDGET_KINDS.items() if code in scope.budget_kinds)
        what = f"{budgets or '所有财政资金'}安排的{kinds}"
    return f"{'、'.join(units)}的{what}" if units else f"各预算单位{what}"


# ---------- due days ----------


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands to its due day: ``late`` at all, whole days ``overdue`` (0 on the day itself), ``left`` until it, in words."""

    late: bool
    overdue: int
    left: int
    words: str


def day_of(moment: datetime) -> date:
    """The county's day of an instant."""
    return moment.astimezone(CHINA).date()


def standing(due: datetime, now: datetime, submitted: datetime | None = None) -> Standing:
    """On time, due in n days, overdue n days; of what was submitted, how it was submitted.  ``submitted`` the first time."""
    moment = submitted or now
    late, days = moment > due, (day_of(moment) - day_of(due)).days
    overdue, left = (days, 0) if late else (0, -days)
    if submitted is not None:
        return Standing(late, overdue, left, (f"逾期{overdue}天报送" if overdue else "逾期报送") if late else "按时报送")
    if late:
        return Standing(True, overdue, 0, f"已逾期{overdue}天" if overdue else "今天已逾期")
    return Standing(False, 0, left, f"还有{left}天" if left else "今天到期")


def too_early(as_of: date, now: datetime) -> bool:
    """Whether a form cannot be filled yet: payments of the as-of date itself still come in on it."""
    return day_of(now) <= as_of


def early_words(as_of: date, now: datetime) -> str:
    """What it means that a round is handed out before its as-of date (Chinese, without its stop; "" where it has passed)."""
    today, day = day_of(now), f"{as_of.month}月{as_of.day}日"
    if not too_early(as_of, now):
        return ""
    left = f"还有{(as_of - today).days}天" if today < as_of else "就是今天"
    return f"监控时点{day}还没有过（{left}），执行数现在只到今天，随支付数据更新，以{day}的为准；到那以前单位填不完，也不催报"


# ---------- reminders ----------

RECIPIENTS = {"unit": "单位", "department": "主管部门", "office": "财政部门", "leadership": "分管领导"}


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: so many days after the due day (negative: before), to whom."""

    days: int
    to: tuple[str, ...]

    @property
    def code(self) -> str:
        """Its permanent code in the log: d-3, d+0, d+7."""
        return f"d{self.days:+d}"

    @property
    def words(self) -> str:
        when = "到期当天" if self.days == 0 else f"到期前{-self.days}天" if self.days < 0 else f"逾期{self.days}天"
        return f"{when}：{'、'.join(RECIPIENTS[one] for one in self.to)}"


Ladder = tuple[Rung, ...]

LADDERS: Mapping[Emphasis, Ladder] = {
    Emphasis.HINT: (Rung(-3, ("unit",)), Rung(0, ("unit",)), Rung(3, ("unit", "department"))),
    Emphasis.CORRECT: (
        Rung(-3, ("unit",)),
        Rung(0, ("unit",)),
        Rung(1, ("unit", "department")),
        Rung(3, ("department", "office")),
        Rung(7, ("leadership",)),
    ),
    Emphasis.DRIVE: (
        Rung(-5, ("unit",)),
        Rung(-1, ("unit",)),
        Rung(0, ("unit", "department")),
        Rung(1, ("unit", "department")),
        Rung(2, ("department", "office")),
        Rung(5, ("leadership",)),
    ),
}


def ladder_stored(ladder: Ladder) -> list[dict[str, Any]]:
    """For a JSON column."""
    return [{"days": rung.days, "to": list(rung.to)} for rung in ladder]


def ladder_read(stored: Iterable[Mapping[str, Any]], emphasis: Emphasis) -> Ladder:
    """From a JSON column; the emphasis' own where nothing is stored.  Unknown recipients are left out."""
    rungs = [Rung(int(one["days"]), tuple(to for to in one["to"] if to in RECIPIENTS)) for one in stored]
    return tuple(sorted((rung for rung in rungs if rung.to), key=lambda rung: rung.days)) or LADDERS[emphasis]


def due_steps(now: datetime, due: datetime, ladder: Ladder, already: Collection[str]) -> tuple[Rung, ...]:
    """The rung to take now: the last one reached, unless it or a later one was taken already (``already``: codes).  Rungs that were
    passed while nobody looked are not made up for: nobody gets three reminders at once."""
    days = (day_of(now) - day_of(due)).days
    reached = [rung for rung in ladder if rung.days <= days]
    if not reached:
        return ()
    last = max(reached, key=lambda rung: rung.days)
    taken = {rung.days for rung in ladder if rung.code in already}
    return () if any(one >= last.days for one in taken) else (last,)


CHASE_MOST = 200
"""Characters of a reminder: what a chat shows without unfolding."""

_CLOSINGS = {
    Emphasis.HINT: "请抓紧核对填报，如有困难请及时与我们联系。",
    Emphasis.CORRECT: "请核实进度和偏差原因后尽快报送，如有困难请及时与我们联系。",
    Emphasis.DRIVE: "临近年底，请立即报送并说明支出计划，如有困难请及时与我们联系。",
}


@dataclass(frozen=True, slots=True)
class SentBack:
    """A form that was handed in and returned: its object, the day, and what is to be mended."""

    name: str
    on: date
    opinion: str

    @property
    def words(self) -> str:
        return f"{self.name}，{self.on.month}月{self.on.day}日退回" + (f"：{self.opinion}" if self.opinion else "")


def chase_text(
    round_name: str, unit: str, missing: Sequence[str], due: datetime, now: datetime, emphasis: Emphasis, back: Sequence[SentBack] = ()
) -> str:
    """A reminder to paste into a chat, at most ``CHASE_MOST`` characters: whom, which round, which forms, until when, how late.  What was
    handed in and returned (``back``) is not called missing: it is to be mended, since when and why."""
    day, stands = day_of(due), standing(due, now)
    when = (
        f"报送时间为{day.month}月{day.day}日，{stands.words}" if stands.late or not stands.left else f"请于{day.month}月{day.day}日前报送"
    )
    if not stands.late and stands.left:
        when += f"（{stands.words}）"
    closing = _CLOSINGS[emphasis]
    closing = closing if missing or not back else "请按退回意见修改后重新报送，如有困难请及时与我们联系。"
    groups = [(f"{len(missing)}张监控表未报送", list(missing))] if missing or not back else []
    groups += [(f"{len(back)}张监控表退回待修改", [one.words for one in back])] if back else []
    head, tail = f"{_short(unit, 40)}：{_short(round_name, 40)}还有", f"。{when}。{closing}"
    room = (CHASE_MOST - len(head) - len(tail) - sum(len(words) + 1 for words, _ in groups)) // len(groups)
    return head + "，".join(words + _listed(names, room) for words, names in groups) + tail


def _listed(names: Sequence[str], room: int) -> str:
    """（甲、乙等） as far as there is room."""
    if not names:
        return ""
    for count in range(len(names), 0, -1):
        text = f"（{'、'.join(names[:count])}{'等' if count < len(names) else ''}）"
        if len(text) <= room:
            return text
    return f"（{_short(names[0], room - 3)}{'等' if len(names) > 1 else ''}）" if room > 8 else ""


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


# ---------- what a round changes in the rules ----------

SUGGESTED_CHANGES: Mapping[Emphasis, Mapping[str, str]] = {
    Emphasis.HINT: {},
    Emphasis.CORRECT: {},
    Emphasis.DRIVE: {"execution_green": "0.9", "execution_yellow": "0.75", "slow_pace": "0.9", "severe_pace": "0.75", "idle_share": "0.3"},
}
"""What a new round of an emphasis is offered to set differently; nothing of it is in force unless it stands in the round's changes."""

REQUIRED: Mapping[Emphasis, tuple[str, ...]] = {
    Emphasis.HINT: (),
    Emphasis.CORRECT: ("goal_actual", "stage", "stage_on", "implementation", "management"),
    Emphasis.DRIVE: ("goal_actual", "stage", "stage_on", "implementation", "management"),
}
"""Texts of the form a round of an emphasis wants filled (columns of ``rules.filling.TEXT_CELLS``)."""


def emphasis_rules(rules: RuleSet, emphasis: Emphasis, changes: Mapping[str, str]) -> RuleSet:
    """The rule set a round judges by: ``changes`` (parameter → text as a person writes it) put in, checked as a file's would be.

    Raises ``RuleSetError`` with a Chinese sentence: an unknown parameter, a value that is none, out of range, out of order."""
    if not changes:
        return rules
    tables = "\n".join(_table(rules, name, _value(name, text), emphasis) for name, text in sorted(changes.items()))
    heads = {"name": rules.name, "title": rules.title, "version": rules.version, "extends": rules.name, "note": rules.note}
    head = "".join(f"{key} = {_quoted(text)}\n" for key, text in heads.items()) + f"effective = {rules.effective}\n"
    return replace(rulesets.parse(f"{head}{tables}", rules), extends=rules.extends)


def _table(rules: RuleSet, name: str, value: Any, emphasis: Emphasis) -> str:
    meaning = rules.parameters[name].meaning
    basis = f"本批次设定（{emphasis.chinese}），原为{rules.parameters[name].text}"
    return f"[{name}]\nvalue = {_toml(value)}\nmeaning = {_quoted(meaning)}\nbasis = {_quoted(basis)}\nbasis_checked = false\n"


_LINE = re.compile(r"(\d{1,2})月(\d{1,3}(?:\.\d+)?)%")


def _value(name: str, text: str) -> Any:
    """A parameter's value from its text: 0.8, 80%, linear, 4月25%、6月50%."""
    if name not in RANGES:
        raise RuleSetError(f"没有名为“{name}”的参数。")
    words = str(text).strip()
    if not words:
        raise RuleSetError(f"参数“{name}”没有填写数值。")
    if words == "（未设）":
        return []
    if (lines := words.split("、")) and all(_LINE.fullmatch(line) for line in lines):
        return [[int(month), Decimal(share) / 100] for month, share in (_LINE.fullmatch(line).groups() for line in lines)]  # type: ignore[union-attr]
    return _scalar(words)


def _scalar(words: str) -> Any:
    number = words.removesuffix("%").replace(",", "")
    try:
        value = Decimal(number)
    except InvalidOperation:
        return _listed_value(words)
    if not value.is_finite():
        return words
    if words.endswith("%"):
        return value / 100
    return int(value) if re.fullmatch(r"[+-]?\d+", number) else value


def _listed_value(words: str) -> Any:
    """[[4, 0.25]] as it stands in a file; any other text is a word."""
    try:
        return tomllib.loads(f"value = {words}", parse_float=Decimal)["value"] if words.startswith("[[") and "\n" not in words else words
    except tomllib.TOMLDecodeError:
        return words


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, Decimal):
        return text if "." in (text := f"{value:f}") else f"{text}.0"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def stamp(rules: RuleSet) -> str:
    """What a judgement is stamped with: name@version#digest of every parameter's value."""
    values = "\n".join(f"{name}={parameter.text}" for name, parameter in sorted(rules.parameters.items()))
    return f"{rules.name}@{rules.version}#{sha256(values.encode()).hexdigest()[:12]}"


def changed_words(rules: RuleSet, changes: Mapping[str, str]) -> tuple[str, ...]:
    """What a round sets differently, a line a parameter, for the notice's reader and the page: 含义：原值→现值."""
    known = [(rules.parameters[name], text) for name, text in sorted(changes.items()) if name in rules.parameters]
    return tuple(f"{parameter.meaning}：{parameter.text}→{text}" for parameter, text in known)


# ---------- coverage ----------


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a kind (or the round) is: objects that must report (``due``, without the exempt), handed in, of these late, accepted; back
    on the unit's desk; exempt; of the missing those past their day."""

    due: int = 0
    reported: int = 0
    late: int = 0
    accepted: int = 0
    returned: int = 0
    exempt: int = 0
    overdue: int = 0

    @property
    def missing(self) -> int:
        return self.due - self.reported

    @property
    def rate(self) -> Decimal | None:
        """Handed in ÷ due, four decimals; None where nothing is due."""
        return half_up(Decimal(self.reported) / self.due, 4) if self.due else None

    @property
    def words(self) -> str:
        """应报21个，已报15个（逾期2个），未报6个（已退回1个），报送率71.43%；免报2个."""
        if not self.due:
            return "没有应报送的对象" + (f"；免报{self.exempt}个" if self.exempt else "")
        late = f"（逾期{self.late}个）" if self.late else ""
        back = f"（已退回{self.returned}个）" if self.returned else ""
        missing = f"，未报{self.missing}个{back}" if self.missing else ""
        exempt = f"；免报{self.exempt}个" if self.exempt else ""
        return f"应报{self.due}个，已报{self.reported}个{late}{missing}，报送率{percent(self.rate or Decimal(0))}{exempt}"


def counted_as(state: FormState, *, late: bool, past: bool) -> tuple[str, ...]:
    """The figures of a coverage that one form adds one to: the rule by which pages and papers count.  Received is what is handed in and
    not back on the unit's desk; what is back is missing again, and overdue once its day is ``past``."""
    if state is FormState.EXEMPT:
        return ("exempt",)
    said = {
        "due": True, "reported": state.reported, "late": state.reported and late, "accepted": state is FormState.ACCEPTED,
        "returned": state is FormState.RETURNED, "overdue": past and not state.reported,
    }  # fmt: skip
    return tuple(name for name, counts in said.items() if counts)
