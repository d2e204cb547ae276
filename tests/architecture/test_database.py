"""What the database must be after a migration."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from hengji.apps.records.triggers import SEALED, missing
from hengji.rules import lifecycles
from hengji.rules.lifecycle import LifeCycle
from hengji.rules.lifecycles import appraisal, monitoring, targets

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


@pytest.mark.django_db
def test_the_long_texts_of_a_form_stand_last() -> None:
    """SQLite reads a row from its front: what the sums and lists of a round want must not stand behind texts of ten thousand characters."""
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, "monitoring_monitoringform")]
    assert columns[-5:] == ["reasons", "typed", "returned", "signatures", "answers"], (
        "in 0001: keys before the texts, Round before the form"
    )


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
    kept: dict[str, tuple[LifeCycle, ...]] = {
        "appraisal.Appraisal": appraisal.CYCLES,
        "targets.Declaration": targets.CYCLES,
        "monitoring.MonitoringForm": tuple(one for one in monitoring.CYCLES if one is not monitoring.REPORT),
        "monitoring.MonitoringReport": (monitoring.REPORT,),
    }
    assert {cycle.name for cycles in kept.values() for cycle in cycles} == {cycle.name for cycle in every_cycle()}
    for label, cycles in kept.items():
        width = apps.get_model(label)._meta.get_field("state").max_length
        assert max(len(state.name) for cycle in cycles for state in cycle.states) <= width, label
    for label, states in (("monitoring.Round", monitoring.RoundState), ("monitoring.FormFinding", monitoring.FindingState)):
        assert max(map(len, states)) <= apps.get_model(label)._meta.get_field("state").max_length, label


def every_cycle() -> list[LifeCycle]:
    """The tables of every module in the package."""
    modules = [importlib.import_module(f"{lifecycles.__name__}.{module.name}") for module in pkgutil.iter_modules(lifecycles.__path__)]
    return [cycle for module in modules for cycle in module.CYCLES]
