"""Pages of people: the list, one person, accounts; handing duties over."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.audit.queries import history
from hengji.apps.organisations import operations, queries
from hengji.apps.organisations.operations import NewAccount
from hengji.apps.organisations.queries import PersonLine
from hengji.apps.organisations.scope import require
from hengji.clock import now, today
from hengji.rules.access import ROLE_NAMES, Action
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say
from hengji.web import posted
from hengji.web.identity import Asked
from hengji.web.organisations import forms
from hengji.web.posted import version_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab
from hengji.web.workbench.waiting import waiting

ACCOUNTS = "new-accounts"
SPEC = ListSpec(
    name="people",
    unit="人",
    columns=(
        Column("name", "姓名", width=112, phone=Phone.TITLE, sort=True),
        Column("login", "登录名", width=132, sort=True),
        Column("posts", "岗位", wrap=True),
        Column("phone", "电话", width=132),
        Column("last", "上次登录", Kind.MOMENT, width=132, sort=True),
        Column("state", "状态", width=140),
    ),
    tabs=("active", "idle", "disabled", "all"),
    filters=(Filter("q", "姓名、登录名、单位"), Filter("role", "岗位", tuple((role.value, name) for role, name in ROLE_NAMES.items()))),
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """Everyone within reach."""
    require(request.actor, Action.PERSON_VIEW)
    query = ListQuery.from_request(request, SPEC)
    found = [one for one in queries.people(request.actor) if _wanted(one, query)]
    shown = [one for one in found if _in_tab(one, query.tab)]
    _sort(shown, query)
    query = query.within(len(shown))
    tabs = tuple(Tab(key, label, sum(_in_tab(one, key) for one in found)) for key, label in _TABS)
    rows = tuple(_row(one) for one in shown[query.window])
    lines = Listing(SPEC, query, rows, len(shown), tabs, year=today().year, empty="没有符合条件的人员。")
    return listed(request, "organisations/people.html", lines, title="人员", may_edit=request.actor.can(Action.PERSON_EDIT))


@never_cache
@require_GET
def show(request: Asked, key: UUID) -> HttpResponse:
    """One person: account, posts now and before."""
    person = queries.person(request.actor, key)
    actor = request.actor
    return page(
        request, "organisations/person.html", person=person, on=today(), may_edit=actor.can(Action.PERSON_EDIT) and key != actor.id,
        may_assign=actor.can(Action.POST_ASSIGN) and key != actor.id, may_hand_over=actor.can(Action.HANDOVER), history=history(key, 20),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A new account; its one-time password is shown on the next page, once."""
    require(request.actor, Action.PERSON_EDIT)
    if request.method == "GET":
        return _form(request, None, {})
    try:
        account = operations.create_person(request.actor, forms.person_facts(request.POST), at=now())
    except Refused as refusal:
        return _form(request, None, request.POST.dict(), say(refusal))
    return shown_once(request, (account,))


@require_http_methods(["GET", "POST"])
def edit(request: Asked, key: UUID) -> HttpResponse:
    """Change an account."""
    require(request.actor, Action.PERSON_EDIT)
    person = queries.person(request.actor, key)
    if request.method == "GET":
        values = {"name": person.name, "login": person.login, "phone": person.phone, "email": person.email, "version": str(person.version)}
        return _form(request, person, values)
    try:
        operations.edit_person(request.actor, key, version_of(request), forms.person_facts(request.POST), at=now())
    except Refused as refusal:
        return _form(request, person, request.POST.dict(), say(refusal))
    messages.success(request, "账号已保存。")
    return _to(key)


@require_POST
def disable(request: Asked, key: UUID) -> HttpResponse:
    operations.disable_person(request.actor, key, version_of(request), posted.text(request.POST, "why", 200), at=now())
    messages.success(request, "账号已停用。岗位还在，请由安全管理员办理交接或收回。")
    return _to(key)


@require_POST
def enable(request: Asked, key: UUID) -> HttpResponse:
    operations.enable_person(request.actor, key, version_of(request), at=now())
    messages.success(request, "账号已启用。")
    return _to(key)


