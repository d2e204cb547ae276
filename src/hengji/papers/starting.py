"""What an office has in a folder: every file recognised as forms, a list of units, a budget, targets or payments, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hengji.papers.registers.register import CellError
from hengji.rules.results import UnreadableFile
from hengji.rules.starting import Material


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file: what it was taken for (``forms``, ``units``, ``budget``, ``roster``, ``targets``, ``payments`` or ``unknown``),
    how much of it there was, what was passed over, and the cells that could not be read."""

    file: str
    sha256: str
    what: str
    count: int = 0
    notes: tuple[str, ...] = ()
    errors: tuple[CellError, ...] = ()
    refused: UnreadableFile | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """All files with what they are, and their content together for ``rules.starting.propose``."""

    files: tuple[FileRead, ...]
    material: Material

    @property
    def refusals(self) -> tuple[UnreadableFile, ...]:
        return tuple(file.refused for file in self.files if file.refused)


def read_folder(paths: Sequence[Path]) -> Folder:
    """Everything below ``paths`` (folders, .zip, single files), each file in a guarded process."""
    raise NotImplementedError
