"""Papers of a round: made as jobs from the round's own data, stamped, the same again from what was kept at closing."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.apps.fillingworld import SECOND_AT, World, handed_in
from tests.apps.reportsworld import SCAN, report, words, world
from tests.apps.targetsworld import model

from hengji.apps.audit.queries import head
from hengji.apps.files.queries import open_bytes
from hengji.apps.jobs.models import Job
from hengji.apps.monitoring import making, papers
from hengji.apps.monitoring.kept import packed, unpacked
from hengji.apps.monitoring.models import FormFinding, MonitoringForm, Round, RoundPaper
from hengji.apps.monitoring.operations import filling, findings, reports, rounds
from hengji.apps.monitoring.operations import papers as operations
from hengji.apps.monitoring.packs import Item, volumes
from hengji.apps.monitoring.papers import coverage_of
from hengji.apps.monitoring.queries import leader_page, round_page
from hengji.apps.monitoring.queries import papers as queries
from hengji.apps.monitoring.tasks.papers import keep_closed, make_paper
from hengji.papers.word.pdf import converter
from hengji.rules.circular import monitored
from hengji.rules.lifecycles.monitoring import FindingState
from hengji.rules.refusals import NotAllowed, NotFound, Refused
from hengji.rules.results import received_in

pytestmark = pytest.mark.django_db
AT = SECOND_AT + timedelta(days=3)
AFTER = SECOND_AT + timedelta(days=20)


@pytest.fixture
def w() -> World:
    made = world(send=False)
    handed_in(made, SECOND_AT + timedelta(days=1), made.form())
    return made


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs are tried once, by a test of their own."""
    monkeypatch.setattr(making, "to_pdf", lambda word: None)


def step(*_: object) -> None:
    """A progress nobody looks at."""


def made(w: World, kind: str, about: Any = None) -> RoundPaper:
    make_paper(w.c.officer, step, at=AT, round=str(w.second), kind=kind, about=str(about) if about else None)
    found = RoundPaper.objects.select_related("file").filter(kind=kind).order_by("pk").last()
    assert found is not None
    return found


def content(row: RoundPaper) -> bytes:
    return open_bytes(row.file_id)


def decide_all(w: World, decision: str = "confirm") -> int:
    rows = FormFinding.objects.filter(state__in=["found", "answered"], addressee="unit").exclude(severity="notice")
    for row in list(rows):
        findings.decide(w.c.officer, row.pk, row.version, decision, "已核实" if decision == "dismiss" else "", at=AT)
    return len(rows)


def doubt(w: World) -> FormFinding:
    """A finding the unit has to answer, as the engine would have kept it."""
    form = w.form()
    return FormFinding.objects.create(
        region=w.c.region, form=form, key="slow-spending:x", memory="m", code="slow-spending", severity="warning", problem_class=5,
        addressee="unit", subject="年度资金总额", sentence="支出偏慢。", found_at=AT,
    )  # fmt: skip


# ---- the circular and who it names


def test_a_circular_names_nobody_before_a_person_has_decided(w: World) -> None:
    FormFinding.objects.all().delete()
    doubt(w)
    for call in (lambda: operations.ask_paper(w.c.officer, w.second, "circular", at=AT), lambda: made(w, "circular")):
        with pytest.raises(Refused, match="paper-undecided") as refusal:
            call()
        assert refusal.value.facts == {"count": 1, "where": "县农村供水服务中心1处"}
    page = queries.round_papers(w.c.officer, w.second)
    assert page.undecided == 1 and "1处" in next(one.why for one in page.choices if one.kind == "circular")
    assert decide_all(w) == 1
    text = words(content(made(w, "circular")))
    assert "1—10月绩效运行监控" in text and "县财政局" in text
    assert FormFinding.objects.get().state == FindingState.NAMED, "what is named is marked"


