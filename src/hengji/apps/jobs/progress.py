"""What a task is handed to tell how far it is, and to be told to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from hengji.rules.access import Actor


class Stopped(Exception):  # noqa: N818 - a stop asked for, not an error
    """The run must end here: the person cancelled the job, or the job now belongs to another run."""


Progress = Callable[..., None]
"""``progress(done, total, note="")``: says how far the work is, outside of any transaction of the task's own so that it shows.

Raises ``Stopped`` when the job was cancelled; a task lets that pass and leaves whole steps behind it."""


class Task(Protocol):
    """A function of a ``tasks`` module.  It is idempotent and works in short transactions: it may be begun again after a crash.

    What it returns is kept as JSON; ``sentence`` (what was done), ``file`` (id of a StoredFile to fetch) and ``url`` (the page
    the result is on) are shown to the person."""

    def __call__(self, actor: Actor, progress: Progress, *, at: datetime, **arguments: Any) -> Mapping[str, object]: ...
