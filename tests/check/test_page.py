"""The result page: complete, self-contained, safe whatever stands in the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import selfevaluations as evaluations

from hengji.check.page import link, render_page
from hengji.check.page.quadrant import Dot, quadrants
from hengji.rules.findings.finding import Addressee
from hengji.rules.forms import Kind
from hengji.rules.judgement import Light
from hengji.rules.results import RoundResult, UnreadableFile

from .rounds import ERROR, NOTICE, RULES, WARNING, D, examined, example_round, finding, form, fund, objects, round_of

VOID = {"meta", "input", "col", "br", "use", "circle", "path"}


class Tree(HTMLParser):
    """Every start tag with its attributes, ids, links, and whether tags are closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}>"

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.tags if name == tag)


def page(result: RoundResult, **more: object) -> str:
    values = {"heading": "2023年1—7月监控检查（示例）", "source": "示例文件夹", "outputs": ["汇总表.xlsx", "通报（草稿）.docx"]} | more
    return render_page(result, checked_at=datetime(2023, 8, 28, 10, 5), seconds=1.23, **values)  # type: ignore[arg-type]


def tree(html: str) -> Tree:
    parsed = Tree()
    parsed.feed(html)
    parsed.close()
    assert not parsed.open
    return parsed


def words(html: str) -> str:
    return re.sub(r"\s+", " ", "".join(tree(html).text))


def test_the_first_screen_says_what_was_found() -> None:
    text = words(page(example_round()))
    assert "项目支出24个，年初预算7,842.23万元，已执行4,100.85万元，执行率52.29%，低于序时进度。" in text
    assert (
        "发现错误 15 条、疑点 8 条、提示 4 条，错误和疑点涉及 7 家单位 16 个对象；10 张表没有错误和疑点。未报 1 个，读不出 1 个。" in text
    )
    for piece in ("监控时点 2023-07-31", "序时进度 58.33%", "检查时间 2023-08-28 10:05，用时 1.2 秒", "通行做法", "来源 示例文件夹"):
        assert piece in text


def test_every_finding_stands_once_with_cell_link_and_remedy_in_its_class() -> None:
    result = example_round()
    parsed = tree(page(result))
    rows = [attributes for attributes in parsed.all("tr") if "data-s" in attributes]
    count = sum(len(one.findings) for one in result.examined) + len(result.findings)
    assert len(rows) == count
    assert [sum(row["data-s"] == level for row in rows) for level in ("error", "warning", "notice")] == [15, 8, 4]
    groups = re.findall(r"（[一二三四五六]）[^<]+", page(result))
    assert [group[:6] for group in groups] == ["（一）填报不", "（二）偏差缺", "（三）未按时", "（四）随意变", "（五）支出缓"]
    assert {"href": "东河镇/渠道衬砌项目01期.xlsx", "title": "东河镇/渠道衬砌项目01期.xlsx　工作表 Sheet1"} in list(parsed.all("a"))


def test_notices_lie_in_a_fold_and_reviewers_findings_in_a_group_of_their_own() -> None:
    reviewer = finding("direction-conflict", WARNING, 2, addressee=Addressee.TARGET_REVIEWER)
    one = examined(form("甲乡", "一号", fund("1000000", "600000")), reviewer, finding("boilerplate", NOTICE, 2, message="独有的提示"))
    html = page(round_of(one))
    assert html.index("<details") < html.index("独有的提示") < html.index("</details>")
    assert "（一）批复目标自身的问题" in html and "偏差缺乏分析" not in html
    assert re.search(r'<td class="n na">0</td></tr>', html)


def test_the_consolidated_table_is_worst_first_with_a_total_per_kind_and_no_grand_total() -> None:
    result = example_round()
    html = page(result)
    lights = re.findall(r'<td><span class="light (\w+)">', html)
    assert lights[:24] == ["red"] * 5 + ["yellow"] * 5 + ["green"] * 14
    totals = re.findall(r'<th scope="row">(合计 \d+ 个)</th>', html)
    assert totals == ["合计 24 个", "合计 1 个"] and "不相加" in html
    added = sum(sums.adjusted for sums in result.totals.by_kind.values())
    assert f"{added / 10000:,.2f}" not in html


