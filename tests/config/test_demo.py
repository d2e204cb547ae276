"""The demo county of ``./run``: played by operations as people would do them, so a rule that became stricter may stop it."""

from __future__ import annotations

import json
from typing import Any

SEEN = """
import json
from collections import Counter
from django.db.models import Sum
from hengji.apps.monitoring.models import MonitoringForm, MonitoringReport, Round
from hengji.apps.programs.models import FundLine

july = Round.objects.get(fund__isnull=False)
forms = MonitoringForm.objects.filter(round=july)
lines = FundLine.objects.filter(fund=july.fund, program__in=forms.values("program"))
print(json.dumps({
    "rounds": sorted(Round.objects.values_list("state", flat=True)),
    "units": forms.values("program__unit").distinct().count(),
    "objects": forms.count(),
    "states": sorted(set(forms.values_list("state", flat=True))),
    "yuan": int(lines.aggregate(all=Sum("initial"))["all"]),
    "reports": Counter(MonitoringReport.objects.filter(round=july).values_list("state", flat=True)),
}))
"""


def test_the_demo_county_is_in_mid_round(site: Any) -> None:
    """M's shape: 15 units, 21 projects, 9,132 万元; every state of a form; the trail holds."""
    site.env.update(HENGJI_DEMO="1", HENGJI_TODAY="2023-08-21")
    site.hengji("demo", "load")
    seen = json.loads(site.python(SEEN))
    assert seen["rounds"] == ["closed", "published"]
    assert (seen["units"], seen["objects"], seen["yuan"]) == (15, 21, 91_320_000)
    assert {"draft", "returned", "submitted", "department-reviewed", "division-reviewed", "accepted"} <= set(seen["states"])
    assert sum(seen["reports"].get(state, 0) for state in ("submitted", "accepted")) == 3
    assert "全部相符" in site.hengji("audit", "verify").stdout
