"""Who may do what to what, and why not: one table of role × action × relation.

Every page, file, export and call asks here: ``may`` about one thing in hand, ``reach`` for the restriction of a list.
Both read ``TABLE``; a property test holds them together.  Units and divisions are named by their *lineage*, which
stays the same from year to year.  Source: domain.md "Who may do what"; 谁支出、谁负责，谁申请资金、谁设定目标，
谁分配资金、谁审核目标; 三员分立 (system, security and audit administrators apart).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """Roles of mission A5."""

    REPORTER = "reporter"
    DEPARTMENT = "department"
    DIVISION = "division"
    OFFICE = "office"
    LEADER = "leader"
    EXPERT = "expert"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"

    @property
    def chinese(self) -> str:
        return ROLE_NAMES[self]

    @property
    def administers(self) -> bool:
        """One of the three administrators."""
        return self in ADMINISTRATORS


ROLE_NAMES: Mapping[Role, str] = {
    Role.REPORTER: "单位填报人",
    Role.DEPARTMENT: "主管部门审核人",
    Role.DIVISION: "业务股室审核人",
    Role.OFFICE: "绩效股经办人",
    Role.LEADER: "局领导",
    Role.EXPERT: "第三方、专家",
    Role.SYSTEM: "系统管理员",
    Role.SECURITY: "安全管理员",
    Role.AUDIT: "审计管理员",
}
ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})


class Relation(StrEnum):
    """How a duty stands to a thing."""

    OWN = "own"
    BELOW = "below"
    COMPETENT = "competent"
    RESPONSIBLE = "responsible"
    FUND = "fund"
    REGION = "region"
    REGION_BELOW = "region_below"
    ASSIGNED = "assigned"
    SELF = "self"

    @property
    def chinese(self) -> str:
        return _RELATION_NAMES[self]


_RELATION_NAMES = {
    Relation.OWN: "本单位",
    Relation.BELOW: "下属单位",
    Relation.COMPETENT: "主管的项目",
    Relation.RESPONSIBLE: "对口部门",
    Relation.FUND: "所管资金",
    Relation.REGION: "本地区",
    Relation.REGION_BELOW: "下级地区",
    Relation.ASSIGNED: "受委派",
    Relation.SELF: "本人",
}


class Action(StrEnum):
    """What can be done; the first part names the thing."""

    ORGANISATION_VIEW = "organisation.view"
    ORGANISATION_EDIT = "organisation.edit"
    YEAR_ROLL = "year.roll"
    START = "start.run"
    PERSON_VIEW = "person.view"
    PERSON_EDIT = "person.edit"
    POST_ASSIGN = "post.assign"
    HANDOVER = "handover.run"
    SETTINGS_EDIT = "settings.edit"
    ACCESS_VIEW = "access.view"
    AUDIT_VIEW = "audit.view"
    LIBRARY_VIEW = "library.view"
    LIBRARY_EDIT = "library.edit"
    PROGRAM_VIEW = "program.view"
    PROGRAM_EDIT = "program.edit"
    MONEY_REPORT = "money.report"
    MONEY_EDIT = "money.edit"
    PAYMENT_IMPORT = "payment.import"
    PAYMENT_VIEW = "payment.view"
    APPRAISAL_VIEW = "appraisal.view"
    APPRAISAL_DRAFT = "appraisal.draft"
    APPRAISAL_DEPARTMENT = "appraisal.department"
    APPRAISAL_FINANCE = "appraisal.finance"
    APPRAISAL_SCORE = "appraisal.score"
    APPRAISAL_DECIDE = "appraisal.decide"
    TARGET_VIEW = "target.view"
    TARGET_DRAFT = "target.draft"
    TARGET_DEPARTMENT = "target.department"
    TARGET_FINANCE = "target.finance"
    TARGET_SESSION = "target.session"
    TARGET_APPROVE = "target.approve"
    ROUND_VIEW = "round.view"
    ROUND_EDIT = "round.edit"
    ROUND_CHASE = "round.chase"
    PAPER_VIEW = "paper.view"
    FORM_VIEW = "form.view"
    FORM_FILL = "form.fill"
    FORM_PROXY = "form.proxy"
    FORM_DEPARTMENT = "form.department"
    FORM_FINANCE = "form.finance"
    FORM_OFFICE = "form.office"
    FINDING_DECIDE = "finding.decide"
    REPORT_VIEW = "report.view"
    REPORT_DRAFT = "report.draft"
    REPORT_REVIEW = "report.review"
    QUALITY_DECIDE = "quality.decide"
    JOB_VIEW = "job.view"
    NOTICE_VIEW = "notice.view"
    ACCOUNT_SELF = "account.self"

    @property
    def chinese(self) -> str:
        return ACTION_NAMES[self]


ACTION_NAMES: Mapping[Action, str] = {
    Action.ORGANISATION_VIEW: "查看单位",
    Action.ORGANISATION_EDIT: "维护单位、股室",
    Action.YEAR_ROLL: "结转到新年度",
    Action.START: "从现有材料建库",
    Action.PERSON_VIEW: "查看人员",
    Action.PERSON_EDIT: "维护账号",
    Action.POST_ASSIGN: "授予、收回岗位",
    Action.HANDOVER: "办理交接",
    Action.SETTINGS_EDIT: "修改参数设置",
    Action.ACCESS_VIEW: "查看权限表",
    Action.AUDIT_VIEW: "查看操作日志",
    Action.LIBRARY_VIEW: "查看指标库",
    Action.LIBRARY_EDIT: "维护指标库",
    Action.PROGRAM_VIEW: "查看绩效对象",
    Action.PROGRAM_EDIT: "维护绩效对象",
    Action.MONEY_REPORT: "自报执行数",
    Action.MONEY_EDIT: "维护预算资金",
    Action.PAYMENT_IMPORT: "导入支出明细",
    Action.PAYMENT_VIEW: "查看支出明细",
    Action.APPRAISAL_VIEW: "查看事前评估",
    Action.APPRAISAL_DRAFT: "申报事前评估",
    Action.APPRAISAL_DEPARTMENT: "部门评估",
    Action.APPRAISAL_FINANCE: "财政评估",
    Action.APPRAISAL_SCORE: "专家打分",
    Action.APPRAISAL_DECIDE: "核定评估结果",
    Action.TARGET_VIEW: "查看绩效目标",
    Action.TARGET_DRAFT: "编报绩效目标",
    Action.TARGET_DEPARTMENT: "部门审核目标",
    Action.TARGET_FINANCE: "财政审核目标",
    Action.TARGET_SESSION: "组织集中会审",
    Action.TARGET_APPROVE: "批复目标",
    Action.ROUND_VIEW: "查看监控批次",
    Action.ROUND_EDIT: "组织监控批次",
    Action.ROUND_CHASE: "催报",
    Action.PAPER_VIEW: "查看监控批次文件",
    Action.FORM_VIEW: "查看监控表",
    Action.FORM_FILL: "填报监控表",
    Action.FORM_PROXY: "代录监控表",
    Action.FORM_DEPARTMENT: "部门审核监控表",
    Action.FORM_FINANCE: "财政审核监控表",
    Action.FORM_OFFICE: "绩效股审核监控表",
    Action.FINDING_DECIDE: "认定问题",
    Action.REPORT_VIEW: "查看监控报告",
    Action.REPORT_DRAFT: "撰写监控报告",
    Action.REPORT_REVIEW: "审核监控报告",
    Action.QUALITY_DECIDE: "复核填报质量分",
    Action.JOB_VIEW: "查看本人的任务",
    Action.NOTICE_VIEW: "查看本人的消息",
    Action.ACCOUNT_SELF: "修改本人密码",
}

_OWN = frozenset({Relation.OWN})
_DOWN = frozenset({Relation.OWN, Relation.BELOW})
_COMPETENT = frozenset({Relation.OWN, Relation.BELOW, Relation.COMPETENT})
_DIVISION = frozenset({Relation.OWN, Relation.RESPONSIBLE, Relation.FUND})
_REGION = frozenset({Relation.REGION})
_ABOVE = frozenset({Relation.REGION, Relation.REGION_BELOW})
_ASSIGNED = frozenset({Relation.ASSIGNED})
_SELF = frozenset({Relation.SELF})

_SEEN_BY_BUSINESS: Mapping[Role, frozenset[Relation]] = {
    Role.REPORTER: _COMPETENT,
    Role.DEPARTMENT: _COMPETENT,
    Role.DIVISION: _DIVISION,
    Role.OFFICE: _ABOVE,
    Role.LEADER: _ABOVE,
}
_EVERYONE: Mapping[Role, frozenset[Relation]] = dict.fromkeys(Role, _REGION)

TABLE: Mapping[Action, Mapping[Role, frozenset[Relation]]] = {
    Action.ORGANISATION_VIEW: {
        **_SEEN_BY_BUSINESS,
        Role.DIVISION: _REGION,
        Role.SYSTEM: _REGION,
        Role.SECURITY: _REGION,
    },
    Action.ORGANISATION_EDIT: {Role.OFFICE: _REGION, Role.SYSTEM: _REGION},
    Action.YEAR_ROLL: {Role.OFFICE: _REGION},
    Action.START: {Role.OFFICE: _REGION},
    Action.PERSON_VIEW: {Role.OFFICE: _REGION, Role.SYSTEM: _REGION, Role.SECURITY: _REGION},
    Action.PERSON_EDIT: {Role.SYSTEM: _REGION},
    Action.POST_ASSIGN: {Role.SECURITY: _REGION},
    Action.HANDOVER: {Role.SECURITY: _REGION},
    Action.SETTINGS_EDIT: {Role.SYSTEM: _REGION},
    Action.ACCESS_VIEW: _EVERYONE,
    Action.AUDIT_VIEW: {Role.AUDIT: _REGION},
    Action.LIBRARY_VIEW: {role: _REGION for role in Role if not role.administers},
    Action.LIBRARY_EDIT: {Role.OFFICE: _REGION},
    Action.PROGRAM_VIEW: _SEEN_BY_BUSINESS,
    Action.PROGRAM_EDIT: {Role.OFFICE: _REGION},
    Action.MONEY_REPORT: {Role.REPORTER: _OWN, Role.OFFICE: _REGION},
    Action.MONEY_EDIT: {Role.OFFICE: _REGION},
    Action.PAYMENT_IMPORT: {Role.OFFICE: _REGION},
    Action.PAYMENT_VIEW: _SEEN_BY_BUSINESS,
    Action.APPRAISAL_VIEW: {**_SEEN_BY_BUSINESS, Role.EXPERT: _ASSIGNED},
    Action.APPRAISAL_DRAFT: {Role.REPORTER: _OWN},
    Action.APPRAISAL_DEPARTMENT: {Role.DEPARTMENT: _COMPETENT},
    Action.APPRAISAL_FINANCE: {Role.DIVISION: _DIVISION, Role.OFFICE: _REGION},
    Action.APPRAISAL_SCORE: {Role.EXPERT: _ASSIGNED},
    Action.APPRAISAL_DECIDE: {Role.OFFICE: _REGION, Role.LEADER: _REGION},
    Action.TARGET_VIEW: _SEEN_BY_BUSINESS,
    Action.TARGET_DRAFT: {Role.REPORTER: _OWN},
    Action.TARGET_DEPARTMENT: {Role.DEPARTMENT: _COMPETENT},
    Action.TARGET_FINANCE: {Role.DIVISION: frozenset({Relation.RESPONSIBLE, Relation.FUND}), Role.OFFICE: _REGION},
    Action.TARGET_SESSION: {Role.OFFICE: _REGION},
    Action.TARGET_APPROVE: {Role.OFFICE: _REGION, Role.LEADER: _REGION},
    Action.ROUND_VIEW: {
        **dict.fromkeys((Role.REPORTER, Role.DEPARTMENT, Role.DIVISION), _REGION),
        Role.OFFICE: _ABOVE,
        Role.LEADER: _ABOVE,
    },
    Action.ROUND_EDIT: {Role.OFFICE: _REGION},
    Action.ROUND_CHASE: {Role.DEPARTMENT: frozenset({Relation.BELOW, Relation.COMPETENT}), Role.DIVISION: _DIVISION, Role.OFFICE: _REGION},
    Action.PAPER_VIEW: {Role.OFFICE: _REGION, Role.LEADER: _REGION},
    Action.FORM_VIEW: _SEEN_BY_BUSINESS,
    Action.FORM_FILL: {Role.REPORTER: _OWN},
    Action.FORM_PROXY: {Role.OFFICE: _REGION},
    Action.FORM_DEPARTMENT: {Role.DEPARTMENT: _COMPETENT},
    Action.FORM_FINANCE: {Role.DIVISION: frozenset({Relation.RESPONSIBLE, Relation.FUND}), Role.OFFICE: _REGION},
    Action.FORM_OFFICE: {Role.OFFICE: _REGION},
    Action.FINDING_DECIDE: {Role.DIVISION: frozenset({Relation.RESPONSIBLE, Relation.FUND}), Role.OFFICE: _REGION},
    Action.REPORT_VIEW: _SEEN_BY_BUSINESS,
    Action.REPORT_DRAFT: {Role.REPORTER: _OWN, Role.DEPARTMENT: _OWN, Role.OFFICE: _REGION},
    Action.REPORT_REVIEW: {Role.DIVISION: frozenset({Relation.RESPONSIBLE, Relation.FUND}), Role.OFFICE: _REGION},
    Action.QUALITY_DECIDE: {Role.OFFICE: _REGION},
    Action.JOB_VIEW: dict.fromkeys(Role, _SELF),
    Action.NOTICE_VIEW: dict.fromkeys(Role, _SELF),
    Action.ACCOUNT_SELF: dict.fromkeys(Role, _SELF),
}
"""What each role may do, and to things that stand in which relation to the duty's unit, division or region."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A post held: the role, where, until when.  ``unit`` is the lineage of the unit, division or agency of the post."""

    role: Role
    region: UUID
    unit: UUID
    unit_name: str = ""
    post: UUID | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with the duties held today.  ``below`` are the regions under the duties' own."""

    id: UUID
    name: str
    region: UUID
    duties: tuple[Duty, ...] = ()
    below: frozenset[UUID] = frozenset()
    on_behalf: str | None = None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(duty.role for duty in self.duties)

    def can(self, action: Action) -> bool:
        """Whether any duty allows the action on anything at all: for menus and buttons above lists."""
        return bool(reach(self, action))

    def hat(self, action: Action) -> str:
        """Under which duty the action is done, for the trail; who is administrator and something else as well is shown as such:
        系统管理员（兼安全管理员）."""
        role = next((duty.role for duty in self.duties if duty.role in TABLE[action]), None)
        if role is None:
            return ""
        both = self.roles if role.administers else self.roles & ADMINISTRATORS
        others = "、".join(other.chinese for other in Role if other in both and other is not role)
        return f"{role.chinese}（兼{others}）" if others else role.chinese


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands.  ``line`` is the lineage of its unit and of every unit above, own unit last."""

    region: UUID
    line: tuple[UUID, ...] = ()
    competent: UUID | None = None
    divisions: frozenset[UUID] = frozenset()
    fund_divisions: frozenset[UUID] = frozenset()
    assigned: frozenset[UUID] = frozenset()
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Things in ``relation`` to ``anchor`` (a lineage, a region or a person) are within reach."""

    relation: Relation
    anchor: UUID
    region: UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be done; if not, ``why`` says it and ``whom`` names the roles that may."""

    allowed: bool
    relation: Relation | None = None
    duty: Duty | None = None
    why: str = ""
    whom: str = ""


def relations(duty: Duty, actor: Actor, place: Place) -> frozenset[Relation]:
    """Every relation in which the thing stands to the duty."""
    if place.region != duty.region:
        return frozenset({Relation.REGION_BELOW}) if place.region in actor.below else frozenset()
    held = {
        Relation.REGION: True,
        Relation.OWN: bool(place.line) and place.line[-1] == duty.unit,
        Relation.BELOW: duty.unit in place.line[:-1],
        Relation.COMPETENT: place.competent == duty.unit,
        Relation.RESPONSIBLE: duty.unit in place.divisions,
        Relation.FUND: duty.unit in place.fund_divisions,
        Relation.ASSIGNED: actor.id in place.assigned,
        Relation.SELF: place.person == actor.id,
    }
    return frozenset(relation for relation, holds in held.items() if holds)


def may(actor: Actor, action: Action, place: Place) -> Answer:
    """May this actor do this to a thing standing there, and why not."""
    for duty in actor.duties:
        common = TABLE[action].get(duty.role, frozenset()) & relations(duty, actor, place)
        if common:
            return Answer(True, relation=min(common), duty=duty)
    return Answer(False, why=why_not(actor, action), whom=whom(action))


def why_not(actor: Actor, action: Action) -> str:
    """The reason of a refusal, without telling anything about the thing."""
    if not actor.duties:
        return "你现在没有岗位"
    if not actor.can(action):
        return f"“{action.chinese}”不在你的岗位（{'、'.join(sorted({duty.role.chinese for duty in actor.duties}))}）职责内"
    return f"这一条不在你办理“{action.chinese}”的范围内"


def whom(action: Action) -> str:
    """Who may do it: the roles, in words."""
    return "、".join(role.chinese for role in Role if TABLE[action].get(role))


def reach(actor: Actor, action: Action) -> tuple[Grant, ...]:
    """Everything the actor may do this to, as relations to anchors: what a list is restricted by."""
    grants: dict[Grant, None] = {}
    for duty in actor.duties:
        for relation in sorted(TABLE[action].get(duty.role, frozenset())):
            for anchor, region in _anchors(relation, duty, actor):
                grants[Grant(relation, anchor, region)] = None
    return tuple(grants)


def _anchors(relation: Relation, duty: Duty, actor: Actor) -> Iterable[tuple[UUID, UUID]]:
    if relation is Relation.REGION:
        return ((duty.region, duty.region),)
    if relation is Relation.REGION_BELOW:
        return tuple((region, region) for region in sorted(actor.below))
    if relation in (Relation.ASSIGNED, Relation.SELF):
        return ((actor.id, duty.region),)
    return ((duty.unit, duty.region),)


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One line of the access page: an action and, by role, the relations in words ("—" for none)."""

    action: Action
    cells: Mapping[Role, str] = field(default_factory=dict)


def access_table() -> tuple[AccessRow, ...]:
    """The table as people read it."""
    return tuple(
        AccessRow(
            action,
            {role: "、".join(relation.chinese for relation in Relation if relation in TABLE[action].get(role, ())) or "—" for role in Role},
        )
        for action in Action
    )
