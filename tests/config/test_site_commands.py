"""The commands of the site, run as people run them."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Site

WRITE = """
import sys
from hengji.apps.audit.operations import operation, record
from hengji.apps.files.operations import store
from hengji.apps.organisations.models import Region
from hengji.rules.access import Actor
from hengji.clock import now
from uuid import uuid4

@operation
def keep(actor, number, *, at):
    ref = store(actor, f"附件{number}.txt", f"第 {number} 份 {uuid4()}".encode(), at=at)
    record(actor, "已上传", region, name=ref.name, sha256=ref.sha256)

region = Region.objects.get()
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5):
    keep(Actor(uuid4(), "示例人", region.pk), number, at=now())
    print(number, flush=True)
"""
COUNT = """
import json
from django.apps import apps
from django.db import connection
rows = {m._meta.db_table: m._default_manager.count() for m in apps.get_models()}
from hengji.apps.audit.models import Entry
from hengji.apps.files.models import StoredFile
from hengji.apps.files.queries import open_bytes
hashes = list(Entry.objects.order_by("seq").values_list("hash", flat=True))
print(json.dumps([rows, hashes, sorted(open_bytes(kept.pk).decode() for kept in StoredFile.objects.all())]))
"""


@pytest.fixture
def site(founded_site: Site) -> Site:
    """With its county."""
    return founded_site


def unsealed(table: str, statement: str) -> str:
    """Lines that change a sealed table the way an intruder with the database's password would."""
    return f"""
from django.db import connection
with connection.cursor() as cursor:
    for verb in ("update", "delete"):
        cursor.execute(f"DROP TRIGGER {table}_no_{{verb}}" + (" ON {table}" if connection.vendor == "postgresql" else ""))
    cursor.execute({statement!r})
"""


def imported(modules: str, *names: str) -> list[str]:
    """Which of these a new process has when it has imported the modules."""
    line = f"import sys, {modules}; print([name for name in {names} if name in sys.modules])"
    return list(
        json.loads(subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True).stdout.replace("'", '"'))
    )


def test_the_checker_starts_without_django() -> None:
    modules = "hengji.config.cli, hengji.config.commands.check, hengji.config.commands.rules"
    assert imported(modules, "django", "granian", "psycopg", "hengji.check") == ["hengji.check"]


def test_a_command_of_the_site_starts_without_the_checker() -> None:
    assert imported("hengji.config.cli", "django", "hengji.check", "hengji.papers", "hengji.rules.findings") == []


def test_a_database_without_tables_is_refused_with_a_word(new_site: Callable[[], Any]) -> None:
    site = new_site()
    for command in (["serve"], ["worker", "--once"], ["audit", "verify"], ["backup", str(site.data / "b")]):
        ended = site.hengji(*command, check=False)
        assert (ended.returncode, "hengji migrate" in ended.stderr, ended.stdout) == (2, True, ""), command


def test_a_changed_row_is_named_and_the_status_says_so(site: Any) -> None:
    whole = site.hengji("audit", "verify")
    assert "全部相符" in whole.stdout
    site.python(unsealed("audit_entry", "UPDATE audit_entry SET subject_name = '别的县' WHERE seq = 1"))
    broken = site.hengji("audit", "verify", "--region", "990001000", check=False)
    assert broken.returncode == 1 and "第 1 条" in broken.stdout and "1 处不符" in broken.stdout
    assert site.hengji("audit", "verify", "--region", "990009000", check=False).returncode == 2


def test_the_doctor_names_the_missing_seal_and_migrate_puts_it_back(site: Any) -> None:
    site.hengji("audit", "anchor")
    assert "× 数据库封存" not in site.hengji("doctor", check=False).stdout
    site.python(unsealed("audit_entry", "SELECT 1"))
    sick = site.hengji("doctor", check=False)
    assert sick.returncode == 1 and "× 数据库封存：缺 2 个触发器（audit_entry_no_update、audit_entry_no_delete）" in sick.stdout
    site.hengji("migrate")
    assert "√ 数据库封存" in site.hengji("doctor", check=False).stdout


def test_the_doctor_wants_no_anchor_of_a_site_founded_today(site: Any) -> None:
    assert "√ 日志校验值留存" in site.hengji("doctor", check=False).stdout
    site.python(unsealed("audit_entry", "UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00'"))
    assert "× 日志校验值留存：三天没有留存" in site.hengji("doctor", check=False).stdout
    site.hengji("audit", "anchor")
    assert "√ 日志校验值留存" in site.hengji("doctor", check=False).stdout


def test_the_doctor_names_what_waits(site: Any) -> None:
    site.python("""
from django.db import connection
with connection.cursor() as cursor: cursor.execute("DELETE FROM django_migrations WHERE app = 'notices'")
""")
    sick = site.hengji("doctor", check=False)
    assert sick.returncode == 1 and "× 数据库更新" in sick.stdout and "hengji migrate" in sick.stdout


