"""Two counties under one city, made by operations only, in which every role stands in every relation to something.

Names of things of the second county hold 邻; every object has words of its own (``mark``) that a page may show to those who see it
and to nobody else.  What stands inside of things only, on no list, is ``inner``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.appraisal import operations as appraising
from hengji.apps.appraisal.models import Appraisal, ExpertScore
from hengji.apps.appraisal.models import Attachment as AppraisalFile
from hengji.apps.jobs.operations import enqueue
from hengji.apps.keys.operations import Account, NewKey, make_key
from hengji.apps.library import operations as library
from hengji.apps.library.models import LibraryIndicator
from hengji.apps.monitoring import operations as monitoring
from hengji.apps.monitoring import reporting as outlines
from hengji.apps.monitoring import sheets
from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.known import JOINED
from hengji.apps.monitoring.models import Appeal, Evidence, FormFinding, MonitoringForm, MonitoringReport, Round, RoundPaper, Upload
from hengji.apps.monitoring.operations import papers as drawing
from hengji.apps.monitoring.operations import reports as reporting
from hengji.apps.monitoring.operations import uploads
from hengji.apps.monitoring.operations.rounds import RoundPlan
from hengji.apps.monitoring.queries import form_page
from hengji.apps.notices.models import Notice
from hengji.apps.notices.operations import notify
from hengji.apps.notices.recipients import to_person
from hengji.apps.organisations.models import Assignment, Person, Post, Region, Unit
from hengji.apps.organisations.operations import propose_post
from hengji.apps.programs.drafts import FundDraft, ProgramDraft
from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.apps.programs.operations import create_fund, create_program
from hengji.apps.starting import operations as starting
from hengji.apps.starting.models import Start, StartDoubt, StartObject, StartUnit
from hengji.apps.targets import operations as targets
from hengji.apps.targets.models import ApprovalBatch, Attachment, Declaration, Session, SessionItem, TargetRevision
from hengji.demo.year import money, opening
from hengji.demo.year import targets as declaring
from hengji.demo.year.facts import County, LineFact, PersonFact, ProgramFact, UnitFact, county
from hengji.demo.year.stage import Stage, moment
from hengji.papers.registers import PAYMENTS, write
from hengji.rules.access import Action, Actor, Place, Role, may
from hengji.rules.filling import Cell
from hengji.rules.libraryentry import Entry

YEAR = 2023
TODAY = date(2023, 8, 21)
AT = moment("2023-08-21 09:00")
WORDS = "根据县委一号文件和县政府常务会议纪要，结合部门职责组织实施，资料齐全。"


@dataclass(frozen=True)
class Thing:
    """Something an address can name: what fills the address, what a POST needs, where it stands."""

    name: str
    keys: Mapping[str, Any]
    place: Place
    version: int = 1
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """People by name, things by kind; ``marks``: words of an object by where it stands (and of the neighbour, seen by nobody here)."""

    people: dict[str, UUID] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    marks: list[tuple[Action, str, Place]] = field(default_factory=list)
    inner: list[tuple[Action, str, Place]] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    regions: dict[str, UUID] = field(default_factory=dict)

    def add(self, kind: str, name: str, place: Place, version: int = 1, more: Mapping[str, Any] | None = None, **keys: Any) -> None:
        self.things.setdefault(kind, []).append(Thing(name, keys, place, version, more or {}))


UNITS = (
    UnitFact("001", "{m}财政局", "finance"),
    UnitFact("001901", "{m}绩效管理股", "division", "001"),
    UnitFact("001004", "{m}经建股", "division", "001"),
    UnitFact("001005", "{m}农业股", "division", "001"),
    UnitFact("101", "{m}水务局", "department", None, "001004"),
    UnitFact("101001", "{m}供水站", "subordinate", "101"),
    UnitFact("102", "{m}农业农村局", "department", None, "001005"),
    UnitFact("501", "{m}云岭镇人民政府", "township", None, "001005"),
    UnitFact("901", "{m}事务所", "agency"),
)
POSTS = {
    "sys": ("001", Role.SYSTEM), "sec": ("001", Role.SECURITY), "aud": ("001", Role.AUDIT), "office": ("001901", Role.OFFICE),
    "leader": ("001", Role.LEADER), "d001004": ("001004", Role.DIVISION), "d001005": ("001005", Role.DIVISION),
    "u101": ("101", Role.REPORTER), "u101001": ("101001", Role.REPORTER), "u102": ("102", Role.REPORTER), "u501": ("501", Role.REPORTER),
    "r101": ("101", Role.DEPARTMENT), "r102": ("102", Role.DEPARTMENT), "r501": ("501", Role.DEPARTMENT),
    "e901": ("901", Role.EXPERT), "e902": ("901", Role.EXPERT),
}  # fmt: skip
OBJECTS = {"sub": ("101001", None), "dep": ("101", None), "other": ("102", None), "fund": ("501", "102"), "late": ("101001", None)}
"""Objects by name: unit, and for special-fund ones the competent department; the fund of "fund" is managed by 001004."""


def facts(mark: str, code: str, prefix: str) -> County:
    """The county's facts; log-in names carry ``prefix``."""
    units = tuple(replace(unit, name=unit.name.format(m=mark)) for unit in UNITS)
    people = tuple(PersonFact(f"{prefix}{login}", f"{mark}{login}员", (post,)) for login, post in POSTS.items())
    pattern = next(one for one in county().programs if one.kind == "project" and len(one.rows) > 4)
    fund = {
        "code": "XJ01", "name": f"{mark}衔接资金", "division": "001004", "competent": "102", "document": f"{mark}财农〔2023〕18号",
        "issued": date(2023, 1, 16),
    }  # fmt: skip
    programs = tuple(_program(pattern, mark, number, name, fund) for number, name in enumerate(OBJECTS))
    return County(code, f"{mark}县", YEAR, units, people, programs, fund)


