"""The line of a job on any page: ``{{ ui.job(line) }}`` with ``line = job_line(request.actor, job)``; the page loads ``ui.htmx()``."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from hengji.apps.jobs.queries import JobStatus, status
from hengji.rules.access import Actor
from hengji.web.ui.parts import JobLine


def job_line(actor: Actor, job: UUID) -> JobLine:
    """The line of one's own job.  Raises ``NotFound``."""
    return line_of(status(actor, job))


def line_of(job: JobStatus, *, reload: bool = False) -> JobLine:
    """The line of a job in hand; ``reload``: the page around it is loaded again when the job has ended."""
    url, label = result_of(job)
    return JobLine(
        caption=job.title,
        sentence=job.sentence,
        done=job.done,
        total=job.total,
        finished=job.finished,
        failed=job.failed,
        poll_url=reverse("job-line", args=[job.id]) + ("?reload=1" if reload else ""),
        cancel_url=reverse("job", args=[job.id]) if job.cancellable else "",
        result_url=url,
        result_label=label,
    )


def result_of(job: JobStatus) -> tuple[str, str]:
    """Where the result is, and what the link to it says; nothing where there is none."""
    if job.result_file is not None:
        return reverse("job-result", args=[job.id]), "下载"
    if job.result.get("url"):
        return str(job.result["url"]), "查看结果"
    return (reverse("job", args=[job.id]), "查看结果") if job.result.get("lines") else ("", "")
