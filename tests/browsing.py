"""One Chromium a worker, and one driver of browsers a thread: Playwright's loop stays in its thread, and a second one cannot be started
beside it.

Django takes such a thread for an asynchronous one; ``tests/database.py`` tells it that it is none."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = os.environ.get("HENGJI_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or "chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_kept: dict[str, Any] = {}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The main thread's Chromium, started when first asked for (or gone since), left without a window; another thread's is its own and
    ends with the block: a driver does not outlive the thread that started it."""
    if threading.current_thread() is not threading.main_thread():
        with sync_playwright() as play:
            yield _started(play)
        return
    if "play" not in _kept:
        _kept.update(play=sync_playwright().start(), process=os.getpid())
        atexit.register(_stop)
    if "browser" not in _kept or not _kept["browser"].is_connected():
        _kept["browser"] = _started(_kept["play"])
    yield _kept["browser"]
    for context in _kept["browser"].contexts:
        context.close()


def _started(play: Playwright) -> Browser:
    return play.chromium.launch(executable_path=CHROMIUM, args=QUIET)


def _stop() -> None:
    if _kept["process"] != os.getpid():
        return  # a child of ours ends: the driver is not its own
    with suppress(Exception):
        _kept["play"].stop()
