"""Random faults: whatever goes wrong, each reading is in the leader's database once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hosts.drill.__main__ import LEADER, WORKERS, outcome
from tests.hosts.drill.plan import ON_EVERY_UNIT, ON_THE_LEADER, ON_THE_NETWORK, random_plan
from tests.hosts.drill.running import Drill
from tests.hosts.lab import Lab
from tests.hosts.upgrading import Bundles, Cluster


@given(st.integers(0, 100_000))
def test_a_plan_is_made_again_by_its_seed_and_faults_of_a_unit_do_not_overlap(seed: int) -> None:
    plan = random_plan(seed, LEADER, WORKERS)
    assert plan == random_plan(seed, LEADER, WORKERS)
    assert {fault.unit for fault in plan.faults} == {LEADER, *WORKERS}
    for unit in (LEADER, *WORKERS):
        own = [fault for fault in plan.faults if fault.unit == unit]
        assert all(earlier.at_s + earlier.lasts_s < later.at_s for earlier, later in pairwise(own))
        assert all(fault.at_s + fault.lasts_s <= plan.lasts_s + 0.1 for fault in own)


def test_seeds_reach_every_kind_of_fault() -> None:
    seen = {fault.kind for seed in range(100) for fault in random_plan(seed, LEADER, WORKERS).faults}
    assert seen == {*ON_EVERY_UNIT, *ON_THE_LEADER, *ON_THE_NETWORK}


@pytest.fixture(scope="module")
def drill(lab: Lab, bundles: Bundles, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """A cluster that is whole, and produces nothing yet."""
    cluster = Cluster(lab, tmp_path_factory.mktemp("cluster"), bundles, WORKERS)
    cluster.prepare(bundle)
    yield Drill(cluster, print)


@pytest.mark.hosts
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_and_nothing_is_doubled(drill: Drill, seed: int) -> None:
    done = outcome(drill, random_plan(seed, LEADER, WORKERS))
    assert done.is_good, done
    assert done.balance is not None and done.balance.produced > 1000
