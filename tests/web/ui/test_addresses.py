"""Addresses of a list's things are those Django gives."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from hengji.web.ui import addresses


@pytest.mark.parametrize("name", ["program", "program-payments", "targets-declaration", "targets-revision", "forms-form"])
def test_addresses_are_those_of_django(name: str) -> None:
    for key in (uuid4(), uuid4()):
        assert addresses.of(name, key) == reverse(name, args=[key])
