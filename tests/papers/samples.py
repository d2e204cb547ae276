"""Papers filled with invented facts, for tests and for looking at them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hengji.rules.appraisal import DIMENSIONS, Result, Scores, Sheet, Spread
from hengji.rules.appraisalpapers import Appraised, Expert
from hengji.rules.targetpapers import (
    Adjustment,
    Approval,
    Certificate,
    Change,
    Member,
    Minutes,
    MinutesItem,
    Opinion,
    PaperIndicator,
    PaperObject,
)

D = Decimal
DAY = date(2026, 3, 5)
INDICATORS = (
    PaperIndicator("产出指标", "数量指标", "硬化村内道路里程", "≥12公里", D(20), "累计型"),
    PaperIndicator("产出指标", "数量指标", "安装路灯", "≥80盏", D(10), "累计型"),
    PaperIndicator("产出指标", "质量指标", "验收合格率", "=100%", D(10), "时点/比率型"),
    PaperIndicator("产出指标", "时效指标", "完工时间", "11月底前", D(10), "节点型"),
    PaperIndicator("效益指标", "社会效益指标", "受益群众", "≥3200人", D(30), "累计型"),
    PaperIndicator("满意度指标", "服务对象满意度", "群众满意度", "≥95%", D(10), "时点/比率型"),
)
ROAD = PaperObject(
    "青溪镇村内道路硬化项目", "示例县青溪镇人民政府", "project", "51092326T000000000001", "示例县农业农村局", D("1205000.00"),
    "硬化村内道路12公里，安装路灯80盏，11月底前完工并验收合格，方便3200名群众出行。", INDICATORS, 1, "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
)  # fmt: skip
OTHER = PaperObject(
    "示例县农业农村局部门整体支出",
    "示例县农业农村局",
    "overall",
    "",
    "示例县农业农村局",
    D("36675000.00"),
    "保障运转，完成全年任务。",
    INDICATORS[:2],
)
UNKNOWN = PaperObject("动物疫病强制免疫", "示例县农业技术推广站", "project", "", "示例县农业农村局", None, "应免尽免。", INDICATORS[2:3])
APPROVAL = Approval("示例县", 2026, "示例县农业农村局", (ROAD, OTHER, UNKNOWN), "示财绩〔2026〕3号", DAY, "集中会审")
CERTIFICATE = Certificate("示例县", 2026, ROAD, "示财绩〔2026〕3号", DAY, date(2026, 4, 1))
ADJUSTMENT = Adjustment(
    "示例县", 2026, "示例县农业农村局", PaperObject(**{**{k: getattr(ROAD, k) for k in ROAD.__slots__}, "number": 2,
        "amount": D("1005000.00")}),
    (Change("年度资金", "120.50万元", "100.50万元"), Change("硬化村内道路里程　指标值", "≥15公里", "≥12公里"), Change("安装监控（指标）",
        "≥5处", "")),
    "因上级补助资金调减20万元，原定3公里道路改由交通项目统一实施", "示财绩〔2026〕15号", date(2026, 8, 20),
        "《关于调整绩效目标的请示》（青政〔2026〕21号）",
    D("1205000.00"), "示财绩〔2026〕3号",
)  # fmt: skip
MINUTES = Minutes(
    "示例县", "2026年度绩效目标第一次集中会审", date(2026, 2, 10),
    (
        MinutesItem(ROAD.name, ROAD.unit, ROAD.amount, "新增申报", (
            Opinion("示例甲", "专家", "修改后通过", "完工时间应写明到月，受益群众的口径要说明。"), Opinion("示例乙", "人大代表", "同意")),
            "修改后通过", "按专家意见修改，2月20日前重新报送"),
        MinutesItem("动物疫病强制免疫", "示例县农业技术推广站", None, "延续项目", (), "通过"),
    ),
    (Member("示例丙", "示例县财政局", "主持"), Member("示例甲", "示例大学", "专家"), Member("示例乙", "", "人大代表"), Member("示例丁",
        "示例县审计局", "参会单位")),
    "三楼会议室", "示例丙", "示例戊", "第1期",
)  # fmt: skip


def _sheet(expert: str, off: int) -> Sheet:
    codes = [item.code for dimension in DIMENSIONS for item in dimension.items]
    return Sheet(expert, {code: D(10) - D((i * off) % 4) / 2 for i, code in enumerate(codes)})


EXPERTS = tuple(
    Expert(name, "示例大学", _sheet(name, off), Result.SUPPORT_ADJUSTED, "测算依据充分，建议压减设备购置，补充管护责任。")
    for name, off in (("示例甲", 1), ("示例乙", 2), ("示例丙", 3))
)


def _scores(experts: tuple[Expert, ...]) -> Scores:
    sums = [[sum((one.sheet.scores[item.code] or D(0) for item in d.items), D(0)) for one in experts] for d in DIMENSIONS]
    spreads = tuple(
        Spread(d.title, d.points, (sum(values, D(0)) / len(values)).quantize(D("0.01")), min(values), max(values))
        for d, values in zip(DIMENSIONS, sums, strict=True)
    )
    totals = [sum(column, D(0)) for column in zip(*sums, strict=True)]
    total = Spread("总分", D(100), (sum(totals, D(0)) / len(totals)).quantize(D("0.01")), min(totals), max(totals))
    return Scores(tuple(one.name for one in experts), (), spreads, total, Result.SUPPORT_ADJUSTED, False, "")


APPRAISED = Appraised(
    "示例县", 2026, "示例县智慧农业服务平台", "示例县农业农村局", D("2600000.00"), _scores(EXPERTS), EXPERTS, "示例县农业农村局", "项目",
    Result.SUPPORT_ADJUSTED, D("2100000.00"), "平台建设必要，但服务器购置与政务云重复，压减50万元", ("部署方案改用政务云",
        "明确建成后的管护单位和经费"),
    ("设备购置与政务云资源重复", "管护责任没有落实"), (("立项依据", "按照数字乡村建设安排提出"), ("主要内容", "建设一个平台、三个应用")),
        "专家评审和现场核查",
    "示财绩〔2026〕8号", DAY,
)  # fmt: skip
