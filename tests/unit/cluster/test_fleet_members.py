"""Who is meant: by name, by group, by experiment, or by default."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from pioreactor.cluster.fleet.members import Default, Member, Selection, TargetError, members, select
from pioreactor.storage import database
from pioreactor.storage.database import assignments, experiments, workers

CLUSTER = [
    Member("lead", is_leader=True, model_name="pioreactor_20ml", experiment="Tet ramp"),
    Member("work1", model_name="pioreactor_40ml", experiment="Tet ramp"),
    Member("work2", model_name="pioreactor_40ml", is_active=False, experiment="Tet ramp"),
    Member("work3"),
]
BARE_LEADER = [Member("lead", is_leader=True, is_worker=False), Member("work1")]


def names(selection: Selection, default: Default = Default.NOBODY, cluster: list[Member] = CLUSTER) -> list[str]:
    return [member.name for member in select(cluster, selection, default)]


@pytest.mark.parametrize(
    ("selection", "meant"),
    [
        (Selection(names=("work3", "work1")), ["work1", "work3"]),
        (Selection(names=("work2",)), ["work2"]),  # by name also one that is switched off
        (Selection(names=("$broadcast",)), ["lead", "work1", "work2", "work3"]),
        (Selection(everybody=True), ["lead", "work1", "work2", "work3"]),
        (Selection(workers=True), ["lead", "work1", "work2", "work3"]),
        (Selection(groups=("leader",)), ["lead"]),
        (Selection(groups=("active",)), ["lead", "work1", "work3"]),
        (Selection(groups=("pioreactor_40ml",)), ["work1", "work2"]),
        (Selection(groups=("leader", "pioreactor_40ml")), ["lead", "work1", "work2"]),
        (Selection(experiments=("Tet ramp",)), ["lead", "work1"]),
    ],
)
def test_selection(selection: Selection, meant: list[str]) -> None:
    assert names(selection) == meant


@pytest.mark.parametrize(
    ("default", "meant"),
    [
        (Default.EVERYBODY, ["lead", "work1", "work2", "work3"]),
        (Default.ACTIVE_WORKERS, ["lead", "work1", "work3"]),
        (Default.WORKERS_BUT_LEADER, ["work1", "work2", "work3"]),
    ],
)
def test_nobody_named(default: Default, meant: list[str]) -> None:
    assert names(Selection(), default) == meant


def test_a_leader_that_is_no_worker() -> None:
    assert names(Selection(), Default.ACTIVE_WORKERS, BARE_LEADER) == ["work1"]
    assert names(Selection(workers=True), cluster=BARE_LEADER) == ["work1"]
    assert names(Selection(everybody=True), cluster=BARE_LEADER) == ["lead", "work1"]


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(), "Nobody was named"),
        (Selection(names=("work9", "work8")), "work8, work9 are not among the units"),
        (Selection(groups=("pioreactor_9000",)), "pioreactor_40ml"),
        (Selection(experiments=("gone",)), "No unit is meant by gone"),
        (Selection(names=("work1",), experiments=("Tet ramp",)), "cannot be named together"),
    ],
)
def test_refusals_name_the_remedy(selection: Selection, said: str) -> None:
    with pytest.raises(TargetError, match=said):
        names(selection)


def test_the_members_are_those_of_the_database(make_unit: Callable[..., object]) -> None:
    make_unit(None, name="leader1")
    with closing(database.connect()) as connection:
        database.migrate(connection)
        for name in ("zoe", "adam"):
            workers.add_worker(connection, name, "pioreactor_20ml", "1.5")
        workers.set_active(connection, "adam", False)
        experiments.create_experiment(connection, "E")
        assignments.assign(connection, "zoe", "E")
        found = members(connection)
    assert [(m.name, m.is_leader, m.is_worker, m.is_active, m.experiment) for m in found] == [
        ("leader1", True, False, True, None),
        ("adam", False, True, False, None),
        ("zoe", False, True, True, "E"),
    ]
