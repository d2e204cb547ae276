"""Papers as units hand them in: Excel forms filled by hand, with faults, and a stamped report as a PDF with a text layer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from hengji.apps.monitoring.queries.formfacts import FormPage
from hengji.papers.layouts import layout_for
from hengji.papers.reading import read_forms
from hengji.papers.workbook import read_book
from hengji.papers.writing.form import write_form
from hengji.rules.filling import Cell
from hengji.rules.forms import Cause, Form, FundRow, IndicatorRow, Likelihood
from hengji.rules.money import WAN, parse_amount

Fault = Callable[[Form], Form]


def on_paper(blank: bytes, page: FormPage, cells: Iterable[Cell], faults: Sequence[Fault] = ()) -> bytes:
    """The pre-filled Excel form filled with what the page would hold, then spoiled."""
    form = read_forms(read_book(blank), "监控表.xlsx")[0][0]
    typed: dict[str, dict[str, dict[str, str]]] = {"rows": {}, "funds": {}}
    for cell in cells:
        if cell.part in typed:
            typed[cell.part].setdefault(cell.row, {})[cell.column] = cell.text
    keys = {one.name: one.key for one in page.indicators}
    rows = tuple(_told(row, typed["rows"].get(keys.get(row.name or "", ""), {})) for row in form.indicators)
    forecast = next((line["forecast"] for line in typed["funds"].values() if "forecast" in line), None)
    filled = replace(form, indicators=rows, funds=tuple(_with(row, forecast=forecast) for row in form.funds if row.initial is not None))
    for fault in faults:
        filled = fault(filled)
    return _written(filled)


def _told(row: IndicatorRow, typed: Mapping[str, str]) -> IndicatorRow:
    texts = {**row.texts, **{key: typed[key] for key in ("actual", "forecast", "explanation") if key in typed}}
    if "measures" in typed:
        texts["remark"] = typed["measures"]
    likelihood = Likelihood(typed["likelihood"]) if "likelihood" in typed else None
    return replace(
        row, texts=texts, likelihood=likelihood, causes=tuple(Cause(code) for code in typed.get("causes", "").split(",") if code)
    )


def _with(row: FundRow, **texts: str | None) -> FundRow:
    """A fund row with amounts in 万元 as typed."""
    for key, text in texts.items():
        read = parse_amount(text, WAN)
        row = replace(row, **{key: read.yuan if read else None})  # type: ignore[arg-type]
    return row


def executed(text: str) -> Fault:
    """Another executed amount than the treasury's, in 万元."""
    return lambda form: replace(form, funds=tuple(_with(row, executed=text) for row in form.funds))


def without_forecast(form: Form) -> Form:
    """The year's forecast of the money left blank."""
    return replace(form, funds=tuple(replace(row, forecast=None) for row in form.funds))


def row_said(number: int, **texts: str) -> Fault:
    """Other words in a row ("" blank); ``likelihood`` "" takes the tick away, ``causes`` "" all of them."""

    def spoil(form: Form) -> Form:
        rows = list(form.indicators)
        row = rows[number - 1]
        kept = {key: text for key, text in {**row.texts, **texts}.items() if text and key not in ("likelihood", "causes")}
        likelihood = None if texts.get("likelihood") == "" else row.likelihood
        rows[number - 1] = replace(row, texts=kept, likelihood=likelihood, causes=() if texts.get("causes") == "" else row.causes)
        return replace(form, indicators=tuple(rows))

    return spoil


def _written(form: Form) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hengji-demo-") as scratch:
        path = Path(scratch) / "form.xlsx"
        write_form(layout_for(form.kind), form, path, lock=False)
        return path.read_bytes()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files in one zip, as a clerk collects them."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def pdf(*lines: str) -> bytes:
    """One page of text in a font every reader knows by name."""
    shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    body = f"BT /F1 14 Tf 72 760 Td 24 TL\n{shown}\nET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(body)}>>\nstream\n{body}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        "/CapHeight 880/StemV 93>>",
    )
    out, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return f"{out}xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
