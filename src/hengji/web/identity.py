"""Who asks: every request carries ``request.actor``, or goes to the log-in page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from hengji.apps.organisations.queries import actor_of
from hengji.rules.access import Actor
from hengji.web.clock import today


class Asked(HttpRequest):
    """A request of somebody logged in."""

    actor: Actor
    year: int


View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Mark a view as open to people who have not logged in (the log-in page and what it needs)."""
    view.public = True  # type: ignore[attr-defined]
    return view


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.year``; every view that is not ``public`` wants somebody logged in."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: object, _kwargs: object) -> HttpResponse | None:
        if request.user.is_authenticated:
            asked = cast(Asked, request)
            asked.actor = actor_of(request.user.pk, on=today())
            asked.year = int(request.session.get("year") or today().year)
            return None
        if getattr(view, "public", False) or getattr(view, "__module__", "").startswith("allauth."):
            return None
        return redirect_to_login(request.get_full_path())
