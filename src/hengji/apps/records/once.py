"""What may stand only once: where two people write the same at one time, the database lets one of them through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from hengji.rules.refusals import Refused


@contextmanager
def once(refusal: Refused) -> Iterator[None]:
    """Write what a unique constraint guards; who comes second is told ``refusal``, as whoever looks first is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise refusal from None
