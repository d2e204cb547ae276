"""The county of targets with one round that wants reports: the unit's project filled and sent, and a stamped PDF to hand in."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from functools import cache

import pytest
from tests.apps.fillingworld import SECOND, SECOND_AT, World, pay, published, sent
from tests.apps.targetsworld import approved, county

from hengji.apps.monitoring.models import MonitoringReport
from hengji.papers.word.document import typeset
from hengji.papers.word.pdf import converter, to_pdf
from hengji.rules.document import Document, Paragraph, Style

DUE = SECOND_AT + timedelta(days=20)


def world(by: str = "unit", *, send: bool = True) -> World:
    """A round published at ``SECOND_AT`` that wants reports by unit, department or object; the project's form handed in."""
    c = county()
    approved(c)
    pay(c.program, ((date(2026, 3, 9), 60), (date(2026, 6, 20), 40), (date(2026, 9, 28), 72)))
    key = published(c, "1—10月绩效运行监控", SECOND, SECOND_AT, report_by=by, report_due=DUE)
    w = World(c, key, key)
    if send:
        sent(w, w.form(), SECOND_AT + timedelta(days=1))
    return w


def report(w: World, unit: str = "县农村供水服务中心") -> MonitoringReport:
    """The report of a unit."""
    return MonitoringReport.objects.select_related("round", "unit", "program").get(round=w.second, unit__name=unit)


@cache
def pdf(*sentences: str) -> bytes:
    """A report with a text layer saying these sentences, as a unit would print it."""
    if converter() is None:
        pytest.skip("no LibreOffice to print a PDF with")
    blocks = [Paragraph(Style.TITLE, "县农村供水服务中心绩效运行监控报告"), *(Paragraph(Style.BODY, text) for text in sentences)]
    made = to_pdf(typeset(Document(tuple(blocks))))
    assert made is not None
    return made


SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A page without text, as a scan is."""


def words(word: bytes) -> str:
    """The text of a .docx, a line a paragraph."""
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        text = package.read("word/document.xml").decode()
    return "\n".join("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", part)) for part in text.split("</w:p>"))
