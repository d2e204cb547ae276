"""The official target declaration as .xlsx, out and in, and the review sheet of a target."""

from __future__ import annotations

from dataclasses import dataclass

from hengji.papers.registers.register import CellError
from hengji.rules.declaration import TargetDeclaration


@dataclass(frozen=True, slots=True)
class DeclarationReading:
    """What a returned declaration says.  ``declaration`` is None where the file is no declaration; ``errors`` name cells;
    ``stamp_intact`` False where the 校验 cell was lost or changed (then ``object_id`` is empty and ``version`` 0)."""

    declaration: TargetDeclaration | None
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    stamp_intact: bool = True


def write_declaration(declaration: TargetDeclaration) -> bytes:
    """项目支出绩效目标申报表 with the months' plan on a second sheet."""
    raise NotImplementedError


def read_declaration(data: bytes) -> DeclarationReading:
    """A declaration that came back, read in a guarded process.  Raises Unreadable."""
    raise NotImplementedError
