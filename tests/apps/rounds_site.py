"""A site for the journey of a round: the county of ``monitoringworld`` with one form handed in, served by real WSGI threads."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any
from wsgiref.simple_server import make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from targets_site import _logged_in, _Server, _Silent
from tests.apps.monitoringworld import AT, kept, submitted, world
from tests.apps.targetsworld import model

from hengji.apps.monitoring.models import FormFinding

PEOPLE = ("reporter", "second", "reviewer", "officer", "divisional", "leader")
LONG = "农村饮水安全巩固提升工程（含管网延伸、水源地保护、水质检测中心能力建设及智慧水务信息化平台二期工程）"


def prepared() -> dict[str, Any]:
    """A running round: the station's form handed in and judged, the department's not; one finding nobody has decided on."""
    w = world()
    model("programs.Program").objects.filter(pk=w.c.program.pk).update(name=LONG)
    kept(submitted(w))
    kept(w.own.pk)
    FormFinding.objects.create(
        region=w.c.region, form=w.form, key="k", memory="m", code="deviation-unexplained", severity="warning", problem_class=2,
        addressee="unit", subject="新建供水管网长度", sentence="“新建供水管网长度”未达应有进度，偏差原因栏空白。", remedy="写明偏差原因。",
        found_at=AT,
    )  # fmt: skip
    sessions = {name: _logged_in(w.c, getattr(w.c, name)) for name in PEOPLE}  # type: ignore[arg-type]
    return {"sessions": sessions, "round": str(w.round.pk), "form": str(w.form.pk), "unit": str(w.c.department.lineage), "name": LONG}


def serve() -> None:
    """Serve until the reader of our first line goes away: the line says where, and what was prepared."""
    facts = prepared()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Silent)
    sys.stdout.write(json.dumps({**facts, "at": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    input()
