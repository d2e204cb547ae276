"""``hengji check --explain FILE``: which cell was taken for what."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from hengji.papers.guarded import Lost, answering, spread
from hengji.papers.reading import explain
from hengji.papers.workbook import Source, expand, open_workbook


def explain_file(paths: Sequence[Path]) -> int:
    """Explain every file; 0 when at least one could be read, else 3."""
    sources = list(expand(paths))
    answers = spread(answering(_explain), sources)
    for source, answer in zip(sources, answers, strict=True):
        sys.stdout.write(f"【{source.display}】\n")
        lines = answer if isinstance(answer, list) else [f"读不出：{answer.reason if isinstance(answer, Lost) else answer}"]
        sys.stdout.write("\n".join(lines) + "\n\n")
    return 0 if any(isinstance(answer, list) for answer in answers) else 3


def _explain(source: Source) -> list[str]:
    return explain(open_workbook(source))
