"""Papers of a round made by the worker: drawn outside of any transaction, each kept in one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hengji.apps.jobs.progress import Progress
from hengji.apps.monitoring import papers
from hengji.apps.monitoring.kept import packed
from hengji.apps.monitoring.making import Work, make, wants_material, without_pdf
from hengji.apps.monitoring.models import Round
from hengji.apps.monitoring.operations.papers import keep_paper, keep_result
from hengji.apps.monitoring.papers import Material
from hengji.apps.organisations.scope import fetch
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import RoundState

_STEPS = 3


def make_paper(
    actor: Actor, progress: Progress, *, at: datetime, round: str, kind: str, about: str | None = None,
    said: Mapping[str, str] | None = None,
) -> dict[str, object]:  # fmt: skip
    """The job: judge, draw, keep.  Begun again after a crash it draws again; what was kept before stays as well."""
    row = _round(actor, round)
    progress(0, _STEPS, "正在汇集数据")
    named: tuple[UUID, ...] = ()
    if papers.PAPERS[kind].names:
        papers.require_decided(row)
        named = papers.nameable(row)
    held = _material(row, actor, kind, at)
    progress(1, _STEPS, "正在生成")
    work = Work(actor, row, held, at, UUID(about) if about else None, progress, said or {})
    files: list[UUID] = []
    for made in make(kind, work):
        files.append(keep_paper(actor, row.pk, made.kind, made.title, made.name, made.content, held.stamp, named=named, at=at))
        named = ()  # by the first of its files
    progress(_STEPS, _STEPS, "已完成")
    return {"sentence": _sentence(kind, files), "file": files[0], "url": f"/rounds/{row.pk}/papers/"}


def _material(row: Round, actor: Actor, kind: str, at: datetime) -> Material:
    if not wants_material(kind):
        return Material(None, papers.stamp_of(row))
    if row.state == RoundState.CLOSED and papers.KEPT not in row.figures:
        _keep(row, actor, at)
        row.refresh_from_db()
    return papers.material(row, actor, at)


def _sentence(kind: str, files: list[UUID]) -> str:
    title = papers.PAPERS[kind].title
    if kind == "circular" and len(files) == 1:
        why = "这台服务器没有装 LibreOffice" if without_pdf() else "这次没有转换成功，可以再生成一次"
        return f"{title}已生成（Word）；没有 PDF：{why}，也可以用 Word、WPS 另存。"
    return f"{title}已生成{f'，共{len(files)}册' if kind == 'pack' and len(files) > 1 else ''}。"


def keep_closed(actor: Actor, progress: Progress, *, at: datetime, round: str) -> dict[str, object]:
    """The job after closing: keep the round's result as it is, so that its papers can be made again."""
    row = _round(actor, round)
    progress(0, 1, "正在留存办结数据")
    if papers.KEPT not in row.figures:
        _keep(row, actor, at)
    return {"sentence": "已留存办结时的数据，以后重新生成的文件与办结时一致。", "url": f"/rounds/{row.pk}/papers/"}


def _keep(row: Round, actor: Actor, at: datetime) -> None:
    keep_result(actor, row.pk, packed(papers.drawn(row, actor, at)), at=at)


def _round(actor: Actor, key: str) -> Round:
    return fetch(Round.objects.select_related("fund"), actor, Action.ROUND_EDIT, UUID(key), seen_by=Action.ROUND_VIEW)