def test_amounts_in_a_wrong_unit_are_pointed_out_and_an_absurd_rate_is_cut_short() -> None:
    said = finding("unit-conflict", ERROR, 2, subject="年度资金总额", cell="G6")
    html = page(round_of(examined(form("甲乡", "一号", fund("1000000", "6000000000")), said)))
    assert '合计 1 个 <span class="note">其中1个对象金额单位有误，合计未剔除，待更正</span></th>' in html
    assert html.count("＞1000") == 3 and "600000.00" not in html


def test_what_nobody_reported_is_a_dash_in_the_totals_and_in_the_department() -> None:
    one = examined(form("甲乡", "一号", fund("1000000", "0")))
    bare = replace(one.form, funds=(replace(one.form.funds[0], executed=None),))
    other = examined(form("乙乡", "二号", fund("2000000", "0")))
    html = page(round_of(replace(one, form=bare)))
    assert '<td>1 家单位</td><td class="n">100.00</td><td class="n">—</td><td class="n">—</td>' in html
    assert re.search(r'<td>甲乡</td><td class="n">1</td><td class="n">100.00</td><td class="n">—</td>.*<td class="n">—</td></tr>', html)
    both = page(round_of(replace(one, form=bare), other))
    assert both.index('<td>乙乡</td><td class="n">1</td>') < both.index('<td>甲乡</td><td class="n">1</td>'), "the unknown stand last"
    declared = page(round_of(replace(one, form=replace(bare, kind=Kind.TARGET_DECLARATION))))
    assert '<td class="n">100.00</td><td class="n">—</td><td class="n">—</td>' in declared


def test_what_has_to_be_confirmed_is_listed() -> None:
    html = page(round_of(notes=("疑似对应，请确认：示例甲与示例乙。",)))
    assert "读不出、请确认</h2>" in html and '<li class="note">疑似对应，请确认：示例甲与示例乙。</li>' in html


def test_a_form_that_does_not_count_is_not_in_the_table() -> None:
    one = examined(form("甲乡", "一号", fund("1000000", "600000")))
    assert page(round_of(one, replace(one, counts=False))).count('<tr id="o') == 1


def test_every_dot_opens_its_row_and_quadrants_add_up() -> None:
    parsed = tree(page(example_round()))
    ids = {attributes["id"] for _, attributes in parsed.tags if "id" in attributes}
    dots = [attributes["href"][1:] for attributes in parsed.all("a") if attributes.get("href", "").startswith("#o")]
    assert len(dots) == 24 and set(dots) <= ids
    assert {attributes["href"][1:] for attributes in parsed.all("a") if attributes["href"].startswith("#")} <= ids
    assert "双滞后</tspan>　5 个　1,495.44 万元" in page(example_round())


def test_a_dot_on_the_cut_counts_as_reached() -> None:
    cut = RULES.quadrant_cut
    counts = quadrants([Dot("#a", "甲", "乙", cut, cut - D("0.0001"), D(5), Light.YELLOW)], cut)
    assert counts.slow_work == (1, D(5)) and counts.both == (0, D(0))


def test_departments_are_compared_with_time_progress_the_slowest_first() -> None:
    html = page(example_round())
    bars = html[html.index("分部门执行　项目支出") :].split("</section>")[0]
    rates = [float(rate) for rate in re.findall(r'<td class="n">([\d.]+)</td></tr>', bars)]
    assert rates == sorted(rates) and rates[0] == 45.40 and 'style="left:58.3%"' in bars and "is-slow" in bars


