"""Every call as its own description allows and forbids it: nothing breaks, and what comes back is what is described."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from tests.api.apiworld import System, system
from tests.apps.programsworld import CODE, TODAY, county

from hengji.api.site import api
from hengji.apps.keys import admission
from hengji.config.wsgi import application

EXAMPLES = 4
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture
def caller(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:  # type: ignore[no-untyped-def]
    settings.TODAY = TODAY
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(admission, "PER_MINUTE", 100_000)
    here = county()
    here.line(here.program(code=CODE))
    yield system(here)


schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_call_answers_as_described(case: schemathesis.Case, caller: System) -> None:
    case.call_and_validate(headers=caller.headers, checks=CHECKS)


def test_the_description_is_open_whole_and_in_chinese(client) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/api/openapi.json")
    told = answer.json()
    assert answer.status_code == 200 and told["info"]["title"] == "衡绩接口"
    calls = [call for path in told["paths"].values() for call in path.values()]
    assert len(calls) == 14
    for call in calls:
        assert call["security"] and call["description"] and not call["summary"].isascii(), call
        assert {"401", "404", "409", "422", "429"} <= set(map(str, call["responses"]))
    assert api.get_openapi_schema()["openapi"].startswith("3.")
