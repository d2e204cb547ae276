"""示例县's self-evaluations: ten forms in four families, some with the faults that published ones have."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from hengji.papers.layouts import Layout, layout
from hengji.papers.writing.form import write_form
from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Program
from hengji.rules.values import read_target

EVALUATIONS = "自评表"
YEAR = 2023


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A form with the layout it is written in, and (code, subject) of every error and warning a checker must find on it."""

    layout: Layout
    form: Form
    must_find: tuple[tuple[str, str], ...]

    @property
    def file(self) -> str:
        """Its path within the folder: one folder a unit."""
        return f"{self.form.program.unit}/{self.form.program.name}.xlsx"


def evaluations() -> tuple[Evaluation, ...]:
    """The forms as they stand in ``evaluations.toml``."""
    data = tomllib.loads((resources.files(__package__) / "evaluations.toml").read_text(encoding="utf-8"))
    return tuple(_evaluation(item) for item in data["form"])


def write_evaluations(folder: Path) -> tuple[Path, ...]:
    """Writes every form into ``folder``; returns the files."""
    paths = []
    for item in evaluations():
        path = folder / item.file
        path.parent.mkdir(parents=True, exist_ok=True)
        write_form(item.layout, item.form, path, lock=False)
        paths.append(path)
    return tuple(paths)


def _evaluation(item: dict[str, Any]) -> Evaluation:
    chosen = layout(item["layout"])
    form = Form(
        "", "", chosen.kind, chosen.family, Program(item["name"], None, item["department"], item["unit"]), year=YEAR,
        goal=item.get("goal"), goal_actual=item.get("goal_actual"),
        funds=tuple(_fund(chosen, *row) for row in item["funds"]), indicators=tuple(_indicator(*row) for row in item["rows"]),
        amount_unit=Decimal(1 if chosen.unit == "元" else 10000), stated_total=_number(item.get("total")),
        stated_grade=item.get("grade"), boxes=item.get("boxes", {}),
    )  # fmt: skip
    return Evaluation(chosen, form, tuple((code, subject) for code, subject in item["must_find"]))


def _fund(chosen: Layout, source: str, initial: str, adjusted: str, executed: str, rate: str, weight: str, score: str) -> FundRow:
    kind = FundSource(source)
    label = next(row.label for row in chosen.funds.rows if row.source is kind) if chosen.funds else ""
    return FundRow(
        kind, label, _number(initial), _number(adjusted), executed=_number(executed), stated_rate=_number(rate),
        weight=_number(weight), stated_score=_number(score),
    )  # fmt: skip


def _indicator(level1: str, level2: str, name: str, target: str, actual: str, weight: str, score: str, reason: str) -> IndicatorRow:
    texts = {"name": name, "target": target, "actual": actual, "explanation": reason}
    return IndicatorRow(
        0, level1, level2, name, target=read_target(target, year=YEAR), weight=_number(weight), stated_score=_number(score),
        texts={key: text for key, text in texts.items() if text},
    )  # fmt: skip


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
