"""The notice of a round: Y's and C's parts, what the round has set and nothing it has not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hengji.rules.document import Document, Paragraph, Style, Table
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.notice import Notice, NoticeObject, compose

D = Decimal
OBJECTS = (
    NoticeObject("县教育局", "县教育局", "overall", D(300000000)),
    NoticeObject("县教育局", "道路硬化工程", amount=D(1200000), key=True),
    NoticeObject("高排乡人民政府", "村庄规划编制项目", amount=D(800000)),
)
BARE = Notice("会昌县", "2026年上半年绩效监控", date(2026, 6, 30), Emphasis.HINT, "各预算单位所有财政资金安排的项目支出", date(2026, 7, 7))
FULL = replace(
    BARE,
    due_department=date(2026, 7, 10),
    due_division=date(2026, 7, 17),
    number="会财绩字〔2026〕8号",
    objects=OBJECTS,
    outline="huichang",
    report_by="department",
    report_due=date(2026, 7, 20),
    required=("组织实施情况",),
    changed=("绿灯线：0.8→0.9",),
    answer_days=5,
)


def text_of(paper: Document) -> str:
    return "\n".join(one.lead + one.text for one in paper.paragraphs if isinstance(one, Paragraph))


def headings(paper: Document) -> list[str]:
    return [one.text for one in paper.paragraphs if isinstance(one, Paragraph) and one.style is Style.HEADING1]


def cells(paper: Document, annex: str) -> list[tuple[str, ...]]:
    (blocks,) = [one.blocks for one in paper.annexes if one.title == annex]
    return [row.cells for block in blocks if isinstance(block, Table) for row in block.rows]


def test_a_round_with_everything_says_everything() -> None:
    paper = compose(FULL)
    text = text_of(paper)
    assert headings(paper) == ["一、监控范围", "二、监控内容", "三、实施主体与时间安排", "四、重点监控", "五、结果运用", "六、工作要求"]
    assert "共2家单位，其中部门整体支出1个（资金30,000.00万元）、项目支出2个（资金200.00万元）" in text
    assert "以提示警示为主" in text
    assert "于2026年7月7日前在预算绩效管理系统中填报" in text
    assert "主管部门于2026年7月10日前完成对本部门及所属单位监控信息的审核；财政部门于2026年7月17日前完成审核" in text
    assert "于2026年7月20日前上传系统，并向本部门党委（党组）报告" in text
    assert "被通报单位可在5个工作日内书面说明情况" in text
    assert [one.title for one in paper.annexes] == ["绩效运行监控报告参考提纲", "绩效监控表填报要求", "监控对象清单"]
    assert ("本次判定规则的变化", "绿灯线：0.8→0.9") in cells(paper, "绩效监控表填报要求")
    assert [row[1:4] for row in cells(paper, "监控对象清单")] == [
        ("县教育局", "部门整体支出", "30,000.00"),
        ("部门整体支出小计", "1个", "30,000.00"),
        ("县教育局", "道路硬化工程", "120.00"),
        ("高排乡人民政府", "村庄规划编制项目", "80.00"),
        ("项目支出小计", "2个", "200.00"),
    ]


def test_what_the_round_has_not_set_is_not_said() -> None:
    paper = compose(BARE)
    text = text_of(paper)
    assert "四、重点监控" not in headings(paper)
    for word in ("监控报告（提纲", "主管部门于", "工作日内", "还应填写"):
        assert word not in text
    assert [one.title for one in paper.annexes] == ["绩效监控表填报要求"]
    assert "附件：绩效监控表填报要求" in text
    assert "____〔2026〕__号" in text


def test_a_round_on_a_special_fund_is_called_by_it() -> None:
    text = text_of(compose(replace(BARE, fund="中央第一批财政衔接推进乡村振兴补助资金项目")))
    assert "关于做好中央第一批财政衔接推进乡村振兴补助资金项目支出绩效目标及预算执行情况监控工作的通知" in text


def test_a_round_without_accounts_asks_for_files() -> None:
    assert "填报《绩效运行监控表》报送财政部门" in text_of(compose(replace(BARE, proxy=True)))


@pytest.mark.parametrize(("outline", "first"), [("huangyuan", "一、绩效运行监控工作组织实施情况"), ("huichang", "一、绩效监控结果概览")])
def test_the_outline_asked_for_is_annexed(outline: str, first: str) -> None:
    paper = compose(replace(FULL, outline=outline))
    (blocks,) = [one.blocks for one in paper.annexes if one.title == "绩效运行监控报告参考提纲"]
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].text == first
