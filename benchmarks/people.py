"""The load: people at their browsers, as a process of its own held to one core.  No Django here, only sockets.

``python -m benchmarks.people PLAN OUT``: reads who does what from a JSON file, writes what happened to another.  Open model: every request
has its time before the run begins; one that must wait for the person's last answer is counted from the time it was due.  Every person
keeps one connection open, as a browser does; a request whose connection had been closed by the server meanwhile is sent once more."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TOKEN = "b" * 32
LONGEST = 60.0
"""Seconds after which a browser's person gives up."""
THINK = 2.0
"""Seconds between two looks at something that is not done yet."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; ``kind`` is what it counts as."""

    kind: str
    path: str
    body: bytes | None = None
    content: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Said:
    """The answer; status 0: none came, ``sent`` whether the server may have done it all the same."""

    status: int
    body: bytes = b""
    location: str = ""
    why: str = ""


Script = Generator[Ask, Said, None]


def post(kind: str, path: str, **fields: object) -> Ask:
    """A form of a page; the fields hold nothing that wants escaping but what ``quoted`` escapes."""
    return Ask(kind, path, "&".join(f"{name}={quoted(str(value))}" for name, value in fields.items()).encode())


def quoted(text: str) -> str:
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in text.encode())


def save(form: str, cells: Sequence[Sequence[str]]) -> Ask:
    """An autosave: [part, row, column, seen, text] each."""
    return Ask("save", f"/forms/{form}/save/", json.dumps({"version": 0, "cells": cells}).encode(), "application/json")


def upload(form: str, path: str) -> Ask:
    """An Excel form handed in."""
    mark = "bench-boundary"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="form.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    body = head.encode() + Path(path).read_bytes() + f"\r\n--{mark}--\r\n".encode()
    return Ask("upload", f"/forms/{form}/excel/", body, f"multipart/form-data; boundary={mark}")


def version_in(page: bytes) -> str:
    found = re.search(rb'name="version" value="(\d+)"', page)
    return found.group(1).decode() if found else "0"


# ---- one browser


