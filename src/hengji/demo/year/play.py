"""The county's year, act by act, up to an August day: every state of this part of the system is somewhere in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hengji.apps.library.operations import load_reference
from hengji.apps.organisations.operations import PersonFacts, create_person, hand_over
from hengji.apps.organisations.queries import assignments, units_by_code
from hengji.apps.programs.drafts import FundDraft
from hengji.apps.programs.operations import create_fund
from hengji.apps.programs.queries import programs
from hengji.apps.starting.operations import roll_over
from hengji.apps.targets.operations import begin_with, confirm
from hengji.apps.targets.queries import batch, declaration
from hengji.demo.year import appraisals, july, money, opening, rounds, targets
from hengji.demo.year.facts import ProgramFact, county
from hengji.demo.year.stage import Stage, moment

TODAY = date(2023, 8, 21)
"""The demo's day."""
LAST_YEARS = 20
"""How many of last year's objects were there already."""

LATE = frozenset({23, 26, 30, 34, 38, 41, 45})
"""Places in the list of the objects whose targets are still on their way in August."""

Say = Callable[[str], None]


def play(say: Say = lambda _act: None) -> Stage:
    """Everything from the founding to the demo's day."""
    stage = opening.found(county())
    for act in (
        opening_act,
        last_year,
        new_year,
        appraisals.winter,
        declaring,
        approving,
        spending,
        handing_over,
        adjusting,
        rounds.half_year,
        appraisals.summer,
        july.special_fund,
        august,
    ):
        say((act.__doc__ or act.__name__).splitlines()[0])
        act(stage)
    return stage


def opening_act(stage: Stage) -> None:
    """Units and people."""
    opening.settle(stage)
    load_reference(stage.actor("office", moment("2022-03-03 09:00")), at=moment("2022-03-03 09:00"))


def last_year(stage: Stage) -> None:
    """Last year, taken from what was reported."""
    year, at = stage.county.year - 1, moment(f"{stage.county.year - 1}-03-20 09:00")
    chosen = _last_years(stage)
    money.bring(stage, "budgets", year, "2022年预算项目导出.xlsx", money.budget_file(stage, chosen), at)
    _remember(stage, year, chosen, at)
    office = stage.actor("office", at)
    given = [(stage.programs[year, one.code], targets.declared(one, stage.programs[year, one.code], year)) for one in chosen]
    made = begin_with(office, year, "以本次报送为初始批复", date(year, 3, 25), given, at=at + timedelta(days=5))
    confirm(office, made, batch(office, made).version, at=at + timedelta(days=30))


def new_year(stage: Stage) -> None:
    """The new year: units roll over, the budget comes in."""
    year, at = stage.county.year, moment(f"{stage.county.year - 1}-11-01 09:00")
    office = stage.actor("office", at)
    carried = [stage.programs[year - 1, one.code] for one in _last_years(stage)]
    roll_over(office, year - 1, year, carried, at=at)
    fund = stage.county.fund
    units = {code: line.id for code, line in units_by_code(office, year).items()}
    draft = FundDraft(
        year,
        fund["name"],
        fund["code"],
        "central",
        fund["document"],
        fund["issued"],
        Decimal(91_320_000),
        units[fund["division"]],
        units[fund["competent"]],
    )
    create_fund(office, draft, at=at)
    money.bring(
        stage, "budgets", year, "2023年预算项目导出.xlsx", money.budget_file(stage, stage.county.programs), moment(f"{year}-01-30 15:00")
    )
    _remember(stage, year, stage.county.programs, moment(f"{year}-01-30 16:00"))


