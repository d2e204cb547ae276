"""The rule book (规则书): every rule in Chinese, its parameters in each rule set with their basis, and an example that the rules
themselves work out when the book is generated.  ``docs/rulebook.md`` is this text; a test keeps the two in step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hengji.rules.appraisal import DIMENSIONS, ITEMS, Sheet, requirement, together
from hengji.rules.findings import CATALOGUE
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind, Payment, Program
from hengji.rules.judgement import Judgement, judge
from hengji.rules.money import half_up, plain
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import ScoringSet, score_form
from hengji.rules.scoring.formscore import RowScore
from hengji.rules.targetreview import DRAFT_CATALOGUE, DraftRule
from hengji.rules.values import read_actual, read_target

_JULY = date(2023, 7, 31)


@dataclass(frozen=True, slots=True)
class Article:
    """One rule of judgement: what it says, the parameters it takes, and examples worked out by the rules (lines of text)."""

    title: str
    says: str
    parameters: tuple[str, ...]
    example: Callable[[RuleSet], list[str]]


def rule_book(sets: Sequence[RuleSet], scoring: Sequence[ScoringSet] = ()) -> str:
    """The rule book as Markdown, for the given rule sets and scoring sets; examples are worked out under the first that
    sets what the rule needs, those of scoring under each."""
    parts = [_HEAD, _sets(sets), "## 二、判定规则\n", *(_article(article, sets) for article in ARTICLES)]
    parts += ["## 三、问题目录\n", _SEVERITIES, *(_finding(rule, sets) for rule in CATALOGUE)]
    parts += ["## 四、参数依据\n", *(_bases(rules) for rules in sets)]
    parts += ["## 五、自评计分\n", _SCORING, *(_scoring(one, sets[0]) for one in scoring)] if scoring else []
    parts += ["## 六、绩效目标审核\n", _DRAFTS, *(_draft_rule(one, sets) for one in DRAFT_CATALOGUE)]
    return "\n".join(parts)


def show(rules: RuleSet | ScoringSet) -> list[str]:
    """A rule set or scoring set in lines: head, then every parameter with value, meaning, basis and whether it was checked."""
    head = [f"{rules.name}\t{rules.title}\t版本 {rules.version}\t{rules.effective} 起"]
    head += [f"以 {rules.extends} 为基础"] * bool(rules.extends) + [rules.note] * bool(rules.note)
    rows = (
        f"{name} = {parameter.text}\t{parameter.meaning}\t依据：{parameter.basis}（{_checked(parameter.basis_checked)}）"
        for name, parameter in rules.parameters.items()
    )
    return [*head, "", *rows]


# ---- parts of the book

_HEAD = """# 规则书

本文由 `hengji rules book` 从规则和规则集生成，请勿手改；例子由规则当场算出（监控时点2023年7月31日）。

