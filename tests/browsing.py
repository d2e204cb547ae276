"""One driver of browsers a process: Playwright's loop stays in its thread, and a second one cannot be started beside it.

Django takes such a thread for an asynchronous one; ``tests/database.py`` tells it that it is none."""

from __future__ import annotations

import atexit
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Error, Playwright
from playwright.sync_api import sync_playwright as start

_kept: dict[str, Any] = {}


@contextmanager
def sync_playwright() -> Iterator[Playwright]:
    """The driver of this process, started when first asked for (and again where it has died), stopped when the process ends."""
    if "play" in _kept and not _answers(_kept["play"]):
        warnings.warn("the driver of the browsers had died and was started again", stacklevel=3)
        _kept.pop("play").stop()
    if "play" not in _kept:
        _kept.update(play=start().start(), process=os.getpid())
        atexit.register(_stop)
    yield _kept["play"]


def _answers(play: Playwright) -> bool:
    try:
        play.request.new_context().dispose()
    except Error:
        return False
    return True


def _stop() -> None:
    if _kept["process"] != os.getpid():
        return  # a child of ours ends: the driver is not its own
    with suppress(Exception):
        _kept["play"].stop()
