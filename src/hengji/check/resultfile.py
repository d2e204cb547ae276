"""``result.json``: the round as the contract prints it.

Amounts are yuan strings with two decimals, ratios strings with four, dates ISO; absent is null.  Enumerations are strings
already (``StrEnum``) and stand as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from hengji import __version__
from hengji.rules.findings.finding import Finding
from hengji.rules.forms import Form, FundRow, IndicatorRow
from hengji.rules.judgement import FundJudgement, IndicatorJudgement, Judgement
from hengji.rules.money import half_up
from hengji.rules.money import plain as digits
from hengji.rules.results import RoundResult, Sums
from hengji.rules.scoring import FormScore
from hengji.rules.values import Actual, Operator, Target

Json = dict[str, Any]

_ONE_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def money(amount: Decimal | None) -> str | None:
    """Yuan with two decimals."""
    return None if amount is None else str(half_up(amount, 2))


def ratio(value: Decimal | None) -> str | None:
    """A ratio with four decimals."""
    return None if value is None else str(half_up(value, 4))


def plain(number: Decimal | None) -> str | None:
    """A number as printed: no exponent, no trailing zeros."""
    return None if number is None else digits(number)


def form_json(form: Form, judgement: Judgement, findings: tuple[Finding, ...], score: FormScore | None = None) -> Json:
    """One entry of ``forms``; scores only where the form was scored."""
    scores = score.indicators if score else (None,) * len(form.indicators)
    fund_scores = score.funds if score else (None,) * len(form.funds)
    return {
        "file": form.file,
        "sheet": form.sheet,
        "kind": form.kind,
        "family": form.family,
        "as_of": day(judgement.as_of),
        "program": {
            "name": form.program.name,
            "code": form.program.code,
            "department": form.program.department,
            "unit": form.program.unit,
        },
        "goal": form.goal,
        "goal_actual": form.goal_actual,
        "funds": [fund_json(*row) for row in zip(form.funds, judgement.funds, fund_scores, strict=True)],
        "indicators": [indicator_json(*row) for row in zip(form.indicators, judgement.indicators, scores, strict=True)],
        "score": {
            "total": money(score.total) if score else None,
            "grade": score.grade if score else None,
            "stated_total": plain(form.stated_total),
            "stated_grade": form.stated_grade,
        },
        "lights": {
            "execution": judgement.execution.light,
            "achievement": judgement.achievement.light,
            "overall": judgement.overall,
            "verdict": judgement.verdict,
            "reasons": judgement.reasons,
        },
        "findings": [finding_json(finding) for finding in findings],
    }


def fund_json(row: FundRow, judged: FundJudgement, score: Decimal | None = None) -> Json:
    """One fund row; the points only where the form prints points for money."""
    printed: Json = {
        "source": row.source,
        "label": row.label,
        "initial": money(row.initial),
        "adjusted": money(row.adjusted),
        "executed": money(row.executed),
        "stated_rate": ratio(row.stated_rate),
        "rate": ratio(judged.rate),
        "rate_base": judged.rate_base,
        "forecast": money(row.forecast),
    }
    if row.weight is not None or row.stated_score is not None:
        printed |= {"weight": plain(row.weight), "stated_score": plain(row.stated_score), "score": money(score)}
    return printed


def indicator_json(row: IndicatorRow, judged: IndicatorJudgement, score: Decimal | None = None) -> Json:
    """One indicator row; a part of another (其中) also names its parent."""
    target, actual = row.target, row.actual
    printed: Json = {
        "level1": row.level1,
        "level2": row.level2,
        "name": row.name,
        "operator": target.operator if target else None,
        "target": _target(target),
        "unit": (target.unit if target else None) or (actual.unit if actual else None),
        "actual": _actual(actual, target),
        "forecast": _actual(row.forecast, target),
        "measure": judged.measure,
        "measure_source": judged.measure_source,
        "weight": plain(row.weight),
        "stated_score": plain(row.stated_score),
        "score": money(score),
        "achievement": ratio(judged.achievement),
        "deviation": ratio(judged.deviation),
        "expected": plain(judged.expected),
        "pace": ratio(judged.pace),
        "target_text": row.texts.get("target"),
        "actual_text": row.texts.get("actual"),
        "actual_bound": actual.bound if actual else None,
        "causes": row.causes,
        "explanation": row.explanation,
        "likelihood": row.likelihood,
        "remark": row.remark,
        "light": judged.light,
        "light_reason": judged.reason,
        "cell": row.cell,
    }
    if row.parent:
        printed["parent"] = row.parent
    return printed


def _target(target: Target | None) -> str | None:
    if target is None:
        return None
    return target.text if target.operator is Operator.TEXT else plain(target.number)


def _actual(actual: Actual | None, target: Target | None) -> str | None:
    """The number; for a qualitative target its words.  An interval or a word for a number is null (contract)."""
    if actual is None:
        return None
    if target is not None and target.operator is Operator.TEXT:
        return actual.text
    return plain(actual.number)


def finding_json(finding: Finding, *, of_no_form: bool = False) -> Json:
    printed: Json = {
        "code": finding.code,
        "class": finding.problem_class,
        "severity": finding.severity,
        "addressee": finding.addressee,
        "cell": finding.cell,
        "subject": finding.subject,
        "message": finding.message,
        "fix": finding.fix,
    }
    return printed | {"unit": finding.unit, "program": finding.program} if of_no_form else printed


def day(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def due(value: datetime | None) -> str | None:
    """A due time: the day alone where it is the day's end."""
    if value is None:
        return None
    return value.date().isoformat() if (value.hour, value.minute) in {(0, 0), (23, 59)} else value.isoformat(sep=" ", timespec="minutes")


