"""``hengji serve``: granian, two processes of one thread each.

One blocking thread a process serves twice the pages of granian's default.  Two processes on SQLite as well: it has one writer at a
time, but an operation holds the lock only while it writes (``apps.audit.operations``), and a request is mostly reading and judging."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hengji.config.commands.ground import ready
from hengji.config.saying import CannotGoOn, tell

WORKERS = 2
"""Processes where nobody says how many: as many as a small machine has cores."""


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    ready()
    static = Path(settings.STATIC_ROOT)
    if not static.is_dir():
        raise CannotGoOn("页面文件还没有收集。请先运行 hengji migrate。")
    _free(arguments.host, arguments.port)
    workers = arguments.workers or WORKERS
    connections.close_all()
    tell(f"网站在 http://{arguments.host}:{arguments.port}/ （{workers} 个进程，按 Ctrl+C 结束）")
    Granian(
        "hengji.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        backpressure=256,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        static_path_route=["/static"],
        static_path_mount=[static],
        static_path_expires=3600,
    ).serve()
    return 0


def _free(host: str, port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except (OSError, OverflowError) as trouble:
            raise CannotGoOn(f"端口 {port} 用不了（{trouble}）。可能已有程序占用，请换一个：hengji serve --port {port + 1}") from trouble
