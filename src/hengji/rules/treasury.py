"""Treasury payments: which fund line an executed amount belongs to, and how an export imported twice never counts twice.

A payment is matched by the document of its budget indicator (指标文号), the project's code, the unit and the project's name, in this
order; what leaves a doubt waits for a person.  Natural persons among the payees are masked before anything is stored.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from rapidfuzz.fuzz import ratio

from hengji.rules.money import half_up
from hengji.rules.round import in_order, unit_words
from hengji.rules.text import fold, fold_name, unify


@dataclass(frozen=True, slots=True)
class TreasuryPayment:
    """One row of a treasury export, as printed; ``amount`` in yuan, a refund is negative.  ``nature`` and ``level`` are the
    registers' keys (general_public …; central, province, city, county), ``fund`` is the named special fund; ``row`` and ``cell``
    say where it stands in the file."""

    amount: Decimal
    paid_on: date | None = None
    unit: str | None = None
    unit_code: str | None = None
    name: str | None = None
    code: str | None = None
    document: str | None = None
    nature: str | None = None
    level: str | None = None
    fund: str | None = None
    summary: str | None = None
    payee: str | None = None
    account: str | None = None
    voucher: str | None = None
    row: int = 0
    cell: str = ""


@dataclass(frozen=True, slots=True)
class LineKey:
    """What a fund line of the house can be known by; ``id`` is the caller's own, ``budget`` in yuan where it has one."""

    id: str
    name: str | None = None
    code: str | None = None
    unit: str | None = None
    unit_code: str | None = None
    document: str | None = None
    nature: str | None = None
    level: str | None = None
    fund: str | None = None
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """The payment belongs to ``line``; ``why`` in Chinese."""

    line: LineKey
    why: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may belong to several lines, or to one that only looks alike: a person decides.  ``reason`` in Chinese."""

    candidates: tuple[LineKey, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No line fits; ``reason`` in Chinese says what was looked for."""

    reason: str


Outcome = Matched | Ambiguous | Unmatched

_ABOUT = ("unit", "unit_code", "name", "code", "document", "nature", "level", "fund")
"""What of a payment decides where it belongs."""
_TELLING = (("nature", "资金性质"), ("level", "级次"), ("fund", "专项资金"))
_OUTSIZED = 10
"""How many times its line's budget a single payment may not be without a person's word."""
_NEAR = 85.0
"""Per cent by which names must be alike to be asked about."""
_SIGNS = re.compile(r"[\s()\-_.·,、:号第]")
_NOTE = re.compile(r"\([^()]*\)")
_GROUP = re.compile(r"等?(?:\d+|[一二三四五六七八九十百]+)?(?:人|户|名)$|等$")
_FIRM = re.compile(
    "公司|集团|银行|信用社|合作社|财政|政府|委员会|办公室|中心|学校|幼儿园|中学|小学|大学|学院|医院|卫生|研究|协会|学会|商会|联合会|基金|工会|支部|党委"
    "|法院|检察|公安|派出所|税务|国库|专户|账户|事务所|服务部|经营部|经销|批发|商店|超市|酒店|饭店|宾馆"
    "|餐厅|工厂|加工|农场|林场|牧场|工作室|门市|商行"
    "|(?:局|厂|站|所|院|队|社|村|乡|镇|街道|社区|部|店|馆|处|科|厅|室|场|行|联|团|办|库|宫|会|户)$"
)
_SHORT_OFFICE = re.compile(
    "[局厂站校厅]$|(?:公司|银行|医院|学院|大学|中学|小学|超市|商店|酒店|饭店|宾馆)$|^(?:村委|居委|党委|工)会$|^(?:国|金)库$|^.政府$"
)
_FOREIGN_FIRM = re.compile(r"\b(?:ltd|co|inc|corp|company|limited|gmbh|university|bank)\b")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{15,19}[\dXx]?(?!\d)")
"""Account numbers and identity numbers within a text."""
_DOUBLE_SURNAMES = frozenset(("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文", "司徒", "夏侯"))


def _fold(text: str | None) -> str:
    return fold(text or "")


class _Index:
    """Fund lines by code, by name, by unit and by document."""

    def __init__(self, lines: Sequence[LineKey]) -> None:
        self.lines = lines
        self.by_code: dict[str, list[LineKey]] = defaultdict(list)
        self.by_name: dict[str, list[LineKey]] = defaultdict(list)
        self.by_document: dict[str, list[LineKey]] = defaultdict(list)
        for line in lines:
            self.by_code[_fold(line.code)].append(line)
            self.by_name[_name(line)].append(line)
            self.by_document[_document(line.document)].append(line)
        for index in (self.by_code, self.by_name, self.by_document):
            index.pop("", None)


def _name(thing: LineKey | TreasuryPayment) -> str:
    return fold_name(thing.name) if thing.name else ""


def _document(text: str | None) -> str:
    """A document's number without brackets and blanks: 示财预〔2025〕12号, 示财预[2025]12号 and 示财预2025-12 号 differ only in signs."""
    return _SIGNS.sub("", fold(text or ""))


