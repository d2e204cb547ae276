"""The one-page brief on a round (一页简报) for a leader: four numbers, best and worst five with the cause, money likely left, what is
asked of the reader.  Facts in, a ``Document`` out; it must fit one sheet, so everything stands in tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.document import AnnexColumn, AnnexRow, Document, Paragraph, Style, Table
from hengji.rules.lights import Light
from hengji.rules.money import percent, wan
from hengji.rules.periods import words_against_progress
from hengji.rules.rounds import Coverage
from hengji.rules.takeback import Together
from hengji.rules.targetpapers import chinese_day, office_of

_MOST = 5
_NAME_MOST = 26
_CAUSE_MOST = 30
"""Characters of a name and of a cause: two lines of their columns, so that all fits one page."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A department or object for the ranking: ``rate`` of execution, ``pace`` = rate ÷ time progress, ``achievement`` weighted; ratios;
    ``cause`` in a few words (the unit's own explanation)."""

    name: str
    unit: str
    budget: Decimal | None = None
    rate: Decimal | None = None
    pace: Decimal | None = None
    achievement: Decimal | None = None
    light: Light | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the brief tells.  Amounts are of one kind only (``kind`` in words): money is never added across kinds.
    ``counted``: of how many objects handed in they are, 0 where nobody said."""

    county: str
    name: str
    as_of: date
    coverage: Coverage
    kind: str = "项目支出"
    budget: Decimal | None = None
    executed: Decimal | None = None
    time_progress: Decimal | None = None
    lights: tuple[tuple[Light, int], ...] = ()
    ranked: tuple[Ranked, ...] = ()
    left: Together | None = None
    asks: tuple[str, ...] = ()
    on: date | None = None
    slightly: Decimal = Decimal("0.05")
    clearly: Decimal = Decimal("0.15")
    counted: int = 0


def compose(said: Brief) -> Document:
    """The brief as a paper of one page."""
    return Document(tuple(_blocks(said)))


def _blocks(said: Brief) -> Iterator[Paragraph | Table]:
    yield Paragraph(Style.TITLE, f"{said.name}简报")
    made = f"　{chinese_day(said.on)}" if said.on else ""
    yield Paragraph(Style.TABLE_NOTE, f"{office_of(said.county)}{made}　监控时点：{chinese_day(said.as_of)}")
    yield _numbers(said)
    bad, good = worst(said.ranked), best(said.ranked)
    for title, rows in (("执行和目标完成较好的", good), ("需要关注的", bad)):
        if rows:
            yield Paragraph(Style.TABLE_GAP, "")
            yield _ranking(title, rows)
    yield Paragraph(Style.TABLE_GAP, "")
    yield _closing(said, bad)


# ---------- four numbers ----------

_FOUR = tuple(AnnexColumn(head, width) for head, width in (("报送", 1900), ("预算执行", 3000), ("红灯", 1900), ("预计结余", 2045)))


def _numbers(said: Brief) -> Table:
    """Reported of due, execution against time, red lights, money likely left: the number, below it what it means."""
    four = (_reported(said), _execution(said), _red(said), _left(said))
    return Table(_FOUR, (AnnexRow(tuple(number for number, _ in four), subtotal=True), AnnexRow(tuple(note for _, note in four))))


def _reported(said: Brief) -> tuple[str, str]:
    one = said.coverage
    back = f"（已退回{one.returned}个）" if one.returned else ""
    late = f"逾期{one.late}个，未报{one.missing}个{back}" if one.late or one.missing else "全部按时报送"
    return f"{one.reported}/{one.due}", late


def _execution(said: Brief) -> tuple[str, str]:
    if not said.budget or said.executed is None:
        return "—", "没有可计算的执行率"
    rate = said.executed / said.budget
    against = ""
    if said.time_progress is not None:
        against = f"，{words_against_progress(rate, said.time_progress, slightly=said.slightly, clearly=said.clearly)}"
    of = f"收到的{said.counted}个{said.kind}" if said.counted else said.kind
    return percent(rate), f"{of}{wan(said.budget)}万元，执行{wan(said.executed)}万元{against}"


def _red(said: Brief) -> tuple[str, str]:
    counts = dict(said.lights)
    others = "、".join(
        f"{light.chinese}{counts[light]}个" for light in (Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY) if counts.get(light)
    )
    return f"{counts.get(Light.RED, 0)}个", others or "没有其他灯"


def _left(said: Brief) -> tuple[str, str]:
    if said.left is None:
        return "—", "尚未推算"
    return f"{wan(said.left.unspent)}万元", f"其中可统筹{wan(said.left.available)}万元"


# ---------- ranking ----------


def worst(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """At most five yellow or red ones: red first, then by the worse of the two paces, then by more money."""
    bad = [one for one in ranked if one.light in (Light.RED, Light.YELLOW)]
    return tuple(sorted(bad, key=lambda one: (one.light is not Light.RED, _weaker(one), -(one.budget or 0), one.name))[:_MOST])


def best(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """At most five green ones with both figures known: by achievement, then execution."""
    good = [one for one in ranked if one.light is Light.GREEN and one.achievement is not None and one.rate is not None]
    return tuple(sorted(good, key=lambda one: (-(one.achievement or 0), -(one.rate or 0), one.name))[:_MOST])


def _weaker(one: Ranked) -> Decimal:
    return min((value for value in (one.pace, one.achievement) if value is not None), default=Decimal(1))


_RANKING = (
    AnnexColumn("", 2850, "left"), AnnexColumn("执行率", 1000, "right"), AnnexColumn("完成", 1050, "right"), AnnexColumn("灯", 500),
    AnnexColumn("原因", 3445, "left"),
)  # fmt: skip


def _ranking(title: str, rows: Sequence[Ranked]) -> Table:
    columns = (AnnexColumn(title, _RANKING[0].width, "left"), *_RANKING[1:])
    return Table(columns, tuple(AnnexRow(_cells(one)) for one in rows))


def _cells(one: Ranked) -> tuple[str, ...]:
    name = one.name if one.unit in ("", one.name) else f"{one.unit}：{one.name}"
    light = one.light.chinese[0] if one.light else "—"
    return _cut(name, _NAME_MOST), _percent(one.rate), _percent(one.achievement), light, _cut(one.cause, _CAUSE_MOST) or "—"


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else percent(value)


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


# ---------- what is asked ----------

_TWO = (AnnexColumn("", 1600), AnnexColumn("", 7245, "left"))


def _closing(said: Brief, bad: Sequence[Ranked]) -> Table:
    rows = [("钱会剩多少", f"{said.left.words}。")] if said.left else []
    rows.append(("请您关注", "\n".join(f"{number}.{text}" for number, text in enumerate(said.asks or tuple(_asks(said, bad)), 1))))
    return Table(_TWO, tuple(AnnexRow(row) for row in rows if row[1]), heads=False)


def _asks(said: Brief, bad: Sequence[Ranked]) -> Iterator[str]:
    """What the figures themselves call for, where nobody wrote it."""
    if said.coverage.overdue:
        yield f"督促到期未报的{said.coverage.overdue}个对象尽快报送。"
    red = [one for one in bad if one.light is Light.RED]
    if red:
        yield f"调度{'、'.join(dict.fromkeys(one.unit or one.name for one in red))}，明确支付和完工时间。"
    if said.left and said.left.available:
        yield f"研究可统筹的{wan(said.left.available)}万元的调剂使用。"
    if not said.coverage.overdue and not red and not (said.left and said.left.available):
        yield "进展正常，暂无需要决定的事项。"
