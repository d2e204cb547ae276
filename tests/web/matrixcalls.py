"""What every address of the site asks: whom it shows something, whom it lets act, what its parameters name.

An address without an entry fails ``test_access_matrix``: whoever adds one says here who may use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hengji.rules.access import Action

A = Action


class Anybody:
    """Everybody who has logged in, whatever the posts."""


ANYBODY = Anybody()
Asks = A | Anybody


@dataclass(frozen=True)
class Call:
    """``see``: what a GET asks of the thing, ``do``: what a POST asks; None: there is no such method.

    ``kind``: what the address names (``matrixworld.World.things``).  ``needs``: what must be possible for the person at all, on top
    (several: any of them).  ``glimpse``: who may see the thing may be told that acting on it is not theirs; others get 404.
    ``either``: this will do in the place of ``see`` and ``do``.  ``here``: only by a post of the thing's own region.  ``body``: a POST
    that would work but for the state things are in; ``{version}`` and the thing's ``more`` are filled in.  ``files``: with a file."""

    see: Asks | None = None
    do: Asks | None = None
    kind: str = ""
    needs: A | tuple[A, ...] | None = None
    needs_do: A | tuple[A, ...] | None = None
    glimpse: A | None = None
    either: A | None = None
    here: bool = False
    body: Mapping[str, Any] = field(default_factory=dict)
    files: bool = False
    json: bool = False


V = {"version": "{version}"}
_TARGET = {"kind": "declaration", "glimpse": A.TARGET_VIEW}
_APPRAISAL = {"kind": "appraisal", "glimpse": A.APPRAISAL_VIEW}
_ROUND = {"kind": "round", "glimpse": A.ROUND_VIEW}
_FORM = {"kind": "form", "glimpse": A.FORM_VIEW}
_FILLED: dict[str, Any] = {"do": A.FORM_FILL, "either": A.FORM_PROXY, "glimpse": A.FORM_VIEW}
_REPORT = {"kind": "report", "glimpse": A.REPORT_VIEW}
_TAKERS = (A.FORM_FILL, A.FORM_PROXY)
_MONEY: dict[str, Any] = {"see": A.PROGRAM_VIEW, "kind": "line", "glimpse": A.PROGRAM_VIEW}

