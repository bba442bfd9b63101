"""A host on its way to another release: forwards, backwards, and interrupted at every single command.

Releases are folders with a `pio` that writes down how it was called; `systemctl` is one as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pioreactor.cluster.release import links, on_host
from pioreactor.cluster.release import state as states
from pioreactor.cluster.release.state import UpgradeState
from pioreactor.cluster.release.steps import AFTER, AT_THE_END, Step, next_step
from pioreactor.exc import UpgradeError

OLD, NEW = "1.0.0", "1.1.0"

# Each call is a line in `calls`. `fail` names what fails; `kill_at` after how many calls whoever calls is killed;
# `schema` is the schema of the database, which a release of version 1.1.x moves up to 7.
PIO = """#!/bin/bash
cd "{folder}"
version=$(basename "$(dirname "$(dirname "$(realpath "$0")")")")
name=$(basename "$0"); [ "$name" = pio ] && name="pio-$version"
echo "$name $*" >>calls
[ "$(wc -l <calls)" = "$(cat kill_at 2>/dev/null)" ] && kill -9 $PPID
while read -r pattern; do [[ "$name $*" == $pattern ]] && {{ echo "it was told to fail" >&2; exit 1; }}; done <fail
case "$name $*" in
  "systemctl list-unit-files"*) printf '%s enabled\\n' pioreactor-monitor.service pioreactor-web.service {ingest} ;;
  *"health snapshot -o"*) touch "${{@: -1}}" ;;
  *"db schema") cat schema ;;
  *"db migrate --to"*) echo "${{@: -1}}" >schema ;;
  *"db migrate") echo 7 >schema ;;
  *"db snapshot"*) cp schema "$3" ;;
  *"db bring-back"*) cp "$3" schema ;;
  *"db hold"*) touch held ;;
  *"db release") rm -f held ;;
  *"health gate"*)
    echo "stable: all is well" >&2
    grep -qx "$version is ill" fail && {{ echo '{{"passed": false, "reasons": ["stirring does not run"]}}'; exit 1; }}
    echo '{{"passed": true, "reasons": [], "ready_after_s": 3.0}}' ;;
