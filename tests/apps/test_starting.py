"""Starting with nothing: what a folder of returned forms becomes, all of it or nothing; and a year rolled over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from hengji.apps.audit.models import Entry
from hengji.apps.audit.verify import verify
from hengji.apps.jobs.models import Job
from hengji.apps.organisations.models import Unit
from hengji.apps.organisations.operations import INSTALLER, found_region
from hengji.apps.organisations.queries import actor_of
from hengji.apps.programs.models import FundLine, Program
from hengji.apps.starting import operations, queries, staging
from hengji.apps.starting.models import Start
from hengji.apps.targets.models import ApprovalBatch, Declaration, TargetIndicator
from hengji.demo.round import make_round
from hengji.rules.access import Actor, Role
from hengji.rules.refusals import NotFound, Refused, StaleVersion
from hengji.rules.starting import Confidence, ProposedObject

pytestmark = pytest.mark.django_db
AT = datetime(2023, 8, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OBJECTS = 9
LISTS = ("花名册.xlsx", "批复目标.xlsx", "支付明细.xlsx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """Clean forms of nine objects, with the office's own lists."""
    place = tmp_path_factory.mktemp("round")
    make_round(place, seed=3, objects=OBJECTS, clean=True)
    paths = [*sorted((place / "监控表").rglob("*.*")), *(place / name for name in LISTS)]
    return [(str(path.relative_to(place)).replace("/", "_"), path.read_bytes()) for path in paths if path.is_file()]


@pytest.fixture
def office() -> Actor:
    made = found_region(INSTALLER, "990001000", "示例县", 2023, at=AT)
    return actor_of(made.accounts[Role.OFFICE].person, on=date(2023, 8, 21))


@pytest.fixture
def proposed(office: Actor, folder: list[tuple[str, bytes]], run_jobs: Callable[[], int], settings: object) -> queries.StartLine:
    settings.TODAY = date(2023, 8, 21)  # type: ignore[attr-defined]
    key = operations.begin(office, 2023, folder, at=AT)
    assert queries.start(office, key).state == "reading"
    run_jobs()
    return queries.start(office, key)


def test_a_folder_becomes_a_county(office: Actor, proposed: queries.StartLine) -> None:
    assert proposed.proposed
    sums = queries.sums(office, proposed.id)
    assert sums.objects == OBJECTS and sums.targets == OBJECTS and sums.without_unit == 0
    counts = operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    programs = Program.objects.filter(year=2023)
    assert counts["objects"] == programs.count() == OBJECTS
    assert counts["units"] == sums.units == Unit.objects.filter(year=2023).exclude(kind__in=("finance", "division")).count()
    assert all(program.pending for program in programs)
    batch = ApprovalBatch.objects.get()
    assert batch.to_confirm and batch.revisions.count() == OBJECTS
    assert TargetIndicator.objects.count() > 3 * OBJECTS
    by_kind: dict[str, Decimal] = {}
    for line in FundLine.objects.select_related("program"):
        by_kind[line.program.kind] = by_kind.get(line.program.kind, Decimal(0)) + (line.initial or Decimal(0))
    assert by_kind == sums.budgets and len(by_kind) > 1, "never added across kinds"
    assert list(verify(office.region)) == []


def test_an_empty_county_is_told_where_to_begin(office: Actor, folder: list[tuple[str, bytes]]) -> None:
    (told,) = queries.waiting(office, AT.date())
    assert (told.matter, told.url_name) == ("建库", "start")
    operations.begin(office, 2023, folder[:1], at=AT)
    assert queries.waiting(office, AT.date()) == ()


def test_every_proposal_names_its_source(office: Actor, proposed: queries.StartLine) -> None:
    for line in (*queries.units(office, proposed.id), *queries.objects(office, proposed.id)):
        assert line.sources and line.why and line.confidence