@contextmanager
def writing(site: Any) -> Iterator[subprocess.Popen[str]]:
    """Somebody works on the site all the time."""
    code = f"import django; django.setup()\n{WRITE}"
    process = subprocess.Popen([sys.executable, "-c", code, "100000"], env=site.env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline()
        threading.Thread(target=lambda: [None for _ in process.stdout or ()], daemon=True).start()
        yield process
        assert process.poll() is None, "it worked until the end"
    finally:
        process.kill()
        process.wait()


def test_backup_while_working_restored_elsewhere(site: Any, new_site: Callable[[], Any], tmp_path: Path) -> None:
    site.hengji("audit", "anchor")
    backup = tmp_path / "备份.hengji"
    with writing(site):
        site.hengji("backup", str(backup))
    assert backup.stat().st_mode & 0o077 == 0, "it holds the key"
    elsewhere = new_site()
    restored = elsewhere.hengji("restore", str(backup))
    assert "全部相符" in restored.stdout
    rows, hashes, texts = json.loads(elsewhere.python(COUNT))
    assert rows["files_storedfile"] == len(texts) > 0 and rows["organisations_person"] == 4
    assert hashes == json.loads(site.python(COUNT))[1][: len(hashes)], "the chain as it stood at one moment"
    assert (elsewhere.data / "secret-key").read_text() == (site.data / "secret-key").read_text()
    assert (elsewhere.data / "anchors.txt").read_text() == (site.data / "anchors.txt").read_text()
    elsewhere.python(WRITE)  # work goes on
    assert "全部相符" in elsewhere.hengji("audit", "verify").stdout
    sealed = elsewhere.hengji("doctor", check=False).stdout
    assert "√ 数据库封存" in sealed
    assert elsewhere.hengji("restore", str(backup), check=False).returncode == 2, "what is there is not written over"


def test_a_backup_of_a_quiet_site_is_identical(site: Any, new_site: Callable[[], Any], tmp_path: Path) -> None:
    site.python(WRITE)
    site.hengji("backup", str(tmp_path / "b"))
    elsewhere = new_site()
    elsewhere.hengji("restore", str(tmp_path / "b"))
    assert json.loads(elsewhere.python(COUNT)) == json.loads(site.python(COUNT))


@pytest.mark.parametrize("harm", ["cut", "changed", "other"])
def test_a_harmed_backup_is_refused_and_nothing_is_restored(site: Any, new_site: Callable[[], Any], tmp_path: Path, harm: str) -> None:
    site.hengji("backup", str(backup := tmp_path / "b"))
    content = bytearray(backup.read_bytes())
    if harm == "changed":
        middle = len(content) // 2  # not one bit: in a run of zeros a repeat at another distance is the same content, and no harm
        content[middle : middle + 64] = bytes(byte ^ 0xFF for byte in content[middle : middle + 64])
    backup.write_bytes({"cut": bytes(content[: len(content) // 2]), "changed": bytes(content), "other": b"PK\x03\x04"}[harm])
    elsewhere = new_site()
    refused = elsewhere.hengji("restore", str(backup), check=False)
    assert refused.returncode == 2 and "备份" in refused.stderr and "Traceback" not in refused.stderr
    assert not (elsewhere.data / "hengji.sqlite3").exists() and not (elsewhere.data / "files").exists()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def fetch(url: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, answer.read()


def test_of_a_new_site_each_administrators_password_is_shown_once_and_its_pages_are_served(new_site: Callable[[], Any]) -> None:
    site = new_site()
    assert "页面文件已收集" in site.hengji("migrate").stdout
    shown = site.hengji("found-county", "--code", "990001", "--name", "示例县").stdout
    assert len(set(re.findall(r"登录名 (\w+)　一次性密码 (\S{12,})", shown))) == 4
    assert all(role in shown for role in ("系统管理员", "安全管理员", "审计管理员", "绩效股经办人"))
    again = site.hengji("found-county", "--code", "990001", "--name", "示例县", check=False)
    assert again.returncode == 2 and "不能继续" in again.stderr and "Traceback" not in again.stderr
    kept = "from hengji.apps.organisations.models import Person; print({one.password.split('$')[0] for one in Person.objects.all()})"
    assert site.python(kept) == "{'argon2'}"
    is_served(site)


def is_served(site: Any) -> None:
    """Pages and their files, on a port of its own, until it is told to end."""
    port = free_port()
    server = site.start("serve", "--port", str(port))
    try:
        end = time.monotonic() + 60
        while True:
            try:
                status, page = fetch(f"http://127.0.0.1:{port}/")
                break
            except OSError:  # it has not started, or is slow with its first page
                assert time.monotonic() < end and server.poll() is None
                time.sleep(0.2)
        assert status == 200 and "登录" in page.decode(), "somebody unknown is asked to log in"
        sheet = re.findall(r'href="(/static/[^"]+\.css)"', page.decode())
        assert sheet and all(fetch(f"http://127.0.0.1:{port}{address}")[0] == 200 for address in sheet)
        busy = site.hengji("serve", "--port", str(port), check=False)
        assert busy.returncode == 2 and f"端口 {port} 用不了" in busy.stderr
    finally:
        server.send_signal(signal.SIGINT)
        output = server.communicate(timeout=30)[0]
    assert server.returncode == 0 and "Traceback" not in output
