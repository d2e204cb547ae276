"""Files kept: once on the disk under their hash, whole or not at all; what they are is told by their bytes."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections

from hengji.apps.files import disk
from hengji.apps.files.kinds import media_type
from hengji.apps.files.models import StoredFile
from hengji.apps.files.operations import store
from hengji.apps.files.queries import FileRef, file_ref, file_refs, open_bytes
from hengji.apps.organisations.models import Region
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say
from hengji.web.files import attachment, download
from hengji.web.ui.exporting import download as written

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return Path(settings.FILES)


@pytest.fixture
def me() -> Actor:
    return Actor(uuid4(), "示例人", Region.objects.create(code="990001000", name="示例县").pk)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_handed_in_comes_back(me: Actor, folder: Path) -> None:
    content = "批复文件".encode()
    ref = store(me, r"C:\\文件\\批复.txt", content, at=AT)
    assert (ref.name, ref.size, ref.sha256, ref.person_name) == ("批复.txt", len(content), sha256(content).hexdigest(), "示例人")
    assert open_bytes(ref.id) == content and file_ref(ref.id) == ref
    assert store(me, "又一份.txt", io.BytesIO(content), at=AT).sha256 == ref.sha256
    assert len(kept(folder)) == 1 and StoredFile.objects.count() == 2, "the same bytes stand once"
    assert set(file_refs([ref.id, uuid4()])) == {ref.id}


def test_an_empty_and_a_too_large_file_are_refused(me: Actor, settings: Any, folder: Path) -> None:
    settings.UPLOAD_LIMIT = 2**20
    for content, code in ((b"", "file-empty"), (b"x" * (2**20 + 1), "file-too-large"), (io.BytesIO(b"x" * (2**20 + 1)), "file-too-large")):
        with pytest.raises(Refused) as refusal:
            store(me, "表.xlsx", content, at=AT)
        assert refusal.value.code == code and "表.xlsx" in say(refusal.value)
    assert kept(folder) == []
    store(me, "正好.bin", b"x" * 2**20, at=AT)


def test_damaged_or_missing_bytes_are_never_handed_out(me: Actor) -> None:
    ref = store(me, "批复.txt", b"true", at=AT)
    disk.path_of(ref.sha256).write_bytes(b"fake")
    with pytest.raises(Refused, match="file-damaged"):
        open_bytes(ref.id)
    disk.path_of(ref.sha256).unlink()
    with pytest.raises(Refused, match="file-gone"):
        open_bytes(ref.id)
    with pytest.raises(NotFound):
        open_bytes(uuid4())


def test_half_written_bytes_are_written_again(folder: Path) -> None:
    digest = disk.write(b"whole content")
    disk.path_of(digest).write_bytes(b"whole")
    assert disk.write(b"whole content") == digest
    assert disk.path_of(digest).read_bytes() == b"whole content"


def test_a_write_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        disk.write(b"content")
    assert kept(folder) == []


def zipped(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for member in members:
            packed.writestr(member, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (zipped("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (zipped("a.txt"), "application/zip"),
        (b"PK\x03\x04 cut off", "application/octet-stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "application/x-ole-storage"),
        ("绩效目标".encode("gb18030"), "text/plain"),
        (("目" * 5000).encode(), "text/plain"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_are(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


def headers(ref: FileRef, name: str = "", **how: bool) -> dict[str, str]:
    response = download(None, ref, name, **how)  # type: ignore[arg-type]
    found = {key: str(response.headers[key]) for key in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")}
    request_finished.disconnect(close_old_connections)  # as Django's test client does: the test goes on with its connection
    response.close()
    request_finished.connect(close_old_connections)
    return found


def test_a_browser_saves_it_under_its_chinese_name(me: Actor) -> None:
    ref = store(me, "关于批复的通知（正式）.html", b"<html>", at=AT)
    found = headers(ref, inline=True)
    assert found["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%85%B3") and found["Content-Type"] == "text/plain"
    assert (found["X-Content-Type-Options"], found["Cache-Control"]) == ("nosniff", "private, no-store")
    pdf = store(me, "批复.pdf", b"%PDF-1.7", at=AT)
    assert headers(pdf, inline=True)["Content-Disposition"].startswith("inline")
    assert headers(pdf)["Content-Disposition"].startswith("attachment")
    assert "\n" not in headers(pdf, 'a"\r\nSet-Cookie: x.pdf')["Content-Disposition"]
    assert attachment(b"x", "表.xlsx", "application/zip").headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_page_writes_is_sent_as_every_file_is() -> None:
    sent = written(b"PK", "2026年度绩效目标/申报表", "application/zip", "zip").headers
    assert (sent["X-Content-Type-Options"], sent["Cache-Control"]) == ("nosniff", "private, no-store")
    said = sent["Content-Disposition"]
    assert said.startswith("attachment; filename*=utf-8''2026%E5%B9%B4") and said.endswith(".zip")
