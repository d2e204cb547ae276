"""A folder as an office has it: every file recognised or refused with what to ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from hengji.demo.round import make_round
from hengji.papers.registers import BUDGETS, PAYMENTS, PEOPLE, TARGETS, UNITS, write
from hengji.papers.starting import read_folder
from hengji.rules.starting import propose


def _lists(folder: Path) -> None:
    folder.mkdir()
    unit = {"code": "219001", "name": "示例县交通运输局", "kind": "department"}
    (folder / "单位.xlsx").write_bytes(write(UNITS, [unit]))
    row = {
        "name": "示例道路",
        "unit": "示例县交通运输局",
        "initial": Decimal("1000000.00"),
        "level": "county",
        "document": "示财〔2025〕1号",
    }
    (folder / "一体化导出.xlsx").write_bytes(write(BUDGETS, [row, {"name": "没有金额也算", "unit": "示例县交通运输局"}]))
    paid = {"paid_on": date(2025, 3, 1), "unit": "示例县交通运输局", "name": "示例道路", "amount": Decimal("-5.00"), "payee": "张三"}
    (folder / "支付.xlsx").write_bytes(write(PAYMENTS, [paid]))
    target = {"name": "示例道路", "unit": "示例县交通运输局", "level1": "产出指标", "level2": "数量指标", "indicator": "里程",
        "sign": "≥", "value": "12",
              "measure_unit": "公里", "weight": Decimal(10), "measure": "cumulative"}  # fmt: skip
    (folder / "批复.xlsx").write_bytes(write(TARGETS, [target]))
    (folder / "随便.xlsx").write_bytes(write(PEOPLE, []))
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04broken")


def test_lists_are_recognised_also_within_a_zip(tmp_path: Path) -> None:
    _lists(tmp_path / "材料")
    with ZipFile(tmp_path / "材料.zip", "w") as archive:
        for file in sorted((tmp_path / "材料").iterdir()):
            archive.write(file, file.name)
    plain, zipped = read_folder([tmp_path / "材料"]), read_folder([tmp_path / "材料.zip"])
    assert {file.file: (file.what, file.count) for file in plain.files} == {
        "单位.xlsx": ("units", 1), "一体化导出.xlsx": ("budget", 2), "支付.xlsx": ("payments", 1), "批复.xlsx": ("targets", 1),
        "随便.xlsx": ("unknown", 0), "坏.xlsx": ("unknown", 0),
    }  # fmt: skip
    assert {refusal.file for refusal in plain.refusals} == {"随便.xlsx", "坏.xlsx"} and all(refusal.ask for refusal in plain.refusals)
    assert [(file.what, file.sha256) for file in zipped.files] == [(file.what, file.sha256) for file in plain.files]
    road, other = propose(plain.material).objects
    assert (road.name, road.paid, road.lines[0].document, road.lines[0].level) == (
        "示例道路",
        Decimal("-5.00"),
        "示财〔2025〕1号",
        "county",
    )
    assert road.target and road.target.indicators[0].target.number == 12 and road.target.indicators[0].weight == 10
    assert other.lines == ()


def test_a_returned_round_gives_a_county_to_start_with(tmp_path: Path) -> None:
    make_round(tmp_path / "round", objects=24, clean=True)
    read = read_folder([tmp_path / "round"])
    kinds = {file.what for file in read.files}
    assert {"forms", "roster", "targets", "payments"} <= kinds
    proposal = propose(read.material)
    assert proposal.counts["objects"] == 24 == proposal.counts["targets"]
    assert all(one.unit and one.lines and one.paid is not None for one in proposal.objects)
    assert proposal.counts["indicators"] > 100
