"""What the roles are told, and how the first boot ends."""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path

import msgspec
import pytest
import yaml

from pioreactor.appliance import converging, finishing, playing
from pioreactor.appliance.connecting import NO_NETWORK
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.settings import Settings, Wifi
from pioreactor.appliance.state import Step
from pioreactor.cluster.joining.claim.chosen import Chosen, load
from tests.unit.appliance.conftest import Programs

PROJECT = Path(__file__).parents[3]
FULL = Settings(
    role="both",
    hostname="lab1",
    country="AT",
    time_zone="Europe/Vienna",
    hardware="simulated",
    ssh_keys=("ssh-ed25519 AAAA",),
    claim_code="7KQF-XT2M-99PD-ABCW",
    wifi=Wifi(ssid="lab", passphrase="hunter22"),
)


@pytest.mark.parametrize(
    ("role", "leaders", "workers"), [("both", ["lab1"], ["lab1"]), ("leader", ["lab1"], []), ("worker", [], ["lab1"])]
)
def test_the_role_becomes_the_groups_of_the_inventory(role, leaders, workers):
    made = playing.topology(msgspec.structs.replace(FULL, role=role))
    groups = made["all"]["children"]["cluster"]["children"]
    assert (list(groups["leader"]["hosts"]), list(groups["workers"]["hosts"])) == (leaders, workers)


def test_later_runs_of_the_roles_know_what_was_said_and_no_secret(host: Host):
    host.state.settings = FULL
    here = playing.write_inventory(host)
    kept = host.places.inventory / "host_vars/lab1/first_boot.yml"
    assert yaml.safe_load(kept.read_text()) == playing.variables(FULL)
    assert kept.stat().st_mode & 0o777 == 0o644
    for text in (kept.read_text(), here.read_text()):
        assert "hunter22" not in text and "7KQF" not in text


def test_every_variable_is_one_that_the_roles_know():
    known = set(yaml.safe_load((PROJECT / "inventory/group_vars/all/main.yml").read_text()))
    for file in PROJECT.glob("roles/*/meta/argument_specs.yml"):
        known |= set(yaml.safe_load(file.read_text())["argument_specs"]["main"]["options"])
    worker = msgspec.structs.replace(FULL, role="worker")
    hosts = playing.topology(worker)["all"]["children"]["cluster"]["children"]["workers"]["hosts"]["lab1"]
    model = msgspec.structs.replace(FULL, model="pioreactor_20ml", model_version="1.1")
    assert set(playing.variables(model)) | set(hosts) - {"ansible_connection"} <= known


def test_lighttpd_gets_the_port_once(host: Host, programs: Programs):
    host.places.holds_port.touch()
    programs.says("systemctl is-active --quiet pioreactor-web.service", exit_code=3)
    for _ in range(2):
        converging.hand_over_port(host)
    lines = programs.lines()
    assert lines.count("systemctl stop pioreactor-first-boot-page.service") == 1
    assert lines.index("systemctl stop pioreactor-first-boot-page.service") < lines.index(
        "systemctl start --no-block lighttpd.service"
    )
    assert not host.places.holds_port.exists()


def test_a_full_card_is_said_before_anything_is_begun(host: Host, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(converging, "LEAST_FREE_MB", 10**9)
    with pytest.raises(StepError, match="Use a larger one"):
        converging.converge(host)
    assert host.places.holds_port.exists() is False and not host.places.inventory.joinpath("host_vars").exists()


def test_an_image_without_a_release_says_so(host: Host, tmp_path: Path):
    host.state.settings = FULL
    with pytest.raises(StepError, match="no release"):
        playing.play(host, "site", lambda text: None, tmp_path / "nothing")


def test_a_leader_tells_its_page_and_its_code_and_keeps_no_secret(host: Host, programs: Programs):
    host.state.settings = msgspec.structs.replace(FULL, claim_code=None)
    programs.says("/usr/local/bin/pio users claim-code --json", json.dumps({"claim_code": "ABCD-EFGH-JKMN-PQRS"}))
    programs.says("ip -4 -json address", '[{"addr_info": [{"local": "192.168.1.20"}]}]')
    assert finishing.finish(host) is Step.DONE
    text = host.places.status.read_text()
    assert "http://lab1.local" in text and "http://192.168.1.20" in text and "ABCD-EFGH-JKMN-PQRS" in text
    assert "ABCD" not in host.places.progress.read_text(), "what everybody sees"
    assert host.state.settings.secrets() == [] and host.state.settings.hostname == "lab1"


@pytest.mark.parametrize("address", ["", "192.168.1.20"])
def test_a_network_that_came_meanwhile_is_not_missed_any_more(host: Host, programs: Programs, address: str):
    host.state.settings = msgspec.structs.replace(FULL, claim_code=None)
    host.note(NO_NETWORK)
    programs.says("ip -4 -json address", json.dumps([{"addr_info": [{"local": address}]}] if address else []))
    finishing.finish(host)
    assert ("There is no network" in host.places.status.read_text()) == (not address)


def test_the_code_that_was_chosen_is_the_leader_s_and_not_written_onto_the_card(
    host: Host, programs: Programs, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finishing, "OURS", pwd.getpwuid(os.getuid()).pw_name)
    host.places.data.mkdir(parents=True)
    host.state.settings = FULL
    finishing.finish(host)
    assert (host.places.data / "claim_code").read_text() == "7KQF-XT2M-99PD-ABCW\n"
    assert (host.places.data / "claim_code").stat().st_mode & 0o077 == 0
    assert "7KQF" not in host.places.status.read_text()


def test_a_worker_waits_for_the_leader_and_the_code_that_were_named(host: Host):
    host.state.settings = msgspec.structs.replace(FULL, role="worker", leader="lab0")
    finishing.finish(host)
    assert load(host.places.claim_code) == Chosen(code="7KQF-XT2M-99PD-ABCW", leader="lab0")
    assert host.places.claim_code.stat().st_mode & 0o077 == 0
    assert "pio cluster add lab1" in host.places.status.read_text()


def test_a_missing_hat_is_said_in_words(host: Host, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("HAT_PRESENT", raising=False)
    monkeypatch.setenv("PIO_SYSTEM_ROOT", str(host.places.root))
    host.state.settings = msgspec.structs.replace(FULL, hardware="raspberry_pi", claim_code=None)
    finishing.finish(host)
    assert "seat the HAT firmly" in host.places.status.read_text()


def test_what_is_not_well_is_said_and_the_unit_runs(host: Host, programs: Programs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finishing, "WELL_WITHIN_S", 0.0)
    programs.says("/usr/local/bin/pio health", "monitor: ready\nWrong: the disk is nearly full.\n", exit_code=1)
    host.state.settings = msgspec.structs.replace(FULL, claim_code=None)
    assert finishing.finish(host) is Step.DONE
    assert "the disk is nearly full" in host.places.status.read_text()


def test_afterwards_nothing_is_in_the_way(host: Host, programs: Programs):
    host.places.holds_port.touch()
    finishing.clear_up(host)
    assert not host.places.pending.exists() and not host.places.holds_port.exists()
    (started,) = [line for line in programs.lines() if line.startswith("systemctl start --no-block")]
    assert {"lighttpd.service", "pioreactor-claim.service", "pioreactor-hand-offs.service"} <= set(started.split())
