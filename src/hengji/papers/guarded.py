"""Work spread over forked processes that may die: one bad file costs itself, never the round.

Every item is bounded in time and memory.  A native reader that aborts, hangs or asks for too much takes
its process with it; the item under work is then reported as lost and the rest goes on in a new process.

``spread`` takes many items (a folder of forms); ``read_file`` and ``read_bytes`` take one untrusted file, as an upload is.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from io import BytesIO
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar

from hengji.papers.lists import Unusable
from hengji.papers.workbook import Source, Unreadable, expand

try:
    import resource
except ImportError:  # not on Windows, where there is no fork either
    resource = None  # type: ignore[assignment]

T = TypeVar("T")
R = TypeVar("R")

ITEM_SECONDS = 30.0
ITEM_BYTES = 2 << 30
CHUNK = 12
ASK_AGAIN = "请单位用 Excel 或 WPS 重新保存后再报送"


@dataclass(frozen=True, slots=True)
class Lost:
    """An item whose process died, ran out of time or out of memory."""

    reason: str


def available_processors() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    work: Callable[[T], R],
    items: Sequence[T],
    *,
    processes: int | None = None,
    seconds: float = ITEM_SECONDS,
    chunk: int = CHUNK,
    on_done: Callable[[int], None] | None = None,
) -> list[R | Lost]:
    """``work`` applied to every item, in order; a lost item stands as ``Lost``.

    ``work`` and ``items`` reach the processes by fork and are not pickled; results are, ``chunk`` items at a time
    (what they share is packed once).  ``on_done`` hears the number of finished items.  Where the system has no fork the work
    is done here, without a guard.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or not items:
        return [work(item) for item in items]
    crew = _Crew(work, items, seconds, chunk, on_done or (lambda done: None))
    return crew.run(processes or available_processors())


def read_file(reader: Callable[[Source], R], path: Path) -> R:
    """One file read in a guarded process; the first one where ``path`` is a folder or an archive.

    Raises Unusable or Unreadable, and nothing else that a file can cause.
    """
    source = next(iter(expand([path])), None)
    if source is None:
        raise Unreadable(f"“{path}”里没有可读的文件", "请检查路径")
    return _alone(reader, source, f"“{path}”读不出")


def read_bytes(reader: Callable[[bytes], R], data: bytes) -> R:
    """Bytes somebody sent read in a guarded process.  Raises Unusable or Unreadable, and nothing else that they can cause.

    What ``reader`` returns comes back by pickle: plain data only.
    """
    return _alone(reader, data, "文件读不出")


def _alone(reader: Callable[[T], R], item: T, trouble: str) -> R:
    [answer] = spread(answering(reader), [item], processes=1)
    if isinstance(answer, Lost):
        raise Unreadable(f"{trouble}：{answer.reason}", ASK_AGAIN)
    if isinstance(answer, Unreadable | Unusable):
        raise answer
    return answer


def answering(reader: Callable[[T], R]) -> Callable[[T], R | Unreadable | Unusable]:
    """The reader with its refusals as answers, so that they pass the border of a process."""

    def read(item: T) -> R | Unreadable | Unusable:
        try:
            return reader(item)
        except (Unreadable, Unusable) as refusal:
            return refusal

    return read


@dataclass(slots=True)
class _Hand:
    """A process with the chunk it is working through, the item it began last and when."""

    process: ForkProcess
    line: Connection
    chunk: list[int]
    begun: int
    heard: float