## 一、规则集
"""

_SEVERITIES = """每个问题有不变的代码。**错误**：自相矛盾、与批复不符或缺少必填内容；**疑点**：需要单位答复；**提示**：值得一看。
依据推测的计量方式得出的问题只作提示。批复本身的毛病告诉目标审核人，不算单位的问题。
"""


_DRAFTS = """编报绩效目标时随填随查，问题显示在所指的单元格旁；送审时不因问题拦下，由审核人判断。与第三部分同名的代码含义相同。
"""

_SCORING = """自评表逐项重算：定量指标达到指标值得满分，未达到按完成率；上限指标超出的按反向公式；定性指标按所填的话定档，得分落在该档以内
即可；预算执行按执行率。得分不小于0、不大于分值，保留两位小数；总分为各项之和，等级按保留两位小数的总分。分值以表上所印为准。
按表的版式选用规则集；财预〔2021〕101号等须由本县指定：`hengji check … --rules mof-2021-101`。
各例是同一张表（年度资金100万元、支出85万元；里程≥12公里、实际9公里；造价≤10万元/公里、实际11万元/公里；满意度≥90%、实际85%；
通行条件“明显改善”、实际“有所改善”、自评14分）按各规则集计分的结果。
"""


def _sets(sets: Sequence[RuleSet]) -> str:
    rows = [
        f"| {rules.name} | {rules.title} | {rules.version} | {rules.effective} | {rules.extends or '—'} | {rules.note} |" for rules in sets
    ]
    return "\n".join(["| 名称 | 适用 | 版本 | 施行日期 | 基础 | 说明 |", "|---|---|---|---|---|---|", *rows, ""])


def _article(article: Article, sets: Sequence[RuleSet]) -> str:
    rules = next((one for one in sets if all(one.parameters[name].value for name in article.parameters)), sets[0])
    example = "\n".join(f"> {line}  " for line in article.example(rules))
    return (
        "\n\n".join(part for part in (f"### {article.title}", article.says, _table(article.parameters, sets), "例：", example) if part)
        + "\n"
    )


def _finding(rule: Rule, sets: Sequence[RuleSet]) -> str:
    grave = "、".join(severity.chinese for severity in rule.severities)
    of_class = f"通报第{rule.problem_class}类" if rule.problem_class else "不入通报分类"
    head = f"### `{rule.code}` {rule.title}\n\n{grave}；{of_class}。{rule.meaning}\n\n依据：{rule.basis}。\n\n例：{rule.example}"
    return "\n\n".join(part for part in (head, _table(rule.parameters, sets)) if part) + "\n"


def _draft_rule(rule: DraftRule, sets: Sequence[RuleSet]) -> str:
    """One rule of the target review; one of the house's own is only named, since the third part has it."""
    grave = "、".join(severity.chinese for severity in rule.severities)
    head = f"### {rule.aspect.chinese}：`{rule.code}` {rule.title}"
    if any(rule.meaning == one.meaning for one in CATALOGUE):
        return f"{head}\n\n同第三部分。\n"
    body = f"{head}\n\n{grave}。{rule.meaning}\n\n依据：{rule.basis}。\n\n例：{rule.example}"
    return "\n\n".join(part for part in (body, _table(rule.parameters, sets)) if part) + "\n"


def _table(names: tuple[str, ...], sets: Sequence[RuleSet]) -> str:
    """The parameters of one rule, a column a rule set."""
    if not names:
        return ""
    rows = [
        f"| `{name}` | {sets[0].parameters[name].meaning} | {' | '.join(rules.parameters[name].text for rules in sets)} |" for name in names
    ]
    return "\n".join([f"| 参数 | 含义 | {' | '.join(rules.name for rules in sets)} |", "|---|---|" + "---|" * len(sets), *rows])


def _bases(rules: RuleSet) -> str:
    rows = [
        f"| `{name}` | {parameter.text} | {parameter.basis} | {_checked(parameter.basis_checked)} |"
        for name, parameter in rules.parameters.items()
    ]
    return "\n".join([f"### {rules.title}（{rules.name}）\n", "| 参数 | 值 | 依据 | 核对 |", "|---|---|---|---|", *rows, ""])


def _scoring(scoring: ScoringSet, rules: RuleSet) -> str:
    """One scoring set: head, example, then every parameter with value, meaning, basis and whether it was checked."""
    used = f"适用版式：{'、'.join(scoring.families)}。" if scoring.families else "不随版式选用，须由地方指定。"
    base = f"以{scoring.extends}为基础。" if scoring.extends else ""
    head = f"### {scoring.title}（{scoring.name}）\n\n版本{scoring.version}，{scoring.effective}起。{used}{base}{scoring.note}"
    example = "\n".join(f"> {line}  " for line in _scored_example(scoring, rules))
    rows = [
        f"| `{name}` | {parameter.text} | {parameter.meaning} | {parameter.basis} | {_checked(parameter.basis_checked)} |"
        for name, parameter in scoring.parameters.items()
    ]
    table = "\n".join(["| 参数 | 值 | 含义 | 依据 | 核对 |", "|---|---|---|---|---|", *rows])
    return f"{head}\n\n例：\n\n{example}\n\n{table}\n"


def _checked(checked: bool) -> str:
    return "已核对" if checked else "未核对"


# ---- examples


def _row(name: str, level2: str, wanted: str, done: str | None, level1: str = "产出指标") -> IndicatorRow:
    target = read_target(wanted, year=_JULY.year)
    return IndicatorRow(1, level1, level2, name, target=target, actual=read_actual(done, target=target, year=_JULY.year))


