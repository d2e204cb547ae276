"""The one-page brief: four numbers, a ranking whose order can be checked, what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.brief import Brief, Ranked, best, compose, worst
from hengji.rules.document import Document, Table
from hengji.rules.lights import Light
from hengji.rules.rounds import Coverage
from hengji.rules.takeback import Together

D = Decimal
RATIO = st.none() | st.decimals(0, 2, places=4)
RANKED = st.lists(
    st.builds(
        Ranked, st.text("甲乙丙", min_size=1, max_size=4), st.just("县教育局"), st.none() | st.decimals(0, 10**8, places=2), RATIO, RATIO,
        RATIO, st.none() | st.sampled_from(list(Light)), st.text("因为所以，。", max_size=80),
    ),
    max_size=20,
)  # fmt: skip
BRIEF = Brief(
    "示例县", "2023年8月绩效监控", date(2023, 8, 31), Coverage(307, 290, late=12, overdue=9), "项目支出", D(369050000), D(250954000),
    D(8) / 12, ((Light.RED, 12), (Light.GREEN, 240)), (), Together(D(45000000), D(20000000), D(15000000), D(10000000), 0),
)  # fmt: skip


def cells(paper: Document) -> list[tuple[str, ...]]:
    return [row.cells for block in paper.paragraphs if isinstance(block, Table) for row in block.rows]


@given(RANKED)
def test_best_are_green_worst_are_not_and_nobody_is_both(rows: list[Ranked]) -> None:
    good, bad = best(rows), worst(rows)
    assert max(len(good), len(bad)) <= 5
    assert all(one.light is Light.GREEN for one in good)
    assert all(one.light in (Light.RED, Light.YELLOW) for one in bad)
    reds = sum(one.light is Light.RED for one in rows)
    assert sum(one.light is Light.RED for one in bad) == min(reds, 5)
    achieved = [one.achievement or 0 for one in good]
    assert achieved == sorted(achieved, reverse=True)


@given(RANKED)
def test_cells_stay_within_two_lines(rows: list[Ranked]) -> None:
    for row in cells(compose(replace(BRIEF, ranked=tuple(rows)))):
        if len(row) == 5:
            assert len(row[0]) <= 26
            assert len(row[4]) <= 30


def test_four_numbers() -> None:
    numbers, notes = cells(compose(BRIEF))[:2]
    assert numbers == ("290/307", "68.00%", "12个", "4,500.00万元")
    assert notes == (
        "逾期12个，未报17个",
        "项目支出36,905.00万元，执行25,095.40万元，略高于序时进度",
        "绿灯240个",
        "其中可统筹2,000.00万元",
    )


def test_unknown_is_a_dash_never_a_nought() -> None:
    numbers, notes = cells(compose(replace(BRIEF, budget=None, left=None)))[:2]
    assert (numbers[1], numbers[3]) == ("—", "—")
    assert (notes[1], notes[3]) == ("没有可计算的执行率", "尚未推算")


def test_what_is_asked_follows_from_the_figures_unless_somebody_wrote_it() -> None:
    red = Ranked("道路硬化工程", "县交通局", D(100), D("0.1"), D("0.2"), D("0.3"), Light.RED, "征地滞后")
    *_, left, asked = cells(compose(replace(BRIEF, ranked=(red,))))
    assert left == ("钱会剩多少", "预计结余4,500.00万元，其中可统筹2,000.00万元、需结转1,500.00万元、合同锁定1,000.00万元。")
    assert asked[1].splitlines() == [
        "1.督促到期未报的9个对象尽快报送。",
        "2.调度县交通局，明确支付和完工时间。",
        "3.研究可统筹的2,000.00万元的调剂使用。",
    ]
    *_, asked = cells(compose(replace(BRIEF, asks=("请定调剂方案。",))))
    assert asked[1] == "1.请定调剂方案。"
