"""What stands around every page: county, year, navigation, person (``frame`` in every template), and how a page is answered.

A view ends with ``return page(request, "targets/list.html", listing=listing)``.  Settings name
``hengji.web.ui.frame.context`` among the context processors of the Jinja2 backend, so pages rendered by others
(log-in, error pages) have the frame as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from hengji.apps.notices.queries import unread
from hengji.apps.organisations.queries import region_and_years
from hengji.rules.access import Action, Actor

FRAME = "_hengji_frame"

NAVIGATION: tuple[tuple[str, str, Action | None], ...] = (
    ("工作台", "workbench", None),
    ("绩效对象", "programs", Action.PROGRAM_VIEW),
    ("事前评估", "appraisals", Action.APPRAISAL_VIEW),
    ("绩效目标", "targets", Action.TARGET_VIEW),
    ("绩效监控", "rounds", Action.ROUND_VIEW),
    ("指标库", "library", Action.LIBRARY_VIEW),
    ("单位", "organisations", Action.ORGANISATION_VIEW),
    ("人员岗位", "people", Action.PERSON_VIEW),
    ("建库", "start", Action.START),
    ("参数设置", "county-settings", Action.SETTINGS_EDIT),
    ("接口密钥", "access-keys", Action.PERSON_EDIT),
    ("操作日志", "audit", Action.AUDIT_VIEW),
)
"""The top bar: label, name of the address, what the person must be able to do.  An address that does not exist is left out."""

UNDER = {"/rounds/": ("/forms/", "/reports/")}
"""Addresses that belong to a place of the top bar without beginning with its own."""

MORE = (("任务", "jobs"), ("权限表", "access"), ("修改密码", "password"), ("动态口令", "mfa_index"))
"""The person's menu."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the top bar; ``current`` is where the person is."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the base template writes around the content.

    ``year`` is the budget year all lists are of, ``years`` those that may be chosen; ``hat`` is the place and office the person
    acts in ("绩效股　股长"); ``unread`` counts messages.  Without ``person`` nobody is logged in."""

    county: str = ""
    year: int | None = None
    years: tuple[int, ...] = ()
    demo: bool = False
    person: str = ""
    hat: str = ""
    navigation: tuple[NavItem, ...] = ()
    unread: int = 0
    more: tuple[NavItem, ...] = ()
    search_url: str = ""
    messages_url: str = ""
    year_url: str = ""
    back: str = "/"

    def at(self, path: str) -> Frame:
        """The same frame with the item marked that ``path`` belongs to (the longest address that begins it)."""
        here = max((item.url for item in self.navigation if _within(path, item.url)), key=len, default=None)
        return replace(self, navigation=tuple(replace(item, current=item.url == here) for item in self.navigation), back=path)


def _within(path: str, place: str) -> bool:
    """Whether a page belongs to a place of the top bar; the first page has no others under it."""
    return path.split("?")[0] == place if place == "/" else path.startswith((place, *UNDER.get(place, ())))


def frame(request: HttpRequest) -> Frame:
    """The frame of this request, made once.  Three small queries, however large the county."""
    made = getattr(request, FRAME, None)
    if not isinstance(made, Frame):
        actor = getattr(request, "actor", None)
        made = _frame(request, actor).at(request.get_full_path()) if isinstance(actor, Actor) else Frame(demo=settings.DEMO)
        setattr(request, FRAME, made)
    return made


def _frame(request: HttpRequest, actor: Actor) -> Frame:
    county, years = region_and_years(actor.region)
    year = int(getattr(request, "year", 0)) or None
    return Frame(
        county=county,
        year=year,
        years=tuple(sorted({*years, *([year] if year else [])}, reverse=True)),
        demo=settings.DEMO,
        person=actor.name,
        hat=_hat(actor),
        navigation=_items((label, name) for label, name, action in NAVIGATION if action is None or actor.can(action)),
        unread=unread(actor),
        more=_items(MORE),
        search_url=_address("search"),
        messages_url=_address("notices"),
        year_url=_address("year"),
    )


def _hat(actor: Actor) -> str:
    """Where the person stands: the unit of the first duty and how many more there are."""
    if not actor.duties:
        return ""
    first = actor.duties[0]
    return (first.unit_name or first.role.chinese) + (f"等 {len(actor.duties)} 岗" if len(actor.duties) > 1 else "")


def _items(named: Iterable[tuple[str, str]]) -> tuple[NavItem, ...]:
    return tuple(NavItem(label, address) for label, name in named if (address := _address(name)))


def _address(name: str) -> str:
    return _address_in(settings.ROOT_URLCONF, name)


@lru_cache(maxsize=256)
def _address_in(_addresses: str, name: str) -> str:
    """Addresses without arguments stay: a page has twenty of them, and Django looks each up anew."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``frame`` for every template, made only where it is used (an error page uses none of it); the token of forms,
    masked once a page (Django would mask it anew for each form)."""
    return {
        "frame": SimpleLazyObject(lambda: frame(request)), "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }  # fmt: skip


def page(request: HttpRequest, template: str, *, status: int = 200, **content: Any) -> HttpResponse:
    """A page: the template with its content (frozen dataclasses, no models)."""
    return render(request, template, content, status=status)
