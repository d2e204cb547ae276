"""What the pages are held against, behind the same middleware: an empty view, and each list by hand-written SQL and joined strings.

A floor reads the same rows for the same counts, sums, order and choices, and writes the same cells; it knows no access beyond the
region, no filters, no frame around the content and no layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from benchmarks.round_rows import bare_list
from hengji.clock import today
from hengji.config import urls
from hengji.web.identity import Asked

SIZE = 50
_PROGRAMS = """
SELECT p.id, p.kind, p.state, p.pending, p.secret, p.code, p.name, u.name, m.budget, m.sources, m.moved, x.paid, x.many
FROM programs_program p JOIN organisations_unit u ON u.id = p.unit_id
LEFT JOIN (SELECT l.program_id, SUM(COALESCE(l.adjusted, l.initial)) budget, MAX(l.adjusted) moved,
                  MIN(COALESCE(f.name, l.budget_kind)) sources
           FROM programs_fundline l LEFT JOIN programs_specialfund f ON f.id = l.fund_id WHERE l.region_id = %s GROUP BY l.program_id) m
  ON m.program_id = p.id
LEFT JOIN (SELECT l.program_id, SUM(y.amount) paid, COUNT(*) many FROM programs_payment y JOIN programs_fundline l ON l.id = y.line_id
           WHERE y.region_id = %s AND y.state = 'matched' AND y.paid_on <= %s GROUP BY l.program_id) x ON x.program_id = p.id
WHERE p.region_id = %s AND p.year = %s ORDER BY u.code, p.code"""
_TARGETS = """
SELECT p.id, p.name, p.code, p.kind, u.name, d.name, b.budget, o.id, o.state, o.kind, o.errors, o.warnings, o.submitted_at,
       r.number, r.id, r.document,
       EXISTS (SELECT 1 FROM targets_review v JOIN targets_declaration w ON w.id = v.declaration_id
               WHERE w.target_id = t.id AND v.actor_id = %s)
FROM programs_program p JOIN organisations_unit u ON u.id = p.unit_id LEFT JOIN organisations_unit d ON d.id = u.department_id
LEFT JOIN (SELECT program_id, SUM(COALESCE(adjusted, initial)) budget FROM programs_fundline WHERE region_id = %s GROUP BY program_id) b
  ON b.program_id = p.id
LEFT JOIN targets_target t ON t.program_id = p.id
LEFT JOIN targets_declaration o ON o.target_id = t.id AND o.state NOT IN ('approved', 'dropped')
LEFT JOIN targets_targetrevision r ON r.id = t.current_id
WHERE p.region_id = %s AND p.year = %s AND p.state = 'active' AND NOT p.secret ORDER BY u.code, p.name, p.id"""
_UNITS = "SELECT id, name, kind FROM organisations_unit WHERE region_id = %s AND year = %s ORDER BY code"
_TURN = ("finance-reviewed", "in-session", "session-passed")


def empty(_request: Asked) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse("")


def programs(request: Asked) -> HttpResponse:
    """The list of programs by rate."""
    region = _key(request.actor.region)
    rows = _all(_PROGRAMS, [region, region, today(), region, request.year])
    tabs = Counter(row[1] if row[2] == "active" else "closed" for row in rows)
    tabs["pending"] = sum(bool(row[3]) for row in rows)
    shown = [row for row in rows if row[1] == "project" and row[2] == "active"]
    sums = [sum(row[place] or 0 for row in shown) for place in (8, 11)]
    shown.sort(key=lambda row: (row[11] or 0) / row[8] if row[8] else 2)
    return HttpResponse(_page(tabs, sums, _all(_UNITS, [region, request.year]), [_program(row) for row in shown[:SIZE]]))


def targets(request: Asked) -> HttpResponse:
    """The list of targets by unit."""
    region = _key(request.actor.region)
    rows = _all(_TARGETS, [_key(request.actor.id), region, region, request.year])
    tabs = Counter(row[8] or ("approved" if row[14] else "none") for row in rows)
    tabs |= {"mine": sum(row[8] in _TURN for row in rows), "handled": sum(row[16] for row in rows), "all": len(rows)}
    return HttpResponse(_page(tabs, [], _all(_UNITS, [region, request.year]), [_target(row) for row in rows[:SIZE]]))


def forms(_request: Asked, key: UUID) -> HttpResponse:
    """The list of a round's forms by unit."""
    return bare_list(key)


def _all(statement: str, given: Sequence[Any]) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: Sequence[Any] = cursor.fetchall()
        return rows


def _key(key: UUID) -> object:
    return key.hex if connection.vendor == "sqlite" else key


def _wan(fen: Any) -> str:
    return f"{float(fen or 0) / 1e6:,.2f}"


def _program(row: Any) -> str:
    key, _kind, _state, pending, _secret, code, name, unit, budget, sources, moved, paid, many = row
    share = f"{paid / budget * 100:.2f}" if paid and budget else "—"
    cells = (
        f'<a href="/programs/{key}/">{escape(name)}</a>', escape(code), escape(unit), escape(sources or ""), _wan(budget),
        "调整后" if moved is not None else "年初", f'<a href="/programs/{key}/payments/">{_wan(paid)}</a>' if many else "—",
        share, f"<i>{share}</i>", "待确认" if pending else "在管",
    )  # fmt: skip
    return "<tr><td>" + "</td><td>".join(cells) + "</td></tr>"


def _target(row: Any) -> str:
    key, name, code, kind, unit, department, budget, declared, state, way, errors, warnings, sent, number, revision, document = row[:16]
    cells = (
        f'<a href="/targets/declarations/{declared or key}/">{escape(name)}</a><small>{escape(code)}</small>', escape(unit),
        escape(department or ""), kind, _wan(budget), way or "—", state or "—", str(errors or 0), str(warnings or 0),
        str(sent)[5:10] if sent else "—", f'<a href="/targets/revisions/{revision}/">第{number}版</a>' if revision else "—",
        escape(document or "—"),
    )  # fmt: skip
    return "<tr><td>" + "</td><td>".join(cells) + "</td></tr>"


def _page(tabs: Counter[str], sums: Sequence[Any], units: Sequence[Any], rows: Sequence[str]) -> str:
    head = "".join(f'<li><a href="?tab={key}">{key}<span>{count}</span></a></li>' for key, count in tabs.items())
    choices = "".join(f'<option value="{key}">{escape(name)}</option>' for key, name, _kind in units)
    foot = "".join(f"<td>{_wan(amount)}</td>" for amount in sums)
    return f"<ul>{head}</ul><form><select>{choices}</select></form><table>{''.join(rows)}<tr>{foot}</tr></table>"


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/programs/", programs),
    path("bench/targets/", targets),
    path("bench/rounds/<uuid:key>/", forms),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
