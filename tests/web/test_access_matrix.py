"""Every address × every person × things in every relation × GET and POST, held against the table of ``rules.access``.

What is not within somebody's reach is answered exactly like what does not exist; a refused POST changes nothing; no page, file or answer
says a word of a thing that its reader may not see.  The same for every call of the API."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web import matrixworld
from tests.web.matrixcalls import ANYBODY, API, ARGUMENTS, BY_PROGRAM, CALLS, PUBLIC, STATEFUL, Asks, Call
from tests.web.matrixworld import Thing, World, visible

from hengji.apps.organisations.models import Person
from hengji.apps.organisations.queries import actor_of
from hengji.rules.access import Actor, Place, relations

pytestmark = pytest.mark.django_db
NOBODY = UUID("01890000-0000-7000-8000-000000000000")
EVERYBODY = tuple(f"a.{login}" for login in matrixworld.POSTS) + ("city.office", "b.office", "b.u101001")
ONE_OF_EACH = ("u101001", "u102", "r101", "r501", "d001004", "office", "leader", "e901", "sys", "sec", "aud")
PEOPLE = EVERYBODY if os.environ.get("HENGJI_MATRIX") == "all" else (*(f"a.{login}" for login in ONE_OF_EACH), "city.office", "b.office")
"""Every role in every relation; with HENGJI_MATRIX=all also the others who hold the same roles elsewhere."""
XLSX = b"PK\x05\x06" + b"\x00" * 18


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, undone at the end."""
    quick = override_settings(TODAY=matrixworld.TODAY, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, transaction.atomic():
        yield matrixworld.build()
        transaction.set_rollback(True)


@dataclass
class Reader:
    """Somebody at a browser."""

    name: str
    actor: Actor
    client: Client


@pytest.fixture(scope="module")
def readers(world: World) -> dict[str, Reader]:
    return {name: _reader(name, world.people[name]) for name in PEOPLE}


def _reader(name: str, key: UUID) -> Reader:
    client = Client(raise_request_exception=True)
    client.force_login(Person.objects.get(pk=key), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session.update({"factor": True, "year": matrixworld.YEAR})
    session.save()
    return Reader(name, actor_of(key, on=matrixworld.TODAY), client)


# ---- what is there to ask


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if not str(one.pattern).startswith(("api/", "^api/")):
            yield from (_patterns(one) if isinstance(one, URLResolver) else (one,))


def test_every_declared_address_can_be_made(world: World) -> None:
    assert all(address(name, world.things[call.kind][0].keys if call.kind else {}) for name, call in CALLS.items())


def test_every_address_is_declared() -> None:
    named = {str(one.name) for one in _patterns(get_resolver())} - PUBLIC
    assert named == set(CALLS), (named - set(CALLS), set(CALLS) - named)


def things_of(world: World, call: Call, actor: Actor) -> list[Thing]:
    """One thing of each way of standing to the person, and all of other regions once: the table knows nothing finer."""
    if not call.kind:
        return [Thing("", {}, Place(actor.region))]
    chosen: dict[Any, Thing] = {}
    for thing in world.things[call.kind]:
        ways = frozenset(way for duty in actor.duties for way in relations(duty, actor, thing.place))
        chosen.setdefault((ways, thing.place.region, thing.name.endswith(".late")), thing)
    return list(chosen.values())


def allowed(actor: Actor, asks: Asks | None, thing: Thing, call: Call, needs: Any) -> bool:
    if asks is None:
        return False
    if asks is ANYBODY:
        return True
    assert not isinstance(asks, type(ANYBODY))
    ways = [asks] if call.either is None else [asks, call.either]
    within = any(visible(actor, way, thing.place) if call.kind else actor.can(way) for way in ways)
    at_home = not call.here or any(duty.region == thing.place.region for duty in actor.duties)
    wanted = needs if isinstance(needs, tuple) else (needs,)
    return within and at_home and (needs is None or any(actor.can(one) for one in wanted))


def address(name: str, keys: Mapping[str, Any]) -> str:
    named = {"program" if name in BY_PROGRAM and key == "key" else key: value for key, value in keys.items()}
    return reverse(name, kwargs={**named, **ARGUMENTS.get(name, {})})


def nothing_like(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key: NOBODY if isinstance(value, UUID) else "nothing" for key, value in keys.items()}


_TOKEN = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|name="csrf[^>]*>|X-CSRFToken[^}]*}')


def plain(response: HttpResponse) -> tuple[int, bytes]:
    """Status and body without tokens and ids."""
    return response.status_code, _TOKEN.sub(b"", body(response))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# ---- GET


@pytest.mark.parametrize("who", PEOPLE)
def test_reading(world: World, readers: dict[str, Reader], who: str) -> None:
    reader, wrong = readers[who], []
    hidden = hidden_from(world, reader.actor)
    for name, call in CALLS.items():
        for thing in things_of(world, call, reader.actor)[: None if call.see else 1]:
            with transaction.atomic():
                wrong += [f"{name} {thing.name}: {one}" for one in _read(reader, name, call, thing, hidden)]
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _read(reader: Reader, name: str, call: Call, thing: Thing, hidden: list[str]) -> Iterator[str]:
    response = reader.client.get(address(name, thing.keys))
    status = response.status_code
    said = leaks(response, hidden)
    if said:
        yield f"GET says {said}"
    if call.see is None:
        if status not in (404, 405):
            yield f"GET answers {status}, but there is none"
    elif allowed(reader.actor, call.see, thing, call, call.needs):
        if status not in (200, 302, 409) and not (status == 404 and name in STATEFUL):
            yield f"GET answers {status} to somebody allowed"
    elif status == 409 and call.glimpse is not None and visible(reader.actor, call.glimpse, thing.place):
        pass
    elif status != 404:
        yield f"GET answers {status} to somebody not allowed"
    elif thing.keys and plain(response) != plain(reader.client.get(address(name, nothing_like(thing.keys)))):
        yield "the 404 of a thing out of reach differs from that of no thing"


# ---- leaks


def hidden_from(world: World, actor: Actor) -> list[str]:
    """Words of things the person may not see; the other county's mark for whoever has nothing to do with it."""
    kept = world.marks + world.inner
    words = [word for action, word, place in kept if not visible(actor, action, place) and not visible(actor, AUDITS, place)]
    marks = {"a": "示例", "b": "邻邑"}
    seen = {actor.region, *actor.below}
    return words + [mark for c, mark in marks.items() if world.regions[c] not in seen]


AUDITS = matrixworld.Action.AUDIT_VIEW
"""The audit administrator reads the trail of the county, which names everything."""


def leaks(response: Any, hidden: list[str]) -> list[str]:
    said = text_of(response)
    return [word for word in hidden if word in said]


def text_of(response: Any) -> str:
    """Everything a reader can make out of an answer: the page, or the texts inside of the file."""
    content = body(response) if not response.streaming else getattr(response, "_read", None) or _streamed(response)
    kept = content.decode("utf-8", "replace") + "".join(f"{key}: {value}" for key, value in response.headers.items())
    return kept + _unpacked(content)


def _streamed(response: Any) -> bytes:
    response._read = b"".join(response.streaming_content)
    return bytes(response._read)


def _unpacked(content: bytes) -> str:
    if content[:2] != b"PK":
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        parts = [held.read(name) for name in held.namelist()]
        return "".join(name for name in held.namelist()) + "".join(part.decode("utf-8", "replace") + _unpacked(part) for part in parts)


ASKED = (
    ("search", {"q": "暗号"}), ("search", {"q": "工程"}), ("search", {"q": "财绩"}), ("search", {"q": "局"}), ("search", {"q": "T0000"}),
    ("programs", {"export": "xlsx"}), ("programs", {"tab": "all", "q": "暗号"}), ("programs-payments", {"tab": "all"}),
    ("programs-payments", {"tab": "all", "export": "xlsx"}), ("targets", {"tab": "all"}), ("targets", {"tab": "all", "export": "xlsx"}),
    ("appraisals", {"tab": "all"}), ("appraisals", {"tab": "all", "export": "xlsx"}), ("appraisal-summary", {"export": "xlsx"}),
    ("library", {"tab": "own"}), ("library", {"tab": "own", "q": "暗号"}), ("library-suggest", {"q": "暗号", "limit": "20"}),
    ("people", {"tab": "all"}), ("people", {"tab": "all", "export": "xlsx"}), ("organisations", {"tab": "all", "export": "xlsx"}),
    ("organisations-posts", {"tab": "all"}), ("jobs", {"tab": "all"}), ("notices", {"tab": "all"}),
    ("notices", {"tab": "all", "export": "xlsx"}),
    ("audit", {"export": "xlsx"}), ("rounds", {}), ("forms-queue", {"tab": "waiting"}), ("forms-queue", {"tab": "handled"}),
    ("forms-queue", {"tab": "waiting", "export": "xlsx"}), ("reports", {"tab": "all"}), ("reports", {"tab": "all", "export": "xlsx"}),
)  # fmt: skip
ASKED_OF_A_ROUND = (
    ("rounds-forms", {"tab": "all"}), ("rounds-forms", {"tab": "all", "export": "xlsx"}), ("rounds-findings", {"tab": "all"}),
    ("rounds-findings", {"tab": "all", "export": "xlsx"}), ("rounds-quality", {"export": "xlsx"}), ("rounds-round", {"by": "fund"}),
    ("rounds-round", {"all": "1"}), ("rounds-falsealarms", {"export": "xlsx"}),
)  # fmt: skip
INSIDE = ("forms-fill", "forms-review", "reports-report", "rounds-quality", "rounds-chase", "rounds-uploads")
"""Where what stands on no list is read."""


def asked_of(world: World) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Addresses with what is asked; of rounds, those of the first county."""
    yield from ((reverse(name), asked) for name, asked in ASKED)
    yield from ((address(name, world.things["round"][0].keys), asked) for name, asked in ASKED_OF_A_ROUND)


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_leaks_through_lists_searches_and_exports(world: World, readers: dict[str, Reader], who: str) -> None:
    reader, found, hidden = readers[who], [], hidden_from(world, readers[who].actor)
    for where, asked in asked_of(world):
        with transaction.atomic():
            if said := leaks(reader.client.get(where, asked), hidden):
                found.append(f"{where} {asked}: {said}")
            transaction.set_rollback(True)
    assert not found, "\n".join(found)


def test_the_words_are_there_to_be_found(world: World, readers: dict[str, Reader]) -> None:
    """The scan can fail: whoever may see an object finds its words in the lists the scan reads."""
    office = readers["a.office"]
    words = [word for _action, word, place in world.marks if place.region == office.actor.region]
    pages = "".join(text_of(office.client.get(where, asked)) for where, asked in asked_of(world))
    assert not [word for word in words if word not in pages]
    inside = "".join(text_of(office.client.get(address(name, thing.keys))) for name in INSIDE for thing in world.things[CALLS[name].kind])
    inner = [word for _action, word, place in world.inner if place.region == office.actor.region]
    assert inner and not [word for word in inner if word not in inside]
    assert "示例" in pages and "邻邑" not in pages


# ---- POST


@pytest.mark.parametrize("who", PEOPLE)
def test_acting(world: World, readers: dict[str, Reader], who: str) -> None:
    reader, wrong, before = readers[who], [], rows()
    hidden = hidden_from(world, reader.actor)
    for name, call in CALLS.items():
        if name == "account_logout":
            continue
        for thing in things_of(world, call, reader.actor)[: None if call.do else 1]:
            with transaction.atomic():
                wrong += [f"{name} {thing.name}: {one}" for one in _act(world, reader, name, call, thing, hidden, before)]
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _act(world: World, reader: Reader, name: str, call: Call, thing: Thing, hidden: list[str], before: Mapping[str, int]) -> Iterator[str]:
    with Writing() as written:
        response = post(world, reader, name, call, thing, thing.keys)
    if said := leaks(response, hidden):
        yield f"POST says {said}"
    if allowed(reader.actor, call.do, thing, call, call.needs_do):
        if response.status_code not in (200, 302, 409) and name not in STATEFUL and not body_names_foreign(call):
            yield f"POST answers {response.status_code} to somebody allowed"
        return
    yield from _refused(world, reader, name, call, thing, response)
    if written.business and (changed := differences(before, rows())):
        yield f"a refused POST changed {changed}"


def _refused(world: World, reader: Reader, name: str, call: Call, thing: Thing, response: Any) -> Iterator[str]:
    """What is wrong with how somebody was turned away."""
    status = response.status_code
    seen = call.glimpse is not None and visible(reader.actor, call.glimpse, thing.place)
    if call.do is None:
        if status not in (404, 405):
            yield f"POST answers {status}, but there is none"
    elif status != 404 and not (status == 409 and seen):
        yield f"POST answers {status} to somebody not allowed"
    if status == 404 and thing.keys and not seen:
        with transaction.atomic():
            if plain(response) != plain(post(world, reader, name, call, thing, nothing_like(thing.keys))):
                yield "the 404 of a thing out of reach differs from that of no thing"
            transaction.set_rollback(True)


def body_names_foreign(call: Call) -> bool:
    """The POST names something of another region on purpose: nobody is served."""
    return any("foreign" in str(value) for value in call.body.values())


def post(world: World, reader: Reader, name: str, call: Call, thing: Thing, keys: Mapping[str, Any]) -> Any:
    filled = {key: _filled(world, reader, thing, value) for key, value in call.body.items()}
    where = address(name, keys)
    if call.json:
        return reader.client.post(where, json.dumps(filled, default=str), content_type="application/json")
    if call.files:
        upload = SimpleUploadedFile("名册.xlsx", XLSX)
        return reader.client.post(where, {**filled, "file": upload} if name != "start-begin" else {**filled, "files": upload})
    return reader.client.post(where, filled)


def _filled(world: World, reader: Reader, thing: Thing, value: Any) -> Any:
    other = "b" if reader.name.startswith("a.") else "a"
    known: dict[str, Callable[[], Any]] = {
        "{version}": lambda: thing.version,
        "{foreign-indicator}": lambda: _key(world, "indicator", other),
        "{own-indicator}": lambda: _key(world, "indicator", reader.name[0] if reader.name[0] in "ab" else "a"),
        "{foreign-declaration}": lambda: f"{_key(world, 'declaration', f'{other}.dep')}:1",
        "{own-unit}": lambda: _key(world, "unit", _own_unit(world, reader)),
        "{expert}": lambda: world.people[f"{'b' if reader.name.startswith('b.') else 'a'}.e902"],
        "{member}": lambda: thing.more["member"],
        "{session}": lambda: thing.more["session"],
        "{foreign-form}": lambda: f"{_key(world, 'form', f'{other}.sub')}:1",
        **{f"{{{name}}}": lambda name=name: thing.more[name] for name in ("unit", "selected", "appeal", "row")},  # type: ignore[misc]
    }
    return known[value]() if isinstance(value, str) and value in known else value


def _own_unit(world: World, reader: Reader) -> str:
    """Name of the unit of the reader's post; where the world asks for no such unit, one of the first county's."""
    county, _, login = reader.name.partition(".")
    name = f"{county}.{matrixworld.POSTS.get(login, ('',))[0]}"
    return name if any(one.name == name for one in world.things["unit"]) else "a.101"


def _key(world: World, kind: str, name: str) -> UUID:
    return UUID(str(next(one for one in world.things[kind] if one.name.startswith(name)).keys["key"]))


class Writing:
    """Whether anything but the session was written."""

    def __enter__(self) -> Writing:
        self.business = False
        self._wrapper = connection.execute_wrapper(self._seen)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self._wrapper.__exit__(*trouble)

    def _seen(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") and "django_session" not in sql:
            self.business = True
        return execute(sql, params, many, context)


def rows() -> dict[str, int]:
    """Rows by table, and the sum of versions."""
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith("hengji."):
            with connection.cursor() as cursor:
                table = model._meta.db_table
                version = "COALESCE(SUM(version), 0)" if any(f.column == "version" for f in model._meta.local_fields) else "0"
                cursor.execute(f"SELECT COUNT(*), {version} FROM {table}")
                count, versions = cursor.fetchone()
                found[table], found[f"{table}.version"] = int(count), int(versions)
    return found


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    return [key for key in after if before[key] != after[key]]


# ---- somebody not logged in


def test_nobody_reads_or_acts_without_logging_in(world: World) -> None:
    wrong: list[str] = []
    for name, call in CALLS.items():
        thing = world.things[call.kind][0] if call.kind else Thing("", {}, Place(NOBODY))
        where = address(name, thing.keys)
        for response in (Client().get(where), Client().post(where, {"version": "1"})):
            if response.status_code != 302 or not response.headers["Location"].startswith(settings.LOGIN_URL) or response.content:
                wrong.append(f"{name}: {response.status_code} {response.headers.get('Location')}")
        told = Client().get(where, headers={"Accept": "application/json"})
        if told.status_code != 401:
            wrong.append(f"{name}: a script is told {told.status_code}")
    assert not wrong, "\n".join(wrong)


# ---- the API

SYSTEMS = tuple(f"a.{login}" for login in matrixworld.POSTS) + ("b.office", "b.u101001")


def _schema(client: Client) -> dict[str, Any]:
    return dict(json.loads(client.get("/api/openapi.json").content))


def test_every_call_is_declared() -> None:
    paths = _schema(Client())["paths"]
    assert {f"{method.upper()} {path.removeprefix('/api')}" for path, calls in paths.items() for method in calls} == set(API)


@pytest.mark.parametrize("who", SYSTEMS)
def test_calling(world: World, who: str) -> None:
    actor = actor_of(world.people[f"{who[:2]}api-{who[2:]}"], on=matrixworld.TODAY)
    key, hidden, wrong, before = {"Authorization": f"Bearer {world.secrets[who]}"}, hidden_from(world, actor), [], rows()
    for name, call in API.items():
        for thing in things_of(world, call, actor):
            with transaction.atomic():
                response = called(name, call, thing.keys, key)
                asks = call.see or call.do
                may_call = allowed(actor, asks, thing, call, None) and (bool(actor.duties) or asks is ANYBODY)
                if said := leaks(response, hidden):
                    wrong.append(f"{name} {thing.name} says {said}")
                if may_call and response.status_code not in (200, 202, 409, 422):
                    wrong.append(f"{name} {thing.name} answers {response.status_code} to a system allowed")
                if not may_call and response.status_code not in (403, 404):
                    wrong.append(f"{name} {thing.name} answers {response.status_code} to a system not allowed")
                if not may_call and thing.keys and plain(response) != plain(called(name, call, nothing_like(thing.keys), key)):
                    wrong.append(f"{name} {thing.name}: the 404 differs from that of no thing")
                if not may_call and differences({k: v for k, v in before.items() if "apikey" not in k}, _no_keys(rows())):
                    wrong.append(f"{name} {thing.name}: a refused call changed something")
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _no_keys(found: Mapping[str, int]) -> dict[str, int]:
    """Keys note when they were used last."""
    return {key: value for key, value in found.items() if "apikey" not in key}


def called(name: str, call: Call, keys: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    method, _, path = name.partition(" ")
    where = "/api" + path.format(**keys) if keys else "/api" + path
    if method == "GET":
        return Client().get(where, {"year": str(matrixworld.YEAR)}, headers=headers)
    if call.files:
        sent = {"file": SimpleUploadedFile("导出.xlsx", XLSX), "year": str(matrixworld.YEAR)}
        return Client().post(where, sent, headers=headers)
    return Client().post(where, json.dumps({"year": matrixworld.YEAR, **call.body}), content_type="application/json", headers=headers)


@pytest.mark.parametrize("key", [{}, {"Authorization": "Bearer hj_nothing"}, {"Authorization": "Bearer "}, {"Authorization": "Basic x"}])
def test_no_call_without_a_key(world: World, key: dict[str, str]) -> None:
    for name, call in API.items():
        thing = world.things[call.kind][0] if call.kind else Thing("", {}, Place(NOBODY))
        assert called(name, call, thing.keys, key).status_code == 401, name
