"""The letter that asks for forms past their day (催报函): one unit a page, exact about what is missing since when, polite in tone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hengji.rules.document import BLANK, AnnexColumn, AnnexRow, Document, Paragraph, Style, Table
from hengji.rules.targetpapers import chinese_day, office_of, signature


@dataclass(frozen=True, slots=True)
class MissingForm:
    """A form that has not come: its object, its day, days overdue (0: not yet), and what became of it ("已退回待改" or "")."""

    name: str
    due: date
    overdue: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one unit.  ``until`` is the new day, ``copies`` who else gets it (主管部门), ``report``: the monitoring report is missing
    as well; ``chased`` how often it was reminded before."""

    county: str
    unit: str
    round: str
    forms: tuple[MissingForm, ...]
    notice: str = ""
    until: date | None = None
    contact: str = ""
    copies: tuple[str, ...] = ()
    report: bool = False
    chased: int = 0
    number: str = ""
    on: date | None = None


def compose(letters: Sequence[Letter]) -> Document:
    """The letters in one paper, each on a page of its own."""
    return Document(tuple(block for letter in letters for block in _letter(letter)))


_COLUMNS = (
    AnnexColumn("序号", 700), AnnexColumn("监控对象", 4545, "left"), AnnexColumn("应报送时间", 2000), AnnexColumn("情况", 1600),
)  # fmt: skip


def _letter(said: Letter) -> Iterator[Paragraph | Table]:
    yield Paragraph(Style.TITLE, f"{office_of(said.county)}\n关于催报绩效监控材料的函")
    yield Paragraph(Style.NUMBER, said.number or f"{BLANK}〔{said.on.year if said.on else BLANK}〕__号")
    yield Paragraph(Style.ADDRESSEE, f"{said.unit}：")
    yield Paragraph(Style.BODY, _what(said))
    yield Paragraph(Style.TABLE_GAP, "")
    yield Table(_COLUMNS, tuple(_row(number, form) for number, form in enumerate(said.forms, 1)))
    yield Paragraph(Style.TABLE_GAP, "")
    yield Paragraph(Style.BODY, _asks(said))
    if said.contact:
        yield Paragraph(Style.BODY, said.contact, lead="联系人：")
    yield from signature(said.county, said.on)
    if said.copies:
        yield Paragraph(Style.BODY, f"抄送：{'、'.join(said.copies)}")


def _row(number: int, form: MissingForm) -> AnnexRow:
    stands = form.state or (f"已逾期{form.overdue}天" if form.overdue else "未报送")
    return AnnexRow((str(number), form.name, chinese_day(form.due), stands))


def _what(said: Letter) -> str:
    notice = f"根据{said.notice}，" if said.notice else ""
    report = "、绩效监控报告" if said.report else ""
    before = f"，经{said.chased}次提醒" if said.chased else ""
    missing = f"你单位尚有{len(said.forms)}个对象的监控表{report}未报送（审核退回后未重新报送的计入）"
    return f"{notice}{said.round}已到报送时间{before}，{missing}，具体如下："


def _asks(said: Letter) -> str:
    return (
        f"请于{chinese_day(said.until)}前完成报送，并说明未按时报送的原因。确有特殊情况不能按时完成的，请书面申请延期。"
        "逾期未报的，将在绩效监控通报中列出，并计入填报质量。"
    )
