"""Two counties under one city, made by operations only, in which every role stands in every relation to something.

Names of things of the second county hold 邻; every object has words of its own (``mark``) that a page may show to those who see it
and to nobody else."""

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
