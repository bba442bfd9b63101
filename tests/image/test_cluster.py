"""A second card of the same image becomes a worker: it gets its secrets from the leader, over a cable."""

from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.clock import wait_until
from tests.image import unit
from tests.image.machine import Machine, free_port

pytestmark = [pytest.mark.image, pytest.mark.timeout(3600)]
WORKER_MB = 110
ADDRESSES = {"lab1": "10.77.0.1", "worker1": "10.77.0.2"}


@pytest.fixture(scope="module")
def cluster(image: Path, tmp_path_factory: pytest.TempPathFactory, machines: list[Machine]) -> dict[str, Machine]:
    """A leader and a card that wants to be a worker, with a cable between them and both first boots done."""
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    made = {}
    for name, role, end in (("lab1", "leader", "listen"), ("worker1", "worker", "connect")):
        machine = Machine(image, folder / name, name)
        machines.append(machine)
        machine.put("pioreactor.toml", unit.settings(role, name))
        machine.link(f"{end}=127.0.0.1:{port}")
        machine.power_on()
        made[name] = machine
    for name, machine in made.items():
        print(f"first boot of {name}, both at once: {unit.finish_first_boot(machine):.0f} s")
        wired = f"nmcli connection add type ethernet ifname eth1 con-name lab ip4 {ADDRESSES[name]}/24 save no"
        machine.guest.run(f"{wired} && nmcli connection up lab")
    return made


def test_the_leader_takes_it_in(cluster: dict[str, Machine]) -> None:
    leader = cluster["lab1"].guest
    add = f"pio cluster add worker1 --address {ADDRESSES['worker1']} --claim-code-stdin"
    print(leader.run(f"echo {unit.CLAIM_CODE} | {add}", limit_s=1500))
    assert "worker1" in leader.run("pio workers list")


def test_both_are_well_and_the_leader_hears_the_worker(cluster: dict[str, Machine]) -> None:
    for machine in cluster.values():
        unit.wait_until_well(machine)
        assert unit.complaints(machine) == []
        assert unit.failed_services(machine) == ""
    leader, worker = cluster["lab1"], cluster["worker1"]
    leader.guest.run("pio experiments create exp")
    leader.guest.run("pio workers assign worker1 exp")
    worker.wait_until("grep -q exp /home/pioreactor/.pioreactor/storage/unit_state.json", 120)
    for job in ("stirring", "od_reading"):
        worker.guest.run(f"systemd-run --unit=drill-{job} --uid=pioreactor pio run {job}")
    assert wait_until(lambda: unit.readings(leader, "worker1") >= 5, 400, poll=5)


def test_a_worker_needs_little_memory(cluster: dict[str, Machine]) -> None:
    worker = cluster["worker1"]
    worker.guest.run("pio kill --all-jobs", limit_s=200)
    worker.shut_down()
    worker.power_on()
    worker.wait_for_shell(unit.BOOT_S)
    unit.wait_until_well(worker)
    clock.wall_sleep(60)
    used = unit.used_mb(worker)
    print(f"idle worker: {used} MB")
    assert used <= WORKER_MB
