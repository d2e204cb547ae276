"""Pages of keys, for the system administrator."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.keys import operations, queries
from hengji.apps.keys.operations import Account, NewKey
from hengji.apps.keys.queries import KeyLine
from hengji.apps.organisations.scope import require
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import needed_day, text
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

EDIT = Action.PERSON_EDIT
MADE = "new-key"
NEW_ACCOUNT = "new"
SPEC = ListSpec(
    name="keys",
    unit="个",
    columns=(
        Column("name", "密钥", phone=Phone.TITLE, width=150),
        Column("start", "开头", width=110),
        Column("account", "账号", width=190),
        Column("duties", "岗位", wrap=True),
        Column("expires", "到期日", Kind.DATE, width=100),
        Column("used", "上次使用", Kind.MOMENT, width=132),
        Column("state", "状态", width=104),
    ),
    tabs=("live", "ended", "all"),
)
_ENDED = ("revoked", "expired", "disabled")


@require_GET
def listing(request: Asked) -> HttpResponse:
    """Every key, first those that can be used."""
    require(request.actor, EDIT)
    query = ListQuery.from_request(request, SPEC)
    found = queries.keys(request.actor, today())
    shown = [one for one in found if query.tab == "all" or (one.state in _ENDED) == (query.tab == "ended")]
    ended = sum(one.state in _ENDED for one in found)
    tabs = (Tab("live", "在用", len(found) - ended), Tab("ended", "已失效", ended), Tab("all", "全部", len(found)))
    query = query.within(len(shown))
    rows = tuple(_row(one) for one in shown[query.window])
    lines = Listing(SPEC, query, rows, len(shown), tabs, year=today().year, empty="没有密钥。给别的系统用时才需要发放。")
    return listed(request, "access/keys.html", lines, title="接口密钥")


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """Make a key; it is shown on the next page, once."""
    require(request.actor, EDIT)
    if request.method == "GET":
        return _form(request, {"expires_on": (today() + timedelta(days=365)).isoformat()})
    try:
        key = _made(request)
    except Refused as refusal:
        return _form(request, request.POST.dict(), say(refusal))
    request.session[MADE] = {"id": str(key.id), "name": key.name, "secret": key.secret, "expires_on": f"{key.expires_on:%Y-%m-%d}"}
    return HttpResponseRedirect(reverse("access-keys-made"))


@never_cache
@require_GET
def made(request: Asked) -> HttpResponse:
    """The key just made: shown once, gone at the next look."""
    require(request.actor, EDIT)
    key = request.session.pop(MADE, None)
    if not key:
        return HttpResponseRedirect(reverse("access-keys"))
    return page(request, "access/made.html", key=key, line=queries.key(request.actor, UUID(key["id"]), today()))


@require_GET
def show(request: Asked, key: UUID) -> HttpResponse:
    """One key: whose, until when, how it was used; revoking it."""
    return page(request, "access/key.html", key=queries.key(request.actor, key, today()))


@require_POST
def revoke(request: Asked, key: UUID) -> HttpResponse:
    """Take a key back, with the reason."""
    version = request.POST.get("version", "")
    operations.revoke_key(request.actor, key, int(version) if version.isdecimal() else 0, text(request.POST, "why", 200), at=now())
    messages.success(request, "密钥已收回，从下一次调用起不再有效。")
    return HttpResponseRedirect(reverse("access-keys"))


def _made(request: Asked) -> NewKey:
    typed = {name: str(value).replace("\x00", "").strip() for name, value in request.POST.items()}
    account = Account(typed.get("login", ""), typed.get("account_name", ""))
    return operations.make_key(
        request.actor, _held(typed.get("account", "")) or account, typed.get("name", ""), needed_day(request.POST, "expires_on"), at=now()
    )


def _held(text: str) -> UUID | None:
    """The account chosen, None for a new one."""
    if text in ("", NEW_ACCOUNT):
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Refused("form-choice") from None


def _form(request: Asked, values: dict[str, str], sentence: str = "") -> HttpResponse:
    accounts = [(NEW_ACCOUNT, "新开一个账号"), *queries.accounts(request.actor)]
    return page(request, "access/new.html", status=409 if sentence else 200, values=values, accounts=accounts, sentence=sentence)


def _row(one: KeyLine) -> Row:
    cells = (
        Cell(one.name, reverse("access-key", args=(one.id,))), f"{one.start}…", f"{one.account}（{one.login}）",
        "；".join(one.duties) or None, one.expires_on, one.last_used_at, one.state_words,
    )  # fmt: skip
    return Row(str(one.id), cells)
