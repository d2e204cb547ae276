"""``hengji worker``: does the jobs, delivers what is in the outbox, keeps running rounds up to date; once a day the chores: keeps the ends
of the chains, forgets old notices, jobs and sessions."""

from __future__ import annotations

import argparse
import logging
import signal
import time
from datetime import date, timedelta

from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connections

from hengji.apps.audit.anchors import anchor, lines_kept
from hengji.apps.jobs import retention as jobs
from hengji.apps.jobs.running import Workshop, run_due
from hengji.apps.monitoring.tasks.rounds import tend
from hengji.apps.notices import retention as notices
from hengji.apps.notices.outbox import deliver_due
from hengji.apps.organisations.queries import actor_of
from hengji.clock import now, today
from hengji.config.commands.ground import ready
from hengji.config.saying import tell

PAUSE = 1.0
"""Seconds between two looks at an empty table."""
PAUSE_AFTER_TROUBLE = 5.0
ROUNDS_EVERY = 120.0
"""Seconds between two looks at the rounds that run."""

_log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop (SIGTERM, SIGINT): a job in hand is handed back at its next step."""
    ready()
    shop = Workshop(actor_of=lambda person: actor_of(person, on=today()), clock=now)
    if arguments.once:
        done = run_due(shop)
        tend(now())
        tell(f"办了 {done} 件任务，发出 {deliver_due()} 条消息。")
        return 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: shop.stopping.set())
    tell("后台任务已启动（按 Ctrl+C 结束）")
    _work(shop)
    tell("后台任务已停下。")
    return 0


def _work(shop: Workshop) -> None:
    cleaned: date | None = None
    tended = -ROUNDS_EVERY
    while not shop.stopping.is_set():
        close_old_connections()
        try:
            run_due(shop)
            deliver_due()
            if time.monotonic() - tended >= ROUNDS_EVERY:
                tended = time.monotonic()
                tend(now())
            if cleaned != today():
                chores(today())
                cleaned = today()
            shop.stopping.wait(PAUSE)
        except DatabaseError:
            _log.exception("the database does not answer; again in %s s", PAUSE_AFTER_TROUBLE)
            connections.close_all()
            shop.stopping.wait(PAUSE_AFTER_TROUBLE)


def chores(day: date) -> None:
    """What is done once a day, when the day before has ended."""
    ended = day - timedelta(days=1)
    if not any(head.day == ended for head in lines_kept()):
        anchor(ended)
    notices.forget_old(now())
    jobs.forget_old(now())
    call_command("clearsessions")