esac
exit 0
"""


class Machine:
    """A folder that looks like a host."""

    def __init__(self, folder: Path, *, is_leader: bool) -> None:
        self.folder = folder
        self.root, self.state_folder, self.backups = folder / "opt", folder / "lib", folder / "backups"
        self.systemd = folder / "systemd"
        self.is_leader = is_leader
        for made in (self.root, self.state_folder, self.backups, self.systemd, folder / "bin"):
            made.mkdir()
        text = PIO.format(folder=folder, ingest="pioreactor-ingest.service" if is_leader else "")
        for path in (*(self.root / "releases" / version / "bin" / "pio" for version in (OLD, NEW)),
                     folder / "bin" / "systemctl"):  # fmt: skip
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755)
        self._bring_units()
        (folder / "schema").write_text("6\n")
        self.fail()
        links.point(links.CURRENT, OLD, self.root)

    def _bring_units(self) -> None:
        for version in (OLD, NEW):
            roles = self.root / "releases" / version / "share/ansible/roles"
            for role, name in (("pioreactor", "pioreactor-web.service"), ("leader", "pioreactor-ingest.service")):
                source = roles / role / "files/etc/systemd/system" / name
                source.parent.mkdir(parents=True)
                source.write_text(f"of {version}\n")
        for name, text in self.units_of(OLD).items():
            (self.systemd / name).write_text(text)

    def fail(self, *patterns: str) -> None:
        (self.folder / "fail").write_text("".join(f"{pattern}\n" for pattern in patterns))

    def begin(self, to: str = NEW) -> UpgradeState:
        return on_host.begin(
            to,
            is_leader=self.is_leader,
            ready_within_s=1,
            stable_for_s=1,
            root=self.root,
            folder=self.state_folder,
        )

    def go(self, *, kill_at: int | None = None) -> int:
        """Carry on in a process of its own; its exit code, -9 if it was killed at that command."""
        if kill_at is not None:
            (self.folder / "kill_at").write_text(str(kill_at))
        code = (
            "import sys; from pathlib import Path; from pioreactor.cluster.release import on_host\n"
            "root, folder, backups, systemd = map(Path, sys.argv[1:])\n"
            "on_host.go(root=root, folder=folder, backups=backups, systemd=systemd)"
        )
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        command = [sys.executable, "-c", code, self.root, self.state_folder, self.backups, self.systemd]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        (self.folder / "kill_at").unlink(missing_ok=True)
        assert run.returncode in (0, -9), run.stderr
        return run.returncode

    @property
    def state(self) -> UpgradeState:
        found = states.load(self.state_folder)
        assert found is not None
        return found

    def linked(self) -> tuple[str, str]:
        return links.linked_version(links.CURRENT, self.root), links.linked_version(links.PREVIOUS, self.root)

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def schema(self) -> int:
        return int((self.folder / "schema").read_text())

    def units(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.systemd.iterdir()}

    def units_of(self, version: str) -> dict[str, str]:
        names = ["pioreactor-web.service", *(["pioreactor-ingest.service"] if self.is_leader else [])]
        return dict.fromkeys(names, f"of {version}\n")

    def last_service_call(self) -> str:
        return [call for call in self.calls() if call.startswith("systemctl st")][-1]


@pytest.fixture(params=[True, False], ids=["leader", "worker"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, is_leader=request.param)


def check_upgraded(machine: Machine) -> None:
    assert machine.state.step is Step.ACCEPTED
    assert machine.linked() == (NEW, OLD)
    assert machine.units() == machine.units_of(NEW)
    assert machine.schema() == (7 if machine.is_leader else 6)
    assert machine.last_service_call().startswith("systemctl start pioreactor-monitor.service")
    check_nothing_is_left(machine)


def check_returned(machine: Machine) -> None:
    assert machine.state.step is Step.RETURNED
    assert machine.linked()[0] == OLD
    assert machine.units() == machine.units_of(OLD)
    assert machine.schema() == 6
    assert machine.last_service_call().startswith("systemctl start pioreactor-monitor.service")
    check_nothing_is_left(machine)


def check_nothing_is_left(machine: Machine) -> None:
    assert not (machine.folder / "held").exists()
    assert not (machine.state_folder / states.UNDER_WAY).exists()


def test_every_way_ends() -> None:
    for start in Step:
        waiting, seen = [start], set()
        while waiting:
            step = waiting.pop()
            if step not in seen and step not in AT_THE_END:
                waiting += AFTER[step]
            seen.add(step)
        assert seen & AT_THE_END
    with pytest.raises(ValueError, match="Nothing follows"):
        next_step(Step.ACCEPTED, has_failed=False)


def test_an_upgrade_that_passes(machine: Machine) -> None:
    machine.begin()
    machine.go()
    check_upgraded(machine)
    assert machine.state.away_s is not None
    order = [call.split(" --reason")[0] for call in machine.calls()]
    assert order.index(f"pio-{OLD} jobs hand-over") < order.index("systemctl stop pioreactor-web.service")
    if machine.is_leader:
        assert order.index(f"pio-{NEW} db hold") < order.index(f"pio-{OLD} jobs hand-over")


FAILS_BEFORE = ["*health snapshot*", "*db snapshot*"]
FAILS_AFTER = [f"{NEW} is ill", "*hand-over*upgrade to*", "*db migrate", "systemctl start *"]


@pytest.mark.parametrize("pattern", FAILS_BEFORE)
def test_what_fails_before_the_switch_changes_nothing(machine: Machine, pattern: str) -> None:
    machine.begin()
    machine.fail(pattern)
    machine.go()
    if "db" in pattern and not machine.is_leader:
        return
    assert machine.state.step is Step.ABANDONED
    assert "told to fail" in machine.state.failure
    assert machine.linked() == (OLD, "")
    assert not any("hand-over" in call for call in machine.calls())
    check_nothing_is_left(machine)


def test_an_ill_release_goes_back_by_itself(machine: Machine) -> None:
    machine.begin()
    machine.fail(f"{NEW} is ill")
    machine.go()
    check_returned(machine)
    assert "stirring does not run" in machine.state.failure
    assert not any("bring-back" in call for call in machine.calls())


def test_the_snapshot_comes_back_where_the_way_down_fails(tmp_path: Path, machine: Machine) -> None:
    if not machine.is_leader:
        return
    machine.begin()
    machine.fail(f"{NEW} is ill", "*db migrate --to*")
    machine.go()
    check_returned(machine)
    assert any("db bring-back" in call for call in machine.calls())


def test_where_the_way_back_fails_a_person_is_asked_for(machine: Machine) -> None:
    machine.begin()
    machine.fail(f"{NEW} is ill", "systemctl stop *")
    machine.go()
    assert machine.state.step is Step.STUCK
    assert "Mend that, then return to 1.0.0" in refused(machine.begin)
    machine.fail()
    on_host.begin_return(folder=machine.state_folder)
    machine.go()
    check_returned(machine)


def number_of_calls(machine: Machine) -> int:
    return len(machine.calls())


@pytest.mark.slow
@pytest.mark.parametrize("is_ill", [False, True], ids=["passes", "goes back"])
@pytest.mark.parametrize("is_leader", [True, False], ids=["leader", "worker"])
def test_interrupted_at_any_command_a_second_run_finishes(
    tmp_path_factory: pytest.TempPathFactory, is_leader: bool, is_ill: bool
) -> None:
    what_fails = [f"{NEW} is ill"] if is_ill else []
    kill_at, was_killed = 1, True
    while was_killed:
        machine = Machine(tmp_path_factory.mktemp("host"), is_leader=is_leader)
        machine.begin()
        machine.fail(*what_fails)
        was_killed = machine.go(kill_at=kill_at) == -9
        assert not was_killed or (machine.state_folder / states.UNDER_WAY).exists()
        machine.begin()
        machine.go()
        (check_returned if is_ill else check_upgraded)(machine)
        kill_at += 1
    assert kill_at > 8


def test_a_rollback_of_an_accepted_release(machine: Machine) -> None:
    machine.begin()
    machine.go()
    on_host.begin_return(folder=machine.state_folder)
    machine.go()
    check_returned(machine)
    assert machine.state.is_rollback
    machine.begin()
    machine.go()
    check_upgraded(machine)


def test_the_same_release_again_does_nothing(machine: Machine) -> None:
    machine.begin()
    machine.go()
    before = number_of_calls(machine)
    assert machine.begin().step is Step.ACCEPTED
    machine.go()
    assert number_of_calls(machine) == before


def test_another_release_is_refused_while_one_is_under_way(machine: Machine) -> None:
    machine.begin()
    with pytest.raises(UpgradeError, match=r"on its way to 1\.1\.0"):
        machine.begin("1.2.0")


def refused(function: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(UpgradeError) as caught:
        function(*arguments, **options)
    return str(caught.value)


def test_what_cannot_be_done_says_why(machine: Machine) -> None:
    assert "Release 9.9.9 is not installed" in refused(machine.begin, "9.9.9")
    assert "none to go back to" in refused(on_host.begin_return, folder=machine.state_folder)
    assert "No change of the release is noted" in refused(on_host.go, folder=machine.state_folder)
    (machine.state_folder / "upgrade.json").write_text("{")
    assert "cannot be read" in refused(states.load, machine.state_folder)
    (machine.state_folder / "upgrade.json").write_text('{"format": 9, "to": "1.0.0", "come_from": ""}')
    assert "has format 9" in refused(states.load, machine.state_folder)