def _program(pattern: ProgramFact, mark: str, number: int, name: str, fund: Mapping[str, Any]) -> ProgramFact:
    unit, competent = OBJECTS[name]
    line = LineFact("衔接资金", "general_public", "central", Decimal(900_000), fund["document"], fund["issued"], fund=True)
    if competent is None:
        line = replace(line, label="本年预算", level="county", document=f"{mark}财预〔2023〕{number + 1}号", fund=False)
    code = f"{'9901' if mark == '示例' else '9902'}2323T{number + 1:012d}"
    return replace(pattern, code=code, name=f"{mark}{name}暗号工程", unit=unit, competent=competent, lines=(line,))


class _Builder:
    """Plays one county; ``c`` is the prefix of its names in the world."""

    def __init__(self, world: World, c: str, mark: str, code: str) -> None:
        self.world, self.c, self.mark = world, c, mark
        self.prefix = f"{c}."
        self.county = facts(mark, code, self.prefix)

    # ---- who

    def who(self, login: str) -> Actor:
        return self.stage.actor(f"{self.prefix}{login}", AT)

    def build(self) -> None:
        self.found()
        self.settle()
        self.money()
        self.declare()
        self.appraise()
        self.monitor()

    def finish(self) -> None:
        """What no worker may touch any more, and everything's addresses."""
        self.rest()
        self.collect()

    def found(self) -> None:
        made = opening.found_region(
            opening.INSTALLER, self.county.code, self.county.name, YEAR, parent_code="990000000", finance_name=f"{self.mark}财政局",
            office_name=f"{self.mark}绩效管理股",
            first=opening.FirstPeople(
                {role: f"{self.mark}{login}员" for login, role in opening.ROLES.items()},
                {role: f"{self.prefix}{login}" for login, role in opening.ROLES.items()},
            ),
            at=moment("2023-01-02 09:00"),
        )  # fmt: skip
        accounts = {f"{self.prefix}{login}": made.accounts[role].person for login, role in opening.ROLES.items()}
        self.stage = Stage(self.county, made.region, accounts)
        self.region = self.world.regions[self.c] = made.region

    def settle(self) -> None:
        at, stage = moment("2023-01-03 10:00"), self.stage
        names = {unit.code: unit.name for unit in self.county.units}
        rows = [opening._row(unit, names, n) for n, unit in enumerate(self.county.units, 1) if unit.code not in ("001", "001901")]
        opening.import_units(self.who("office"), YEAR, rows, at=at)
        self.units = {unit.code: unit for unit in Unit.objects.filter(region=self.region, year=YEAR).select_related("parent")}
        for person in self.county.people:
            if person.login not in stage.people:
                made = opening.create_person(self.who("sys"), opening.PersonFacts(person.login, person.name), at=at)
                stage.people[person.login] = made.person
                for unit, role in person.posts:
                    opening.grant_role(self.who("sec"), self.units[unit].lineage, role, made.person, date(YEAR, 1, 3), at=at)
        stage.places[YEAR] = {code: unit.pk for code, unit in self.units.items()}
        self.world.people |= stage.people

    # ---- where

    def place(self, unit: str, competent: str | None = None, fund: str | None = None, assigned: tuple[UUID, ...] = ()) -> Place:
        row, line = self.units[unit], []
        head = row
        while row is not None:
            line.insert(0, row.lineage)
            head, row = row, row.parent
        by = Unit.objects.filter(pk=head.division_id).values_list("lineage", flat=True)
        above = self.units[competent].lineage if competent else (head.lineage if head.kind in ("department", "township") else None)
        funds = frozenset({self.units[fund].lineage} if fund else ())
        return Place(self.region, tuple(line), above, frozenset(by), funds, frozenset(assigned))

    def at_object(self, name: str) -> Place:
        unit, competent = OBJECTS[name]
        return self.place(unit, competent, "001004" if competent else None)

    @property
    def whole(self) -> Place:
        return Place(self.region)

    # ---- what

    def money(self) -> None:
        fund, office = self.county.fund, self.who("office")
        draft = FundDraft(
            YEAR, fund["name"], fund["code"], "central", fund["document"], fund["issued"], Decimal(2_000_000),
            self.units[fund["division"]].pk, self.units[fund["competent"]].pk,
        )  # fmt: skip
        self.fund = create_fund(office, draft, at=AT)
        self.bring("budgets", money.budget_file(self.stage, self.county.programs))
        self.programs = {name: Program.objects.get(region=self.region, code=self.county.programs[n].code) for n, name in enumerate(OBJECTS)}
        self.stage.programs = {(YEAR, row.code): row.pk for row in self.programs.values()}
        secret = ProgramDraft(
            YEAR, "project", self.units["102"].pk, code=f"{'9901' if self.c == 'a' else '9902'}2323T000000000099", secret=True
        )
        self.secret = create_program(office, secret, at=AT)
        rows = [self.paid(program, number) for number, program in enumerate(self.county.programs)]
        rows.append({**rows[0], "code": None, "name": f"{self.mark}无主工程", "document": "无此文号", "voucher": "V99"})
        self.bring("payments", write(PAYMENTS, rows))

    def paid(self, program: ProgramFact, number: int) -> dict[str, Any]:
        return {
            "paid_on": date(YEAR, 6, 10), "unit_code": program.unit, "unit": self.stage.fact(program.unit).name, "code": program.code,
            "name": program.name, "document": program.lines[0].document, "amount": Decimal(10_000 + number),
            "summary": f"{program.name}支出", "payee": f"{self.mark}建设公司", "voucher": f"V{number}",
        }  # fmt: skip

    def bring(self, register: str, content: bytes) -> None:
        office = self.who("office")
        key = money.receive(office, register, YEAR, f"{self.mark}{register}.xlsx", content, at=AT)
        if money.intake(office, key).state == "columns":
            money.try_out(office, key, money.intake(office, key).version, money.proposal_of(office, key).mapping, at=AT)
        money.start_import(office, key, money.intake(office, key).version, at=AT)
        money.work(AT)

    def declare(self) -> None:
        """fund and sub: approved; dep: heard in an open session; other: submitted; late: a draft."""
        by_name = dict(zip(OBJECTS, self.county.programs, strict=True))
        keys = {name: self.declared(fact, name) for name, fact in by_name.items()}
        self.declarations = keys
        approve = [keys["sub"], keys["fund"]]
        office = self.who("office")
        targets.approve(office, YEAR, f"{self.mark}财绩〔2023〕6号", TODAY, [(key, self.stage.versions[key]) for key in approve], at=AT)
        member = (f"{self.mark}代表", "县人大", "deputy")
        self.session = targets.open_session(office, YEAR, f"{self.mark}会审", TODAY, place="三楼", chair="甲", members=[member], at=AT)
        targets.call(office, self.session, [(keys["dep"], self.stage.versions[keys["dep"]])], at=AT)

    def declared(self, fact: ProgramFact, name: str) -> UUID:
        reporter = self.who(f"u{fact.unit}")
        key = targets.declare(reporter, self.programs[name].pk, "initial", at=AT)
        plan = declaring.declared(fact, self.programs[name].pk, YEAR)
        self.stage.versions[key] = targets.fill(reporter, key, Declaration.objects.get(pk=key).version, plan, at=AT)
        targets.attach(reporter, key, f"{self.mark}{name}依据.pdf", f"%PDF-1.4 {self.mark}{name}".encode(), at=AT)
        if name != "late":
            self.send(reporter, key)
        if name not in ("late", "other"):
            first = f"r{fact.competent or self.stage.department(fact.unit)}"
            division = "d001004" if fact.competent else f"d{self.stage.division(fact.unit)}"
            for login in (first, division):
                self.stage.versions[key] = targets.accept(self.who(login), key, self.version(Declaration, key), at=AT)
        return key

    def send(self, reporter: Actor, key: UUID) -> None:
        page = declaring.declaration(reporter, key)
        for remark in page.remarks:
            if remark.open:
                targets.answer(reporter, key, self.version(Declaration, key), remark.key, "已核实，情况属实", at=AT)
        self.stage.versions[key] = targets.submit(reporter, key, self.version(Declaration, key), at=AT)

    @staticmethod
    def version(model: Any, key: UUID) -> int:
        return int(model.objects.get(pk=key).version)

    def appraise(self) -> None:
        """sub: with the experts; other: a draft."""
        self.appraisals = {name: self.begun(name, unit) for name, unit in (("sub", "101001"), ("other", "102"))}
        key = self.appraisals["sub"]
        for login, action in (("u101001", "submit"), ("r101", "accept"), ("office", "take-up")):
            appraising.take_step(self.who(login), key, self.version(Appraisal, key), action, "同意。", at=AT)
        expert = self.stage.people[f"{self.prefix}e901"]
        appraising.assign_experts(self.who("office"), key, self.version(Appraisal, key), [expert], TODAY, TODAY + timedelta(days=10), at=AT)

    def begun(self, name: str, unit: str) -> UUID:
        reporter = self.who(f"u{unit}")
        draft = {
            "name": f"{self.mark}{name}暗号评估", "kind": "project", "new": "1", "field": "",
            **dict.fromkeys(("basis", "content", "goal", "plan", "estimate", "risk"), WORDS),
            "money": [{"year": str(YEAR), "source": "county", "amount": "300.00", "note": ""}],
            "expected": [
                {"level2": "数量指标", "name": "建成面积", "target": "≥1200亩"},
                {"level2": "经济效益指标", "name": "亩均增产", "target": "≥50公斤"},
            ],
        }  # fmt: skip
        key = appraising.begin(reporter, self.units[unit].pk, draft, at=AT)
        appraising.attach(reporter, key, "", f"{self.mark}{name}概算.txt", b"x", at=AT)
        return key

    def monitor(self) -> None:
        """A round past its day: sub was handed in and waits for finance, fund for its department, late need not report, the others are
        blank; a draft of another; what hangs on a round: findings, uploads, reports, a paper, an appeal, a reminder."""
        office, due = self.who("office"), moment("2023-08-18 18:00")
        plan = RoundPlan(f"{self.mark}七月监控", date(YEAR, 7, 31), "hint", due, report_by="unit", report_due=due)
        self.round = monitoring.create_round(office, YEAR, plan, at=AT)
        self.draft_round = monitoring.create_round(office, YEAR, replace(plan, name=f"{self.mark}暗号筹备批次"), at=AT)
        monitoring.publish(office, self.round, 1, at=AT)
        self.forms = {name: MonitoringForm.objects.get(round=self.round, program=row).pk for name, row in self.programs.items()}
        for name in ("sub", "fund"):
            self.typed(name)
            self.hand_in(name)
        monitoring.accept(self.who("r101"), self.forms["sub"], self.version(MonitoringForm, self.forms["sub"]), at=AT)
        monitoring.exempt(office, self.forms["late"], self.version(MonitoringForm, self.forms["late"]), "年中新增", at=AT)
        monitoring.chase(office, self.round, [self.units["102"].lineage], f"{self.mark}暗号催报", at=AT)
        monitoring.appeal(self.who("u101001"), self.round, self.units["101001"].lineage, f"{self.mark}暗号申诉", at=AT)
        reporting.open_reports(office, self.round, at=AT)
        for report in MonitoringReport.objects.filter(round=self.round).select_related("unit"):
            words = f"{self.mark}{report.unit.code}暗号经验"
            reporting.save_report_text(self.who(f"u{report.unit.code}"), report.pk, self.section(report), "", words, at=AT)
        drawing.ask_paper(office, self.round, "notice", at=AT)
        self.uploads = {
            login: uploads.take_in(
                self.who(login), self.round, f"{self.mark}{login}暗号表.xlsx", self.workbook(), proxy=login == "office", at=AT
            )
            for login in ("u101001", "office")
        }
        money.work(AT)

    def workbook(self) -> bytes:
        """The form of sub as Excel."""
        return sheets.workbook(self.who("u101001"), self.forms["sub"]).content

    @staticmethod
    def section(report: MonitoringReport) -> str:
        """A paragraph people write."""
        return sorted(outlines.typed_ids(report))[0]

    def typed(self, name: str) -> None:
        """The unit fills its form, with a paper that supports it."""
        reporter, key = self.who(f"u{OBJECTS[name][0]}"), self.forms[name]
        page = form_page(reporter, key, AT)
        cells = [Cell("texts", "", "goal_actual", "", f"{self.mark}{name}暗号进展")]
        cells += [Cell("funds", one.id, "forecast", "", "90") for one in page.funds]
        for one in page.indicators:
            said = {"actual": one.value, "forecast": one.value, "likelihood": "certain"}
            cells += [Cell("rows", one.key, column, "", text) for column, text in said.items()]
        monitoring.save(reporter, key, cells, at=AT)
        monitoring.attach(reporter, key, "", f"{self.mark}{name}暗号佐证.pdf", f"%PDF-1.4 {name}".encode(), at=AT)

    def hand_in(self, name: str) -> None:
        """What is doubted is explained."""
        reporter, key = self.who(f"u{OBJECTS[name][0]}"), self.forms[name]
        for remark in monitoring.save(reporter, key, [], at=AT).remarks:
            if remark.open and not remark.blocking:
                monitoring.answer(reporter, key, self.version(MonitoringForm, key), remark.key, f"{self.mark}暗号说明", at=AT)
        monitoring.submit(reporter, key, self.version(MonitoringForm, key), "甲主任", at=AT)

    def rest(self) -> None:
        """An indicator, jobs, notices, a start with a unit, an object and a doubt, a proposed post."""
        office, reporter = self.who("office"), self.who("u101001")
        entry = Entry("交通运输", "产出指标", "数量指标", f"{self.mark}暗号里程", operator="≥", unit="公里", measure="cumulative")
        self.indicator = library.add(office, entry, at=AT)
        self.jobs = {
            login: enqueue(self.who(login), f"{self.mark}暗号任务", "hengji.apps.audit.tasks.verify_chains", {}, at=AT)
            for login in ("u101001", "office")
        }
        for login in ("u101001", "office"):
            notify(office, to_person(self.stage.people[f"{self.prefix}{login}"]), f"{self.mark}{login}暗号消息", "", "/targets/", at=AT)
        self.start = starting.begin(office, YEAR + 1, [(f"{self.mark}名册.xlsx", b"x")], at=AT)
        same = {"region_id": self.region, "start_id": self.start}
        self.start_unit = StartUnit.objects.create(
            **same, key="u", name=f"{self.mark}暗号单位", kind="department", confidence="stated", sources=[], why=""
        )
        self.start_object = StartObject.objects.create(
            **same, key="o", name=f"{self.mark}暗号对象", kind="project", unit="u", confidence="stated", sources=[], why=""
        )
        self.start_doubt = StartDoubt.objects.create(**same, code="x", sentence=f"{self.mark}暗号疑点")
        Start.objects.filter(pk=self.start).update(state="proposed")
        self.proposal = propose_post(self.who("sys"), self.units["101"].lineage, Role.REPORTER, reporter.id, date(YEAR, 9, 1), at=AT)
        self.keys = {login: self.key_of(login) for login in POSTS}

    def key_of(self, login: str) -> NewKey:
        """The key of a system account that holds the same post as a person."""
        account, (unit, role) = f"{self.prefix}api-{login}", POSTS[login]
        made = make_key(self.who("sys"), Account(account, f"{self.mark}{login}接口"), "一体化", TODAY + timedelta(90), at=AT)
        person = Person.objects.get(login=account)
        if not role.administers:
            opening.grant_role(self.who("sec"), self.units[unit].lineage, role, person.pk, date(YEAR, 1, 3), at=AT)
        self.world.secrets[f"{self.prefix}{login}"] = made.secret
        self.world.people[account] = person.pk
        return made

    # ---- what the addresses name

    def collect(self) -> None:
        for name, row in self.programs.items():
            self.of_object(name, row, self.at_object(name))
        self.world.add("program", f"{self.c}.secret", self.place("102"), key=self.secret)
        self.of_appraisals()
        self.of_monitoring()
        self.of_region()

    def of_object(self, name: str, row: Program, place: Place) -> None:
        add, label = self.world.add, f"{self.c}.{name}"
        self.world.marks += [(Action.PROGRAM_VIEW, row.name, place), (Action.PROGRAM_VIEW, row.code, place)]
        add("program", label, place, self.version(Program, row.pk), key=row.pk)
        line = FundLine.objects.get(program=row)
        add("line", label, place, line.version, key=row.pk, line=line.pk)
        declaration = Declaration.objects.get(pk=self.declarations[name])
        add("declaration", label, place, declaration.version, key=declaration.pk)
        for held in Attachment.objects.filter(declaration=declaration):
            add("target-file", label, place, key=held.pk)
        for revision in TargetRevision.objects.filter(declaration=declaration):
            add("revision", label, place, key=revision.pk)

    def of_appraisals(self) -> None:
        expert = self.stage.people[f"{self.prefix}e901"]
        for name, key in self.appraisals.items():
            unit, assigned = ("101001", (expert,)) if name == "sub" else ("102", ())
            row, place, label = Appraisal.objects.get(pk=key), self.place(unit, assigned=assigned), f"{self.c}.{name}"
            self.world.marks.append((Action.APPRAISAL_VIEW, row.name, place))
            self.world.add("appraisal", label, place, row.version, key=key)
            file = AppraisalFile.objects.get(appraisal=row)
            self.world.add("appraisal-file", label, place, key=key, file=file.pk)
            for score in ExpertScore.objects.filter(appraisal=row):
                self.world.add("score", label, place, score.version, key=key, score=score.pk)

    def of_monitoring(self) -> None:
        add, c, whole = self.world.add, self.c, self.whole
        add("round", c, whole, self.version(Round, self.round), {"unit": str(self.units["101"].lineage)}, key=self.round)
        add("draft-round", c, whole, self.version(Round, self.draft_round), key=self.draft_round)
        self.world.marks.append((Action.ROUND_EDIT, f"{self.mark}暗号筹备批次", whole))
        for name, key in self.forms.items():
            self.of_form(name, key)
        for unit in ("101001", "102", "501"):
            place = self.at_object("fund") if unit == "501" else self.place(unit)
            add("round-unit", f"{c}.{unit}", place, 1, {"unit": self.units[unit].lineage}, key=self.round)
            add("desk-unit", f"{c}.{unit}", whole, key=self.round, unit=self.units[unit].pk)
        for report in MonitoringReport.objects.filter(round=self.round).select_related("unit"):
            place = self.place(report.unit.code)
            add("report", f"{c}.{report.unit.code}", place, report.version, key=report.pk)
            self.world.inner.append((Action.REPORT_VIEW, f"{self.mark}{report.unit.code}暗号经验", place))
        appeal = Appeal.objects.get(round=self.round)
        add("appeal", c, self.place("101001"), appeal.version, {"appeal": appeal.pk}, key=self.round)
        self.world.inner.append((Action.FORM_VIEW, appeal.text, self.place("101001")))
        self.world.inner.append((Action.FORM_VIEW, f"{self.mark}暗号催报", self.place("102")))
        add("paper", c, whole, key=RoundPaper.objects.get(round=self.round).pk)
        own = self.stage.people[f"{self.prefix}office"]
        add("upload", c, replace(whole, person=own), self.version(Upload, self.uploads["office"]), key=self.uploads["office"])
        self.world.inner.append((Action.FORM_VIEW, f"{self.mark}u101001暗号表", self.place("101001")))
        self.world.inner.append((Action.FORM_PROXY, f"{self.mark}office暗号表", whole))

    def of_form(self, name: str, key: UUID) -> None:
        add, label, place = self.world.add, f"{self.c}.{name}", self.at_object(name)
        version = self.version(MonitoringForm, key)
        add("form", label, place, version, key=key)
        for row in list(judged(MonitoringForm.objects.select_related(*JOINED).get(pk=key)).sheet.numbered)[:1]:
            add("measured-form", label, place, version, {"row": row}, key=key)
        add("round-form", label, place, version, {"selected": f"{key}:{version}"}, key=self.round)
        if name in ("sub", "fund"):
            self.world.inner.append((Action.FORM_VIEW, f"{self.mark}{name}暗号进展", place))
            self.world.inner.append((Action.FORM_VIEW, f"{self.mark}{name}暗号佐证", place))
        for paper in Evidence.objects.filter(form=key):
            add("evidence", label, place, key=paper.pk)
        for finding in FormFinding.objects.filter(form=key)[:1]:
            add("finding", label, place, finding.version, key=finding.pk)
            add("round-finding", label, place, 1, {"selected": f"{finding.pk}:{finding.version}"}, key=self.round)

    def of_region(self) -> None:
        add, c, whole = self.world.add, self.c, self.whole
        for code in ("101", "101001", "102", "501", "001004"):
            add("unit", f"{c}.{code}", self.place(code), self.version(Unit, self.units[code].pk), key=self.units[code].pk)
        someone = self.stage.people[f"{self.prefix}u102"]
        add("person", f"{c}.u102", whole, self.version(Person, someone), key=someone)
        held = Assignment.objects.select_related("post").get(person=someone)
        add("post", f"{c}.u102", whole, held.post.version, key=held.post_id)
        add("assignment", f"{c}.u102", whole, key=held.pk)
        add(
            "fund",
            c,
            Place(self.region, competent=self.units["102"].lineage, fund_divisions=frozenset({self.units["001004"].lineage})),
            key=self.fund,
        )
        add("payment", c, whole, key=Payment.objects.get(region=self.region, state="queued").pk)
        for intake in Intake.objects.filter(region=self.region):
            add("intake", f"{c}.{intake.register}", whole, intake.version, key=intake.pk)
        batch = ApprovalBatch.objects.get(region=self.region)
        add("batch", c, whole, batch.version, key=batch.pk)
        session = Session.objects.get(pk=self.session)
        add("session", c, whole, session.version, key=session.pk)
        item = SessionItem.objects.select_related("session").get(session=session)
        member = session.members.get().pk
        add("item", c, whole, item.version, {"member": member, "session": session.pk}, key=item.pk)
        add("start", c, whole, self.version(Start, self.start), key=self.start)
        add("start-unit", c, whole, key=self.start, item=self.start_unit.pk)
        add("start-object", c, whole, key=self.start, item=self.start_object.pk)
        add("start-doubt", c, whole, key=self.start, doubt=self.start_doubt.pk)
        add("indicator", c, whole, self.version(LibraryIndicator, self.indicator), key=self.indicator)
        for login in ("u101001", "office"):
            person = self.stage.people[f"{self.prefix}{login}"]
            add("job", f"{c}.{login}", replace(whole, person=person), job=self.jobs[login])
            notice = Notice.objects.filter(person=person, region=self.region).latest("sent_at", "pk")
            add("notice", f"{c}.{login}", replace(whole, person=person), notice=notice.pk)
        add("api-key", c, whole, key=self.keys["office"].id)


def build() -> World:
    """The two counties and the city above them, whose office looks on."""
    world = World()
    made = opening.found_region(
        opening.INSTALLER, "990000000", "示例市", YEAR,
        first=opening.FirstPeople(logins={role: f"city.{login}" for login, role in opening.ROLES.items()}), at=moment("2023-01-02 08:00"),
    )  # fmt: skip
    world.people["city.office"] = made.accounts[Role.OFFICE].person
    world.regions["city"] = made.region
    builders: list[_Builder] = []
    for c, mark, code in (("a", "示例", "990100000"), ("b", "邻邑", "990200000")):
        builders.append(_Builder(world, c, mark, code))
        builders[-1].build()
    for builder in builders:
        builder.finish()
    Person.objects.update(must_change_password=False, password_changed_at=AT)
    return world


def visible(actor: Actor, action: Action, place: Place) -> bool:
    return may(actor, action, place).allowed


__all__ = ["AT", "TODAY", "YEAR", "Thing", "World", "build", "visible", "Post", "Region", "datetime"]
