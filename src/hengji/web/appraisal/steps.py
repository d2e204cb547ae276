"""What is done with an appraisal once it is submitted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.appraisal import operations
from hengji.apps.appraisal.papers import opinion_paper, report_paper
from hengji.clock import now, today
from hengji.rules.appraisal import Result
from hengji.rules.money import WAN, parse_amount
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.posted import key_of, needed_day, version_of
from hengji.web.ui.exporting import DOCX, download

_SAID = {
    "submit": "已送审。对方办理前可以撤回。",
    "withdraw": "已撤回，可以继续修改。",
    "drop": "已撤销申报。",
    "accept": "已出具意见，报财政部门。",
    "return": "已退回单位。",
    "recall": "已收回评估意见。",
    "take-up": "已受理，可以委派专家评分。",
    "close": "已办结。",
}


@require_POST
def step(request: Asked, key: UUID) -> HttpResponse:
    """A step of the life cycle, with what was said."""
    action = request.POST.get("action", "")
    operations.take_step(request.actor, key, version_of(request), action, request.POST.get("opinion", ""), at=now())
    messages.success(request, _SAID.get(action, "已办理。"))
    return _back(key)


@require_POST
def assign(request: Asked, key: UUID) -> HttpResponse:
    """Experts asked, from a day to a day."""
    people = [key_of(one) for one in request.POST.getlist("expert")]
    starts, ends = needed_day(request.POST, "starts"), needed_day(request.POST, "ends")
    operations.assign_experts(request.actor, key, version_of(request), people, starts, ends, at=now())
    messages.success(request, f"已委派 {len(people)} 名专家，评分截止 {ends:%Y-%m-%d}。")
    return _back(key)


@require_POST
def release(request: Asked, key: UUID, score: UUID) -> HttpResponse:
    operations.release_expert(request.actor, score, version_of(request), request.POST.get("why", ""), at=now())
    messages.success(request, "已解除委派，其评分不计入。")
    return _back(key)


@require_POST
def extend(request: Asked, key: UUID, score: UUID) -> HttpResponse:
    """More days for an expert."""
    ends = needed_day(request.POST, "ends")
    operations.extend_expert(request.actor, score, version_of(request), ends, at=now())
    messages.success(request, f"已延期到 {ends:%Y-%m-%d}。")
    return _back(key)


@require_POST
def decide(request: Asked, key: UUID) -> HttpResponse:
    """The decision: result, amount in 万元, reason, document, day."""
    said = request.POST
    amount = parse_amount(said.get("supported") or "0", WAN)
    if amount is None:
        raise Refused("appraisal-amount-unreadable", text=said.get("supported", "")[:20])
    if said.get("result") not in {one.value for one in Result}:
        raise Refused("appraisal-no-result")
    version, result, on = version_of(request), Result(said["result"]), needed_day(said, "on")
    reason, document = said.get("reason", ""), said.get("document", "")
    operations.decide(request.actor, key, version, result, amount.yuan, reason, document, on, at=now())
    messages.success(request, "已核定。")
    return _back(key)


@require_POST
def program(request: Asked, key: UUID) -> HttpResponse:
    """What was supported becomes an object, or is tied to the one chosen."""
    if chosen := request.POST.get("program"):
        operations.link_program(request.actor, key, version_of(request), key_of(chosen), at=now())
        messages.success(request, "已关联到绩效对象。")
        return _back(key)
    version, code = version_of(request), request.POST.get("code", "")
    made = operations.make_program(request.actor, key, version, code=code, at=now())
    messages.success(request, "已建立绩效对象，请在对象页登记资金并组织编报绩效目标。")
    return HttpResponseRedirect(reverse("program", args=(made,)))


@require_GET
def opinion(request: Asked, key: UUID) -> HttpResponse:
    """事前绩效评估意见 in Word, once decided."""
    title, content = opinion_paper(request.actor, key, today())
    return download(content, title, DOCX, "docx")


@require_GET
def report(request: Asked, key: UUID) -> HttpResponse:
    """事前绩效评估报告 in Word, with the experts' scores."""
    title, content = report_paper(request.actor, key, today())
    return download(content, title, DOCX, "docx")


def _back(key: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("appraisal", args=(key,)))
