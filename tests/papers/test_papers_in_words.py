"""Approval, adjustment, certificate, minutes, appraisal report and opinion: what they say, and that Word can open them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest
from lxml import etree
from openpyxl import load_workbook

from hengji.papers.word.appraisals import write_appraisal_opinion, write_appraisal_report
from hengji.papers.word.targets import write_adjustment, write_approval, write_certificate, write_minutes
from hengji.papers.writing.review import TargetReview, write_target_review
from hengji.rules.refusals import Refused
from hengji.rules.targetpapers import PaperObject


def _samples() -> ModuleType:
    spec = spec_from_file_location("samples", Path(__file__).with_name("samples.py"))
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


S = _samples()


def _open(data: bytes) -> Any:
    return docx.Document(BytesIO(data))


def _text(data: bytes) -> str:
    document = _open(data)
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def _rows(data: bytes, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in _open(data).tables[table].rows]


WRITERS = [
    (write_approval, S.APPROVAL), (write_adjustment, S.ADJUSTMENT), (write_certificate, S.CERTIFICATE), (write_minutes, S.MINUTES),
    (write_appraisal_report, S.APPRAISED), (write_appraisal_opinion, S.APPRAISED),
]  # fmt: skip


@pytest.mark.parametrize(("write", "said"), WRITERS, ids=lambda one: getattr(one, "__name__", ""))
def test_the_same_facts_give_the_same_bytes_with_the_office_and_no_python_words(write: Callable[[Any], bytes], said: Any) -> None:
    data = write(said)
    text = _text(data)
    assert data == write(said)
    assert "示例县财政局" in text and "None" not in text and "Decimal" not in text and "。。" not in text


def test_approval_lists_kinds_apart_and_tells_what_has_no_amount() -> None:
    data = write_approval(S.APPROVAL)
    text = _text(data)
    assert "示财绩〔2026〕3号" in text and "经审核和集中会审" in text and "示例县农业农村局：" in text
    assert "本次批复绩效目标3个，其中部门整体支出1个、资金3,667.50万元；" in text
    assert "项目支出2个、资金120.50万元（另有1个未填金额）" in text
    listed = _rows(data, 0)
    assert [row[3] for row in listed] == ["金额", "3,667.50", "3,667.50", "120.50", "—", "120.50"]
    assert len(_open(data).tables) == 1 + 2 * 3


def test_target_table_merges_levels_downwards() -> None:
    data = write_certificate(S.CERTIFICATE)
    table = _open(data).tables[1]
    assert [row.cells[0].text for row in table.rows[1:]] == ["产出指标"] * 4 + ["效益指标", "满意度指标"]
    merges = etree.tostring(table._tbl).decode().count("<w:vMerge/>")
    assert merges == 3 + 1, "three rows below the first of 产出, one below the first of 数量"


def test_adjustment_shows_before_and_after() -> None:
    data = write_adjustment(S.ADJUSTMENT)
    assert "共调整3处" in _text(data) and "由120.50万元调减为100.50万元，调减20.00万元" in _text(data) and "第2版" in _text(data)
    assert _rows(data, 0)[1:] == [
        ["1", "年度资金", "120.50万元", "100.50万元"],
        ["2", "硬化村内道路里程　指标值", "≥15公里", "≥12公里"],
        ["3", "安装监控（指标）", "≥5处", "—"],
    ]  # fmt: skip
    same = replace(S.ADJUSTMENT, amount_before=S.ADJUSTMENT.object.amount)
    assert "年度资金100.50万元不变" in _text(write_adjustment(same))


def test_minutes_tell_members_opinions_and_conclusions() -> None:
    text = _text(write_minutes(S.MINUTES))
    assert "示例甲（专家）：修改后通过。完工时间应写明到月" in text and "参会单位：示例丁（示例县审计局）。" in text
    assert "修改后通过1个（青溪镇村内道路硬化项目）；通过1个（动物疫病强制免疫）。" in text
    bare = _text(write_minutes(replace(S.MINUTES, members=(), items=(), on=None)))
    assert "参会人员" not in bare and "____年__月__日" in bare


def test_appraisal_prints_scores_amounts_and_the_result_decided() -> None:
    data = write_appraisal_report(S.APPRAISED)
    text = _text(data)
    assert "评估结论为调整后支持。申请资金260.00万元，支持210.00万元，压减50.00万元。" in text
    rows = _rows(data, 0)
    assert rows[0] == ["评估维度", "评估要点", "满分", "示例甲", "示例乙", "示例丙", "平均"] and len(rows) == 1 + 5 * 3 + 1
    total = [Decimal(text) for text in rows[-1][2:]]
    assert total[0] == 100 and total[-1] == S.APPRAISED.scores.total.average
    assert sum(Decimal(row[3]) for row in rows if row[1] == "小计") == total[1]
    undecided = _text(write_appraisal_opinion(replace(S.APPRAISED, result=None, supported=None)))
    assert "尚未作出结论" in undecided and "予以支持" not in undecided


def test_many_experts_are_told_by_lowest_and_highest() -> None:
    many = replace(S.APPRAISED, experts=S.EXPERTS * 3)
    assert _rows(write_appraisal_report(many), 0)[0] == ["评估维度", "评估要点", "满分", "最低", "最高", "平均"]
    none = write_appraisal_report(replace(S.APPRAISED, experts=()))
    assert _open(none).tables == []


def test_hostile_names_stay_text() -> None:
    evil = PaperObject('<w:p>&"甲"', "乙\x00\x0b]]>", goal="</w:t>")
    assert '<w:p>&"甲"' in _text(write_approval(replace(S.APPROVAL, objects=(evil,))))


def test_review_table_adds_up_and_refuses_points_an_item_cannot_have() -> None:
    said = TargetReview("示例道路", "示例局", 2026, amount=Decimal("1205000.00"), scores={"format": Decimal(9), "clarity": Decimal(8)})
    sheet = load_workbook(BytesIO(write_target_review(said))).active
    assert sheet is not None
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "完整性（20分）" in texts and "120.50 万元" in texts and 17 in texts and any("尚未评分" in str(text) for text in texts)
    with pytest.raises(Refused):
        write_target_review(replace(said, scores={"format": Decimal(11)}))