def _form(rows: Sequence[IndicatorRow] = (), executed: str | None = None, budget: str = "1000000") -> Form:
    total = FundRow(FundSource.TOTAL, "年度资金总额", initial=Decimal(budget), executed=Decimal(executed) if executed else None)
    program = Program("示例项目", unit="示例单位")
    return Form("例", "例", Kind.MONITORING, "mof-2019", program, funds=(total,) if executed else (), indicators=tuple(rows))


def _indicators(*rows: IndicatorRow) -> Callable[[RuleSet], list[str]]:
    """The sentences the rules give for these rows."""

    def example(rules: RuleSet) -> list[str]:
        judged = judge(_form(rows), rules, as_of=_JULY).indicators
        return [f"{row.name}：{one.reason or ''}。" for row, one in zip(rows, judged, strict=True)]

    return example


def _measures(*rows: IndicatorRow) -> Callable[[RuleSet], list[str]]:
    def example(rules: RuleSet) -> list[str]:
        judged = judge(_form(rows), rules, as_of=_JULY).indicators
        return [
            f"{row.name}（{row.target.text if row.target else ''}）：{one.measure.chinese if one.measure else ''}，"
            f"{'推测' if one.guessed else '可以确定'}——{one.measure_reason}。"
            for row, one in zip(rows, judged, strict=True)
        ]

    return example


def _figures(rules: RuleSet) -> list[str]:
    rows = (_row("设备采购数量", "数量指标", "≥10台", "6台"), _row("单台成本", "成本指标", "≤10万元/台", "12万元/台"))
    return [
        f"{row.name}目标{row.target.text if row.target else ''}、实际{row.actual.text if row.actual else ''}："
        f"完成程度{one.achievement}，偏离度{one.deviation}。"
        for row, one in zip(rows, judge(_form(rows), rules, as_of=_JULY).indicators, strict=True)
    ]


def _money(executed: str, when: date = _JULY, issued: date | None = None) -> Callable[[RuleSet], list[str]]:
    def example(rules: RuleSet) -> list[str]:
        payments = (Payment(Decimal(0), issued=issued),) if issued else None
        return [f"{judge(_form(executed=executed), rules, as_of=when, payments=payments).execution.reason}。"]

    return example


_BOUGHT = _row("设备采购数量", "数量指标", "≥10台", "6台")
_PLEASED = _row("群众满意度", "服务对象满意度指标", "≥90%", "91%", "满意度指标")
_SLOW = _row("培训期数", "数量指标", "≥12期", "4期")


def _verdict(executed: str, *rows: IndicatorRow) -> Callable[[RuleSet], list[str]]:
    def example(rules: RuleSet) -> list[str]:
        found: Judgement = judge(_form(rows, executed), rules, as_of=_JULY)
        light = f"综合{found.overall.chinese}" if found.overall else "无灯"
        return [f"{reason}。" for reason in found.reasons] + [f"{light}。"]

    return example


def _gap(rules: RuleSet) -> list[str]:
    found = judge(_form([_row("设备采购数量", "数量指标", "≥10台", "9台")], "300000"), rules, as_of=_JULY)
    return [f"实现程度0.9000，执行率{found.execution.rate}，相差{found.gap}，界限{rules.parameters['gap_points'].text}。"]


def _time(_: RuleSet) -> list[str]:
    whole, part = (judge(_form(), _, as_of=day).time_progress for day in (_JULY, date(2023, 7, 15)))
    return [f"截至7月31日：{whole:.4f}；截至7月15日：{part:.4f}。"]


def _evaluation(scoring: ScoringSet) -> Form:
    """The self-evaluation of the examples; the first indicator has the points that execution leaves of 60."""
    money = scoring.execution_weight
    total = FundRow(FundSource.TOTAL, "预算执行", initial=Decimal(1000000), executed=Decimal(850000), weight=money or None)
    rows = (
        (_row("道路硬化里程", "数量指标", "≥12公里", "9公里"), 60 - money),
        (_row("单位造价", "成本指标", "≤10万元/公里", "11万元/公里"), Decimal(10)),
        (_row("群众满意度", "服务对象满意度指标", "≥90%", "85%", "满意度指标"), Decimal(10)),
        (replace(_row("通行条件", "社会效益指标", "明显改善", "有所改善", "效益指标"), stated_score=Decimal(14)), Decimal(20)),
    )
    indicators = tuple(replace(row, weight=weight) for row, weight in rows)
    program = Program("示例项目", unit="示例单位")
    return Form("例", "例", Kind.SELF_EVALUATION, "mof-2020", program, funds=(total,), indicators=indicators)


