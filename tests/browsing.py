"""One driver of browsers a thread: Playwright's loop stays in its thread, and a second one cannot be started beside it.

Django takes such a thread for an asynchronous one; ``tests/database.py`` tells it that it is none."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Playwright
from playwright.sync_api import sync_playwright as start

_kept: dict[str, Any] = {}


@contextmanager
def sync_playwright() -> Iterator[Playwright]:
    """The main thread's driver, started when first asked for, stopped when the process ends; another thread's is its own and ends
    with the block: a driver does not outlive the thread that started it."""
    if threading.current_thread() is not threading.main_thread():
        with start() as play:
            yield play
        return
    if "play" not in _kept:
        _kept.update(play=start().start(), process=os.getpid())
        atexit.register(_stop)
    yield _kept["play"]


def _stop() -> None:
    if _kept["process"] != os.getpid():
        return  # a child of ours ends: the driver is not its own
    with suppress(Exception):
        _kept["play"].stop()
