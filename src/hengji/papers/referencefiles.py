"""The reference indicator library as files: every field that comes with the program."""

from __future__ import annotations

from functools import cache
from importlib import resources

from hengji.rules.reference import ReferenceField, parse


@cache
def reference_fields() -> tuple[ReferenceField, ...]:
    """Every field of the reference library (参考，非官方) in its order."""
    files = (entry for entry in resources.files("hengji.rules.reference").iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted((parse(entry.read_text(encoding="utf-8")) for entry in files), key=lambda field: field.order))
