"""What stands around a page: only what the person may open, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from hengji.rules.access import Actor, Duty, Role
from hengji.web.ui.frame import Frame, NavItem, frame


@pytest.fixture
def request_of(db: None) -> Callable[..., HttpRequest]:
    region = apps.get_model("organisations.Region").objects.create(code="990001000", name="示例县")
    units = apps.get_model("organisations.Unit")
    for year, n in ((2022, 1), (2023, 2), (2023, 3)):
        units.objects.create(region=region, year=year, code=f"{n:03}", name=f"单位{n}", kind="department", path="/")

    def asked(*roles: Role, path: str = "/targets/", **more: Any) -> HttpRequest:
        request = RequestFactory().get(path)
        duties = tuple(Duty(role, region.id, uuid4(), "绩效股", uuid4()) for role in roles)
        request.actor = Actor(uuid4(), "马晓兰", region.id, duties)  # type: ignore[attr-defined]
        request.year = 2023  # type: ignore[attr-defined]
        return request

    return asked


def _labels(made: Frame) -> list[str]:
    return [item.label for item in made.navigation]


def test_the_bar_has_what_the_person_may_open_and_marks_where_one_is(request_of: Callable[..., HttpRequest]) -> None:
    made = frame(request_of(Role.OFFICE))
    assert made.county == "示例县" and made.years == (2023, 2022) and made.person == "马晓兰" and made.hat == "绩效股"
    assert "绩效目标" in _labels(made) and "操作日志" not in _labels(made)
    assert [item.label for item in made.navigation if item.current] == ["绩效目标"]


def test_an_auditor_sees_the_trail_and_no_business(request_of: Callable[..., HttpRequest]) -> None:
    labels = _labels(frame(request_of(Role.AUDIT)))
    assert "操作日志" in labels and "绩效目标" not in labels and "绩效对象" not in labels


def test_the_frame_takes_the_same_few_queries_for_one_duty_and_for_many(
    request_of: Callable[..., HttpRequest], django_assert_num_queries: Any
) -> None:
    for roles in ((Role.REPORTER,), (Role.REPORTER, Role.DEPARTMENT, Role.OFFICE, Role.LEADER, Role.EXPERT)):
        request = request_of(*roles)
        with django_assert_num_queries(3):
            frame(request)
            frame(request)


def test_nobody_logged_in_has_an_empty_frame_without_a_query(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert frame(RequestFactory().get("/login/")).person == ""


def test_the_workbench_is_current_only_on_itself() -> None:
    made = Frame(navigation=(NavItem("工作台", "/"), NavItem("绩效目标", "/targets/")))
    assert [i.current for i in made.at("/targets/declarations/1/").navigation] == [False, True]
    assert [i.current for i in made.at("/?tab=x").navigation] == [True, False]


def test_a_page_is_written_with_its_frame(request_of: Callable[..., HttpRequest]) -> None:
    request = request_of(Role.OFFICE, Role.LEADER)
    request._messages = []  # type: ignore[attr-defined]
    page = engines["jinja2"].from_string('{% extends "ui/base.html" %}{% block title %}监控表{% endblock %}')
    html = page.render({}, request)
    assert "<title>监控表 · 衡绩</title>" in html and "示例县" in html and 'aria-current="page"' in html and "绩效股等 2 岗" in html
