"""Declarations as Excel files: one or many out, one or many in, with what would change and what is wrong before anything does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from hengji.apps.organisations.scope import scoped
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.contents import draft_of
from hengji.apps.targets.draft import Alteration
from hengji.apps.targets.models import Declaration
from hengji.apps.targets.operations.drafting import OPEN, fill_many
from hengji.papers.files.book import Unreadable, asking_uploader
from hengji.papers.writing.declaration import read_declaration, write_declaration
from hengji.rules.access import Action, Actor
from hengji.rules.declaration import TargetDeclaration
from hengji.rules.refusals import Refused

MOST_FILES = 500
LARGEST = 20 * 2**20
LARGEST_TOGETHER = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: where, what, what mends it."""

    place: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FileLook:
    """One file as looked at: what it is of and what would change; ``faults`` keep the whole hand-in from being applied."""

    file: str
    declaration: UUID | None
    version: int
    name: str
    unit_name: str
    changes: tuple[Alteration, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    declared: TargetDeclaration | None


def workbook(declared: TargetDeclaration) -> bytes:
    """The official form, pre-filled."""
    return write_declaration(declared)


def archive(named: Iterable[tuple[str, TargetDeclaration]]) -> bytes:
    """Many forms in one zip; names are made different where they are the same."""
    buffer, used = BytesIO(), set[str]()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, declared in named:
            plain = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in name) or "申报表"
            unique = next(one for one in _numbered(plain) if one not in used)
            used.add(unique)
            package.writestr(ZipInfo(f"{unique}.xlsx", (2020, 1, 1, 0, 0, 0)), write_declaration(declared))
    return buffer.getvalue()


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}（{number}）"
        number += 1


def look(actor: Actor, name: str, content: bytes, only: UUID | None = None) -> tuple[FileLook, ...]:
    """A workbook, or a zip of workbooks, against what stands; nothing is changed.  ``only``: the one declaration it must be of.

    Raises ``Refused`` ``target-file-unreadable`` for a zip that is none, holds no workbook or is too large."""
    files = (
        _unpacked(name, content) if content[:4] == b"PK\x03\x04" and not name.lower().endswith((".xlsx", ".xlsm")) else ((name, content),)
    )
    looks = [_look(actor, one, data, only) for one, data in files]
    return tuple(_once(looks))


def _unpacked(name: str, content: bytes) -> tuple[tuple[str, bytes], ...]:
    try:
        with ZipFile(BytesIO(content)) as package:
            members = [one for one in package.infolist() if _is_workbook(one.filename)]
            if not members:
                raise Refused("target-file-unreadable", name=name, why="压缩包里没有 Excel 文件。")
            if (
                len(members) > MOST_FILES
                or any(one.file_size > LARGEST for one in members)
                or sum(one.file_size for one in members) > LARGEST_TOGETHER
            ):
                raise Refused(
                    "target-file-unreadable", name=name, why=f"压缩包太大（最多 {MOST_FILES} 个文件，每个不超过 {LARGEST // 2**20} MB）。"
                )
            return tuple((_shown(one), _read(package, one)) for one in members)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise Refused("target-file-unreadable", name=name, why="压缩包损坏或加了密码。") from None


def _read(package: ZipFile, member: ZipInfo) -> bytes:
    with package.open(member) as source:
        return source.read(LARGEST + 1)