def sums_json(sums: Sums) -> Json:
    return {
        "forms": sums.forms,
        "units": sums.units,
        "programs": sums.programs,
        "initial": money(sums.initial),
        "adjusted": money(sums.adjusted),
        "executed": money(sums.executed),
        "rate": ratio(sums.rate),
    }


def totals_json(result: RoundResult) -> Json:
    totals = result.totals
    return sums_json(totals.all) | {
        "by_kind": {kind.value: sums_json(sums) for kind, sums in totals.by_kind.items()},
        "by_department": [{"department": department} | sums_json(sums) for department, sums in totals.by_department],
        "findings": dict(totals.findings),
        "lights": dict(totals.lights),
    }


def dumps(result: RoundResult, inputs: Mapping[str, str], forms: list[str]) -> str:
    """The whole file as text; ``inputs`` maps file → sha256, ``forms`` are the entries already printed."""
    head = {
        "tool": f"hengji {__version__}",
        "rules": {"name": result.rules.name, "version": result.rules.version},
        "inputs": [{"file": file, "sha256": digest} for file, digest in inputs.items()],
        "as_of": day(result.as_of),
        "time_progress": ratio(result.time_progress),
    }
    tail = {
        "findings": [finding_json(finding, of_no_form=True) for finding in result.findings],
        "unreadable": [{"file": bad.file, "reason": bad.sentence} for bad in result.unreadable],
        "missing": [{"unit": gone.unit, "program": gone.program, "due": due(gone.due)} for gone in result.missing],
        "totals": totals_json(result),
    }
    start, end = json.dumps(head, ensure_ascii=False, indent=1), json.dumps(tail, ensure_ascii=False, indent=1)
    return f'{start[:-2]},\n "forms": [\n' + ",\n".join(forms) + f"],\n{end[2:]}\n"


def dump_form(form: Form, judgement: Judgement, findings: tuple[Finding, ...], score: FormScore | None = None) -> str:
    """One entry of ``forms`` as text."""
    return _ONE_LINE.encode(form_json(form, judgement, findings, score))