def test_what_is_left_out_stays_out_and_what_is_changed_is_taken(office: Actor, proposed: queries.StartLine) -> None:
    first, second, *_rest = queries.objects(office, proposed.id)
    operations.change_object(office, first.id, first.version, keep=False, at=AT)
    operations.change_object(office, second.id, second.version, name="改过的名称", at=AT)
    operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    names = set(Program.objects.values_list("name", flat=True))
    assert first.name not in names and "改过的名称" in names and len(names) == OBJECTS - 1


def test_many_are_left_out_in_one_step(office: Actor, proposed: queries.StartLine) -> None:
    chosen = [line.id for line in queries.objects(office, proposed.id)[:3]]
    rows = Entry.objects.count()
    assert operations.keep(office, proposed.id, "objects", chosen, False, at=AT) == 3
    assert operations.keep(office, proposed.id, "objects", chosen, False, at=AT) == 0
    assert Entry.objects.count() == rows + 1
    assert queries.sums(office, proposed.id).objects == OBJECTS - 3
    with pytest.raises(NotFound):
        operations.keep(office, proposed.id, "nothing", chosen, True, at=AT)


def test_an_object_without_unit_keeps_everything_back(office: Actor, proposed: queries.StartLine) -> None:
    lone = queries.objects(office, proposed.id)[0]
    operations.change_object(office, lone.id, lone.version, unit="", at=AT)
    with pytest.raises(Refused) as refusal:
        operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    assert refusal.value.code == "start-object-without-unit"
    assert not Program.objects.exists() and not Declaration.objects.exists()


def test_a_refusal_in_the_middle_leaves_nothing_behind(office: Actor, proposed: queries.StartLine) -> None:
    """Two objects of one unit and one name: the second is refused by programs, and the first is undone with the units."""
    first, second, *_rest = [one for one in queries.objects(office, proposed.id) if one.kind == "project"]
    operations.change_object(office, second.id, second.version, name=first.name, unit=first.unit, code="", at=AT)
    operations.change_object(office, first.id, first.version, code="", at=AT)
    before = Unit.objects.count()
    with pytest.raises(Refused):
        operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    assert Unit.objects.count() == before and not Program.objects.exists()
    assert queries.start(office, proposed.id).proposed


def test_two_people_apply_once(office: Actor, proposed: queries.StartLine) -> None:
    operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    with pytest.raises((StaleVersion, Refused)):
        operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    assert Program.objects.count() == OBJECTS


def test_one_start_a_year_at_a_time(office: Actor, proposed: queries.StartLine, folder: list[tuple[str, bytes]]) -> None:
    with pytest.raises(Refused) as refusal:
        operations.begin(office, 2023, folder[:1], at=AT)
    assert refusal.value.code == "start-open"
    operations.drop(office, proposed.id, proposed.version, at=AT)
    assert operations.begin(office, 2023, folder[:1], at=AT)


def test_the_job_begun_again_stages_once(office: Actor, proposed: queries.StartLine, run_jobs: Callable[[], int]) -> None:
    """A worker killed after staging has its job taken up again; nothing is there twice."""
    before = queries.sums(office, proposed.id)
    Job.objects.update(state="queued", lease="", lease_until=None, attempts=1)
    run_jobs()
    assert queries.sums(office, proposed.id) == before


def test_an_archive_is_read_again_as_it_was(
    office: Actor, folder: list[tuple[str, bytes]], run_jobs: Callable[[], int], settings: object
) -> None:
    """What stood inside an archive is told anew, and the archive itself is what the next run opens."""
    settings.TODAY = date(2023, 8, 21)  # type: ignore[attr-defined]
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in folder[:2]:
            archive.writestr(name, content)
    key = operations.begin(office, 2023, [("交回.zip", packed.getvalue())], at=AT)
    run_jobs()
    files, sums = queries.files(office, key), queries.sums(office, key)
    assert len(files) == 3 and sums.objects > 0
    Job.objects.update(state="queued", lease="", lease_until=None, attempts=1)
    run_jobs()
    assert [(one.name, one.count) for one in queries.files(office, key)] == [(one.name, one.count) for one in files]
    assert queries.sums(office, key) == sums


