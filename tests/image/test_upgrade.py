"""The appliance gets another release by its own command while it measures, and goes back to the one of its image."""

from __future__ import annotations

from pathlib import Path

import pytest

import pioreactor
from pioreactor.clock import wait_until
from tests.image import unit
from tests.image.machine import Machine

pytestmark = [pytest.mark.image, pytest.mark.timeout(5400)]
# The playbook with its usual gate, all of Ansible emulated.
UPGRADE_S = 1800.0


@pytest.fixture(scope="module")
def leader(image: Path, newer: Path, tmp_path_factory: pytest.TempPathFactory, machines: list[Machine]) -> Machine:
    """It measures, and has the newer release on its card, as somebody with a computer puts it there."""
    made = Machine(image, tmp_path_factory.mktemp("upgraded"), "lab1")
    machines.append(made)
    made.put("pioreactor.toml", unit.settings("both", "lab1"))
    made.put(newer.name, newer.read_bytes())
    made.power_on()
    unit.finish_first_boot(made)
    unit.wait_until_well(made)
    unit.start_experiment(made, "lab1")
    assert wait_until(lambda: unit.readings(made, "lab1") >= 5, 400, poll=5)
    return made


def test_it_is_upgraded_and_goes_on_with_its_experiment(leader: Machine, newer: Path) -> None:
    assert unit.release(leader) == pioreactor.__version__
    had, seconds = unit.readings(leader, "lab1"), leader.since_power_on_s
    said = leader.guest.run(f"pio cluster upgrade /boot/firmware/{newer.name} --json", limit_s=UPGRADE_S)
    print(f"upgrade: {leader.since_power_on_s - seconds:.0f} s; {said.splitlines()[-1]}")
    assert '"accepted"' in said
    assert unit.release(leader) == unit.NEWER
    assert unit.rows(leader, "SELECT count(*) FROM upgrade_drill") == [[0]], "its database has changed with it"
    check_that_it_goes_on(leader, had)


def test_it_goes_back_to_the_release_of_its_image(leader: Machine) -> None:
    had, seconds = unit.readings(leader, "lab1"), leader.since_power_on_s
    leader.guest.run("pio cluster rollback --json", limit_s=UPGRADE_S)
    print(f"rollback: {leader.since_power_on_s - seconds:.0f} s")
    assert unit.release(leader) == pioreactor.__version__
    assert unit.rows(leader, "SELECT name FROM sqlite_master WHERE name = 'upgrade_drill'") == []
    check_that_it_goes_on(leader, had)


def check_that_it_goes_on(leader: Machine, had: int) -> None:
    """Nothing that was measured is lost, the jobs run, and the unit is well."""
    assert wait_until(lambda: unit.readings(leader, "lab1") >= had + 5, 300, poll=5)
    running = leader.guest.run("pio jobs list running")
    assert "stirring" in running and "od_reading" in running
    unit.wait_until_well(leader)
    assert unit.complaints(leader) == []
    assert unit.failed_services(leader) == ""