def match(payment: TreasuryPayment, lines: Sequence[LineKey]) -> Outcome:
    """The line a payment belongs to."""
    return sized(payment, _match(payment, _Index(lines)))


def match_all(payments: Sequence[TreasuryPayment], lines: Sequence[LineKey]) -> tuple[Outcome, ...]:
    """``match`` of every payment, the lines indexed once."""
    index = _Index(lines)
    known: dict[tuple[str | None, ...], Outcome] = {}
    outcomes = []
    for payment in payments:
        about = tuple(getattr(payment, key) for key in _ABOUT)
        if about not in known:
            known[about] = _match(payment, index)
        outcomes.append(sized(payment, known[about]))
    return tuple(outcomes)


def outsized(amount: Decimal, budget: Decimal | None) -> bool:
    """Whether one payment is many times its line's whole budget (both in yuan): most likely typed in another unit (元 for 万元)."""
    return bool(budget) and abs(amount) >= (budget or Decimal(0)) * _OUTSIZED


def sized(payment: TreasuryPayment, outcome: Outcome) -> Outcome:
    """The outcome, unless it is a match far too large for its line: a person looks at it, whoever matched it."""
    if not isinstance(outcome, Matched) or not outcome.line.budget or not outsized(payment.amount, outcome.line.budget):
        return outcome
    times = half_up(abs(payment.amount) / outcome.line.budget, 0)
    return Ambiguous((outcome.line,), f"{outcome.why}，但这一笔是该项资金预算的{times}倍，疑为金额单位填错，请核对")


def _match(payment: TreasuryPayment, index: _Index) -> Outcome:
    """First whose object it is (code, else name and unit), then which of its lines; a document alone proves it only with the unit."""
    found, by = _of_object(payment, index)
    if found:
        return _line_of(payment, found, by)
    if (code := _fold(payment.code)) and not payment.name and not payment.document:
        return Unmatched(f"没有项目代码为“{code.upper()}”的项目")
    if same := _of_document(payment, index):
        return same
    if near := _near(payment, index):
        return Ambiguous(near, f"没有叫“{payment.name}”的项目，只有名称相近的，请确认")
    return Unmatched(_missing(payment))


def _of_object(payment: TreasuryPayment, index: _Index) -> tuple[list[LineKey], str]:
    """Lines of the payment's object and by what it is known."""
    code = _fold(payment.code)
    if code and code in index.by_code:
        return index.by_code[code], "项目代码一致"
    named = [line for line in index.by_name.get(_name(payment), ()) if not (code and line.code)]
    own = [line for line in named if _same_unit(payment, line)]
    if own:
        return own, "单位和项目名称一致"
    nameless = [line for line in named if not (payment.unit or payment.unit_code) or not (line.unit or line.unit_code)]
    objects = {(_fold(line.code), _fold(line.unit)) for line in named}
    return (nameless, "项目名称一致") if nameless and len(objects) == 1 else ([], "")


def _same_unit(payment: TreasuryPayment, line: LineKey) -> bool:
    """By code where both have one, else by name, one of which may be the short one (青溪镇政府, 示例县青溪镇人民政府)."""
    if payment.unit_code and line.unit_code:
        return _fold(payment.unit_code) == _fold(line.unit_code)
    if not payment.unit or not line.unit:
        return False
    a, b = sorted((unit_words(payment.unit), unit_words(line.unit)), key=len)
    return a == b or in_order(a, b)


def _line_of(payment: TreasuryPayment, lines: Sequence[LineKey], by: str) -> Outcome:
    """Which of an object's lines: by document, then by budget kind, level and special fund, as far as the payment names them."""
    left, why = list(lines), [by]
    if payment.document:
        same = [line for line in left if _document(line.document) == _document(payment.document)]
        unknown = [line for line in left if not line.document]
        if not same and not unknown:
            names = "、".join(dict.fromkeys(line.document or "" for line in left))
            words = f"项目对得上，但没有指标文号“{payment.document}”，登记的是{names}"
            return Ambiguous(tuple(left), f"{words}，请确认或先登记这笔指标")
        left = same or unknown
        why += ["指标文号一致"] if same else []
    for attribute, word in _TELLING:
        wanted = _fold(getattr(payment, attribute))
        same = [line for line in left if wanted and _fold(getattr(line, attribute)) == wanted]
        if same and len(left) > 1:
            left = same
            why.append(f"{word}一致")
        if wanted and not same and all(getattr(line, attribute) for line in left):
            return Ambiguous(tuple(left), f"{'、'.join(why)}，但{word}不同，请确认")
    if len(left) == 1:
        return Matched(left[0], "、".join(why))
    return Ambiguous(tuple(left), f"{'、'.join(why)}，但有 {len(left)} 行资金来源都符合，请指定")


