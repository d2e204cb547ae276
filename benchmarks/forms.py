"""Many returned forms, cheaply: thirty real forms of the demo county, each copied with its own name, code, unit and words.

Only the shared strings of a workbook differ from copy to copy, so the other parts are deflated once.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from hengji.demo import files
from hengji.demo.clerks import CLERKS
from hengji.demo.county import make_county
from hengji.demo.facts import Object
from hengji.demo.faults import Bench, behind, explained, missing_actual, rate_mismatch, slow, sum_mismatch, ticked_only, unexplained
from hengji.demo.layout import lay_out

FORMS = 858
"""Forms of one round: the objects of a mid-sized county."""
UNITS = 95
NAME, CODE, UNIT = "甲乙丙丁项目", "000000000000000", "戊己庚辛单位"
STRINGS = "xl/sharedStrings.xml"


@dataclass
class _Template:
    """A workbook taken apart: the text that changes, and the rest ready deflated."""

    strings: str
    reasons: list[str]
    parts: list[tuple[bytes, int, int, bytes]]
    """Name, CRC, plain size, deflated bytes."""


def write_round(folder: Path, many: int, seed: int = 11) -> None:
    """Writes so many forms into sub-folders by unit."""
    templates = [_template(obj) for obj in _objects(seed)]
    words = _sentences(seed)
    for number in range(many):
        unit = f"示例县第{number % UNITS + 1}单位"
        home = folder / unit
        home.mkdir(parents=True, exist_ok=True)
        body = _copy(templates[number % len(templates)], number, unit, words)
        (home / f"监控表{number:05d}.xlsx").write_bytes(body)


def _objects(seed: int) -> list[Object]:
    """Thirty objects, two thirds of them with a fault of the everyday kind."""
    rng = random.Random(seed)
    objects = [obj for obj in make_county(rng, 40, 1) if obj.form.kind == "monitoring"][:30]
    used: dict[str, int] = {}
    for obj, fault in zip(
        objects, [unexplained, slow, explained, sum_mismatch, rate_mismatch, ticked_only, behind, missing_actual] * 3, strict=False
    ):
        fault(obj, Bench(rng, CLERKS[0], used))
    return objects


def _template(obj: Object) -> _Template:
    form = obj.form
    form.name, form.code, form.unit, form.department = NAME, CODE, UNIT, UNIT
    while len(form.indicators) < 14:  # about 25 rows in all
        form.indicators.append(form.indicators[len(form.indicators) % 4])
    reasons = [row.explanation for row in form.indicators if row.explanation]
    with zipfile.ZipFile(io.BytesIO(files.xlsx([lay_out(form, CLERKS[0], "监控表").grid]))) as book:
        texts = {info.filename: book.read(info) for info in book.infolist()}
    strings = texts.pop(STRINGS).decode()
    return _Template(strings, reasons, [_deflated(name, body) for name, body in texts.items()])


def _sentences(seed: int) -> list[str]:
    """A thousand different reasons: every why with every other's remedy."""
    reasons = _bank()
    made = [f"{why}，{then}" for _, why, _ in reasons for _, _, then in reasons]
    random.Random(seed).shuffle(made)
    return made


def _bank() -> list[tuple[str, str, str]]:
    used: dict[str, int] = {}
    bench = Bench(random.Random(0), CLERKS[0], used)
    return [bench.reason() for _ in range(36)]


def _copy(template: _Template, number: int, unit: str, words: list[str]) -> bytes:
    text = template.strings.replace(NAME, f"示例项目{number:05d}").replace(CODE, f"9999{number:011d}").replace(UNIT, unit)
    for place, reason in enumerate(template.reasons):
        text = text.replace(escape(reason), escape(words[(number * 3 + place) % len(words)]))
    return _zipped([*template.parts, _deflated(STRINGS, text.encode())])


def _deflated(name: str, body: bytes) -> tuple[bytes, int, int, bytes]:
    return name.encode(), zlib.crc32(body), len(body), zlib.compress(body, 6)[2:-4]


def _zipped(parts: list[tuple[bytes, int, int, bytes]]) -> bytes:
    """A zip of parts that are deflated already."""
    out, central = bytearray(), bytearray()
    for name, crc, size, packed in parts:
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5709, crc, len(packed), size, len(name), 0)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += b"PK\x03\x04" + common + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(central), len(out), 0)
    return bytes(out) + bytes(central) + b"PK\x05\x06" + end