def test_what_is_confirmed_while_a_circular_is_drawn_is_not_named_by_it(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    FormFinding.objects.all().delete()
    before = doubt(w)
    decide_all(w)
    write = making.write_circular

    def meanwhile(*said: Any, **more: Any) -> bytes:
        FormFinding.objects.create(
            region=w.c.region, form=w.form(), key="late", memory="m", code="gap", severity="warning", problem_class=5, addressee="unit",
            subject="甲", sentence="偏离。", found_at=AT, state="confirmed",
        )  # fmt: skip
        return write(*said, **more)

    monkeypatch.setattr(making, "write_circular", meanwhile)
    made(w, "circular")
    before.refresh_from_db()
    assert (before.state, FormFinding.objects.get(key="late").state) == (FindingState.NAMED, FindingState.CONFIRMED)


def test_page_and_papers_count_alike_what_is_back_with_its_unit(w: World) -> None:
    """One form handed in and returned: missing on the page, in circular, brief, consolidated table and on the leader's page, said to be
    back, and nothing of it named."""
    FormFinding.objects.all().delete()
    doubt(w)
    form = w.form()
    row = Round.objects.get(pk=w.second)
    before = coverage_of(row, AT)
    MonitoringForm.objects.filter(pk=form.pk).update(state="returned")
    told, page, lead = coverage_of(row, AT), round_page(w.c.officer, w.second, AT), leader_page(w.c.officer, AT, w.second)
    assert lead is not None
    assert (told.due, told.reported, told.missing, told.returned) == (before.due, before.reported - 1, before.missing + 1, 1)
    for cover in (page.coverage, lead.coverage):
        figures = (cover.should, cover.has, cover.missing, cover.returned, cover.late, cover.overdue)
        assert figures == (told.due, told.reported, told.missing, told.returned, told.late, told.overdue)
    result = papers.drawn(row, w.c.officer, AT).result
    said = received_in(result, monitored(result))
    assert (said.due, said.reported, said.missing, said.returned) == (told.due, told.reported, told.missing, told.returned)
    assert sum(result.totals.lights.values()) == sum(one.count for one in page.lights) == told.reported
    assert queries.round_papers(w.c.officer, w.second).undecided == 0, "nobody decides on what is being mended"
    circular = words(content(made(w, "circular")))
    assert (
        f"应报送{said.due_units}家单位的{told.due}个对象" in circular
        and "尚有" not in circular
        and said.missing_words in circular
        and "（其中1个已退回修改）" in circular
    )
    assert "支出偏慢" not in circular and FormFinding.objects.get().state == FindingState.FOUND
    brief = words(content(made(w, "brief")))
    assert f"{told.reported}/{told.due}" in brief and "（已退回1个）" in brief
    sheet = load_workbook(io.BytesIO(content(made(w, "consolidated"))))["未报与读不出"]
    assert [line[0] for line in sheet.iter_rows(values_only=True)].count("退回") == 1


def test_number_and_days_of_a_circular_are_those_the_bureau_says(w: World) -> None:
    decide_all(w)
    said = {"number": "示财绩〔2026〕41号", "on": "2026-11-20", "rectify_by": "2026-12-05"}
    make_paper(w.c.officer, step, at=AT, round=str(w.second), kind="circular", said=said)
    text = words(content(RoundPaper.objects.filter(kind="circular").latest("pk")))
    assert "示财绩〔2026〕41号" in text and "2026年11月20日" in text and "12月5日" in text


def test_a_dismissed_doubt_is_not_named(w: World) -> None:
    FormFinding.objects.all().delete()
    doubt(w)
    decide_all(w, "dismiss")
    made(w, "circular")
    assert FormFinding.objects.get().state == FindingState.DISMISSED


def test_who_did_not_hand_in_is_told_with_the_money_and_the_objects(w: World) -> None:
    decide_all(w)
    text = words(content(made(w, "circular")))
    assert "400.00万元" in text and "900.00万元" in text, "money in scope by kind"
    assert "县水利局" in text and "未报送" in text


def test_the_county_s_own_template_is_used_and_its_marks_are_checked(w: World) -> None:
    decide_all(w)
    round_row = Round.objects.get(pk=w.second)
    with pytest.raises(Refused, match="paper-template-marks") as refusal:
        operations.set_template(w.c.officer, w.second, round_row.version, "模板.docx", template("{{领导}}", "{{正文}}"), at=AT)
    assert refusal.value.facts["marks"] == "{{领导}}"
    with pytest.raises(Refused, match="paper-template-broken"):
        operations.set_template(w.c.officer, w.second, round_row.version, "模板.docx", template("没有标记"), at=AT)
    with pytest.raises(Refused, match="paper-template-kind"):
        operations.set_template(w.c.officer, w.second, round_row.version, "模板.docx", b"%PDF-1.4", at=AT)
    operations.set_template(w.c.officer, w.second, round_row.version, "模板.docx", template("示例县专用红头", "{{正文}}"), at=AT)
    text = words(content(made(w, "circular")))
    assert text.startswith("示例县专用红头") and "基本情况" in text
    operations.drop_template(w.c.officer, w.second, Round.objects.get(pk=w.second).version, at=AT)
    assert "示例县专用红头" not in words(content(made(w, "circular")))


def template(*paragraphs: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return buffer.getvalue()


# ---- every paper


def test_every_paper_is_made_with_its_stamp(w: World) -> None:
    decide_all(w)
    late = Round.objects.get(pk=w.second)
    Round.objects.filter(pk=late.pk).update(due_unit=AT - timedelta(hours=1))
    for kind in papers.PAPERS:
        row = made(w, kind)
        assert row.stamp["hash"] and row.stamp["rules"] == late.stamp, kind
        assert row.made_by == "马晓兰" and sha256(content(row)).hexdigest() == row.file.sha256
    page = queries.round_papers(w.c.officer, w.second)
    assert {one.kind for one in page.made} == set(papers.PAPERS)
    assert all("数据截至日志第" in one.source and late.stamp in one.source for one in page.made)


def test_the_notice_can_be_drawn_before_the_round_is_published() -> None:
    draft = world(send=False)
    Round.objects.filter(pk=draft.second).update(state="draft", published_at=None)
    MonitoringForm.objects.all().delete()
    text = words(content(made(draft, "notice")))
    assert "农村饮水安全巩固提升工程" in text and "示财绩〔2026〕31号" in text and "绩效运行监控报告" in text
    with pytest.raises(Refused, match="paper-round-draft"):
        operations.ask_paper(draft.c.officer, draft.second, "brief", at=AT)


def test_letters_go_to_units_past_their_day_only(w: World) -> None:
    with pytest.raises(Refused, match="paper-nothing"):
        made(w, "letters")
    Round.objects.filter(pk=w.second).update(due_unit=AT - timedelta(days=2))
    text = words(content(made(w, "letters")))
    assert "县水利局" in text and "已逾期2天" in text and "农村饮水安全巩固提升工程" not in text


def test_a_print_is_the_official_form(w: World) -> None:
    with zipfile.ZipFile(io.BytesIO(content(made(w, "prints")))) as package:
        [name] = package.namelist()
        sheet = load_workbook(io.BytesIO(package.read(name))).active
    said = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert "农村饮水安全巩固提升工程" in str(said) and "9.8" in str(said)
    shown = queries.form_print(w.c.reporter, w.form().pk)
    assert shown.unit == "县农村供水服务中心" and shown.digest and shown.form.indicators[0].name == "新建供水管网长度"
    title, sheet_bytes = queries.form_sheet(w.c.reporter, w.form().pk)
    assert title == "县农村供水服务中心农村饮水安全巩固提升工程绩效监控表" and load_workbook(io.BytesIO(sheet_bytes)).active is not None
    with pytest.raises(NotFound):
        queries.form_print(w.c.stranger, w.form().pk)


# ---- the audit pack


def test_the_audit_pack_holds_everything_with_its_hash(w: World) -> None:
    filled = w.form(w.c.overall)
    filling.attach(w.c.second, filled.pk, "", "监理月报.pdf", SCAN, "7月监理月报", at=AT)
    decide_all(w)
    made(w, "notice")
    made(w, "circular")
    reports.open_reports(w.c.officer, w.second, at=AT)
    row = report(w)
    reports.seal_report(
        w.c.reporter, row.pk, row.version, "盖章.pdf", SCAN, {"read": False, "why": "未读：扫描件", "name": "盖章.pdf"}, at=AT
    )
    with zipfile.ZipFile(io.BytesIO(content(made(w, "pack")))) as package:
        names = package.namelist()
        folders = [name.split("/")[0] for name in names]
        assert list(dict.fromkeys(folders))[:9] == [
            "01 监控通知", "02 批复的绩效目标", "03 监控表及审核经过", "04 佐证材料", "05 问题及认定", "06 监控报告", "07 通报和汇总",
            "08 催报记录", "09 操作日志",
        ]  # fmt: skip
        sums = dict(line.split("  ", 1)[::-1] for line in package.read("00 校验值.txt").decode().splitlines())
        assert {name: sha256(package.read(name)).hexdigest() for name in sums} == sums and len(sums) == len(names) - 2
        listed = load_workbook(io.BytesIO(package.read("00 目录.xlsx"))).active
        assert {str(cell.value) for cell in listed["C"]} >= set(sums)
        targets = load_workbook(io.BytesIO(package.read("02 批复的绩效目标/批复目标一览.xlsx"))).active
        assert w.form().revision.digest in {str(cell.value) for cell in targets["H"]}  # type: ignore[union-attr]
        steps = load_workbook(io.BytesIO(package.read("03 监控表及审核经过/审核经过.xlsx"))).active
        assert [cell.value for cell in steps["D"]][-3:] == ["报送", "审核通过", "审核通过"]
        assert package.read("04 佐证材料/县水利局-县水利局部门整体支出/监理月报.pdf") == SCAN
        _trail_holds(package.read("09 操作日志/日志摘录.jsonl"), w)


def _trail_holds(lines: bytes, w: World) -> None:
    """An outsider can recompute every hash with nothing but SHA-256."""
    columns = ("id", "region_id", "seq", "at", "actor_id", "actor_name", "hat", "verb", "subject_type", "subject_id", "subject_name",
               "payload", "previous")  # fmt: skip
    rows = [json.loads(line) for line in lines.decode().splitlines()]
    assert len(rows) > 10 and {row["region_id"] for row in rows} == {str(w.c.region.pk)}
    for row in rows:
        text = json.dumps([row[column] for column in columns], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert sha256(text.encode()).hexdigest() == row["hash"]
    assert {row["previous"] for row in rows} & {row["hash"] for row in rows}


def test_a_pack_of_one_object_holds_that_object_only(w: World) -> None:
    with zipfile.ZipFile(io.BytesIO(content(made(w, "pack", w.c.program.pk)))) as package:
        names = " ".join(package.namelist())
    assert "农村饮水安全巩固提升工程" in names and "部门整体支出" not in names
    with pytest.raises(NotFound):
        made(w, "pack", w.c.region.pk)


def test_a_large_pack_comes_in_volumes_and_says_what_it_left_out() -> None:
    items = [Item(f"文件{number}.bin", "", lambda number=number: bytes([number]) * (30 if number < 4 else 500)) for number in range(5)]
    found = list(volumes("示例", items, (), most=64))
    assert [(one.number, one.last) for one in found] == [(1, False), (2, True)]
    with zipfile.ZipFile(io.BytesIO(found[0].content)) as first, zipfile.ZipFile(io.BytesIO(found[1].content)) as last:
        assert first.namelist() == ["文件0.bin", "文件1.bin"]
        assert last.namelist() == ["文件2.bin", "文件3.bin", "00 目录.xlsx", "00 校验值.txt"]
        listed = load_workbook(io.BytesIO(last.read("00 目录.xlsx"))).active
        assert "文件过大" in str([cell.value for cell in listed["D"]][-1])


# ---- kept, and the same again


def test_a_result_kept_comes_back_as_it_was(w: World) -> None:
    row = Round.objects.get(pk=w.second)
    drawn = papers.drawn(row, w.c.officer, AT)
    again = unpacked(packed(drawn))
    assert again == drawn and packed(again) == packed(drawn)
    one = again.result.examined[0].judgement
    assert type(one.indicators[0]) is type(drawn.result.examined[0].judgement.indicators[0]), "a named tuple equals a bare one"
    with pytest.raises(ValueError, match="not of the rules"):
        unpacked(gzip.compress(b'[{"of":"os:system","has":{}},[],null,[]]'))


def test_papers_of_a_closed_round_are_the_same_when_made_again(w: World, run_jobs: Callable[[], int]) -> None:
    decide_all(w)
    Round.objects.filter(pk=w.second).update(state="closed", closed_at=AT, figures={"coverage": {}})
    keep_closed(w.c.officer, step, at=AT, round=str(w.second))
    kept = Round.objects.get(pk=w.second).figures
    assert kept["coverage"] == {} and kept[papers.KEPT]["hash"] and kept[papers.KEPT]["seq"] < head(w.c.region.pk)[0]
    kinds = ("circular", "brief", "consolidated", "problems", "feedback", "prints")
    before = {kind: made(w, kind) for kind in kinds}
    model("programs.Payment").objects.all().update(amount=1)
    FormFinding.objects.all().update(sentence="后来被改了")
    for kind in kinds:
        again = made(w, kind)
        assert again.pk != before[kind].pk and again.stamp == before[kind].stamp
        assert _plain(content(again)) == _plain(content(before[kind])), f"{kind}: the same but for timestamps"


def _plain(data: bytes) -> dict[str, object]:
    """The parts of a package without the moments Excel writes into its properties; packages in it are opened too."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}
    return {name: _plain(part) if part[:4] == b"PK\x03\x04" else part for name, part in parts.items()}


def test_closing_a_round_keeps_its_data(w: World, run_jobs: Callable[[], int]) -> None:
    decide_all(w)
    rounds.close(w.c.officer, w.second, Round.objects.get(pk=w.second).version, at=AFTER)
    assert Job.objects.filter(task="hengji.apps.monitoring.tasks.papers.keep_closed").count() == 1


# ---- who may


def test_papers_are_made_by_the_office_and_read_by_leaders_too(w: World) -> None:
    row = made(w, "brief")
    for who in (w.c.reporter, w.c.divisional, w.c.leader, w.c.stranger):
        with pytest.raises((NotFound, NotAllowed)):
            operations.ask_paper(who, w.second, "brief", at=AT)
    page = queries.round_papers(w.c.leader, w.second)
    assert not page.may_make and not page.objects and [one.id for one in page.made] == [row.pk]
    assert queries.paper_file(w.c.leader, row.pk).name.endswith("简报.docx")
    with pytest.raises(NotFound):
        queries.template_file(w.c.leader, w.second)
    Round.objects.filter(pk=w.second).update(state="draft")
    with pytest.raises(NotFound):
        queries.round_papers(w.c.leader, w.second)
    with pytest.raises(NotFound):
        queries.paper_file(w.c.leader, row.pk)
    Round.objects.filter(pk=w.second).update(state="published")
    for who in (w.c.reporter, w.c.divisional, w.c.stranger):
        with pytest.raises(NotFound):
            queries.round_papers(who, w.second)
        with pytest.raises(NotFound):
            queries.paper_file(who, row.pk)
    assert queries.paper_file(w.c.officer, row.pk).name.endswith("简报.docx")
    with pytest.raises(NotFound):
        operations.ask_paper(w.c.officer, w.second, "no-such-paper", at=AT)


def test_asked_for_it_is_made_by_the_worker(w: World) -> None:
    job = operations.ask_paper(w.c.officer, w.second, "problems", at=AT)
    row = Job.objects.get(pk=job)
    assert row.task == "hengji.apps.monitoring.tasks.papers.make_paper" and row.title == "1—10月绩效运行监控：问题清单"
    done = make_paper(w.c.officer, step, at=AT, **row.arguments)
    assert RoundPaper.objects.get(kind="problems").file_id == done["file"]
    cells = [
        text
        for sheet in load_workbook(io.BytesIO(open_bytes(RoundPaper.objects.get(kind="problems").file_id)))
        for one in sheet.iter_rows(values_only=True)
        for text in one
    ]
    assert "网上填报" in cells  # what was typed on the page has no file and no worksheet: its place is in words
    assert not any(str(text).startswith(f"{w.c.station.name}：") for text in cells)


@pytest.mark.skipif(converter() is None, reason="no LibreOffice here")
def test_the_circular_comes_as_pdf_too(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    decide_all(w)
    made(w, "circular")
    assert content(RoundPaper.objects.get(kind="circular-pdf"))[:5] == b"%PDF-"
    assert re.search("通报", RoundPaper.objects.get(kind="circular-pdf").title)
