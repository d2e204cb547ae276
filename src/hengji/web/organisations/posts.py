"""Pages of posts: who holds what, granting, withdrawing, proposals."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.organisations import operations, queries
from hengji.apps.organisations.scope import require
from hengji.clock import now, today
from hengji.rules.access import ROLE_NAMES, Action
from hengji.rules.refusals import Refused
from hengji.rules.wording import say
from hengji.web import posted
from hengji.web.identity import Asked
from hengji.web.organisations import forms
from hengji.web.organisations.units import KINDS
from hengji.web.posted import version_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Listing, ListQuery, ListSpec, Phone, Row, Tab

ROLES = tuple((role.value, name) for role, name in ROLE_NAMES.items())
SPEC = ListSpec(
    name="posts",
    unit="个岗位",
    columns=(
        Column("unit", "单位", phone=Phone.TITLE, sort=True),
        Column("role", "岗位", width=200, sort=True),
        Column("holder", "在岗人员", width=240),
        Column("act", "办理", width=120),
    ),
    tabs=("all", "held", "vacant"),
    filters=(Filter("q", "单位、人员"), Filter("role", "岗位", ROLES)),
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """Every post with who holds it."""
    require(request.actor, Action.PERSON_VIEW)
    query = ListQuery.from_request(request, SPEC)
    text, roles = query.text("q"), query.chosen("role")
    found = [
        one for one in queries.posts(request.actor, today())
        if (not roles or one.role in roles) and (not text or text in one.unit_name or any(text in name for name in one.holders))
    ]  # fmt: skip
    tabs = (Tab("all", "全部", len(found)), Tab("held", "有人在岗", sum(bool(one.holders) for one in found)),
            Tab("vacant", "空缺", sum(not one.holders for one in found)))  # fmt: skip
    shown = [one for one in found if query.tab == "all" or bool(one.holders) == (query.tab == "held")]
    shown.sort(key=lambda one: (one.role if query.sort == "role" else "", one.unit_name), reverse=query.descending)
    query = query.within(len(shown))
    rows = tuple(_row(request, one) for one in shown[query.window])
    lines = Listing(SPEC, query, rows, len(shown), tabs, empty="没有符合条件的岗位。")
    waiting = len(queries.proposals(request.actor))
    may_assign = request.actor.can(Action.POST_ASSIGN)
    return listed(request, "organisations/posts.html", lines, title="岗位", may_assign=may_assign, waiting=waiting)


@require_http_methods(["GET", "POST"])
def grant(request: Asked) -> HttpResponse:
    """Grant a post: an existing one, or the role at a unit."""
    require(request.actor, Action.POST_ASSIGN)
    if request.method == "GET":
        return _form(request, {**request.GET.dict(), "starts": today().isoformat()})
    try:
        person = _granted(request)
    except Refused as refusal:
        return _form(request, request.POST.dict(), say(refusal))
    messages.success(request, "岗位已授予。")
    return HttpResponseRedirect(reverse("organisations-person", args=(person,)))


@require_POST
def withdraw(request: Asked, key: UUID) -> HttpResponse:
    """Withdraw a post from somebody after a day."""
    typed = request.POST
    operations.withdraw(request.actor, key, posted.needed_day(typed, "on"), posted.text(typed, "why", 120), at=now())
    messages.success(request, "岗位已收回。")
    return HttpResponseRedirect(reverse("organisations-person", args=(posted.chosen(typed, "person"),)))


@require_POST
def close(request: Asked, key: UUID) -> HttpResponse:
    """A post that is needed no more."""
    operations.close_post(request.actor, key, version_of(request), at=now())
    messages.success(request, "岗位已撤销。")
    return HttpResponseRedirect(reverse("organisations-posts"))


@require_http_methods(["GET", "POST"])
def proposals(request: Asked) -> HttpResponse:
    """Posts proposed by lists: granted or declined together."""
    require(request.actor, Action.POST_ASSIGN)
    if request.method == "POST":
        granted = request.POST.get("what") == "grant"
        count = operations.decide_proposals(request.actor, posted.keys(request.POST, "selected"), granted, at=now())
        messages.success(request, f"已{'授予' if granted else '退回'} {count} 个岗位。" if count else "没有选中任何一行。")
        return HttpResponseRedirect(reverse("organisations-proposals"))
    return page(request, "organisations/proposals.html", proposals=queries.proposals(request.actor))


def _granted(request: Asked) -> UUID:
    typed = request.POST
    person, starts, ends = posted.chosen(typed, "person"), posted.needed_day(typed, "starts"), posted.day(typed, "ends")
    post = posted.key(typed, "post")
    if post is not None:
        operations.grant(request.actor, post, person, starts, ends, at=now())
    else:
        title = posted.text(typed, "title", 60)
        operations.grant_role(request.actor, posted.chosen(typed, "unit"), forms.role(typed), person, starts, ends, title=title, at=now())
    return person


def _form(request: Asked, values: dict[str, str], sentence: str = "") -> HttpResponse:
    units = [(str(one.lineage), one.name) for one in queries.units(request.actor, request.year) if one.open]
    everybody = queries.people(request.actor)
    people = [(str(one.id), f"{one.name}（{one.login}）") for one in everybody if one.active and one.id != request.actor.id]
    post = next((one for one in queries.posts(request.actor, today()) if str(one.id) == values.get("post")), None)
    return page(
        request, "organisations/grant.html", status=409 if sentence else 200, values=values, sentence=sentence,
        units=[("", "请选择"), *units], people=[("", "请选择"), *people], roles=[("", "请选择"), *ROLES], post=post, kinds=KINDS,
    )  # fmt: skip


def _row(request: Asked, one: queries.PostLine) -> Row:
    may = request.actor.can(Action.POST_ASSIGN)
    act = Cell("授予、撤销", f"{reverse('posts-grant')}?post={one.id}") if may and not one.holders else None
    name = one.role_name + (f"（{one.title}）" if one.title else "")
    return Row(str(one.id), (one.unit_name, name, "、".join(one.holders) or Cell("空缺", tone="bad"), act))
