"""Reading the material of a start, outside of any request."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from hengji.apps.files.queries import open_bytes
from hengji.apps.jobs.progress import Progress
from hengji.apps.starting.models import StartFile
from hengji.apps.starting.operations import propose
from hengji.papers.files.book import asking_uploader
from hengji.papers.starting import FileRead, read_folder
from hengji.rules.access import Actor
from hengji.rules.starting import propose as proposal_of


def read(actor: Actor, progress: Progress, *, at: datetime, start: str, **_rest: Any) -> dict[str, object]:
    """Read every file handed in (each guarded), put together what they tell, stage it for a person."""
    rows = list(StartFile.objects.filter(start=UUID(start), inside=False, file__isnull=False).order_by("name"))
    progress(0, 2, f"正在读 {len(rows)} 个文件")
    with tempfile.TemporaryDirectory(prefix="hengji-start-") as place:
        for number, row in enumerate(rows):
            assert row.file_id is not None
            target = Path(place) / row.name.replace("/", "_")
            (target if not target.exists() else target.with_stem(f"{target.stem}_{number}")).write_bytes(open_bytes(row.file_id))
        folder = read_folder([Path(place)])
    progress(1, 2, "正在归并")
    proposal = proposal_of(folder.material)
    propose(actor, UUID(start), proposal, [_facts(file) for file in folder.files], at=at)
    progress(2, 2, "")
    return {
        "sentence": f"读了 {len(folder.files)} 个文件，提出单位 {len(proposal.units)} 个、对象 {len(proposal.objects)} 个，"
        f"疑点 {len(proposal.doubts)} 处。",
        "url": f"/start/{start}/",
    }


def _facts(file: FileRead) -> dict[str, Any]:
    errors = [[error.cell, error.sentence] for error in file.errors]
    return {
        "name": file.file,
        "what": file.what,
        "count": file.count,
        "notes": list(file.notes),
        "errors": errors,
        "refused": asking_uploader(file.refused.sentence) if file.refused else "",
    }
