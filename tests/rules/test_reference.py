"""The reference library: how much there is, and that every entry is one the house can judge by."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from hengji.papers.referencefiles import reference_fields
from hengji.papers.rulefiles import load_rules
from hengji.rules.library import entry_faults
from hengji.rules.measures import Measure
from hengji.rules.reference import LEVELS, MARK, LibraryFileError, ReferenceField, ReferenceIndicator, field_of, parse
from hengji.rules.refusals import Refused
from hengji.rules.targetreview import DraftContext, TargetDraft, TargetRow, examine_draft
from hengji.rules.tokens import likeness
from hengji.rules.units import canonical
from hengji.rules.values import Operator, names_a_date
from hengji.rules.wording import say

FIELDS = reference_fields()
EVERY = [(field, one) for field in FIELDS for one in field.indicators]
RULES = load_rules()
_SIGNS = {"≥": Operator.GE, "≤": Operator.LE, "=": Operator.EQ}
one_by_one = pytest.mark.parametrize(("field", "one"), EVERY, ids=lambda it: it.name)


def test_twenty_eight_fields_and_what_is_common_to_all() -> None:
    assert len(FIELDS) == 29 and FIELDS[0].name == "通用"
    assert len({field.name for field in FIELDS}) == len({field.code for field in FIELDS}) == len({field.order for field in FIELDS}) == 29
    assert len(EVERY) >= 277
    assert all(10 <= len(field.indicators) <= 14 for field in FIELDS)
    assert MARK == "参考（非官方）"


def test_every_field_asks_for_quantity_benefit_and_satisfaction() -> None:
    for field in FIELDS[1:]:
        levels = Counter(one.level1 for one in field.indicators)
        assert levels["产出指标"] >= 4 and levels["效益指标"] >= 1 and levels["满意度指标"] == 1 and levels["成本指标"] >= 1, field.name


def test_no_name_stands_twice() -> None:
    names = Counter(one.name for _, one in EVERY)
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_of_a_field_say_the_same_in_other_words() -> None:
    near = [
        (field.name, a.name, b.name)
        for field in FIELDS
        for i, a in enumerate(field.indicators)
        for b in field.indicators[i + 1 :]
        if likeness(a.name, b.name) > 0.75
    ]
    assert near == []


@one_by_one
def test_units_targets_and_measures_are_the_houses(field: ReferenceField, one: ReferenceIndicator) -> None:
    assert entry_faults(name=one.name, level2=one.level2, operator=one.operator, unit=one.unit, measure=one.measure) == ()
    if one.measure is Measure.MILESTONE:
        target = one.target("12月底前", 2026)
        assert target is not None and names_a_date(target)
    else:
        target = one.target("3", 2026)
        assert target is not None and target.number == 3 and target.operator is _SIGNS[one.operator]
        assert canonical(target.unit).family not in ("", "unknown")


@one_by_one
def test_the_review_of_targets_has_nothing_against_an_entry(field: ReferenceField, one: ReferenceIndicator) -> None:
    value = "12月底前" if one.measure is Measure.MILESTONE else "0" if one.operator == "=" and one.unit in ("人", "起", "次") else "90"
    sign = None if one.operator == "时间" else one.operator
    row = TargetRow(one.level1, one.level2, one.name, sign, value, one.unit, Decimal(10), one.measure)
    found = examine_draft(TargetDraft(program=one.name, year=2026, goal=one.name, amount=Decimal(1), rows=(row,)), DraftContext(RULES))
    about_it = [finding for finding in found if (finding.cell or "").startswith("row.") and finding.code != "weight-sum"]
    assert [(finding.code, finding.message) for finding in about_it] == []


@one_by_one
def test_how_it_is_measured_is_said(field: ReferenceField, one: ReferenceIndicator) -> None:
    assert len(one.how) >= 8 and len(one.evidence) >= 2
    assert one.name not in one.avoid and all(2 <= len(word) <= 16 for word in one.avoid)
    if one.unit == "%" and one.name.endswith("率"):
        assert any(sign in one.how for sign in "÷－") or any(
            word in one.how for word in ("测定", "监测", "统计", "公布", "调查", "数据")
        ), one.how


@pytest.mark.parametrize(
    ("program", "field"),
    [
        ("青溪镇村道路硬化工程", "交通运输"),
        ("县第二小学营养餐", "教育"),
        ("高标准农田建设", "农业农村"),
        ("全民健身活动经费", "体育"),
        ("其他", None),
    ],
)
def test_a_programs_name_points_to_its_field(program: str, field: str | None) -> None:
    found = field_of(program, FIELDS)
    assert (found.name if found else None) == field


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " — "}, "library-name-blank"),
        ({"name": "指标1："}, "library-name-blank"),
        ({"name": "长" * 81}, "library-name-long"),
        ({"name": "硬化里程≥12公里"}, "library-name-value"),
        ({"level2": "效果指标"}, "library-level-unknown"),
        ({"operator": "约"}, "library-sign-unknown"),
        ({"unit": None}, "library-unit-missing"),
        ({"unit": "铺"}, "library-unit-unknown"),
        ({"measure": "按月"}, "library-measure-unknown"),
        ({"measure": "控制型"}, "library-measure-unfit"),
        ({"measure": "定性"}, "library-measure-unfit"),
        ({"operator": "≤"}, "library-measure-unfit"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(changed: dict[str, str | None], code: str) -> None:
    sound: dict[str, str | None] = {"name": "道路硬化里程", "level2": "数量指标", "operator": "≥", "unit": "公里", "measure": "累计型"}
    assert entry_faults(**sound) == ()  # type: ignore[arg-type]
    (fault,) = entry_faults(**(sound | changed))  # type: ignore[arg-type]
    assert isinstance(fault, Refused) and fault.code == code
    assert say(fault).startswith("没有保存：") and "{" not in say(fault)


def test_words_and_dates_need_no_unit() -> None:
    assert entry_faults(name="竣工验收时间", level2="时效指标", operator="时间", unit=None, measure="节点型") == ()
    assert entry_faults(name="居住环境", level2="生态效益指标", operator="定性", unit="—", measure="qualitative") == ()
    assert [one.code for one in entry_faults(name="居住环境", level2="生态效益指标", operator="定性", unit=None, measure="累计")] == [
        "library-measure-unfit"
    ]


_HEAD = 'code = "x"\nname = "示例"\norder = 1\nwords = []\n'
_ENTRY = """[[indicator]]
name = "里程"
level2 = "数量指标"
operator = "≥"
unit = "公里"
measure = "cumulative"
how = "按图"
evidence = "图"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "TOML"),
        ('code = "x"', "缺少：name"),
        (_HEAD + _ENTRY.replace("how", "why"), "不认识的项目：why"),
        (_HEAD + _ENTRY.replace('evidence = "图"\n', ""), "缺少：evidence"),
        (_HEAD + _ENTRY.replace("数量指标", "数目指标"), "不在规定范围内"),
        (_HEAD + _ENTRY.replace("cumulative", "累计"), "不在规定范围内"),
    ],
)
def test_a_faulty_file_gets_a_sentence(text: str, said: str) -> None:
    assert parse(_HEAD + _ENTRY).indicators[0].level1 == LEVELS["数量指标"]
    with pytest.raises(LibraryFileError, match=said):
        parse(text)
