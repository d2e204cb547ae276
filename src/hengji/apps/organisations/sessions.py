"""Sessions in the database, as Django keeps them; the statement that every request begins with is written once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db.models import QuerySet
from django.utils import timezone

from hengji.apps.records.written import written


class SessionStore(Stored):
    """A session of the table ``django_session``."""

    def load(self) -> dict[str, Any]:
        """What it holds; nothing (and the key is forgotten) where there is none or its time is over."""
        found = next((row for row in _sessions(self.session_key or "") if row.expire_date > timezone.now()), None)
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found.session_data)


@written
def _sessions(key: str) -> QuerySet[Any]:
    return Stored.get_model_class().objects.filter(session_key=key)
