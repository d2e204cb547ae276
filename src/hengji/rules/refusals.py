"""How a rule or an operation says no: by a permanent code with the facts; ``rules.wording`` has the sentence."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The thing asked for may not be done now; ``code`` and ``facts`` give the Chinese sentence (what, why, what to do)."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.code, self.facts)


class NotAllowed(Refused):
    """The person may see the thing but not do this to it."""


class StaleVersion(Refused):
    """Somebody else changed the thing first; what was typed is kept by the caller.

    ``saw`` is the version the writer had in hand, ``now`` the one that stands (None: gone)."""

    def __init__(self, saw: int, now: int | None) -> None:
        super().__init__("stale-version", saw=saw, now=now)


def fitting(what: str, text: str, most: int) -> str:
    """The text without the blanks around it.  Raises ``Refused`` ``text-long``: what somebody wrote is kept whole or not at all."""
    kept = text.strip()
    if len(kept) > most:
        raise Refused("text-long", what=what, most=most, length=len(kept))
    return kept


class NotFound(Exception):  # noqa: N818 - an answer as well
    """There is no such thing, or this person may not know of it: the two are never told apart."""


def _again(kind: type[Refused], code: str, facts: dict[str, object]) -> Refused:
    refusal = kind.__new__(kind)
    Refused.__init__(refusal, code, **facts)
    return refusal
