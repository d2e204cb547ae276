"""``hengji demo load``: a county's year, played through the same doors as people use, into an empty database."""

from __future__ import annotations

import argparse

from django.db import transaction

from hengji.apps.audit.queries import chains
from hengji.config.commands.ground import ready
from hengji.config.saying import tell
from hengji.demo.year.play import play


def run(_arguments: argparse.Namespace) -> int:
    """Load it, unless there is somebody's county already."""
    ready()
    if chains():
        tell("数据库里已经有地区，没有装入演示数据。")
        return 0
    tell("正在演一遍示例县的一年（内容均为虚构）……")
    with transaction.atomic():  # all of it or nothing: a half played year would stand for ever
        play()
    return 0
