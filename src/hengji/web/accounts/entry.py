"""The way in: from a password (and a code) to a session."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from hengji.apps.organisations import operations, secondfactor
from hengji.apps.organisations.queries import actor_of, profile, years
from hengji.clock import now, today

PENDING = "pending"
PENDING_SECONDS = 300
MINUTES = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
LOCKED = f"这个登录名连续输错 {settings.AXES_FAILURE_LIMIT} 次，已锁定，{MINUTES} 分钟内不能登录。请过后再试；忘记密码请联系系统管理员。"
WRONG = "登录名或密码不对，没有登录。请核对大小写后重新输入；忘记密码请联系系统管理员重置。"
WRONG_CODE = "动态口令不对或已用过，没有登录。请等下一组数字出现后再输入；手机不在身边可以用恢复码。"


def attempt(request: HttpRequest, login: str, password: str) -> tuple[Any | None, str]:
    """The account of this name and password, or None and the sentence; failures leave a trail row, lock-outs one each."""
    before = locked(request, login)
    person = None if before else auth.authenticate(request, login=login, password=password)
    if person is not None:
        return person, ""
    return None, LOCKED if before else failed(request, login, "登录名或密码不对")


def failed(request: HttpRequest, login: str, why: str) -> str:
    """Note a failure in the trail; the sentence for the page (also when this failure was the one that locks)."""
    operations.sign_in_failed(_NOBODY, login, why, at=now())
    if not locked(request, login):
        return WRONG if "密码" in why else WRONG_CODE
    operations.locked_out(_NOBODY, login, MINUTES, at=now())
    return LOCKED


def locked(request: HttpRequest, login: str) -> bool:
    """Whether too many attempts at this name failed; the sentence is ours, so axes' own answer is switched off."""
    allowed = bool(AxesProxyHandler.is_allowed(request, {"login": login}))
    request.axes_locked_out = False  # type: ignore[attr-defined]
    return not allowed


def proceed(request: HttpRequest, person: Any, next_url: str) -> HttpResponse:
    """After a right password: ask for the code where there is a second factor, else let in."""
    if secondfactor.enrolled(person.pk):
        request.session[PENDING] = {"person": str(person.pk), "login": person.login, "next": next_url, "at": int(time.time())}
        return HttpResponseRedirect(reverse("account_second"))
    return let_in(request, person, next_url, by="密码")


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """Who has shown a password within the last minutes and not yet a code."""
    found = request.session.get(PENDING)
    fresh = isinstance(found, dict) and int(time.time()) - int(found["at"]) <= PENDING_SECONDS
    return found if fresh else None


def verified(request: HttpRequest, waiting: dict[str, Any], code: str) -> tuple[str | None, str]:
    """By what the code is right, or None and the sentence; wrong codes count towards the lock-out as wrong passwords do."""
    login = str(waiting["login"])
    if locked(request, login):
        return None, LOCKED
    by = secondfactor.verify(UUID(waiting["person"]), code)
    if by is not None:
        return by, ""
    user_login_failed.send(sender=__name__, credentials={"login": login}, request=request)
    return None, failed(request, login, "动态口令不对")


def let_in(request: HttpRequest, person: Any, next_url: str, *, by: str) -> HttpResponse:
    """Begin the session, note it in the trail, go where the person wanted to go."""
    last = person.last_login if settings.TODAY is None else None  # the demo lives on a day of its own
    actor = actor_of(person.pk, on=today())
    operations.signed_in(actor, by, at=now())
    auth.login(request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    chosen, offered = profile(actor.region), years(actor)
    instant = int(time.time())
    request.session.update({
        "since": instant, "seen": instant, "factor": by != "密码", "factor_for_all": chosen.second_factor_for_all,
        "idle_minutes": chosen.idle_minutes, "password_days": chosen.password_days,
        "year": today().year if today().year in offered or not offered else offered[0],
        "last_login": last.isoformat() if last else "",
    })  # fmt: skip
    request.session.pop(PENDING, None)
    return HttpResponseRedirect(safe(request, next_url))


def account(key: UUID | str) -> Any | None:
    """The account Django knows by this key, if it may log in."""
    return auth.load_backend(settings.AUTHENTICATION_BACKENDS[-1]).get_user(key)


def again(request: HttpRequest) -> Any:
    """The account of whoever is logged in, as it stands now."""
    return account(str(request.user.pk))


def safe(request: HttpRequest, address: str) -> str:
    """The address if it is one of this site, else the workbench."""
    return address if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else "/"


_NOBODY = operations.INSTALLER