def test_missing_and_unreadable_say_why_and_what_to_ask() -> None:
    text = words(page(example_round()))
    assert "未报北原乡护坡工程290.00花名册有，收到的文件里没有，限 2023-08-18" in text
    assert "读不出北原乡/报表.xlsx——文件有打开密码；请去掉密码后重新报送" in text


def test_rules_are_printed_with_their_basis_only_where_it_was_checked() -> None:
    html = page(example_round())
    for parameter in RULES.parameters.values():
        assert parameter.clause in html
        assert parameter.basis_checked or parameter.basis not in html


def test_nothing_to_say_is_said_too() -> None:
    empty = round_of()
    text = words(page(empty, outputs=[]))
    assert "没有发现错误和疑点" in text and "收到的文件都读出来了" in text and 'id="sx"' not in page(empty)


def test_forms_without_lights_have_no_plot_and_no_light() -> None:
    source = form("甲乡", "一号", fund("1000000", "600000"), kind=Kind.SELF_EVALUATION)
    one = examined(source)
    dark = replace(one.judgement, overall=None, verdict=None, execution=replace(one.judgement.execution, pace=None, light=None))
    html = page(round_of(replace(one, judgement=dark)))
    assert "<td>—</td>" in html and 'id="sx"' not in html and "分部门执行" not in html


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% raw %}&amp;</style></title>"


def test_nothing_in_a_form_becomes_markup() -> None:
    said = finding("missing-field", ERROR, 1, message=NASTY, fix=NASTY, cell=NASTY)
    source = replace(form(NASTY, NASTY, fund("1000000", "100000"), file=f"{NASTY}.xlsx"), sheet=NASTY)
    result = round_of(
        examined(source, said, achievement="0.3"),
        findings=(replace(said, unit=NASTY, program=NASTY),),
        unreadable=(UnreadableFile(NASTY, NASTY, NASTY),),
        notes=(NASTY,),
    )
    html = page(result, heading=NASTY, source=NASTY, outputs=[NASTY])
    parsed = tree(html)
    assert not list(parsed.all("img")) and len(list(parsed.all("script"))) == 1 and len(list(parsed.all("style"))) == 1
    assert not any(key.startswith("on") for _, attributes in parsed.tags for key in attributes)
    assert "{{7*7}}" in "".join(parsed.text)


@given(st.text(max_size=60))
def test_a_link_never_leaves_the_folder_nor_starts_a_scheme(name: str) -> None:
    made = link(name)
    assert not re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]*:", made) and not made.startswith("/") and not set(made) & set("\"'<>\\")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_keeps_the_page_well_formed(name: str, message: str) -> None:
    one = examined(form(name, name, fund("1000000", "100000")), finding("missing-field", ERROR, 1, message=message), achievement="0.3")
    tree(page(round_of(one)))


def test_files_elsewhere_are_linked_where_they_lie_or_not_at_all() -> None:
    one = examined(form("甲乡", "一号", fund("1000000", "600000"), file="a.xlsx"), finding("missing-field", ERROR, 1))
    assert 'href="../in/a%20b.xlsx"' in page(round_of(one), links={"a.xlsx": "../in/a b.xlsx"})
    assert 'class="fl">a.xlsx</td>' in page(round_of(one), links={})


def test_a_long_path_is_shown_by_its_file_and_whole_in_its_title() -> None:
    path = "各单位报送/" * 8 + "监控表.xlsx"
    html = page(round_of(examined(form("甲乡", "一号", fund("1000000", "600000"), file=path), finding("missing-field", ERROR, 1))))
    assert ">…/监控表.xlsx</a>" in html and f'title="{path}　' in html and f'href="{path}"' in html


def test_the_page_needs_nothing_from_outside() -> None:
    html = page(example_round())
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//|@import|url\(", html)