def _scored_example(scoring: ScoringSet, rules: RuleSet) -> list[str]:
    form = _evaluation(scoring)
    score = score_form(form, judge(form, rules, as_of=None), scoring)
    rows = [(row.label, row.weight, scored) for row, scored in zip(form.funds, score.fund_rows, strict=True)]
    rows += [(row.name or "", row.weight, scored) for row, scored in zip(form.indicators, score.rows, strict=True)]
    lines = [f"{name}（{plain(weight)}分）：{_earned(scored)}。" for name, weight, scored in rows if weight is not None]
    return [*lines, f"总分{score.total}分，等级{score.grade}。"]


def _earned(scored: RowScore) -> str:
    """How a row was scored, closed by the score where there is one."""
    points = f"，得{plain(scored.score)}分" if scored.score and not scored.met else ""
    return f"{scored.how or '不能按规则计分'}{points}"


def _appraised(rules: RuleSet) -> list[str]:
    full = {code: item.points for code, item in ITEMS.items()}
    sheets = [Sheet(name, {code: half_up(points * share) for code, points in full.items()}) for name, share in _EXPERTS]
    asked = (requirement(Decimal(yuan), new=True, rules=rules).reason for yuan in ("300000", "299999"))
    return [*asked, together(sheets, rules).sentence]


_EXPERTS = (("甲", Decimal("0.9")), ("乙", Decimal("0.85")), ("丙", Decimal("0.6")))


