"""Everything a rule of the target review may look at: the draft, the same read by the house, and what is known beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hengji.rules.findings.case import Case
from hengji.rules.forms import Form
from hengji.rules.judgement import judge
from hengji.rules.measures import Inference, infer, is_ceiling
from hengji.rules.rulesets import RuleSet
from hengji.rules.targetreview.draft import Place, TargetDraft, TargetRow, places, to_form
from hengji.rules.text import fold_name
from hengji.rules.values import Target


@dataclass(frozen=True, slots=True)
class Known:
    """A figure with its unit as printed (12, 公里)."""

    number: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one unit usually costs: ``yuan`` per ``unit``; ``source`` says where it comes from (本县近三年中位数)."""

    yuan: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class DraftContext:
    """What is known beside a draft.  All mappings go by indicator name as ``by_name`` folds it.

    ``last_actuals`` and ``last_targets`` are last year's; ``last_amount`` last year's money of the same object in yuan; ``completion`` the
    ratios actual ÷ target of past years, newest first; ``prices`` the library's or the region's.
    """

    rules: RuleSet
    last_actuals: Mapping[str, Known] = field(default_factory=dict)
    last_targets: Mapping[str, Known] = field(default_factory=dict)
    last_amount: Decimal | None = None
    completion: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    prices: Mapping[str, UnitPrice] = field(default_factory=dict)


def by_name(name: str | None) -> str:
    """An indicator's name as the key of ``DraftContext``'s mappings."""
    return fold_name(name or "")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the draft that holds something, read: ``position`` from 0, ``target`` and ``inferred`` None where no value stands."""

    position: int
    typed: TargetRow
    target: Target | None
    inferred: Inference | None
    ceiling: bool

    @property
    def subject(self) -> str:
        return self.typed.name or self.typed.target or f"第{self.position + 1}行"

    @property
    def key(self) -> str:
        return by_name(self.typed.name)

    def of(self, level: str) -> bool:
        """Whether the row stands under a first or second level with this word (数量, 效益, 满意, 成本)."""
        return level in (self.typed.level1 or "") or level in (self.typed.level2 or "")

    def at(self, column: str, month: int | None = None) -> Place:
        return Place(column, self.position, month)


@dataclass(frozen=True, slots=True)
class DraftCase:
    """A draft being examined; ``house_case`` is the same as the rules of ``rules.findings`` take it."""

    draft: TargetDraft
    context: DraftContext
    form: Form
    rows: tuple[Row, ...]
    places: Mapping[str, Place]
    house_case: Case

    @property
    def rules(self) -> RuleSet:
        return self.context.rules


def prepare(draft: TargetDraft, context: DraftContext) -> DraftCase:
    """The draft read once for all rules; rows that hold nothing are passed over."""
    form = to_form(draft)
    rows = tuple(_read(i, typed, form.indicators[i].target) for i, typed in enumerate(draft.rows) if _holds_something(typed))
    case = Case(form, judge(form, context.rules, as_of=None), context.rules)
    return DraftCase(draft, context, form, rows, places(draft), case)


def _holds_something(row: TargetRow) -> bool:
    return any(text and text.strip() for text in (row.name, row.target)) or row.weight is not None


def _read(position: int, typed: TargetRow, target: Target | None) -> Row:
    if target is None:
        return Row(position, typed, None, None, False)
    inferred = infer(typed.name or "", typed.level1 or "", typed.level2 or "", target)
    return Row(position, typed, target, inferred, is_ceiling(typed.name or "", typed.level2 or "", target))
