"""A Word paper as PDF, by LibreOffice where the machine has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120
"""Longest conversion waited for."""


def converter() -> str | None:
    """Where LibreOffice is; None where the machine has none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(word: bytes) -> bytes | None:
    """The .docx as PDF; None where there is no LibreOffice or it did not manage.  Each call has a profile of its own, so that two may
    run at once."""
    program = converter()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="hengji-pdf-") as scratch:
        folder = Path(scratch)
        (folder / "paper.docx").write_bytes(word)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(folder / "paper.docx")]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except (subprocess.TimeoutExpired, OSError):
            return None
        made = folder / "paper.pdf"
        return made.read_bytes() if made.is_file() else None
