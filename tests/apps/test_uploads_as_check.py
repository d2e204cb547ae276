"""One engine: a folder of messy Excel forms through ``hengji check`` and through upload gives the same findings, form by form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.apps.monitoringlists import AS_OF, AT, Lists, from_lists

from hengji.apps.monitoring.intake import Outcome
from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.known import ACROSS, JOINED, known_of
from hengji.apps.monitoring.models import MonitoringForm, Upload
from hengji.apps.monitoring.operations import uploads
from hengji.apps.monitoring.tasks import uploads as tasks
from hengji.check.pipeline import Options, run
from hengji.demo.round import FORMS, PAYMENTS, ROSTER, TARGETS, make_round
from hengji.papers.rulefiles import load_rules
from hengji.rules.filling import ASKED
from hengji.rules.results import Examined

pytestmark = pytest.mark.django_db

BEYOND = {rule.code for rule in ASKED if rule.code != "missing-field"}
REPORTS = {"report-late", "report-missing", "report-mismatch"}
Said = Counter[tuple[str, str, str]]
"""(code, cell, subject) of every finding."""


def told(_done: int, _total: int, _note: str = "") -> None: ...


def packed(folder: Path) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                package.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


def checked(folder: Path) -> dict[tuple[str, str], Examined]:
    options = Options(
        (folder / FORMS,), load_rules("common-practice"), AS_OF, folder / ROSTER, folder / TARGETS, folder / PAYMENTS
    )  # fmt: skip
    return {(one.form.file, one.form.sheet): one for one in run(options).result.examined}


def taken_in(made: Lists, folder: Path) -> Upload:
    key = uploads.take_in(made.officer, made.round.pk, "报送.zip", packed(folder / FORMS), proxy=True, at=AT)
    tasks.read_upload(made.officer, told, at=AT, upload=str(key))
    return Upload.objects.get(pk=key)


def of_check(one: Examined) -> Said:
    """What a check says, but of reports: they come to the site by themselves."""
    return Counter((finding.code, finding.cell or "", finding.subject) for finding in one.findings if finding.code not in REPORTS)


def of_entry(findings: Iterable[dict[str, Any]]) -> Said:
    """What an upload says beside the rules of the round's emphasis, which a check is not told."""
    return Counter((one["code"], one["cell"], one["subject"]) for one in findings if one["code"] not in BEYOND)


def test_check_and_upload_find_the_same(tmp_path: Path) -> None:
    make_round(tmp_path, seed=1)
    examined, made = checked(tmp_path), from_lists(tmp_path)
    upload = taken_in(made, tmp_path)
    entries = [one for one in upload.entries.all() if one.outcome != Outcome.UNREADABLE]
    assert {(one.name, one.sheet) for one in entries} == set(examined)
    matched = [one for one in entries if one.form_id and one.outcome != Outcome.NEAR]
    assert len(matched) >= len(examined) - 6
    differing = {
        f"{one.name} {one.sheet}": (sorted((check - mine).elements()), sorted((mine - check).elements()))
        for one in matched
        if (check := of_check(examined[one.name, one.sheet])) != (mine := of_entry(one.findings))
    }
    assert differing == {}
    assert sum(sum(of_entry(one.findings).values()) for one in matched) > 200
    _kept_as_tried(made, upload)


def _kept_as_tried(made: Lists, upload: Upload) -> None:
    """Applied, every form is judged from what the site keeps of it, and says the same; what needs more than one form aside."""
    ready = {one.form_id: of_entry(one.findings) for one in upload.entries.filter(outcome=Outcome.READY) if one.form_id}
    uploads.apply(made.officer, upload.pk, upload.version, at=AT)
    tasks.apply_upload(made.officer, told, at=AT, upload=str(upload.pk), entries=[], send=False)
    rows = list(MonitoringForm.objects.select_related(*JOINED).filter(pk__in=ready))
    known = known_of(rows)
    assert len(rows) == len(ready) > 50
    for row in rows:
        found = of_check(judged(row, known[row.pk]).examined)
        said = {one: many for one, many in ready[row.pk].items() if one[0] not in ACROSS | {"duplicate-form"}}
        assert {one: many for one, many in found.items() if one[0] not in BEYOND} == said, str(row)