ARTICLES: tuple[Article, ...] = (
    Article(
        "时间进度",
        "批次的时间进度＝已满月数÷12，月中按天折算。资金行的时间进度从1月1日与下达日期的较晚者起算，到12月31日与到期日的较早者止。",
        (),
        _time,
    ),
    Article(
        "计量方式",
        "定量指标先定计量方式，次序为：批复、单位设定、由名称、单位和符号推断、推测。带“≥”的可数物、称“率”或“度”的百分数、对金额或时间的上限、"
        "日期和文字可以推断；没有单位、没有符号、完成率之类进度、年限、效益人数等只能推测。推测的计量方式不判红灯，标“（估）”。",
        (),
        _measures(
            _BOUGHT,
            _row("设备采购数量", "数量指标", "10台", None),
            _row("工程验收合格率", "质量指标", "100%", None),
            _row("年度任务完成率", "数量指标", "100%", None),
            _row("单台成本", "成本指标", "≤10万元/台", None),
            _row("竣工验收", "时效指标", "12月底前", None),
            _row("居住环境", "生态效益指标", "有效改善", None, "效益指标"),
        ),
    ),
    Article(
        "累计型",
        "当期应完成，有批复的分月计划的按计划（月末累计数，月中按日折算），没有的＝全年目标×时间进度；可数的（个、条、台、期……）只舍不入，所以“1条”到年底才算到期。进度比＝实际÷应完成；应完成为0时不判。填“未到考核时点”等的，批复的计划已有应完成数的，按没有完成判。"
        "蓝灯只对全年目标而言。",
        ("indicator_green", "indicator_yellow", "over_fulfilled"),
        _indicators(
            _BOUGHT,
            _row("网络线路", "数量指标", "≥2条", "0条"),
            _row("建成检测线", "数量指标", "≥1条", "0条"),
            _row("补助发放人次", "数量指标", "≥100人次", "130人次"),
        ),
    ),
    Article(
        "时点/比率型",
        "合格率、满意度、覆盖率等一经测定即与全年目标相比，不按时间折算，也不判蓝灯；尚未测定为灰灯。",
        ("level_points", "level_share"),
        _indicators(
            _row("产品合格率", "质量指标", "≥98%", "80%"),
            _row("产品合格率", "质量指标", "≥98%", "95%"),
            _PLEASED,
        ),
    ),
    Article(
        "节点型",
        "计划日期之前为灰灯；完成为绿灯；过期未完成，或完成晚于计划，为红灯。计划12月的验收，7月不会是红灯。",
        (),
        _indicators(
            _row("竣工验收", "时效指标", "12月底前", "正在施工"),
            _row("完成招标", "时效指标", "3月底前", "尚未完成"),
            _row("完成招标", "时效指标", "3月底前", "2月完成"),
        ),
    ),
    Article(
        "控制型",
        "成本、时限等以目标为上限：超出为红灯；单位自己的全年预计将超出、或已超出批复的分月计划的为黄灯；否则绿灯。未写符号的，按名称判断是否为上限。"
        "产出全部完成后，才计入绩效目标完成进度。",
        (),
        _indicators(_row("单台成本", "成本指标", "≤10万元/台", "15万元/台"), _row("响应时间", "时效指标", "≤2小时", "1.5小时")),
    ),
    Article(
        "定性",
        "按填报的话判为达成（绿灯）、部分达成（黄灯）、未达成（红灯）；年内仍在推进为灰灯；看不明白的不判。",
        ("partly_achieved",),
        _indicators(
            *(_row("居住环境", "生态效益指标", "有效改善", said, "效益指标") for said in ("明显改善", "有所改善", "未能改善", "正在推进"))
        ),
    ),
    Article(
        "完成程度与偏离度",
        "完成程度＝实际÷全年目标；偏离度＝实际÷全年目标−1。反向指标未超出目标为1，超出时按规则集折算；目标为0的只判达到与否。灯看进度比，得分看完成程度。",
        ("inverse",),
        _figures,
    ),
    Article(
        "预算执行",
        "执行率＝同一资金行的执行数÷预算数，用表样规定的基数，该列空白或为0时用另一列，并写明所用基数；进度比＝执行率÷该行时间进度。"
        "部门整体支出看项目支出。新下达不足规定天数的资金不判。",
        ("execution_green", "execution_yellow", "slow_pace", "severe_pace", "new_line_days"),
        lambda rules: [
            *_money("500000")(rules),
            *_money("300000")(rules),
            *_money("450000", date(2023, 9, 30), date(2023, 6, 20))(rules),
            *_money("10000", _JULY, date(2023, 6, 20))(rules),
        ],
    ),
    Article(
        "分阶段支出进度线",
        "设有分阶段线的地方，自第一条线的月份满后改看最近一条已到的线：达到为绿灯；低于为黄灯，进度比又低于红灯线的为红灯。"
        "二季度以后下达的资金不套用此线，仍看进度比。",
        ("staged_lines",),
        _money("410000"),
    ),
    Article(
        "绩效目标完成进度",
        "＝Σ权重×进度比（最高计1）÷Σ权重，只算目前可以判断的指标。比率型以实际÷目标计，到期节点以1或0计，控制型未超出计1。"
        "权重依次取批复的、表上印的；都没有则按产出（含成本）、效益、满意度分块平均并注明。红灯指标占全部权重达到界限，或核心指标（★）为红灯，判红灯；"
        "仅有零星红灯判黄灯。只因推测的指标而偏低的，最多判黄灯。",
        (
            "achievement_green",
            "achievement_yellow",
            "red_weight",
            "block_output",
            "block_benefit",
            "block_satisfaction",
        ),
        _verdict("500000", _BOUGHT, _SLOW, _PLEASED),
    ),
    Article(
        "双监控结论",
        "以预算执行进度比和绩效目标完成进度各自是否达到分界，得双达标、钱慢事快、钱快事慢、双滞后；两者缺一不下结论。综合灯取两灯中较差的。",
        ("quadrant_cut",),
        _verdict("200000", _BOUGHT, _PLEASED),
    ),
    Article(
        "实现程度与执行率之差",
        "实现程度＝Σ权重×完成程度（最高计1）÷Σ权重，只算累计型指标和已到期的节点；它们占全部权重不足规定比例时不比较。",
        ("gap_points", "gap_min_weight"),
        _gap,
    ),
    Article(
        "事前绩效评估",
        "新增项目或政策的申请金额达到标准的，先评估再申请预算。专家按"
        f"{'、'.join(f'{one.title}{plain(one.points)}分' for one in DIMENSIONS)}评分，"
        "取评完全部要点的专家的平均分，按分数段提出建议；结论由人定。",
        ("appraisal_threshold", "appraisal_support", "appraisal_adjust", "appraisal_spread"),
        _appraised,
    ),
)
"""The rules of judgement in the order of the book."""