CALLS: dict[str, Call] = {
    # accounts: one's own; the log-in pages are public and tested in test_sessions
    "account_logout": Call(do=ANYBODY),
    "password": Call(ANYBODY, ANYBODY),
    "mfa_index": Call(ANYBODY, ANYBODY),
    "mfa_codes": Call(do=ANYBODY),
    "workbench": Call(ANYBODY),
    # units, people, posts
    "organisations": Call(A.ORGANISATION_VIEW),
    "organisations-new": Call(A.ORGANISATION_EDIT, A.ORGANISATION_EDIT, body={"code": "777", "name": "新单位", "kind": "department"}),
    "organisations-divisions": Call(A.ORGANISATION_EDIT, A.ORGANISATION_EDIT),
    "organisations-import": Call(A.ORGANISATION_EDIT, A.ORGANISATION_EDIT, files=True),
    "organisations-template": Call(A.ORGANISATION_EDIT),
    "organisations-list": Call(A.ORGANISATION_EDIT),
    "organisations-unit": Call(A.ORGANISATION_VIEW, kind="unit"),
    "organisations-edit": Call(
        A.ORGANISATION_VIEW,
        A.ORGANISATION_EDIT,
        "unit",
        A.ORGANISATION_EDIT,
        glimpse=A.ORGANISATION_VIEW,
        body={**V, "code": "778", "name": "改名单位", "kind": "department"},
    ),
    "organisations-close": Call(do=A.ORGANISATION_EDIT, kind="unit", glimpse=A.ORGANISATION_VIEW, body={**V, "on": "2023-08-21"}),
    "people": Call(A.PERSON_VIEW),
    "people-new": Call(A.PERSON_EDIT, A.PERSON_EDIT, body={"login": "fresh", "name": "新人"}),
    "people-accounts": Call(ANYBODY),  # shows what this very session has just made, or leads away
    "people-import": Call(A.PERSON_EDIT, A.PERSON_EDIT, files=True),
    "people-template": Call(A.PERSON_EDIT),
    "people-list": Call(A.PERSON_EDIT),
    "organisations-person": Call(A.PERSON_VIEW, kind="person"),
    "people-edit": Call(
        A.PERSON_VIEW, A.PERSON_EDIT, "person", A.PERSON_EDIT, glimpse=A.PERSON_VIEW, body={**V, "login": "renamed", "name": "改名"}
    ),
    "people-disable": Call(do=A.PERSON_EDIT, kind="person", glimpse=A.PERSON_VIEW, body={**V, "why": "离岗"}),
    "people-enable": Call(do=A.PERSON_EDIT, kind="person", glimpse=A.PERSON_VIEW, body=V),
    "people-reset": Call(do=A.PERSON_EDIT, kind="person", glimpse=A.PERSON_VIEW),
    "people-factor": Call(do=A.POST_ASSIGN, kind="person", glimpse=A.PERSON_VIEW),
    "people-handover": Call(A.PERSON_VIEW, A.PERSON_VIEW, "person", A.HANDOVER, A.HANDOVER, body={"on": "2023-08-21", "why": "轮岗"}),
    "organisations-posts": Call(A.PERSON_VIEW),
    "posts-grant": Call(A.POST_ASSIGN, A.POST_ASSIGN),
    "organisations-proposals": Call(A.POST_ASSIGN, A.POST_ASSIGN, body={"what": "grant"}),
    "posts-withdraw": Call(do=A.POST_ASSIGN, kind="assignment", glimpse=A.PERSON_VIEW, body={"on": "2023-08-21", "why": "离岗"}),
    "posts-close": Call(do=A.POST_ASSIGN, kind="post", glimpse=A.PERSON_VIEW, body=V),
    "county-settings": Call(A.SETTINGS_EDIT, A.SETTINGS_EDIT, body={"version": "1", "password_days": "90", "idle_minutes": "30"}),
    "access": Call(ANYBODY),
    "year": Call(do=ANYBODY, body={"year": "2023", "next": "/"}),
    "search": Call(ANYBODY),
    # keys of other systems
    "access-keys": Call(A.PERSON_EDIT),
    "access-keys-new": Call(A.PERSON_EDIT, A.PERSON_EDIT, body={"name": "接口", "login": "api.new", "account_name": "系统"}),
    "access-keys-made": Call(A.PERSON_EDIT),
    "access-key": Call(A.PERSON_EDIT, kind="api-key"),
    "access-key-revoke": Call(do=A.PERSON_EDIT, kind="api-key", body={**V, "why": "停用"}),
    # programs and money
    "programs": Call(A.PROGRAM_VIEW),
    "programs-new": Call(A.PROGRAM_EDIT, A.PROGRAM_EDIT, body={"kind": "project", "name": "新增"}),
    "programs-confirm": Call(do=A.PROGRAM_EDIT),
    "programs-coverage": Call(A.PROGRAM_VIEW),
    "programs-export": Call(A.PROGRAM_VIEW),
    "programs-funds": Call(A.PROGRAM_VIEW),
    "programs-fund-new": Call(A.MONEY_EDIT, A.MONEY_EDIT, body={"name": "新资金"}),
    "programs-fund": Call(
        A.PROGRAM_VIEW, A.MONEY_EDIT, "fund", A.MONEY_EDIT, A.MONEY_EDIT, glimpse=A.PROGRAM_VIEW, body={**V, "name": "改名资金"}
    ),
    "programs-payments": Call(A.PAYMENT_VIEW),
    "programs-payment": Call(
        A.PAYMENT_IMPORT,
        A.PAYMENT_IMPORT,
        "payment",
        A.PAYMENT_IMPORT,
        A.PAYMENT_IMPORT,
        body={**V, "what": "aside", "reason": "不是项目支出"},
    ),
    "programs-imports": Call(A.PAYMENT_IMPORT, A.PAYMENT_IMPORT, files=True),
    "programs-import": Call(A.PAYMENT_IMPORT, A.PAYMENT_IMPORT, "intake", body={**V, "what": "discard"}),
    "programs-template": Call(A.PAYMENT_IMPORT),
    "program": Call(A.PROGRAM_VIEW, kind="program"),
    "program-edit": Call(
        A.PROGRAM_VIEW, A.PROGRAM_EDIT, "program", A.PROGRAM_EDIT, glimpse=A.PROGRAM_VIEW, body={**V, "kind": "project", "name": "改名"}
    ),
    "program-payments": Call(A.PROGRAM_VIEW, kind="program"),
    "program-act": Call(do=A.PROGRAM_EDIT, kind="program", glimpse=A.PROGRAM_VIEW, body={**V, "what": "close", "reason": "撤销"}),
    "program-line-new": Call(
        A.PROGRAM_VIEW,
        A.MONEY_EDIT,
        "program",
        A.MONEY_EDIT,
        glimpse=A.PROGRAM_VIEW,
        body={"budget_kind": "general_public", "level": "county", "initial": "1"},
    ),
    "program-line": Call(**_MONEY, do=A.MONEY_EDIT, needs=A.MONEY_EDIT, body={**V, "budget_kind": "general_public", "level": "county"}),
    "program-line-adjust": Call(
        **_MONEY, do=A.MONEY_EDIT, needs=A.MONEY_EDIT, body={**V, "document": "文号", "on": "2023-08-01", "change": "1"}
    ),
    "program-line-report": Call(**_MONEY, do=A.MONEY_REPORT, needs=A.MONEY_REPORT, body={**V, "amount": "1", "on": "2023-08-01"}),
    "program-line-remove": Call(do=A.MONEY_EDIT, kind="line", glimpse=A.PROGRAM_VIEW, body=V),
    # library
    "library": Call(A.LIBRARY_VIEW),
    "library-new": Call(A.LIBRARY_EDIT, A.LIBRARY_EDIT, body={"name": "新指标", "category": "交通运输", "level2": "数量指标"}),
    "library-adopt": Call(do=A.LIBRARY_EDIT, body={"selected": "{foreign-indicator}"}),
    "library-merge": Call(do=A.LIBRARY_EDIT, body={"selected": "{own-indicator}"}),
    "library-fields": Call(A.LIBRARY_VIEW, A.LIBRARY_EDIT, body={"name": "新领域", "words": "词"}),
    "library-reference": Call(do=A.LIBRARY_EDIT),
    "library-import": Call(A.LIBRARY_EDIT, A.LIBRARY_EDIT, files=True),
    "library-template": Call(A.LIBRARY_VIEW),
    "library-whole": Call(A.LIBRARY_VIEW),
    "library-suggest": Call(A.LIBRARY_VIEW),
    "library-indicator": Call(A.LIBRARY_VIEW, kind="indicator"),
    "library-edit": Call(
        A.LIBRARY_EDIT, A.LIBRARY_EDIT, "indicator", body={**V, "name": "改名指标", "category": "交通运输", "level2": "数量指标"}
    ),
    "library-retire": Call(do=A.LIBRARY_EDIT, kind="indicator", body={**V, "why": "不用了"}),
    "library-restore": Call(do=A.LIBRARY_EDIT, kind="indicator", body={**V, "why": "再用"}),
    # appraisal
    "appraisals": Call(A.APPRAISAL_VIEW),
    "appraisal-summary": Call(A.APPRAISAL_VIEW),
    "appraisal-missing": Call(A.APPRAISAL_VIEW),
    "appraisal-new": Call(A.APPRAISAL_DRAFT, A.APPRAISAL_DRAFT, body={"name": "新评估", "kind": "project", "unit": "{own-unit}"}),
    "appraisal": Call(A.APPRAISAL_VIEW, kind="appraisal"),
    "appraisal-edit": Call(A.APPRAISAL_VIEW, A.APPRAISAL_DRAFT, **_APPRAISAL, body={**V, "name": "改"}),
    "appraisal-save": Call(do=A.APPRAISAL_DRAFT, **_APPRAISAL, body={**V, "name": "改"}),
    "appraisal-attach": Call(do=A.APPRAISAL_DRAFT, **_APPRAISAL, files=True),
    "appraisal-file": Call(A.APPRAISAL_VIEW, kind="appraisal-file"),
    "appraisal-detach": Call(do=A.APPRAISAL_DRAFT, kind="appraisal-file", glimpse=A.APPRAISAL_VIEW),
    "appraisal-step": Call(do=A.APPRAISAL_FINANCE, **_APPRAISAL, body={**V, "action": "return", "opinion": "请补充"}),
    "appraisal-assign": Call(
        do=A.APPRAISAL_FINANCE, **_APPRAISAL, body={**V, "expert": "{expert}", "starts": "2023-08-21", "ends": "2023-09-01"}
    ),
    "appraisal-release": Call(do=A.APPRAISAL_FINANCE, kind="score", glimpse=A.APPRAISAL_VIEW, body={**V, "why": "回避"}),
    "appraisal-extend": Call(do=A.APPRAISAL_FINANCE, kind="score", glimpse=A.APPRAISAL_VIEW, body={**V, "ends": "2023-10-01"}),
    "appraisal-decide": Call(
        do=A.APPRAISAL_DECIDE, **_APPRAISAL, body={**V, "supported": "1", "result": "reject", "on": "2023-08-21", "reason": "不予支持"}
    ),
    "appraisal-program": Call(do=A.PROGRAM_EDIT, **_APPRAISAL, body={**V, "code": ""}),
    "appraisal-opinion": Call(A.APPRAISAL_VIEW, kind="appraisal"),
    "appraisal-report": Call(A.APPRAISAL_FINANCE, kind="appraisal", either=A.APPRAISAL_DECIDE),
    "appraisal-score": Call(A.APPRAISAL_SCORE, A.APPRAISAL_SCORE, "appraisal", body=V),
    "appraisal-score-save": Call(do=A.APPRAISAL_SCORE, kind="appraisal", body=V),
    # targets
    "targets": Call(A.TARGET_VIEW),
    "targets-of": Call(A.TARGET_VIEW, kind="program"),
    "targets-missing": Call(A.TARGET_VIEW),
    "targets-missing-export": Call(A.TARGET_VIEW),
    "targets-certificate": Call(A.TARGET_VIEW, kind="program"),
    "targets-declare": Call(do=A.TARGET_DRAFT, kind="program", glimpse=A.TARGET_VIEW, body={"kind": "adjustment"}),
    "targets-declaration": Call(A.TARGET_VIEW, kind="declaration"),
    "targets-edit": Call(A.TARGET_VIEW, kind="declaration"),
    "targets-save": Call(do=A.TARGET_DRAFT, **_TARGET, json=True, body={"version": "{version}", "cells": [], "rows": []}),
    "targets-text": Call(do=A.TARGET_DRAFT, **_TARGET, json=True, body={"field": "goal", "was": "", "text": "改"}),
    "targets-remarks": Call(A.TARGET_VIEW, kind="declaration"),
    "targets-answer": Call(do=A.TARGET_DRAFT, **_TARGET, body={"key": "x", "answer": "说明"}),
    "targets-suggest": Call(A.TARGET_VIEW, kind="declaration", needs=A.LIBRARY_VIEW),
    "targets-cite": Call(do=A.TARGET_DRAFT, **_TARGET, json=True, body={"row": "1", "indicator": "{own-indicator}"}),
    "targets-step": Call(do=A.TARGET_DRAFT, **_TARGET, body=V),
    "targets-attach": Call(do=A.TARGET_DRAFT, **_TARGET, files=True),
    "targets-attachment": Call(A.TARGET_VIEW, kind="target-file"),
    "targets-detach": Call(do=A.TARGET_DRAFT, kind="target-file", glimpse=A.TARGET_VIEW),
    "targets-excel": Call(A.TARGET_VIEW, kind="declaration"),
    "targets-import": Call(A.TARGET_VIEW, A.TARGET_DRAFT, **_TARGET, needs=A.TARGET_DRAFT, files=True),
    "targets-excel-all": Call(A.TARGET_DRAFT),
    "targets-import-many": Call(A.TARGET_DRAFT, A.TARGET_DRAFT, files=True),
    "targets-import-apply": Call(do=A.TARGET_DRAFT, body={"token": "x"}),
    "targets-review": Call(A.TARGET_VIEW, kind="declaration"),
    "targets-judge": Call(do=A.TARGET_VIEW, kind="declaration", glimpse=A.TARGET_VIEW, body={**V, "opinion": "请修改"}),
    "targets-revision": Call(A.TARGET_VIEW, kind="revision"),
    "targets-ready": Call(A.TARGET_APPROVE),
    "targets-approve": Call(do=A.TARGET_APPROVE, body={"document": "文号", "on": "2023-08-21", "chosen": "{foreign-declaration}"}),
    "targets-batches": Call(A.TARGET_APPROVE),
    "targets-approval-paper": Call(A.TARGET_VIEW, kind="batch"),
    "targets-adjustment-paper": Call(A.TARGET_VIEW, kind="revision"),
    "targets-batch": Call(A.TARGET_VIEW, kind="batch"),
    "targets-confirm": Call(do=A.TARGET_APPROVE, kind="batch", glimpse=A.TARGET_VIEW, body=V),
    "targets-sessions": Call(A.TARGET_APPROVE),
    "targets-session-open": Call(do=A.TARGET_SESSION, body={"name": "会审二", "on": "2023-08-22"}),
    "targets-session": Call(A.TARGET_VIEW, kind="session"),
    "targets-session-invite": Call(
        do=A.TARGET_SESSION, kind="session", glimpse=A.TARGET_VIEW, body={**V, "name": "乙", "capacity": "expert"}
    ),
    "targets-session-call": Call(do=A.TARGET_SESSION, kind="session", glimpse=A.TARGET_VIEW, body={"chosen": "{foreign-declaration}"}),
    "targets-session-close": Call(do=A.TARGET_SESSION, kind="session", glimpse=A.TARGET_VIEW, body=V),
    "targets-minutes": Call(A.TARGET_VIEW, kind="session"),
    "targets-opine": Call(
        do=A.TARGET_SESSION, kind="item", glimpse=A.TARGET_VIEW, body={"member": "{member}", "session": "{session}", "stance": "agree"}
    ),
    "targets-conclude": Call(
        do=A.TARGET_SESSION, kind="item", glimpse=A.TARGET_VIEW, body={**V, "session": "{session}", "conclusion": "passed"}
    ),
    # monitoring: rounds
    "rounds": Call(A.ROUND_VIEW),
    "rounds-plan": Call(do=A.ROUND_EDIT, body={"calendar": "four"}),
    "rounds-new": Call(
        A.ROUND_EDIT, A.ROUND_EDIT, body={"name": "新批次", "as_of": "2023-09-30", "due_unit": "2023-10-15", "defaults": "1"}
    ),
    "rounds-days": Call(A.ROUND_VIEW, A.ROUND_EDIT, body={"first": "2023-10-01", "document": "国办发明电〔2022〕16号"}),
    "rounds-days-drop": Call(do=A.ROUND_EDIT, body={"first": "2023-10-01", "last": "2023-10-08"}),
    "rounds-round": Call(A.ROUND_VIEW, kind="round"),
    "rounds-leader": Call(A.ROUND_VIEW, kind="round"),
    "rounds-edit": Call(A.ROUND_EDIT, A.ROUND_EDIT, kind="round", body=V),
    "rounds-publish": Call(A.ROUND_EDIT, A.ROUND_EDIT, "draft-round", body=V),
    "rounds-drop": Call(do=A.ROUND_EDIT, kind="draft-round", body=V),
    "rounds-join": Call(A.ROUND_EDIT, A.ROUND_EDIT, **_ROUND, body=V),
    "rounds-extend": Call(do=A.ROUND_EDIT, **_ROUND, body={"unit": "{unit}", "until": "2023-08-30", "reason": "汛期"}),
    "rounds-close": Call(do=A.ROUND_EDIT, **_ROUND, body=V),
    "rounds-key": Call(A.ROUND_VIEW, A.ROUND_EDIT, **_ROUND, body={**V, "key_units": "{unit}"}),
    "rounds-forms": Call(A.ROUND_VIEW, kind="round"),
    "rounds-exempt": Call(do=A.ROUND_EDIT, kind="round-form", glimpse=A.FORM_VIEW, body={"selected": "{selected}", "reason": "停建"}),
    "rounds-include": Call(do=A.ROUND_EDIT, kind="round-form", glimpse=A.FORM_VIEW, body={"selected": "{selected}"}),
    "rounds-findings": Call(A.ROUND_VIEW, kind="round"),
    "rounds-findings-decide": Call(
        do=A.FINDING_DECIDE, kind="round-finding", glimpse=A.FORM_VIEW, body={"selected": "{selected}", "reason": "情况属实"}
    ),
    "rounds-falsealarms": Call(A.QUALITY_DECIDE, kind="round"),
    "rounds-quality": Call(A.ROUND_VIEW, kind="round"),
    "rounds-appeal": Call(do=A.FORM_FILL, kind="round-unit", body={"unit": "{unit}", "text": "请复核"}),
    "rounds-appeal-decide": Call(
        do=A.QUALITY_DECIDE, kind="appeal", glimpse=A.FORM_VIEW, body={**V, "appeal": "{appeal}", "reply": "维持"}
    ),
    "rounds-chase": Call(
        A.ROUND_VIEW, A.ROUND_CHASE, "round-unit", A.ROUND_CHASE, glimpse=A.FORM_VIEW, body={"units": "{unit}", "text": "请报送"}
    ),
    "rounds-sent": Call(A.ROUND_EDIT, A.ROUND_EDIT, **_ROUND),
    "rounds-rerun": Call(A.ROUND_EDIT, A.ROUND_EDIT, **_ROUND, body={**V, "rules": "common-practice"}),
    "rounds-papers": Call(A.PAPER_VIEW, kind="round"),
    "rounds-papers-make": Call(do=A.ROUND_EDIT, **_ROUND, body={"kind": "notice"}),
    "rounds-papers-template": Call(A.ROUND_EDIT, A.ROUND_EDIT, **_ROUND, files=True, body=V),
    "rounds-paper": Call(A.PAPER_VIEW, kind="paper"),
    # monitoring: forms
    "forms-queue": Call(A.FORM_VIEW),
    "forms-accept-many": Call(do=A.FORM_VIEW, body={"selected": "{foreign-form}"}),
    "forms-form": Call(A.FORM_VIEW, kind="form"),
    "forms-fill": Call(A.FORM_VIEW, kind="form"),
    "forms-save": Call(**_FILLED, kind="form", json=True, body={"version": "{version}", "cells": [], "rows": []}),
    "forms-answer": Call(**_FILLED, kind="form", json=True, body={"key": "x", "text": "说明"}),
    "forms-sign": Call(**_FILLED, kind="form", body=V),
    "forms-step": Call(**_FILLED, kind="form", body=V),
    "forms-measure": Call(do=A.FORM_VIEW, kind="measured-form", glimpse=A.FORM_VIEW, body={"row": "{row}", "measure": "level"}),
    "forms-attach": Call(**_FILLED, kind="form", files=True),
    "forms-evidence": Call(A.FORM_VIEW, kind="evidence"),
    "forms-detach": Call(**_FILLED, kind="evidence"),
    "forms-review": Call(A.FORM_VIEW, kind="form"),
    "forms-judge": Call(do=A.FORM_VIEW, **_FORM, body={**V, "opinion": "请补充"}),
    "forms-reply": Call(**_FILLED, kind="finding", body={**V, "text": "已整改"}),
    "forms-decide": Call(do=A.FINDING_DECIDE, kind="finding", glimpse=A.FORM_VIEW, body={**V, "reason": "情况属实"}),
    "forms-print": Call(A.FORM_VIEW, kind="form"),
    "forms-print-excel": Call(A.FORM_VIEW, kind="form"),
    # monitoring: returned Excel forms
    "forms-excel": Call(A.FORM_VIEW, A.FORM_FILL, **_FORM, either=A.FORM_PROXY, files=True),
    "rounds-uploads": Call(A.ROUND_VIEW, A.ROUND_VIEW, "round", _TAKERS, _TAKERS, here=True, files=True),
    "rounds-blanks": Call(A.ROUND_VIEW, A.FORM_PROXY, **_ROUND, needs=_TAKERS, here=True),
    "rounds-upload": Call(A.JOB_VIEW, A.JOB_VIEW, "upload", body={**V, "what": "discard"}),
    "rounds-desk": Call(A.FORM_PROXY, kind="round"),
    "rounds-feedback-all": Call(do=A.FORM_PROXY, kind="round"),
    "rounds-feedback": Call(A.FORM_PROXY, kind="desk-unit"),
    "rounds-feedback-sheet": Call(A.FORM_PROXY, kind="desk-unit"),
    # monitoring: reports
    "reports": Call(A.REPORT_VIEW),
    "reports-report": Call(A.REPORT_VIEW, kind="report"),
    "reports-text": Call(do=A.REPORT_DRAFT, **_REPORT, json=True, body={"field": "x", "was": "", "text": "改"}),
    "reports-outline": Call(do=A.REPORT_DRAFT, **_REPORT, body={**V, "outline": "huangyuan"}),
    "reports-word": Call(A.REPORT_VIEW, kind="report"),
    "reports-seal": Call(do=A.REPORT_DRAFT, **_REPORT, files=True, body=V),
    "reports-sealed": Call(A.REPORT_VIEW, kind="report"),
    "reports-unseal": Call(do=A.REPORT_DRAFT, **_REPORT, body=V),
    "reports-sent": Call(A.REPORT_VIEW, kind="report"),
    "reports-meeting": Call(do=A.REPORT_DRAFT, **_REPORT, body={**V, "on": "2023-08-21", "name": "党组会", "heard": "原则同意"}),
    "reports-step": Call(do=A.REPORT_DRAFT, **_REPORT, body=V),
    "reports-open": Call(do=A.ROUND_EDIT, **_ROUND),
    # starting
    "start": Call(A.START),
    "start-begin": Call(do=A.START, files=True, body={"year": "2030"}),
    "start-roll": Call(A.YEAR_ROLL, A.YEAR_ROLL),
    "start-one": Call(A.START, kind="start"),
    "start-apply": Call(do=A.START, kind="start", body=V),
    "start-drop": Call(do=A.START, kind="start", body=V),
    "start-keep": Call(do=A.START, kind="start", body={"tab": "units", "keep": "0", "selected": ""}),
    "start-settle": Call(do=A.START, kind="start-doubt"),
    "start-unit": Call(A.START, A.START, "start-unit", body={**V, "name": "改"}),
    "start-object": Call(A.START, A.START, "start-object", body={**V, "name": "改"}),
    # the trail, jobs, messages
    "audit": Call(A.AUDIT_VIEW),
    "audit-verify": Call(do=A.AUDIT_VIEW),
    "jobs": Call(ANYBODY),
    "job": Call(A.JOB_VIEW, kind="job"),
    "job-line": Call(A.JOB_VIEW, kind="job"),
    "job-cancel": Call(do=A.JOB_VIEW, kind="job"),
    "job-result": Call(A.JOB_VIEW, kind="job"),
    "notices": Call(ANYBODY),
    "notices-read": Call(do=ANYBODY),
    "notices-read-all": Call(do=ANYBODY),
    "notice": Call(A.NOTICE_VIEW, kind="notice"),
}

