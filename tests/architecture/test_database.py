"""What the database must be after a migration."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from hengji.apps.records.triggers import SEALED, missing
from hengji.rules import lifecycles
from hengji.rules.lifecycle import LifeCycle
from hengji.rules.lifecycles import appraisal, targets

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("hengji.apps.")]


def test_migrations_are_one_line_an_app() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    assert {app: len(loader.graph.leaf_nodes(app)) for app in OURS if loader.graph.leaf_nodes(app)} == {
        app: 1 for app in OURS if loader.graph.leaf_nodes(app)
    }


@pytest.mark.django_db
def test_models_and_migrations_say_the_same() -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("run makemigrations")


@pytest.mark.django_db
def test_every_seal_is_there() -> None:
    assert list(missing(connection)) == []
    assert set(SEALED) <= set(connection.introspection.table_names())


def test_nothing_is_deleted_by_way_of_something_else() -> None:
    """Foreign keys protect; only what belongs to one thing alone goes with it."""
    cascading = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("hengji.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }
    assert cascading <= {
        "notices.Reading.notice",
        "library.IndicatorToken.indicator",
        "monitoring.FundResult.form",
        "monitoring.IndicatorResult.form",
    }, "a decision: what else may vanish with its owner?"


def test_states_fit_their_columns() -> None:
    cycles = [value for module in (appraisal, targets) for value in vars(module).values() if isinstance(value, LifeCycle)]
    by_key = [cycle for module in (appraisal, targets) for cycle in getattr(module, "_BY_KEY", {}).values()]
    names = {state.name for cycle in [*cycles, *by_key] for state in cycle.states}
    assert names and lifecycles.__doc__
    widths = [apps.get_model(label)._meta.get_field("state").max_length for label in ("appraisal.Appraisal", "targets.Declaration")]
    assert max(map(len, names)) <= min(widths)