class _Crew(Generic[T, R]):
    def __init__(self, work: Callable[[T], R], items: Sequence[T], seconds: float, chunk: int, on_done: Callable[[int], None]) -> None:
        self.work, self.items, self.seconds, self.on_done = work, items, seconds, on_done
        self.results: list[Any] = [None] * len(items)
        self.waiting = [list(range(start, min(start + chunk, len(items)))) for start in range(0, len(items), chunk)][::-1]
        self.done = 0

    def run(self, processes: int) -> list[R | Lost]:
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()
        gc.disable()  # results are kept, so that looking for garbage among them finds none
        hands = [hand for _ in range(processes) if (hand := self._hire())]
        try:
            while hands:
                hands = self._turn(hands)
        finally:
            for hand in hands:
                hand.process.kill()
            gc.enable()
            gc.unfreeze()
        return self.results

    def _hire(self) -> _Hand | None:
        if not self.waiting:
            return None
        chunk = self.waiting.pop()
        here, there = multiprocessing.Pipe()
        task = (there, self.work, self.items, self.seconds)
        process = multiprocessing.get_context("fork").Process(target=_labour, args=task, daemon=True)
        process.start()
        there.close()
        here.send(chunk)
        return _Hand(process, here, chunk, chunk[0], time.monotonic())

    def _turn(self, hands: list[_Hand]) -> list[_Hand]:
        ready = wait([hand.line for hand in hands], timeout=0.5)
        kept: list[_Hand] = []
        for hand in hands:
            alive = self._listen(hand) if hand.line in ready else self._in_time(hand)
            if alive is None:
                hand.process.join()
                continue
            if alive:
                kept.append(hand)
            else:
                self._bury(hand)
                if replacement := self._hire():
                    kept.append(replacement)
        return kept

    def _listen(self, hand: _Hand) -> bool | None:
        """True: goes on; None: dismissed, nothing left to do; False: dead."""
        try:
            begun = hand.line.recv()
            packed = hand.line.recv_bytes() if begun is None else b""
        except (EOFError, OSError):
            return False
        hand.heard = time.monotonic()
        if begun is not None:
            hand.begun = begun
            return True
        done, hand.chunk = hand.chunk, self.waiting.pop() if self.waiting else []
        with suppress(OSError):  # one that has just died is found out at the next turn
            hand.line.send(hand.chunk)  # before the results are unpacked: it need not wait for that
        for index, result in zip(done, pickle.loads(packed), strict=True):
            self._store(index, result)
        if not hand.chunk:
            return None
        hand.begun = hand.chunk[0]
        return True

    def _in_time(self, hand: _Hand) -> bool:
        return time.monotonic() - hand.heard < self.seconds * 2

    def _bury(self, hand: _Hand) -> None:
        """The item begun last is the one that killed its process; the others of the chunk are done again."""
        late = not self._in_time(hand)
        hand.process.kill()
        hand.process.join()
        self._store(hand.begun, Lost("处理时间过长" if late else "读取程序异常中止"))
        if rest := [index for index in hand.chunk if index != hand.begun]:
            self.waiting.append(rest)

    def _store(self, index: int, result: R | Lost) -> None:
        self.results[index] = result
        self.done += 1
        self.on_done(self.done)


def _labour(line: Connection, work: Callable[[T], R], items: Sequence[T], seconds: float) -> None:
    """Chunk by chunk: the index of every item begun, then None and the results; an empty chunk ends it."""
    gc.enable()
    _bound_memory()
    _silence()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while chunk := line.recv():
        results = []
        for index in chunk:
            line.send(index)
            results.append(_attempt(work, items[index], seconds))
        line.send(None)
        line.send_bytes(_packed(results))
    line.close()
    os._exit(0)


def _packed(results: Sequence[Any]) -> bytes:
    buffer = BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(results)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """Frozen dataclasses are packed as a call with all their values: half the time of what slotted ones do by themselves."""

    def reducer_override(self, thing: Any) -> Any:
        kind: Any = type(thing)
        values = _values(kind)
        return (kind, values(thing)) if values else NotImplemented


@cache
def _values(kind: type) -> Callable[[Any], Any] | None:
    """What takes all values of a dataclass in the order its constructor wants them; None for other things."""
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    return attrgetter(*names) if len(names) > 1 else None


def _attempt(work: Callable[[T], R], item: T, seconds: float) -> R | Lost:
    try:
        with _alarm(seconds):
            return work(item)
    except _OutOfTime:
        return Lost("处理时间过长")
    except MemoryError:
        return Lost("处理所需内存过大")
    except Exception as fault:
        if os.environ.get("HENGJI_DEBUG"):
            raise
        return Lost(f"程序出错（{type(fault).__name__}），请把这个文件交给维护人员")


class _OutOfTime(BaseException):
    """Raised by the alarm; no handler for ordinary exceptions swallows it."""


class _alarm:  # noqa: N801 - reads as a word in a with statement
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, _ring)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(*_: object) -> None:
    raise _OutOfTime


def _silence() -> None:
    """A native reader that panics talks to standard error by itself; nobody should read that."""
    if not os.environ.get("HENGJI_DEBUG"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _bound_memory() -> None:
    """ITEM_BYTES above what the process has now; what it inherited is shared and not counted twice."""
    if resource is None:
        return
    with suppress(OSError, ValueError):
        now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115, PTH123
        resource.setrlimit(resource.RLIMIT_AS, (now + ITEM_BYTES, resource.RLIM_INFINITY))