ARGUMENTS: dict[str, dict[str, str]] = {
    "targets-step": {"action": "drop"},
    "targets-judge": {"action": "return"},
    "rounds-findings-decide": {"action": "dismiss"},
    "forms-sign": {"part": "money"},
    "forms-step": {"action": "withdraw"},
    "forms-judge": {"action": "return"},
    "forms-decide": {"decision": "dismiss"},
    "reports-step": {"action": "submit"},
    "programs-template": {"register": "payments"},
}
"""Parts of an address that name no thing."""

BY_PROGRAM = {"targets-of", "targets-certificate", "targets-declare"}
"""Addresses that call the key of an object ``program``."""

PUBLIC = {"account_login", "account_second", "account_demo"}
"""Open to everybody; tested in ``tests/web/test_sessions.py``."""

STATEFUL = {
    "targets-certificate": "only of objects with a target", "job-result": "only of jobs that made a file",
    "people-accounts": "only right after accounts were made", "targets-excel-all": "only with an open draft",
    "appraisal-score": "only of an expert's own task", "appraisal-score-save": "only of an expert's own task",
    "targets-adjustment-paper": "only of an adjustment",
    "programs-import": "only while it is not applied", "rounds-papers-template": "only of a round with a template of its own",
    "reports-sealed": "only of a report with a stamped PDF", "reports-sent": "only of a report handed in",
    "reports-text": "only of a paragraph there is", "rounds-feedback-sheet": "only of a unit with something to be told",
}  # fmt: skip
"""Addresses that may answer 404 or 409 to who may use them, because of the state things are in, with the reason."""


API: dict[str, Call] = {
    "GET /me": Call(ANYBODY),
    "GET /units": Call(A.ORGANISATION_VIEW),
    "GET /programs": Call(A.PROGRAM_VIEW),
    "GET /targets": Call(A.TARGET_VIEW),
    "GET /programs/{key}/revisions": Call(A.TARGET_VIEW, kind="program"),
    "GET /revisions/{key}": Call(A.TARGET_VIEW, kind="revision"),
    "GET /declarations": Call(A.TARGET_VIEW),
    "GET /appraisals": Call(A.APPRAISAL_VIEW),
    "GET /library": Call(A.LIBRARY_VIEW),
    "GET /imports/{key}": Call(A.PAYMENT_IMPORT, kind="intake"),
    "POST /payments": Call(do=A.PAYMENT_IMPORT, json=True, body={"rows": [{"paid_on": "2023-05-01", "amount": "1", "unit": "x"}]}),
    "POST /payments/file": Call(do=A.PAYMENT_IMPORT, files=True),
    "POST /budgets": Call(do=A.MONEY_EDIT, json=True, body={"rows": [{"name": "x", "unit": "x"}]}),
    "POST /budgets/file": Call(do=A.MONEY_EDIT, files=True),
}
"""What every call of the API asks."""