@dataclass
class Line:
    """A person's connection to the site."""

    port: int
    cookie: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    again: int = 0

    async def ask(self, one: Ask) -> Said:
        """The answer, or why none came."""
        try:
            return await asyncio.wait_for(self._ask(one), LONGEST)
        except (OSError, EOFError, TimeoutError) as trouble:
            self.close()
            return Said(0, why=type(trouble).__name__)

    async def _ask(self, one: Ask) -> Said:
        if self.writer is not None:
            try:
                return await self._exchange(one)
            except (OSError, EOFError):  # closed while it lay idle: a browser opens a new one and sends again
                self.close()
                self.again += 1
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._exchange(one)

    async def _exchange(self, one: Ask) -> Said:
        assert self.reader is not None and self.writer is not None
        accept = "application/json" if one.content == "application/json" and one.body is not None else "text/html"
        head = [f"{'GET' if one.body is None else 'POST'} {one.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {self.cookie}",
                f"Accept: {accept}"]  # fmt: skip
        if one.body is not None:
            head += [f"Content-Type: {one.content}", f"Content-Length: {len(one.body)}", f"X-CSRFToken: {TOKEN}"]
        self.writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + (one.body or b""))
        await self.writer.drain()
        return await self._answer()

    async def _answer(self) -> Said:
        assert self.reader is not None
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        heads = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        if heads.get("transfer-encoding") == "chunked":
            body = await self._chunks()
        else:
            body = await self.reader.readexactly(int(heads.get("content-length", 0)))
        if heads.get("connection") == "close":
            self.close()
        return Said(int(first.split()[1]), body, heads.get("location", ""))

    async def _chunks(self) -> bytes:
        assert self.reader is not None
        parts = []
        while size := int(await self.reader.readline(), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readline()
        await self.reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        if self.writer is not None:
            with suppress(Exception):
                self.writer.close()
        self.reader = self.writer = None


# ---- what happened


@dataclass
class Book:
    """Everything that happened: requests, troubles, and of every form what was accepted; ``done`` are steps the site said it has taken,
    ``unsure`` those whose answer never came."""

    began: float = 0.0
    asked: list[tuple[str, float, float, int]] = field(default_factory=list)
    """Kind, second it was due, seconds until the answer was there, status."""
    troubles: list[str] = field(default_factory=list)
    accepted: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Form → cell → values that may stand: the last accepted one first, then those sent after it whose answer never came."""
    done: list[tuple[str, str, float]] = field(default_factory=list)
    unsure: list[tuple[str, str, float]] = field(default_factory=list)

    def note(self, one: Ask, due: float, said: Said) -> None:
        self.asked.append((one.kind, due, time.perf_counter() - self.began - due, said.status))

    def trouble(self, one: Ask, said: Said) -> None:
        text = re.sub(r"<[^>]+>|\s+", " ", said.body.decode(errors="replace"))[-300:] if said.status else said.why
        self.troubles.append(f"{one.kind} {one.path}: {said.status} {text}")

    def wrote(self, form: str, cells: Sequence[Sequence[str]], said: Said) -> None:
        held = self.accepted.setdefault(form, {})
        for part, row, column, _seen, text in cells:
            key = f"{part}/{row}/{column}"
            held[key] = [text] if said.status == 200 else [*held.get(key, [""]), text]


class Person:
    """Somebody who does one thing after the other."""

    def __init__(self, book: Book, line: Line, script: Script, times: Sequence[float], rng: random.Random) -> None:
        self.book, self.line, self.script, self.times, self.rng = book, line, script, list(times), rng

    async def work(self) -> None:
        """Until the script ends."""
        number = 0
        with suppress(StopIteration):
            one = next(self.script)
            while True:
                due = self.times[number] if number < len(self.times) else self._now() + self.rng.expovariate(1 / THINK)
                await asyncio.sleep(max(0.0, due - self._now()))
                said = await self.line.ask(one)
                self.book.note(one, due, said)
                number += 1
                one = self.script.send(said)

    def _now(self) -> float:
        return time.perf_counter() - self.book.began


# ---- the last day: a form filled, an Excel form handed in by some, sent


def deadline(book: Book, who: dict[str, Any], saves: int, rng: random.Random) -> Script:
    """A form opened, filled cell by cell, looked at now and then, sent, looked at."""
    form, page = who["form"], Ask("page", f"/forms/{who['form']}/fill/")
    yield from _expect(book, page)
    seen: dict[str, str] = {}
    if who["excel"]:
        yield from _by_excel(book, who)
    findings: list[dict[str, Any]] = []
    version = 0
    for number in range(saves):
        if number and number % 9 == 0:
            yield from _expect(book, page)
        cells = _turn(who["cells"][-1:] if who["excel"] else who["cells"], seen, number, saves, rng)
        said = yield save(form, cells)
        book.wrote(form, cells, said)
        if said.status != 200:
            book.trouble(save(form, ()), said)
            continue
        answer = json.loads(said.body)
        findings, version = answer["findings"], answer["version"]
        seen |= {f"{part}/{row}/{column}": text for part, row, column, _, text in cells}
        if answer["conflicts"]:
            book.troubles.append(f"conflict where nobody else writes: {answer['conflicts']}")
    for one in findings:
        if one.get("ask") and one.get("key") and not one.get("answer"):
            body = json.dumps({"key": one["key"], "text": "已核实，情况属实。"}).encode()
            said = yield from _expect(book, Ask("answer", f"/forms/{form}/answer/", body, "application/json"))
            version = json.loads(said.body)["version"] if said.status == 200 else version
    said = yield from _expect(book, post("submit", f"/forms/{form}/step/submit/", version=version), 302)
    if said.status == 302:
        book.done.append(("submit", form, time.time()))
    yield from _expect(book, Ask("page", f"/forms/{form}/fill/"))


def _expect(book: Book, one: Ask, status: int = 200) -> Generator[Ask, Said, Said]:
    said = yield one
    if said.status != status or said.location.startswith("/login"):
        book.trouble(one, said)
    return said


def _turn(cells: Sequence[Sequence[str]], seen: dict[str, str], number: int, saves: int, rng: random.Random) -> list[list[str]]:
    """The cells of one autosave: first each in its turn, so that the form is full by the last save; then remarks written over."""
    each = max(1, -(-len(cells) // saves))
    chosen = [tuple(one) for one in cells[number * each : (number + 1) * each]]
    if not chosen:
        chosen = [("rows", f"r{rng.randrange(10)}", "remark", f"第{number}次核对，数字与台账一致。")]
    return [[part, row, column, seen.get(f"{part}/{row}/{column}", ""), text] for part, row, column, text in chosen]


def _by_excel(book: Book, who: dict[str, Any]) -> Script:
    """The form taken home, filled, handed in, looked through, applied."""
    yield from _expect(book, Ask("download", f"/forms/{who['form']}/excel/"))
    given = upload(who["form"], who["excel"])
    said = yield from _expect(book, given, 302)
    where = said.location
    ready = yield from _until(book, where, "已试算")
    if not ready:
        return
    yield from _expect(book, post("apply", where, version=version_in(ready), what="apply", all=1), 302)
    if (yield from _until(book, where, "已录入")):
        book.done.append(("excel", who["form"], time.time()))


def _until(book: Book, where: str, wanted: str) -> Generator[Ask, Said, bytes]:
    """The page of an upload, once it is as far as that."""
    for _ in range(60):
        said = yield from _expect(book, Ask("upload page", where))
        if upload_state(said.body) in (wanted, "读不出"):
            return said.body
    book.troubles.append(f"{where}: not {wanted} after sixty looks")
    return b""


def upload_state(page: bytes) -> str:
    """How far an upload is, by the first tag of its page."""
    found = re.search(r">(正在读取|已试算|正在录入|已录入|读不出|已放弃)<", page.decode(errors="replace"))
    return found.group(1) if found else ""


def idle(count: int) -> Script:
    """An empty view, again and again."""
    for _ in range(count):
        yield Ask("empty", "/bench/empty/")


# ---- the run


def schedule(plan: dict[str, Any], rng: random.Random) -> list[list[float]]:
    """Seconds of every person's requests: they come in the first tenth, the last request falls into the last third."""
    made = []
    for _ in plan["fillers"]:
        first, last = rng.uniform(0, plan["seconds"] / 10), rng.uniform(plan["seconds"] * 0.7, plan["seconds"])
        made.append(sorted(rng.uniform(first, last) for _ in range(plan["each"])))
    return made


async def deadline_day(plan: dict[str, Any]) -> Book:
    """Everybody at once; a twentieth of the requests are for the empty view."""
    rng, book = random.Random(plan["seed"]), Book()
    times = schedule(plan, rng)
    people = []
    for who, own in zip(plan["fillers"], times, strict=True):
        extra = 5 if who["excel"] else 0
        saves = max(2, (plan["each"] - 3 - extra) * 9 // 10)
        people.append(Person(book, Line(plan["port"], who["cookie"]), deadline(book, who, saves, rng), own, rng))
    lookers = plan["empty"]
    for number in range(lookers):
        count = int(plan["seconds"] * plan["rate"] / 20 / lookers)
        own = sorted(rng.uniform(0, plan["seconds"]) for _ in range(count))
        people.append(Person(book, Line(plan["port"], plan["fillers"][number]["cookie"]), idle(count), own, rng))
    book.began = time.perf_counter()
    await asyncio.gather(*(one.work() for one in people))
    return book


def main() -> int:
    plan, out = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    from benchmarks import restless  # noqa: PLC0415 - its people are built on ours

    book = asyncio.run(restless.days(plan) if plan["what"] == "kills" else deadline_day(plan))
    took = os.times()
    held = {"asked": book.asked, "troubles": book.troubles, "accepted": book.accepted, "done": book.done, "unsure": book.unsure,
            "cpu": took.user + took.system}  # fmt: skip
    out.write_text(json.dumps(held, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