def test_an_empty_file_is_told_and_keeps_no_other_back(office: Actor, folder: list[tuple[str, bytes]], run_jobs: Callable[[], int]) -> None:
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "start-files-empty"):
        operations.begin(office, 2023, [("空.xlsx", b"")], at=AT)
    key = operations.begin(office, 2023, [("空.xlsx", b""), folder[0]], at=AT)
    told = {one.name: one for one in queries.files(office, key)}
    assert "空的（0 字节）" in told["空.xlsx"].refused and told[folder[0][0]].refused == ""
    run_jobs()
    told = {one.name: one for one in queries.files(office, key)}
    assert "空的（0 字节）" in told["空.xlsx"].refused and told["空.xlsx"].what == "没认出来" and told[folder[0][0]].count == 1
    assert queries.sums(office, key).refused == 1


def test_a_code_too_long_is_told_and_never_cut(office: Actor) -> None:
    start = Start(region_id=office.region, year=2023)
    item = ProposedObject("o1", "示例项目", "project", None, None, "9" * 41, False, "预算表", Confidence.STATED, ())
    staged = staging.object_row(start, item)
    assert staged.code == "" and "9" * 41 in staged.why
    assert staging.object_row(start, replace(item, code="9" * 24)).code == "9" * 24


def test_rubbish_is_refused_file_by_file(office: Actor, run_jobs: Callable[[], int], settings: object) -> None:
    settings.TODAY = date(2023, 8, 21)  # type: ignore[attr-defined]
    key = operations.begin(office, 2023, [("坏的.xlsx", b"not a workbook"), ("空.docx", b"PK\x03\x04")], at=AT)
    run_jobs()
    assert queries.start(office, key).proposed
    assert len([line for line in queries.files(office, key) if line.refused]) == 2
    with pytest.raises(Refused) as refusal:
        operations.apply(office, key, queries.start(office, key).version, at=AT)
    assert refusal.value.code == "start-empty"


def test_only_the_office_starts(proposed: queries.StartLine) -> None:
    stranger = Actor(proposed.id, "示例人", proposed.id)
    with pytest.raises(NotFound):
        queries.start(stranger, proposed.id)
    with pytest.raises(NotFound):
        operations.apply(stranger, proposed.id, proposed.version, at=AT)


def test_a_year_rolls_over_without_values(office: Actor, proposed: queries.StartLine) -> None:
    operations.apply(office, proposed.id, proposed.version, doubts=queries.sums(office, proposed.id).doubts, at=AT)
    old = tuple(Program.objects.order_by("pk").values_list("pk", flat=True))[:4]
    counts = operations.roll_over(office, 2023, 2024, old, at=AT)
    assert counts["programs"] == 4 and counts["units"] == Unit.objects.filter(year=2024).count()
    fresh = Program.objects.filter(year=2024)
    assert fresh.count() == 4 and not FundLine.objects.filter(program__in=fresh).exclude(initial=None).exists()
    drafts = Declaration.objects.filter(target__program__in=fresh)
    assert drafts.count() == counts["targets"] and all(not row.get("value") for draft in drafts for row in draft.rows)
    again = operations.roll_over(office, 2023, 2024, old, at=AT)
    assert again["units"] == 0 and Program.objects.filter(year=2024).count() == 4


def test_a_start_is_about_its_own_region(office: Actor, proposed: queries.StartLine) -> None:
    other = found_region(INSTALLER, "990002000", "邻县", 2023, at=AT)
    neighbour = actor_of(other.accounts[Role.OFFICE].person, on=date(2023, 8, 21))
    with pytest.raises(NotFound):
        queries.start(neighbour, proposed.id)
    assert Start.objects.count() == 1 and queries.starts(neighbour) == ()
