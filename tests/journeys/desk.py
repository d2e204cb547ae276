"""Sites for the journeys of starting and of handing over: made by operations, served by real WSGI threads, with a worker beside them."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID
from wsgiref.simple_server import make_server

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.utils import timezone
from targets_site import _logged_in, _Server, _Silent
from targetsworld import AT, County, answered, county, drafted, model, person, version_of

from hengji.apps.jobs.running import Workshop, run_due
from hengji.apps.organisations.operations import INSTALLER, found_region
from hengji.apps.organisations.queries import actor_of
from hengji.apps.targets import operations as targets
from hengji.clock import now, today
from hengji.rules.access import Role


def starting() -> dict[str, Any]:
    """A county just founded: nobody in it but the first four people."""
    made = found_region(INSTALLER, "990001000", "示例县", today().year, at=now())
    return {"sessions": {"office": entered(made.accounts[Role.OFFICE].person)}, "year": today().year}


def handing_over() -> dict[str, Any]:
    """A reporter with a returned declaration in hand, the one who will take it, and the security administrator."""
    c: County = county()
    draft = drafted(c).pk
    answered(c.reporter, draft)
    targets.submit(c.reporter, draft, version_of(draft), at=AT)
    targets.give_back(c.reviewer, draft, version_of(draft), "请补充测算依据。", at=AT)
    key = c.reporter.id
    sessions = {"leaver": _logged_in(c, c.reporter), "security": _logged_in(c, person(c.region, "安全员", Role.SECURITY, c.finance))}
    model("organisations.Assignment").objects.update(starts=AT.date() - timedelta(days=60))
    heir = model("organisations.Person").objects.create(region=c.region, login="heir", name="赵接任")
    sessions["heir"] = entered(heir.pk)
    return {"sessions": sessions, "leaver": str(key), "heir": str(heir.pk), "program": c.program.name, "day": f"{AT:%Y-%m-%d}"}


def entered(key: UUID) -> str:
    """A session of somebody with password and second factor done; answers its key."""
    one = model("organisations.Person").objects.get(pk=key)
    one.set_unusable_password()
    one.must_change_password, one.password_changed_at = False, timezone.now()
    one.save()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    held = {SESSION_KEY: str(key), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1], HASH_SESSION_KEY: one.get_session_auth_hash()}
    session.update({**held, "factor": True})
    session.create()
    return str(session.session_key)


def working() -> None:
    """A worker's day."""
    shop = Workshop(actor_of=lambda whom: actor_of(whom, on=today()), clock=now, heartbeat=None)
    while True:
        with suppress(OperationalError):  # the database is busy: again
            run_due(shop)
        connections.close_all()
        time.sleep(0.5)


def serve(what: str) -> None:
    """Serve until the reader of our first line goes away; the line says where, and what was prepared."""
    facts = {"starting": starting, "handing_over": handing_over}[what]()
    for name, key in facts["sessions"].items():
        if name == "security":  # second factor and posts as of long ago
            store = import_module(settings.SESSION_ENGINE).SessionStore(key)
            store["factor"] = True
            store.save()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Silent)
    sys.stdout.write(json.dumps({**facts, "at": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=working, daemon=True).start()
    os.read(0, 1)  # sys.stdin.read() would hold a lock that a forked reader of files waits for
