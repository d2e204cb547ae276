"""People who go on working while web, worker and database are killed: units fill, send, take back, hand in Excel forms; departments accept,
return, take back.  What the site said it did is written down, and what was asked of it without an answer."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from benchmarks.people import Ask, Book, Line, Person, Said, Script, post, save, upload, upload_state, version_in

STEPS = ("submit", "withdraw", "accept", "return", "recall")


async def days(plan: dict[str, Any]) -> Book:
    """Until the file of that name is there."""
    rng, book, ended = random.Random(plan["seed"]), Book(), Path(plan["until"])
    people = [Person(book, Line(plan["port"], who["cookie"]), _unit(book, who, ended, rng), (), rng) for who in plan["fillers"]]
    people += [Person(book, Line(plan["port"], who["cookie"]), _department(book, who, ended, rng), (), rng) for who in plan["reviewers"]]
    book.began = time.perf_counter()
    await asyncio.gather(*(one.work() for one in people))
    return book


def _unit(book: Book, who: dict[str, Any], ended: Path, rng: random.Random) -> Script:
    """What can be done with the form now: filled and sent, or taken back."""
    number, page = 0, Ask("page", f"/forms/{who['form']}/fill/")
    seen: dict[str, str] = {}
    while not ended.exists():
        said = yield from asked(book, page)
        if b"/step/submit/" in said.body:
            if who["excel"]:
                yield from _by_excel(book, who, ended, rng)
            else:
                number = yield from _fill(book, who, seen, number, rng)
            yield from _send(book, who, page, rng)
        elif b"/step/withdraw/" in said.body and rng.random() < 0.3:
            yield from stepped(book, "withdraw", who["form"], f"/forms/{who['form']}/step/withdraw/", version_in(said.body))


def asked(book: Book, one: Ask) -> Generator[Ask, Said, Said]:
    """A request; an answer that says the site is broken is a trouble, no answer is not.  500 while the database is away is looked up in
    the log afterwards: nothing is lost by it, the page keeps what was typed."""
    said = yield one
    if said.status in (400, 401) or said.location.startswith("/login"):
        book.trouble(one, said)
    return said


def _fill(book: Book, who: dict[str, Any], seen: dict[str, str], number: int, rng: random.Random) -> Generator[Ask, Said, int]:
    """A few autosaves; what was never answered is sent again with the next, as the page does."""
    waiting: dict[str, str] = {}
    for _ in range(rng.randint(2, 6)):
        number += 1
        waiting |= {"/".join(one[:3]): one[3] for one in (who["cells"] if number == 1 else rng.sample(who["cells"], 2))}
        waiting[f"rows/r{rng.randrange(10)}/remark"] = f"第{number}次核对。"
        cells = [[*place.split("/"), seen.get(place, ""), text] for place, text in waiting.items()]
        said = yield from asked(book, save(who["form"], cells))
        if said.status == 409:  # taken back or sent by now: nothing was written
            return number
        book.wrote(who["form"], cells, said)
        if said.status == 200:
            clashes = {f"{one['part']}/{one['row']}/{one['column']}": one["text"] for one in json.loads(said.body)["conflicts"]}
            if clashes:  # a save that was done and never answered, written over since by this very page
                seen |= clashes
                for place, text in clashes.items():
                    book.accepted[who["form"]][place].append(text)
            seen |= {place: text for place, text in waiting.items() if place not in clashes}
            waiting = {place: text for place, text in waiting.items() if place in clashes}
    return number


def _send(book: Book, who: dict[str, Any], page: Ask, rng: random.Random) -> Script:
    if rng.random() < 0.5:
        return
    said = yield from asked(book, page)
    if b"/step/submit/" in said.body:
        yield from stepped(book, "submit", who["form"], f"/forms/{who['form']}/step/submit/", version_in(said.body))


def stepped(book: Book, step: str, form: str, path: str, version: str, **more: object) -> Generator[Ask, Said, Said]:
    """A step of the route: 302 it is taken, 409 it is not, no answer: one or the other."""
    said = yield from asked(book, post(step, path, version=version, **more))
    if said.status == 302:
        book.done.append((step, form, time.time()))
    elif said.status == 0 or said.status >= 500:
        book.unsure.append((step, form, time.time()))
    return said


def _by_excel(book: Book, who: dict[str, Any], ended: Path, rng: random.Random) -> Script:
    """One of two Excel forms handed in and applied; waited for as long as a dead worker's lease lasts."""
    said = yield from asked(book, upload(who["form"], rng.choice([who["excel"], who["other"]])))
    if said.status != 302:
        return
    where = said.location
    page = yield from _until(book, where, ("已试算", "读不出"), ended)
    said = yield from asked(book, post("apply", where, version=version_in(page), what="apply", all=1))
    if said.status == 302:
        yield from _until(book, where, ("已录入",), ended)


def _until(book: Book, where: str, wanted: tuple[str, ...], ended: Path) -> Generator[Ask, Said, bytes]:
    while not ended.exists():
        said = yield from asked(book, Ask("upload page", where))
        if upload_state(said.body) in wanted:
            return said.body
    return b""


def _department(book: Book, who: dict[str, Any], ended: Path, rng: random.Random) -> Script:
    """One form after the other: accepted or returned, and half of what was accepted is taken back."""
    while not ended.exists():
        form = rng.choice(who["forms"])
        said = yield from asked(book, Ask("review", f"/forms/{form}/review/"))
        if b"/review/accept/" in said.body:
            step = rng.choice(["accept", "return"])
            opinion = {"opinion": "请核对第3行。" if step == "return" else ""}
            yield from stepped(book, step, form, f"/forms/{form}/review/{step}/", version_in(said.body), **opinion)
        elif b"/step/recall/" in said.body:
            yield from stepped(book, "recall", form, f"/forms/{form}/step/recall/", version_in(said.body))
