"""Targets and actual values as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.indicators import comparable_value, is_met
from hengji.rules.measures import is_ceiling
from hengji.rules.values import Actual, ActualKind, Operator, Target, is_broken, names_a_date, read_actual, read_target

D = Decimal


def target(text: str, **columns: str) -> Target:
    read = read_target(text, year=2023, **columns)  # type: ignore[arg-type]
    assert read is not None
    return read


def actual(text: str, beside: str | None = None) -> Actual:
    read = read_actual(text, target=target(beside) if beside else None, year=2023)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit", "signed"),
    [
        ("≥95%", "ge", "95", "%", True),
        ("95%以上", "ge", "95", "%", True),
        ("不低于95%", "ge", "95", "%", True),
        ("≧ 735 人次", "ge", "735", "人次", True),
        ("＝100%", "eq", "100", "%", True),
        ("═100%", "eq", "100", "%", True),
        ("﹦100", "eq", "100", None, True),
        ("=100%", "eq", "100", "%", True),
        ("≤10万元/台", "le", "10", "万元/台", True),
        ("不超过2小时", "le", "2", "小时", True),
        ("控制在50万元以内", "le", "50", "万元", True),
        ("控制在50万元", "le", "50", "万元", False),
        ("控制在95%以上", "ge", "95", "%", True),
        ("达到95%以上", "ge", "95", "%", True),
        ("达到95%", "ge", "95", "%", False),
        ("提高到90%", "ge", "90", "%", False),
        ("保持在90%", "eq", "90", "%", False),
        ("≥100百分比", "ge", "100", "%", True),
        (">92%", "gt", "92", "%", True),
        ("&gt;92%", "gt", "92", "%", True),
        ("＞＝95％", "ge", "95", "%", True),
        (">=95%", "ge", "95", "%", True),
        ("》=95%", "ge", "95", "%", True),
        ("≥ 95 ％", "ge", "95", "%", True),
        ("大于等于95%", "ge", "95", "%", True),
        ("30%及以上", "ge", "30", "%", True),
        ("95%以上（含95%）", "ge", "95", "%", True),
        ("≥95%（含）", "ge", "95", "%", True),
        ("少于5起", "lt", "5", "起", True),
        ("小于等于3次", "le", "3", "次", True),
        ("至少10台", "ge", "10", "台", True),
        ("最多3次", "le", "3", "次", True),
        ("100%", "eq", "100", "%", False),
        ("1次/月", "eq", "1", "次/月", False),
        ("550万粒", "eq", "550", "万粒", False),
        ("3500公斤", "eq", "3500", "公斤", False),
        ("2万人次", "eq", "2", "万人次", False),
        ("≥1.5亿元", "ge", "1.5", "亿元", True),
        ("≤400万次", "le", "400", "万次", True),
        ("0.95", "eq", "0.95", None, False),
        ("11.376万元", "eq", "11.376", "万元", False),
        ("29.5亩", "eq", "29.5", "亩", False),
        ("100.00", "eq", "100", None, False),
        ("≥1,000人", "ge", "1000", "人", True),
        ("≥１，０００人", "ge", "1000", "人", True),
        ("三年", "eq", "3", "年", False),
        ("两次", "eq", "2", "次", False),
        ("不少于三次", "ge", "3", "次", True),
        ("十二个月", "eq", "12", "个月", False),
        ("百分之九十五", "eq", "95", "%", False),
        ("满意度≥90%", "ge", "90", "%", True),
        ("验收合格率达到95%以上", "ge", "95", "%", True),
        ("数量：10个", "eq", "10", "个", False),
        ("完成10台", "eq", "10", "台", False),
        ("50（万元）", "eq", "50", "万元", False),
        ("≥10台（套）", "ge", "10", "台(套)", True),
        ("24小时内", "le", "24", "小时", True),
        ("≥20年", "ge", "20", "年", True),
        ("20年", "eq", "20", "年", False),
        ("3个月内", "le", "3", "个月", True),
        ("30日内", "le", "30", "日", True),
        ("≤12月", "le", "12", "月", True),
        ("≥80分", "ge", "80", "分", True),
        ("30余次", "ge", "30", "次", True),
        ("约30人", "eq", "30", "人", False),
        ("500㎡", "eq", "500", "㎡", False),
        ("≥10km", "ge", "10", "km", True),
        ("100元/人·月", "eq", "100", "元/人·月", False),
        ("100%；", "eq", "100", "%", False),
        ("0", "eq", "0", None, False),
        ("≥95%\n", "ge", "95", "%", True),
        ("100%覆盖", "eq", "100", "%", False),
        ("每年不少于12次", "ge", "12", "次", True),
        ("5个工作日内办结", "le", "5", "个工作日", True),
        ("降低率≥5%", "ge", "5", "%", True),
    ],
)
def test_numbers_in_targets(text: str, operator: str, number: str, unit: str | None, signed: bool) -> None:
    read = target(text)
    assert (read.operator, str(read.number), read.unit, read.signed) == (operator, number, unit, signed)
    assert read.text == text and read.quantitative


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("735", "≧", "人次"), (Operator.GE, "735", "人次", True)),
        (("100", "═", "％"), (Operator.EQ, "100", "%", True)),
        (("100", "大于等于", "百分比"), (Operator.GE, "100", "%", True)),
        (("1", "小于等于", "个"), (Operator.LE, "1", "个", True)),
        (("100", "正向", "个"), (Operator.EQ, "100", "个", False)),
        (("100", "反向", "（个）"), (Operator.EQ, "100", "个", False)),
        (("95%", "≥", "%"), (Operator.GE, "95", "%", True)),
        (("≥95", "=", "%"), (Operator.GE, "95", "%", True)),
        (("12", "≤", "月"), (Operator.LE, "12", "月", True)),
        (("1.5万", "≥", "元"), (Operator.GE, "1.5", "万元", True)),
        (("550", "", "万粒"), (Operator.EQ, "550", "万粒", False)),
        (("5", "≥", "/"), (Operator.GE, "5", None, True)),
        (("2023.5", "", "亩"), (Operator.EQ, "2023.5", "亩", False)),
    ],
)
def test_sign_and_unit_columns(columns: tuple[str, str, str], expected: tuple[Operator, str, str | None, bool]) -> None:
    read = target(columns[0], sign=columns[1], unit=columns[2])
    assert (read.operator, str(read.number), read.unit, read.signed) == expected


def test_a_qualitative_sign_makes_text() -> None:
    read = target("100", sign="定性", unit="%")
    assert (read.operator, read.number, read.unit) == (Operator.TEXT, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "基本建成",
        "有效提升",
        "是否利于增收",
        "群众生活情况的评价",
        "完成32.1公里道路建设并通过验收",
        "不超预算",
        "符合标准",
        "良好",
        "一般",
        "十分满意",
        "十分",
        "一户一策",
        "1户1档",
        "88/100",
        "≥**株",
        "≥",
        "2级以上",
        "3A级",
        "第一名",
        "每月1次",
        "不低于95%以内",
        "95 98",
        "≥95%\n≥98%",
        "数量10个，合格率95%",
        "无",
        "一期",
        "XX",
        "1/3",
        "2023-2025年",
        "330102199001011234",
        "1e99",
    ],
)
def test_what_is_not_one_number_is_text(text: str) -> None:
    read = target(text)
    assert (read.operator, read.number, read.low, read.deadline) == (Operator.TEXT, None, None, None)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10-12公里", 10, 12, "公里"),
        ("95%-98%", 95, 98, "%"),
        ("95-98%", 95, 98, "%"),
        ("5至10天", 5, 10, "天"),
        ("5～10", 5, 10, None),
        ("10—12 公里", 10, 12, "公里"),
        ("98%至95%", 95, 98, "%"),
        ("500米-1公里", D("0.5"), 1, "公里"),
    ],
)
def test_intervals(text: str, low: int, high: int, unit: str | None) -> None:
    read = target(text)
    assert (read.operator, read.number, read.low, read.high, read.unit) == (Operator.TEXT, None, low, high, unit)


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("2023年12月底前", (12, 31)),
        ("12月底前完成", (12, 31)),
        ("9月前", (9, 30)),
        ("11月前", (11, 30)),
        ("2023年11月30日前", (11, 30)),
        ("年底前", (12, 31)),
        ("三季度末", (9, 30)),
        ("上半年", (6, 30)),
        ("6月中旬", (6, 20)),
        ("十二月底前", (12, 31)),
        ("3-10月", (10, 31)),
        ("2023.12", (12, 31)),
        ("2023/7/31", (7, 31)),
        ("2023-06-30 00:00:00", (6, 30)),
        ("不晚于12月31日", (12, 31)),
        ("工程于11月底前全部完工并通过验收", (11, 30)),
        ("完成时间：12月底前", (12, 31)),
        ("2023年", (12, 31)),
        ("≤2023年12月31日", (12, 31)),
        ("2023年3月至11月", (11, 30)),
        ("11.30前", (11, 30)),
    ],
)
def test_dates_are_text_with_a_deadline(text: str, deadline: tuple[int, int]) -> None:
    read = target(text)
    assert (read.operator, read.number, read.deadline) == (Operator.TEXT, None, date(2023, *deadline))
    assert names_a_date(read)


def test_dates_without_a_year() -> None:
    read = read_target("12月底前")
    assert read is not None and read.deadline is None and names_a_date(read)
    following = target("次年3月底前")
    assert following.deadline == date(2024, 3, 31)
    assert target("12", sign="≤", unit="月底前").deadline == date(2023, 12, 31)


@pytest.mark.parametrize("text", ["每月5日前发放", "3个月", "5年", "按月发放", "2023年满意度良好", "工作到底", "100元/月"])
def test_what_names_no_date(text: str) -> None:
    assert not names_a_date(target(text))


@pytest.mark.parametrize("text", [None, "", " ", "—", "/", "——"])
def test_blanks_are_none(text: str | None) -> None:
    assert read_target(text, sign="≥", unit="%") is None
    assert read_actual(text) is None


@pytest.mark.parametrize(
    ("text", "number", "unit", "bound"),
    [
        ("6台", "6", "台", None),
        ("6", "6", "台", None),
        ("６ 台", "6", "台", None),
        ("≥6台", "6", "台", "ge"),
        ("6台以上", "6", "台", "ge"),
        ("不足6台", "6", "台", "lt"),
        ("=6台", "6", "台", None),
        ("6台（含补购1台）", "6", "台", None),
        ("约6台", "6", "台", None),
        ("6台左右", "6", "台", None),
        ("已完成6台", "6", "台", None),
        ("已完成设备采购6台", "6", "台", None),
        ("截至7月底采购6台", "6", "台", None),
        ("七台", "7", "台", None),
        ("30余台", "30", "台", "ge"),
        ("达到6台", "6", "台", None),
        ("0", "0", "台", None),
        ("6套", "6", "套", None),
        ("2万", "2", "万台", None),
    ],
)
def test_numbers_beside_a_target_in_台(text: str, number: str, unit: str, bound: str | None) -> None:
    read = actual(text, "≥10台")
    assert (read.kind, str(read.number), read.unit, read.bound) == (ActualKind.NUMBER, number, unit, bound)
    assert read.text == text


@pytest.mark.parametrize(
    ("text", "beside", "number"),
    [
        ("0.98", "≥95%", "98"),
        ("1", "≥95%", "100"),
        ("98", "≥95%", "98"),
        ("98%", "≥95%", "98"),
        ("0.5", "≤1%", "0.5"),
        ("0.98%", "≥95%", "0.98"),
        ("0", "≥95%", "0"),
        ("100%（12/12）", "100%", "100"),
        ("80%左右", "≥95%", "80"),
        ("覆盖率已达98%", "≥95%", "98"),
    ],
)
def test_percent(text: str, beside: str, number: str) -> None:
    read = actual(text, beside)
    assert (str(read.number), read.unit) == (number, "%")


@pytest.mark.parametrize(
    "text",
    [
        "未到考核时点",
        "未开展",
        "待验收",
        "年底统计",
        "尚未开始",
        "未到期",
        "未实施",
        "年底考核",
        "次年初统计",
        "暂未开展",
        "尚未启动",
        "项目完成后统计",
        "未到时点（12月考核）",
        "下半年实施",
        "预计12月完成",
        "已签合同，待验收",
        "暂无数据",
        "待年底测评",
        "年底一次性考核",
        "未至考核时点",
    ],
)
def test_not_due(text: str) -> None:
    assert actual(text, "≥10台").kind is ActualKind.NOT_DUE
    assert actual(text).kind is ActualKind.NOT_DUE


@pytest.mark.parametrize(
    "text",
    ["已完成", "完成", "达标", "达成预期指标", "基本达成", "未完成", "尚未完成", "正在进行", "资金未到位", "见附件", "若干", "未发生"],
)
def test_words(text: str) -> None:
    assert actual(text, "≥10台").kind is ActualKind.WORD
    assert actual(text, "有效提升").kind is ActualKind.WORD


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "B/A",
        "××",
        "**台",
        "12/12",
        "√",
        "10台设备已到货5台",
        "已购6台，剩余4台待采购",
        "已完成80%，其余未开展",
        "截至7月底培训3期",
    ],
)
def test_unreadable_only_beside_a_number(text: str) -> None:
    assert actual(text, "≥10台").kind is ActualKind.UNREADABLE
    assert actual(text, "有效提升").kind is not ActualKind.UNREADABLE


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("7月", (7, 31)),
        ("7月份", (7, 31)),
        ("2023年6月30日", (6, 30)),
        ("6月底已完成", (6, 30)),
        ("2023.6.30", (6, 30)),
        ("45107", (6, 30)),
        ("12月底前完成", (12, 31)),
    ],
)
def test_dates(text: str, when: tuple[int, int]) -> None:
    read = actual(text, "9月前")
    assert (read.kind, read.when) == (ActualKind.DATE, date(2023, *when))


def test_a_july_actual_meets_a_september_deadline() -> None:
    deadline, done = target("9月前").deadline, actual("7月", "9月前").when
    assert deadline is not None and done is not None and done <= deadline


def test_interval_actuals_and_months() -> None:
    spread = actual("95-98%", "≥95%")
    assert (spread.kind, spread.number, spread.low, spread.high) == (ActualKind.INTERVAL, None, 95, 98)
    months = actual("7月", "≤12个月")
    assert (months.kind, months.number, months.unit) == (ActualKind.NUMBER, 7, "月")


@pytest.mark.parametrize(
    ("text", "number", "met"),
    [
        ("≥95%", "95", True),
        ("≥95%", "94.9", False),
        (">95%", "95", False),
        ("≤2小时", "2", True),
        ("<2小时", "2", False),
        ("100%", "100", True),
        ("=100%", "98", False),
        ("=0", "0", True),
        ("=0", "1", False),
    ],
)
def test_a_number_meets_its_operator(text: str, number: str, met: bool) -> None:
    wanted = target(text)
    assert is_met(wanted, D(number), ceiling=is_ceiling("", "", wanted)) is met


NUMBERS = st.decimals(0, 10**6, places=3)
UNITS = st.sampled_from(["%", "台", "万元", "公里", "人次", "小时", "个", "亩", "元/亩"])
SIGNS = st.sampled_from(
    [
        ("≥{}", "ge"),
        (">= {}", "ge"),
        ("不低于{}", "ge"),
        ("{}以上", "ge"),
        ("≤{}", "le"),
        ("不超过{}", "le"),
        ("控制在{}以内", "le"),
        ("＝{}", "eq"),
    ]
)


@given(NUMBERS, UNITS, SIGNS)
def test_every_way_to_sign_a_number(number: Decimal, unit: str, sign: tuple[str, str]) -> None:
    read = target(sign[0].format(f"{number:,}{unit}"))
    assert (read.operator, read.number, read.unit, read.signed) == (sign[1], number, unit, True)


@given(NUMBERS, UNITS)
def test_width_and_spaces_change_nothing(number: Decimal, unit: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in f"{number}")
    plain, other = target(f"{number}{unit}"), target(f" {wide} {unit}\n")
    assert (plain.operator, plain.number, plain.unit) == (other.operator, other.number, other.unit) == (Operator.EQ, number, unit)


@given(NUMBERS, st.sampled_from(["台", "万元", "公里"]))
def test_an_actual_without_unit_is_in_the_targets(number: Decimal, unit: str) -> None:
    read = actual(f"{number}", f"≥5{unit}")
    assert (read.number, read.unit) == (number, unit)


@given(st.text(max_size=40), st.one_of(st.none(), st.text(max_size=6)), st.one_of(st.none(), st.text(max_size=6)))
def test_no_text_breaks_the_readers(text: str, sign: str | None, unit: str | None) -> None:
    beside = read_target(text, sign=sign, unit=unit, year=2023)
    read_actual(text, target=beside, year=2023)
    read_actual(text, target=target("≥95%"), year=2023)


@given(st.text(alphabet="0123456789.,%≥≤-~月日年底前万元台个（）/ 一二三十百以上内约", max_size=20))
def test_no_likely_text_breaks_the_readers(text: str) -> None:
    beside = read_target(text, year=2023)
    read_actual(text, target=beside)
    read_actual(text, target=target("9月前"), year=2023)


@pytest.mark.parametrize("text", ["1" * 5000, "达到" * 2000, "1-" * 3000, "（" * 3000, "1月" * 3000, "2023年" * 2000])
def test_very_long_cells_are_text(text: str) -> None:
    assert target(text).number is None
    assert actual(text, "≥10台").number is None


# ---- multipliers, shares, none at all, broken cells


@pytest.mark.parametrize(
    ("wanted", "told", "value"),
    [
        ("≥1.2万", "约7000", "0.7"),
        ("≥1.2万", "0.7万", "0.7"),
        ("≥1.2万", "0.7", "0.7"),  # in the target's unit while that is likely at all
        ("≥1.2万", "7000人次", "0.7"),
        ("≥1.2万人次", "7000", "0.7"),
        ("≥12000", "0.7万", "7000"),
        ("≥50万", "45万元", "45"),
        ("≤50万元", "45万", "45"),
        ("≤50万元", "450000", "450000"),  # 元 under 万元: a fault, not a way of writing
        ("≥1.2万", "80%", None),
    ],
)
def test_a_bare_multiplier_is_folded_to_compare(wanted: str, told: str, value: str | None) -> None:
    assert comparable_value(actual(told, wanted), target(wanted)) == (D(value) if value else None)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_wan_beside_plain_numbers_keeps_proportion(wanted: int, done: int) -> None:
    aim, plain = target(f"≥{wanted}万人"), target(f"≥{wanted * 10000}人")
    in_wan, out = comparable_value(actual(f"{done}万人", aim.text), aim), comparable_value(actual(f"{done}万人", plain.text), plain)
    assert in_wan is not None and out is not None and in_wan * 10000 == out


def test_a_share_of_the_target_is_no_value() -> None:
    def number(told: str, wanted: str, name: str | None = None) -> Decimal | None:
        read = read_actual(told, target=target(wanted), name=name)
        assert read is not None
        return read.number if read.kind is ActualKind.NUMBER else None

    assert number("已完成80%", "≥80吨") is None
    assert number("已完成80%", "≥80", "化肥减量（吨）") is None
    assert number("完成进度80%", "≥80", "化肥减量") is None
    assert number("已完成80%", "≥95", "年度任务完成率") == 80
    assert number("98%", "≥95", "培训合格率（%）") == 98
    assert number("已完成80%", "≥95%") == 80


@pytest.mark.parametrize("text", ["未发生", "无", "零", "没有", "未发生安全事故", "无投诉", "零事故", "目前未发生"])
def test_none_at_all_beside_a_target_of_nought_is_nought(text: str) -> None:
    for wanted in ("0起", "=0", "≤0次"):
        assert (actual(text, wanted).kind, actual(text, wanted).number) == (ActualKind.NUMBER, 0)
    assert actual(text, "≥3个").kind is not ActualKind.NUMBER


def test_nothing_to_say_is_not_nought() -> None:
    assert actual("无", "≤3起").kind is ActualKind.WORD
    assert actual("无法统计", "0起").kind is ActualKind.NOT_DUE
    assert actual("未开展", "0起").kind is ActualKind.NOT_DUE
    assert actual("未发生投诉", "≤3起").number == 0


@pytest.mark.parametrize(
    "text",
    [
        *("收获后测产", "年底测产", "秋后统计", "秋后再测产", "学期末评定", "学年末考核", "待收割后测算", "次年一季度公布", "冬季统一检测"),
        *("待工程完工后统计", "需待年底后评定", "下年度统计"),
    ],
)
def test_what_will_be_known_later_is_not_due(text: str) -> None:
    assert actual(text, "≥80公斤").kind is actual(text, "有效提升").kind is ActualKind.NOT_DUE


@pytest.mark.parametrize("text", ["已完成验收", "竣工验收合格", "完工后投入使用", "优待政策落实后群众满意", "评审后评定为优秀"])
def test_what_is_done_is_not_put_off(text: str) -> None:
    assert actual(text, "有效提升").kind is not ActualKind.NOT_DUE


@pytest.mark.parametrize(
    "text", ["#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#####", "=D4/C4", "=SUM(E4:E9)", "＝E4", "=5*20", "=$D$4"]
)
def test_broken_cells_are_neither_targets_nor_words(text: str) -> None:
    assert is_broken(text) and read_target(text) is None
    assert {actual(text, beside).kind for beside in ("≥98%", "有效提升", None)} == {ActualKind.UNREADABLE}


@pytest.mark.parametrize("text", ["=65人", "=100%", "=10-12公里", "＝优", "#1楼", "=AAA级", "+5%"])
def test_signs_in_front_break_no_cell(text: str) -> None:
    assert not is_broken(text)


@pytest.mark.parametrize("text", ["每季度1次", "每月≥2次", "每周至少一次，每月4次", "每个学期2场"])
def test_how_often_is_not_how_many_in_the_year(text: str) -> None:
    assert target(text).number is None
    assert actual(text, "≥5次").number is None
