"""Prompts a printed form holds in its boxes: what to write there, not what was written."""

from __future__ import annotations

import re
from functools import lru_cache

from hengji.rules.text import fold

_PROMPT = re.compile(
    r"\(\d{2,4}字(?:以内|左右)\)|\d{2,4}字以内|需说明原因|应单独说明|请(?:简要)?(?:填写|填列|说明|描述|结合|对照|在此)|结合自评情况|^对照年度目标|简要说明|^\(?包括自筹"
)


@lru_cache(maxsize=4096)
def is_prompt(text: str) -> bool:
    """The cell still holds the form's own instruction."""
    return _PROMPT.search(fold(text)) is not None