@require_POST
def reset(request: Asked, key: UUID) -> HttpResponse:
    return shown_once(request, (operations.reset_password(request.actor, key, at=now()),))


@require_POST
def reset_factor(request: Asked, key: UUID) -> HttpResponse:
    operations.reset_second_factor(request.actor, key, at=now())
    messages.success(request, "动态口令已解除，下次登录时重新绑定。")
    return _to(key)


@never_cache
@require_GET
def accounts(request: Asked) -> HttpResponse:
    """One-time passwords of accounts just made: shown once, gone at the next look."""
    made = request.session.pop(ACCOUNTS, None)
    if not made:
        return HttpResponseRedirect(reverse("people"))
    return page(request, "organisations/accounts.html", accounts=made)


def shown_once(request: Asked, made: tuple[NewAccount, ...]) -> HttpResponse:
    """To the page that shows these passwords once."""
    request.session[ACCOUNTS] = [{"login": one.login, "name": one.name, "password": one.password} for one in made]
    return HttpResponseRedirect(reverse("people-accounts"))


@require_http_methods(["GET", "POST"])
def hand_over(request: Asked, key: UUID) -> HttpResponse:
    """The posts of somebody who leaves pass to a successor, with everything that waits at them."""
    require(request.actor, Action.HANDOVER)
    person = queries.person(request.actor, key)
    if request.method == "POST":
        on, typed = posted.needed_day(request.POST, "on"), request.POST
        made = operations.hand_over(
            request.actor,
            key,
            posted.chosen(typed, "successor"),
            posted.keys(typed, "assignment"),
            on,
            posted.text(typed, "why", 120),
            at=now(),
        )
        messages.success(request, f"已交接 {len(made)} 个岗位，{on} 起由接收人办理。")
        return _to(key)
    able = [(str(one.id), f"{one.name}（{one.login}）") for one in queries.people(request.actor) if one.active and one.id != key]
    others = [("", "请选择"), *able]
    held = tuple(one for one in person.assignments if not one.past(today()))
    return page(
        request, "organisations/handover.html", person=person, held=held, others=others, on=today() + timedelta(days=1), work=_work(key),
    )  # fmt: skip


def _work(person: UUID) -> tuple[tuple[str, int], ...]:
    """What waits for the person now, by matter and number only: the security administrator does not see the business."""
    try:
        lines = waiting(queries.actor_of(person, on=today()), today())
    except NotFound:
        return ()
    found: Counter[str] = Counter()
    for line in lines:
        found[line.matter] += line.count
    return tuple(found.items())


_TABS = (("active", "在用"), ("idle", "没有岗位"), ("disabled", "已停用"), ("all", "全部"))


def _in_tab(one: PersonLine, tab: str) -> bool:
    if tab == "idle":
        return one.active and not one.posts(today())
    return tab == "all" or one.active == (tab == "active")


def _wanted(one: PersonLine, query: ListQuery) -> bool:
    text, roles, posts = query.text("q"), query.chosen("role"), one.posts(today())
    words = (one.name, one.login, *(post.unit_name for post in posts))
    return (not text or any(text in word for word in words)) and (not roles or any(post.role in roles for post in posts))


def _sort(shown: list[PersonLine], query: ListQuery) -> None:
    keys = {
        "name": lambda one: one.name, "login": lambda one: one.login,
        "last": lambda one: one.last_login.timestamp() if one.last_login else 0,
    }  # fmt: skip
    if query.sort in keys:
        shown.sort(key=keys[query.sort], reverse=query.descending)


def _row(one: PersonLine) -> Row:
    posts = "；".join(f"{post.unit_name} {post.role_name}" for post in one.posts(today()))
    state = "已停用" if not one.active else "待改首次密码" if one.must_change_password else "在用"
    link = reverse("organisations-person", args=(one.id,))
    return Row(str(one.id), (Cell(one.name, link), one.login, posts or None, one.phone or None, one.last_login, state))


def _form(request: Asked, person: PersonLine | None, values: dict[str, str], sentence: str = "") -> HttpResponse:
    status = 409 if sentence else 200
    return page(request, "organisations/person_form.html", status=status, person=person, values=values, sentence=sentence)


def _to(key: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("organisations-person", args=(key,)))