def _is_workbook(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.lower().endswith((".xlsx", ".xls", ".xlsm", ".et")) and not name.startswith(("~$", "."))


def _shown(member: ZipInfo) -> str:
    """The name a person gave; Chinese Windows writes it in GBK without saying so."""
    if member.flag_bits & 0x800:
        return PurePosixPath(member.filename).name
    try:
        return PurePosixPath(member.filename.encode("cp437").decode("gbk")).name
    except (UnicodeDecodeError, UnicodeEncodeError):
        return PurePosixPath(member.filename).name


def _look(actor: Actor, name: str, content: bytes, only: UUID | None) -> FileLook:
    try:
        reading = read_declaration(content)
    except Unreadable as trouble:
        return _unread(name, trouble.reason, asking_uploader(trouble.ask))
    if reading.declaration is None:
        return _unread(name, "不是本系统的绩效目标申报表", "请用导出的申报表填写")
    faults = [Fault(one.cell, one.sentence, one.remedy) for one in reading.errors]
    declaration = _matching(actor, reading.declaration, only)
    if declaration is None:
        faults.append(Fault("校验", _not_mine(reading.stamp_intact, only), "请从本系统重新导出申报表填写，或到对应项目的申报页面导入"))
        return FileLook(name, None, 0, reading.declaration.name, reading.declaration.unit, (), tuple(faults), tuple(reading.notes), None)
    if declaration.state not in OPEN:
        faults.append(Fault("校验", "这份目标正在审核或已批复，不能再改", "需要改的，请先撤回，或请审核人退回"))
    content_now = drafts.from_declaration(reading.declaration, declaration.rows)
    changes = drafts.alterations(draft_of(declaration), content_now)
    notes = (*reading.notes, *_older(reading.declaration, declaration))
    program = declaration.target.program
    return FileLook(
        name, declaration.pk, declaration.version, str(program), program.unit.name, changes, tuple(faults), notes, reading.declaration
    )


def _older(declared: TargetDeclaration, declaration: Declaration) -> Iterator[str]:
    if declared.version and declared.version != declaration.version:
        yield "导出以后网页上又改过；导入会以文件为准，请看清下面的改动。"


def _unread(name: str, why: str, ask: str) -> FileLook:
    return FileLook(name, None, 0, "", "", (), (Fault("", f"{why}。", ask),), (), None)


def _not_mine(intact: bool, only: UUID | None) -> str:
    if not intact:
        return "校验码被改动或丢失，认不出是哪个对象的申报表"
    return "不是这个项目的申报表" if only else "不在你编报的范围内，或这份申报已不存在"


def _matching(actor: Actor, declared: TargetDeclaration, only: UUID | None) -> Declaration | None:
    try:
        key = UUID(declared.object_id)
    except ValueError:
        return None
    if only is not None and key != only:
        return None
    rows = scoped(Declaration.objects.select_related("target__program__unit"), actor, Action.TARGET_DRAFT)
    return rows.filter(pk=key).first()


def _once(looks: Sequence[FileLook]) -> Iterator[FileLook]:
    """Two files of one declaration: the second is at fault."""
    seen: dict[UUID, str] = {}
    for one in looks:
        first = seen.setdefault(one.declaration, one.file) if one.declaration else one.file
        if first == one.file or one.declaration is None:
            yield one
        else:
            twice = Fault("校验", f"与“{first}”是同一份申报", "请只留一个文件")
            yield FileLook(one.file, None, 0, one.name, one.unit_name, (), (*one.faults, twice), one.notes, None)


def apply(actor: Actor, name: str, content: bytes, seen: Mapping[UUID, int], only: UUID | None = None, *, at: datetime) -> int:
    """Take a hand-in that was looked at: ``seen`` is the version of each declaration then.  All of it or nothing.

    Raises ``Refused`` ``target-file-faulty``, ``StaleVersion``; returns how many declarations were filled."""
    looks = look(actor, name, content, only)
    faulty = [(one, fault) for one in looks for fault in one.faults]
    if faulty:
        one, fault = faulty[0]
        raise Refused(
            "target-file-faulty",
            name=one.file,
            count=len(faulty),
            cell=fault.place or "文件",
            sentence=f"{fault.sentence}。",
            remedy=f"{fault.remedy}。",
        )
    given = [(one.declaration, seen.get(one.declaration, 0), one.declared) for one in looks if one.declaration and one.declared]
    return fill_many(actor, given, at=at)
