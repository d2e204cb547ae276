"""A site for journeys: the small county with last year's target in force, a session for each person, served by real WSGI threads."""

from __future__ import annotations

import json
import sys
import threading
from importlib import import_module
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from targetsworld import AT, GOAL, ROWS, YEAR, County, county, model, program, unit

from hengji.apps.targets import operations as targets
from hengji.rules.access import Actor
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration

PEOPLE = ("reporter", "second", "reviewer", "officer", "divisional", "leader", "stranger", "second_reviewer")


def prepared() -> dict[str, Any]:
    """The county, its people logged in; what a journey needs to know of it."""
    c = county()
    sessions = {name: _logged_in(c, getattr(c, name)) for name in PEOPLE}
    _last_year(c)
    return {"sessions": sessions, "program": str(c.program.pk), "overall": str(c.overall.pk)}


def _logged_in(c: County, who: Actor) -> str:
    duty = who.duties[0]
    post = model("organisations.Post").objects.create(region=c.region, unit=duty.unit, role=duty.role)
    model("organisations.Assignment").objects.create(region=c.region, post=post, person_id=who.id, starts=AT.date())
    person = model("organisations.Person").objects.get(pk=who.id)
    person.set_unusable_password()
    person.must_change_password, person.password_changed_at = False, timezone.now()
    person.save()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )
    session.create()
    return str(session.session_key)


def _last_year(c: County) -> None:
    """The same object a year ago, with an approved target."""
    department = unit(c.region, "县水利局", "department", "314", year=YEAR - 1)
    old = program(c.region, department, c.program.name, code="SL25T0036", year=YEAR - 1)
    rows = tuple(
        DeclaredIndicator(row["level1"], row["level2"], row["name"], row.get("sign", ""), row["value"], row.get("unit", "")) for row in ROWS
    )
    targets.begin_with(
        c.officer,
        YEAR - 1,
        "示财绩〔2025〕6号",
        AT.date(),
        ((old.pk, TargetDeclaration("", 0, old.name, YEAR - 1, goal=GOAL, indicators=rows)),),
        at=AT,
    )
    model("programs.Program").objects.filter(pk=c.program.pk).update(carried_from=old)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def serve() -> None:
    """Serve until the reader of our first line goes away: the line says where, and what was prepared."""
    facts = prepared()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Silent)
    sys.stdout.write(json.dumps({**facts, "at": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    input()


if __name__ == "__main__":
    serve()