def declaring(stage: Stage) -> None:
    """Units declare, departments and divisions review; some are sent back and mended."""
    year = stage.county.year
    for number, program in enumerate(_declared(stage)):
        at = moment(f"{year}-02-01 09:00") + timedelta(hours=number // 4, minutes=11 * (number % 4))
        key = targets.draft(stage, program, year, at)
        targets.send(stage, program, key, at + timedelta(minutes=30))
        if number % 9 == 4:
            targets.send_back(stage, program, key, at + timedelta(days=1), "效益指标请写明统计口径，佐证材料补充验收单。")
            targets.send(stage, program, key, at + timedelta(days=2))
        targets.review(stage, program, key, at + timedelta(days=3))
        stage.declarations[program.code] = key


def approving(stage: Stage) -> None:
    """A session hears the largest; two documents approve them."""
    year, declared = stage.county.year, _declared(stage)
    large = [stage.declarations[one.code] for one in declared if one.budget >= 10_000_000]
    targets.hear(stage, year, large, date(year, 2, 14), moment(f"{year}-02-14 14:30"), decided=True)
    fund = [stage.declarations[one.code] for one in declared if one.competent]
    others = [stage.declarations[one.code] for one in declared if not one.competent]
    targets.approve_all(stage, year, fund, f"示财绩〔{year}〕6号", moment(f"{year}-02-20 10:00"))
    targets.approve_all(stage, year, others, f"示财绩〔{year}〕7号", moment(f"{year}-02-20 10:30"), "leader")


def spending(stage: Stage) -> None:
    """Payments, month by month."""
    year = stage.county.year
    for month in range(2, 8):
        content = money.payment_file(stage, stage.county.programs, month)
        money.bring(stage, "payments", year, f"国库支付明细{year}年{month}月.xlsx", content, moment(f"{year}-{month + 1:02d}-05 09:30"))


def adjusting(stage: Stage) -> None:
    """Two targets are adjusted; one more dossier is on its way."""
    year = stage.county.year
    chosen = [one for one in _declared(stage) if one.rows[0].measure == "cumulative" and Decimal(one.rows[0].target) > 100][:3]
    for number, program in enumerate(chosen):
        at = moment(f"{year}-06-{6 + number:02d} 10:00")
        value = f"{(Decimal(program.rows[0].target) * 9 / 10).to_integral_value()}"
        key = targets.adjust(
            stage,
            program,
            year,
            at,
            row=0,
            value=value,
            reason="汛期冲毁部分施工便道，可施工地块减少，按实际可完成量调整。",
            basis=f"县政府常务会议纪要〔{year}〕第8期",
        )
        if number < 2:
            targets.review(stage, program, key, at + timedelta(days=1))
            targets.approve_all(stage, year, [key], f"示财绩〔{year}〕{21 + number}号", at + timedelta(days=6), "leader")


def handing_over(stage: Stage) -> None:
    """A reporter moves on; the successor takes every duty."""
    at = moment(f"{stage.county.year}-05-15 09:00")
    system, security = stage.actor("sys", at), stage.actor("sec", at)
    made = create_person(system, PersonFacts("u127b", "赵接任"), demo=True, at=at)
    held = [one.id for one in assignments(security) if one.person == stage.people["u127"] and one.held(at.date())]
    hand_over(security, stage.people["u127"], made.person, held, at.date(), "轮岗", at=at)
    stage.people["u127"] = made.person


def august(stage: Stage) -> None:
    """What is open on the demo's day: declarations in every state."""
    year = stage.county.year
    late = [one for one in stage.county.programs if one not in _declared(stage)]
    for number, program in enumerate(late):
        at = moment(f"{year}-08-{7 + number:02d} 09:20")
        if number == 0:
            continue
        key = targets.draft(stage, program, year, at)
        if number > 1:
            targets.send(stage, program, key, at + timedelta(hours=1))
        if number == 3:
            targets.send_back(stage, program, key, at + timedelta(days=1), "年度总体目标与指标对不上，请把数量写进目标。")
        if number > 3:
            targets.review(stage, program, key, at + timedelta(days=1), steps=1 if number == 4 else 2)
        stage.declarations[program.code] = key
    office = stage.actor("office", moment(f"{year}-08-18 10:00"))
    open_ones = [stage.declarations[one.code] for one in late if one.code in stage.declarations]
    ready = [one for one in open_ones if declaration(office, one).state == "finance-reviewed"]
    if ready:
        targets.hear(stage, year, ready[:1], date(year, 8, 25), moment(f"{year}-08-18 10:00"), decided=False)


# ---- who and what


def _last_years(stage: Stage) -> Sequence[ProgramFact]:
    """Objects that were there last year as well."""
    return [one for one in stage.county.programs if one.competent is None and one.kind != "overall"][:LAST_YEARS]


def _declared(stage: Stage) -> Sequence[ProgramFact]:
    """Everything whose target was approved in February; ``LATE`` are not."""
    return [one for number, one in enumerate(stage.county.programs) if number not in LATE]


def _remember(stage: Stage, year: int, chosen: Sequence[ProgramFact], at: datetime) -> None:
    """Ids of the programs that came in with the budget."""
    found = programs(stage.actor("office", at), year=year, as_of=at.date(), tab="all").rows
    by_code: dict[str, UUID] = {line.code: line.id for line in found}
    stage.programs |= {(year, one.code): by_code[one.code] for one in chosen}