@pytest.mark.parametrize(
    "modern",
    [
        "color-mix",
        "oklch",
        "light-dark",
        ":has(",
        ":is(",
        ":where(",
        "inset:",
        "aspect-ratio",
        "@layer",
        "@container",
        "margin-inline",
        "accent-color",
        "&:",
    ],
)
def test_style_and_script_stay_within_chromium_86(modern: str) -> None:
    folder = resources.files("hengji.check.page")
    assert modern not in (folder / "page.css").read_text(encoding="utf-8")
    script = (folder / "page.js").read_text(encoding="utf-8")
    assert not re.search(r"\?\?=|\.at\(|replaceAll|structuredClone|\.hasOwn\(", script)


def test_colours_are_tokens_only() -> None:
    folder = resources.files("hengji.check.page")
    style = (folder / "page.css").read_text(encoding="utf-8").split("}", 1)[1]
    assert not re.search(r"#[0-9a-f]{3,8}\b", style)
    assert "#" not in re.sub(r"href=\"#|#wt|#sg-\w+", "", (folder / "quadrant.py").read_text(encoding="utf-8").replace("# ", ""))


def test_controls_have_names() -> None:
    parsed = tree(page(example_round()))
    for tag in ("select", "input"):
        assert all(attributes.get("aria-label") for attributes in parsed.all(tag))
    assert all(attributes.get("scope") for attributes in parsed.all("th"))
    assert next(parsed.all("html"))["lang"] == "zh-CN" and len(list(parsed.all("main"))) == 1 and len(list(parsed.all("h1"))) == 1


def test_858_objects_stay_a_page_that_can_be_sent() -> None:
    html = page(round_of(*objects(858)))
    assert len(html.encode()) < 3_000_000 and html.count('<tr id="o') == 858


def test_self_evaluations_show_own_and_recomputed_totals_with_the_differences_in_a_fold() -> None:
    html = page(evaluations.example())
    panel = html[html.index('id="df"') : html.index('id="wt"')]
    assert "平均高3.75分" in panel and re.search(
        r'<td class="n">95</td><td class="n">87.5</td><td class="n bad">7.5</td><td>优</td><td>良</td>', panel
    )
    fold = panel[panel.index("<details>") : panel.index("</details>")]
    assert "1项得分与规则不同" in fold and "<b>道路硬化里程</b>（Q12）：自评45分，按规则37.5分" in fold
    assert panel.index("二号路") < panel.index("一号路") < panel.index("三号路"), "what cannot be compared stands last"
    assert '<a href="#df">自评得分</a>' in html and "计分规则 按完成比例计分（通行做法）" in html and "清溪镇</td>" in html
    tree(html)


def test_without_monitoring_forms_there_are_no_lights_and_no_periods() -> None:
    html = page(evaluations.example())
    assert 'class="light' not in html and 'id="sx"' not in html and "分部门执行" not in html and "监控时点" not in html
    assert "绩效自评3个" in words(html) and "没有绩效运行监控表" not in html and "结论" not in html


def test_a_mixed_round_has_both_and_a_monitoring_round_has_no_scores() -> None:
    mixed = page(evaluations.round_of(*evaluations.example().examined, *objects(3)))
    assert 'id="df"' in mixed and "四象限" in mixed and 'class="light' in mixed and "本次监控" in mixed and "的自评表" in mixed
    assert 'id="df"' not in page(example_round())


def test_many_self_evaluations_lie_in_a_fold() -> None:
    items = [evaluations.examined(evaluations.form("清溪镇", f"{number}号路")) for number in range(15)]
    html = page(evaluations.round_of(*items))
    assert "<summary>其余 3 张</summary>" in html and len(re.findall(r"<tr><td>\d+号路</td>", html)) == 15


def test_hostile_names_stay_text_in_the_scores() -> None:
    bad = evaluations.examined(evaluations.form("<b>镇", "<script>alert(1)</script>", rows=evaluations.rows("9公里", "45"), total="95"))
    html = page(evaluations.round_of(bad))
    assert "<script>alert" not in html and "<b>镇" not in html
    tree(html)
