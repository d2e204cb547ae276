"""The site as it really runs: ``hengji serve`` and ``hengji worker`` as processes, begun again where one has died, as a service would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READY_WITHIN = 120.0


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@dataclass
class Site:
    """Two services with the settings of this process, and where their words go."""

    folder: Path
    port: int = field(default_factory=free_port)
    held: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        for name in ("web", "worker"):
            self.begin(name)
        self.wait()

    def begin(self, name: str) -> None:
        """A service in a process group of its own."""
        words = ["serve", "--port", str(self.port)] if name == "web" else ["worker"]
        env = {**_environment(), "DJANGO_SETTINGS_MODULE": "benchmarks.bare"}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.held[name] = subprocess.Popen(
                [sys.executable, "-m", "hengji.config.cli", *words], env=env, stdout=log, stderr=log, start_new_session=True
            )

    def mend(self) -> None:
        """What died is begun again."""
        for name, process in list(self.held.items()):
            if process.poll() is not None:
                self.begin(name)

    def wait(self) -> float:
        """Until the log-in page answers; seconds it took."""
        start = time.monotonic()
        while time.monotonic() - start < READY_WITHIN:
            self.mend()
            with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(self.address("/login/"), timeout=5) as answer:
                if answer.status == 200:
                    return time.monotonic() - start
            time.sleep(0.1)
        raise SystemExit(f"the site does not answer:\n{self.log('web')[-3000:]}")

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def children(self, name: str) -> list[int]:
        """Processes a service has begun."""
        pid = self.held[name].pid
        with suppress(OSError):
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def kill(self, name: str, *, whole: bool) -> None:
        """SIGKILL: the whole service, or one process below it."""
        process = self.held[name]
        below = self.children(name)
        if whole or not below:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        else:
            with suppress(ProcessLookupError):
                os.kill(below[-1], signal.SIGKILL)

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far of each service with what it has begun."""
        return {name: sum(_seconds(pid) for pid in (process.pid, *self.children(name))) for name, process in self.held.items()}

    def stop(self) -> None:
        for process in self.held.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.held.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _seconds(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _environment() -> dict[str, str]:
    """This process's, with the benches to be found; bytecode is cached as on any ordinary machine."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = [str(Path(__file__).resolve().parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(path)}


def begin_people(plan: dict[str, Any], folder: Path) -> subprocess.Popen[bytes]:
    """The load generator, on its way."""
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False))
    words = ["-m", "benchmarks.people", str(folder / "plan.json"), str(folder / "book.json")]
    return subprocess.Popen([sys.executable, *words], env=_environment())


def book_of(process: subprocess.Popen[bytes], folder: Path) -> dict[str, Any]:
    """What the load generator wrote down, once it has ended."""
    if process.wait():
        raise SystemExit("the load generator has failed")
    held: dict[str, Any] = json.loads((folder / "book.json").read_text())
    return held
