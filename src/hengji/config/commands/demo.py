"""``hengji demo load``: a county's year, played through the same doors as people use, into an empty database."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec

from hengji.apps.audit.queries import chains
from hengji.config.commands.ground import ready
from hengji.config.saying import CannotGoOn, tell


def run(_arguments: argparse.Namespace) -> int:
    """Load it, unless there is somebody's county already."""
    ready()
    if chains():
        tell("数据库里已经有地区，没有装入演示数据。")
        return 0
    if find_spec("hengji.demo.county_year") is None:
        raise CannotGoOn("这一版没有演示数据。请用 hengji found-county 建立一个县。")
    tell(import_module("hengji.demo.county_year").load())
    return 0
