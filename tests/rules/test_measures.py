"""Which measure an indicator gets, and how sure it is."""

from __future__ import annotations

from datetime import date

import pytest

from hengji.rules.judgement import measure_of, named_measure
from hengji.rules.measures import Measure, MeasureSource, infer, is_ceiling

from .judging import row, target

SURE, GUESS = MeasureSource.INFERRED, MeasureSource.GUESSED
CUMULATIVE, LEVEL, MILESTONE, CEILING, QUALITATIVE = Measure


@pytest.mark.parametrize(
    ("name", "level2", "wanted", "unit", "measure", "source"),
    [
        ("设备采购数量", "数量指标", "≥10", "台", CUMULATIVE, SURE),
        ("举办培训班期数", "数量指标", "=12", "期", CUMULATIVE, GUESS),  # no direction
        ("栽植苗木", "数量指标", "≥550", "万株", CUMULATIVE, SURE),
        ("改造管网长度", "数量指标", "≥12.5", "公里", CUMULATIVE, SURE),
        ("设备采购数量", "数量指标", "10", "台", CUMULATIVE, GUESS),  # no sign
        ("设备采购数量", "数量指标", "≥10", None, CUMULATIVE, GUESS),  # no unit
        ("巡查次数（次）", "数量指标", "≥10", None, CUMULATIVE, SURE),  # the name has it
        ("标尺宽度", "数量指标", "≥50", "厘米", LEVEL, GUESS),
        ("工程设计使用年限", "可持续影响指标", "≥20", "年", LEVEL, GUESS),
        ("补助标准", "数量指标", "=1600", "元/亩", LEVEL, GUESS),
        ("每月巡查次数", "数量指标", "≥4", "次", LEVEL, GUESS),
        ("在校学生人数", "数量指标", "≥735", "人", CUMULATIVE, GUESS),
        ("工程验收合格率", "质量指标", "≥100", "%", LEVEL, SURE),
        ("服务对象满意度", "满意度指标", "≥90", "%", LEVEL, SURE),
        ("任务完成及时率", "时效指标", "=100", "%", LEVEL, SURE),
        ("年度任务完成率", "数量指标", "=100", "%", CUMULATIVE, GUESS),
        ("预算执行率", "时效指标", "≥95", "%", CUMULATIVE, SURE),
        ("资金支付进度", "时效指标", "≥95", "%", CUMULATIVE, SURE),
        ("客流增长率", "经济效益指标", "≥5", "%", LEVEL, GUESS),
        ("完成主体工程", "数量指标", "≥70", "%", CUMULATIVE, GUESS),
        ("系统正常运行时间", "质量指标", "≥95", "%", LEVEL, GUESS),
        ("资金拨付及时性", "时效指标", "≥98", "%", LEVEL, GUESS),
        ("群众满意率", "满意度指标", "90", None, LEVEL, GUESS),
        ("设备单台成本", "成本指标", "≤10", "万元/台", CEILING, SURE),
        ("响应时间", "时效指标", "≤2", "小时", CEILING, SURE),
        ("有效投诉", "质量指标", "0", "起", CEILING, SURE),
        ("项目总成本", "成本指标", "90", "万元", CEILING, SURE),
        ("电费支出", "成本指标", "≤400", "万元", CEILING, SURE),
        ("亩均补助", "成本指标", "1600", "元", CEILING, GUESS),
        ("示范村个数", "数量指标", "≤4", "个", CEILING, GUESS),
        ("工程合格率", "质量指标", "≤98", "%", CEILING, GUESS),
        ("居民生活改善", "社会效益指标", "有效改善", None, QUALITATIVE, SURE),
        ("养护里程", "数量指标", "按第3号文件执行", None, QUALITATIVE, GUESS),
        ("竣工验收", "时效指标", "通过", None, MILESTONE, GUESS),
        ("工程完工时间", "时效指标", "11月底前", None, MILESTONE, SURE),
        ("工资发放时间", "时效指标", "每月10日前", None, QUALITATIVE, GUESS),
    ],
)  # fmt: skip
def test_measure_by_name_unit_and_operator(
    name: str, level2: str, wanted: str, unit: str | None, measure: Measure, source: MeasureSource
) -> None:
    found = infer(name, "产出指标", level2, target(wanted, unit))
    assert (found.measure, found.source) == (measure, source)
    assert found.reason


def test_a_count_with_a_sign_is_inferred_also_of_benefit_but_a_stock_is_guessed() -> None:
    assert infer("带动就业", "效益指标", "社会效益指标", target("≥100", "人")).source is SURE
    assert infer("在校学生数", "效益指标", "社会效益指标", target("≥100", "人")).source is GUESS
    assert infer("年增收", "效益指标", "经济效益指标", target("≥100", "万元")).source is GUESS


def test_high_standard_farmland_is_no_standard() -> None:
    found = infer("建成高标准农田面积", "产出指标", "数量指标", target("≥12000", "亩"))
    assert (found.measure, found.source) == (CUMULATIVE, SURE)


@pytest.mark.parametrize(
    ("name", "wanted", "unit", "less_is_better"),
    [
        ("安全事故", "0", "起", True),
        ("投诉办结率", "100", "%", False),
        ("成本节约率", "5", "%", False),
        ("设备故障率", "=2", "%", True),
        ("设备故障率", "≥2", "%", False),  # the printed sign wins
        ("栽植面积", "≤2", "亩", True),
        ("重复建设", "=0", "处", True),
        ("补助成本达标率", "=100", "%", False),
    ],
)
def test_sense_of_a_target(name: str, wanted: str, unit: str, less_is_better: bool) -> None:
    assert is_ceiling(name, "质量指标", target(wanted, unit)) is less_is_better


def test_a_duration_without_sign_is_a_limit() -> None:
    assert is_ceiling("公文办理时间", "时效指标", target("5", "天"))
    assert not is_ceiling("系统运行时间", "质量指标", target("300", "天"))


def test_approved_beats_inferred() -> None:
    indicator = row("年度任务完成率", "=100", "20", "%")
    assert measure_of(indicator, {"年度任务完成率": LEVEL}).source is MeasureSource.APPROVED
    assert measure_of(indicator).source is GUESS


@pytest.mark.parametrize(("word", "measure"), [("累计型", CUMULATIVE), ("level", LEVEL), ("节点", MILESTONE), ("随便", None), (None, None)])
def test_named_measure(word: str | None, measure: Measure | None) -> None:
    assert named_measure(word) is measure


def test_a_deadline_makes_a_milestone() -> None:
    assert infer("交付", "产出指标", "时效指标", target("岁末", deadline=date(2023, 12, 31))).measure is MILESTONE
