"""What of units and people waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hengji.apps.organisations.models import Assignment, Person, Post, ProposedPost
from hengji.apps.organisations.queries.actors import unit_names
from hengji.apps.organisations.scope import scoped
from hengji.rules.access import Action, Actor
from hengji.rules.waiting import Waiting

AHEAD = timedelta(days=30)
"""How long before its end an assignment is brought to mind."""


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Posts nobody holds, assignments about to end, posts proposed: for the security administrator; accounts without a post: too."""
    if not actor.can(Action.POST_ASSIGN):
        return ()
    return (*_proposed(actor), *_ending(actor, on), *_vacant(actor, on), *_idle(actor))


def _proposed(actor: Actor) -> Iterator[Waiting]:
    count = scoped(ProposedPost.objects.filter(granted__isnull=True), actor, Action.POST_ASSIGN).count()
    if count:
        yield Waiting(
            None, "核定岗位", "待授予的岗位", gist="导入名单提出、尚未授予", count=count, label="核定", url_name="organisations-proposals"
        )


def _ending(actor: Actor, on: date) -> Iterator[Waiting]:
    rows = scoped(Assignment.objects.filter(ends__gte=on, ends__lte=on + AHEAD), actor, Action.POST_ASSIGN)
    for row in rows.filter(successors__isnull=True).select_related("person", "post").order_by("ends"):
        gist = f"任职到 {row.ends:%Y-%m-%d} 为止，之后这个岗位的事无人办理"
        yield Waiting(row.ends, "任职到期", row.person.name, str(row.post), gist, label="交接", url_name="organisations-person",
                      url_args=(str(row.person_id),))  # fmt: skip


def _vacant(actor: Actor, on: date) -> Iterator[Waiting]:
    held = Assignment.objects.filter(starts__lte=on).exclude(ends__lt=on).values("post")
    rows = tuple(scoped(Post.objects.filter(closed=False).exclude(pk__in=held), actor, Action.POST_ASSIGN))
    names = unit_names({row.unit for row in rows})
    for row in rows:
        subject = f"{names.get(row.unit, '')} {row}".strip()
        yield Waiting(
            None,
            "岗位空缺",
            subject,
            gist="没有人在岗，派给这个岗位的事无人办理",
            label="授予",
            url_name="organisations-posts",
            query="?tab=vacant",
        )


def _idle(actor: Actor) -> Iterator[Waiting]:
    count = scoped(Person.objects.filter(active=True, assignments__isnull=True), actor, Action.PERSON_VIEW).count()
    if count:
        yield Waiting(None, "没有岗位的账号", f"{count} 个账号", gist="能登录，但办不了事", count=count, label="查看", url_name="people")