def _of_document(payment: TreasuryPayment, index: _Index) -> Outcome | None:
    """Lines of the same document: the unit's only one is the payment's unless the payment names another object."""
    lines = index.by_document.get(_document(payment.document), []) if payment.document else []
    own = [line for line in lines if _same_unit(payment, line)]
    if len(own) == 1 and not payment.name and not payment.code:
        return Matched(own[0], "指标文号和单位一致，这个单位在该文号下只有这一行")
    if own:
        return Ambiguous(tuple(own), "指标文号和单位一致，但项目名称或代码对不上，请确认")
    if lines and not (payment.unit or payment.unit_code):
        return Ambiguous(tuple(lines), "只有指标文号一致，没有写明单位，请确认")
    return None


def _near(payment: TreasuryPayment, index: _Index) -> tuple[LineKey, ...]:
    """Lines whose object's name looks like the payment's, of the same unit or where one side names none."""
    name, code = _name(payment), _fold(payment.code)
    if not name:
        return ()
    alike = [
        (ratio(name, other), other)
        for other, lines in index.by_name.items()
        if abs(len(other) - len(name)) * 2 <= max(len(other), len(name)) and not (code and all(line.code for line in lines))
    ]
    close = [other for score, other in sorted(alike, reverse=True) if score >= _NEAR]
    lines = [line for other in close for line in index.by_name[other]]
    return tuple(line for line in lines if _same_unit(payment, line) or not (payment.unit or payment.unit_code) or not line.unit)


def _missing(payment: TreasuryPayment) -> str:
    unit = payment.unit or payment.unit_code
    known = (("项目代码", payment.code), ("项目", payment.name), ("单位", unit), ("指标文号", payment.document))
    words = "、".join(f"{word}“{text}”" for word, text in known if text)
    return f"没有找到与{words}对应的资金来源" if words else "这一行没有写项目、单位和指标文号"


# ---- importing twice


def payment_keys(payments: Sequence[TreasuryPayment]) -> tuple[str, ...]:
    """A stable content key (64 hexadecimal digits) for each payment of one file, in order: UNIQUE in the database makes re-import
    harmless.

    Rows that are equal in everything are numbered, so that two equal payments of one day both count, once.
    """
    seen: Counter[str] = Counter()
    keys = []
    for payment in payments:
        content = _content(payment)
        seen[content] += 1
        keys.append(_digest(content, seen[content]))
    return tuple(keys)


def _content(payment: TreasuryPayment) -> str:
    """What makes a payment itself.  With a voucher's number the words around it do not count: exports differ in them."""
    day = payment.paid_on.isoformat() if payment.paid_on else ""
    unit = unit_words(payment.unit) if payment.unit else _fold(payment.unit_code)
    what = [day, f"{half_up(payment.amount)}", unit, _name(payment) or _fold(payment.code), _document(payment.document)]
    if payment.voucher:
        what.append(f"voucher:{_fold(payment.voucher)}")
    else:
        what += [_fold(payment.nature), _fold(payment.payee), _fold(payment.account), _fold(payment.summary)]
    return "\x1f".join(what)


def _digest(content: str, occurrence: int) -> str:
    return sha256(f"{content}\x1e{occurrence}".encode("utf-8", "surrogatepass")).hexdigest()


# ---- natural persons


def is_person(payee: str | None) -> bool:
    """Whether a payee seems to be a natural person (when in doubt: yes)."""
    name = _GROUP.sub("", _NOTE.sub("", unify(payee or "")))
    if not name or name.isdigit():
        return False
    if "·" in name:
        return True
    if name.isascii():
        return not _FOREIGN_FIRM.search(name.lower())
    if len(name) <= 3:
        return len(name) == 2 or not _SHORT_OFFICE.search(name)
    return not _FIRM.search(name)


def mask_payee(payee: str | None) -> str | None:
    """张三 → 张*; 张三等12人 → 张*等12人; companies, offices and schools stay."""
    if not payee or not is_person(payee):
        return payee
    words = unify(payee)
    group = _GROUP.search(_NOTE.sub("", words))
    surname = words[:2] if words[:2] in _DOUBLE_SURNAMES else words[:1]
    return f"{surname}*{group[0] if group else ''}"


def mask_account(account: str | None) -> str | None:
    """The last four characters: 6222 0200 0000 1234 → ****1234."""
    if not account:
        return account
    digits = "".join(account.split())
    return f"****{digits[-4:]}" if len(digits) > 4 else "****"


def masked(payment: TreasuryPayment) -> TreasuryPayment:
    """The payment as it may be stored: person, account, and the person's name within the summary masked."""
    payee = mask_payee(payment.payee)
    summary = payment.summary
    if summary and payment.payee and payee != payment.payee:
        bare = _GROUP.sub("", _NOTE.sub("", unify(payment.payee)))
        summary = summary.replace(payment.payee, payee or "").replace(bare, mask_payee(bare) or "")
    if summary:
        summary = _LONG_NUMBER.sub(lambda found: f"****{found[0][-4:]}", summary)
    return replace(payment, payee=payee, account=mask_account(payment.account), summary=summary)


# ---- executed


def executed(payments: Iterable[tuple[date | None, Decimal]], as_of: date) -> Decimal:
    """What was executed up to and including a day, in yuan; a payment without a date counts."""
    return sum((amount for paid_on, amount in payments if paid_on is None or paid_on <= as_of), Decimal("0.00"))
