"""Who asks: every request carries ``request.actor``, or goes to the log-in page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from hengji.apps.organisations import operations
from hengji.apps.organisations.queries import actor_of
from hengji.clock import now, today
from hengji.rules.access import Actor
from hengji.web.refusals import came_from, wants_json

SEEN_EVERY = 60
"""Seconds after which a click is noted in the session: not every page writes to the database."""


class Asked(HttpRequest):
    """A request of somebody logged in."""

    actor: Actor
    year: int


View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Mark a view as open to people who have not logged in (the log-in page and what it needs)."""
    view.public = True  # type: ignore[attr-defined]
    return view


def unfinished(view: View) -> View:
    """Mark a view as open to people who must still change a first password or enrol a second factor."""
    view.unfinished = True  # type: ignore[attr-defined]
    return view


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.year``; every view that is not ``public`` wants somebody logged in."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What a person saw stays in no cache: several people may share a desk."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: View, _args: object, _kwargs: object) -> HttpResponse | None:
        open_to_all = bool(getattr(view, "public", False))
        if not request.user.is_authenticated:
            return None if open_to_all else to_log_in(request, "请先登录。")
        asked = cast(Asked, request)
        asked.actor = actor_of(request.user.pk, on=today())
        asked.year = int(request.session.get("year") or today().year)
        if why := _ended(request):
            return _end(asked, why)
        if open_to_all or getattr(view, "unfinished", False):
            return None
        return _unfinished(asked)


def to_log_in(request: HttpRequest, sentence: str) -> HttpResponse:
    """To the log-in page and back here afterwards, to what was typed as well; a script is told, htmx is led."""
    if wants_json(request):
        return JsonResponse({"code": "signed-out", "sentence": f"{sentence}填写的内容还在本页，重新登录后再保存。"}, status=401)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": reverse("account_login")})
    back = urlsplit(came_from(request))
    typed = f"{back.path}?{back.query}#typed" if back.query else f"{back.path}#typed"
    return redirect_to_login(request.get_full_path() if request.method == "GET" else typed if back.path else "/")


def _ended(request: HttpRequest) -> str:
    """Why the session is over, "" while it is not.  Real time, in the demo too."""
    session, instant = request.session, int(time.time())
    if instant - int(session.get("since", instant)) > settings.SESSION_LONGEST:
        return "登录已满 10 小时"
    if instant - int(session.get("seen", instant)) > int(session.get("idle_minutes", 30)) * 60:
        return f"超过 {session.get('idle_minutes', 30)} 分钟没有操作"
    if instant - int(session.get("seen", 0)) > SEEN_EVERY:
        session["seen"] = instant
    return ""


def _end(request: Asked, why: str) -> HttpResponse:
    operations.signed_out(request.actor, why, at=now())
    logout(request)
    messages.warning(request, f"{why}，已自动退出。请重新登录。")
    return to_log_in(request, f"{why}，已自动退出，请重新登录。")


def _unfinished(request: Asked) -> HttpResponse | None:
    """Where somebody must go first: change a first or aged password, enrol a second factor."""
    if password_due(request.user, int(request.session.get("password_days", 0))):
        return _first(request, "password", "请先修改密码。")
    if factor_due(request):
        return _first(request, "mfa_index", "请先绑定动态口令。")
    return None


def _first(request: HttpRequest, name: str, sentence: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": name, "sentence": sentence}, status=403)
    return HttpResponseRedirect(reverse(name))


def password_due(person: Any, days: int) -> bool:
    """Whether the password is a first one or has aged; people of the demo never change theirs."""
    if person.demo and settings.DEMO:
        return False
    changed = person.password_changed_at
    aged = bool(days) and (changed is None or now() - changed > timedelta(days=days))
    return bool(person.must_change_password or aged)


def factor_due(request: Asked) -> bool:
    """Whether a second factor is wanted and has not been shown in this session."""
    if request.session.get("factor") or (getattr(request.user, "demo", False) and settings.DEMO):
        return False
    return bool(request.session.get("factor_for_all")) or any(role.administers for role in request.actor.roles)
