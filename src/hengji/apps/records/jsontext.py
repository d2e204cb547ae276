"""Looking for a text within a JSON column, on either database."""

from __future__ import annotations

import json

from django.db import connection


def inside_json(text: str) -> str:
    """The text as a JSON column holds it, for ``__icontains``: quotes escaped, and on SQLite everything but ASCII too."""
    return json.dumps(text, ensure_ascii=connection.vendor == "sqlite")[1:-1]
