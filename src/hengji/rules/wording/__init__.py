"""Every Chinese sentence below the web, by code: what cannot be done, why, and what to do."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from string import Formatter

from hengji.rules.refusals import Refused

_FORMATTER = Formatter()


@cache
def sentences() -> dict[str, str]:
    """All sentences, from the modules of this package; a code stands in exactly one of them."""
    found: dict[str, str] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        for code, text in importlib.import_module(f"{__name__}.{module}").WORDING.items():
            if code in found:
                raise ValueError(f"wording of {code} stands twice")
            found[code] = text
    return found


def say(refusal: Refused) -> str:
    """The sentence of a refusal with its facts filled in."""
    return _FORMATTER.vformat(sentences()[refusal.code], (), refusal.facts)
