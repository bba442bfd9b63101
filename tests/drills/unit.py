"""One unit under drill: vial, broker, monitor and jobs as real processes, and the same look after each blow."""

from __future__ import annotations

import contextlib
import math
import os
import queue
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from pioreactor import clock
from pioreactor.exc import HardwareError, StorageError
from pioreactor.runtime.alarms import get_alarm
from pioreactor.runtime.leases import Lease, shared_board
from pioreactor.runtime.registry import JobRecord, Registry
from pioreactor.simulation.bench import BenchClient
from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.testing.fixtures import wait_for_guardian
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command
from tests.drills.table import WALL

SEED: Final = 1
SPEED: Final = 4.0
"""Fast enough to wait little, slow enough that half a clock second is long for a loaded computer."""
RAIL_V: Final = 12.0
PATIENCE_S: Final = 60.0
"""Wall seconds after which something does not come any more. No limit of a reaction: those are measured."""
KILLED_WITHIN_S: Final = 1.0
"""Wall seconds from the end of an owner to the low line: the promise. Figures are in docs/safety.md."""
STOPPED_WITHIN_S: Final = 4.0
"""The guardian looks for stopped owners once a second and lets them be stopped for two."""
RESTARTED_WITHIN_S: Final = 3.0
"""Wall seconds for monitor to end and the unit file's `pio outputs off`, without those in which the computer gave them
no processor: starting a program takes ten times as long where thirty others want to run."""
STEP_ML: Final = 0.05
"""What a pump moves in half a second, and a little."""
FLOW_ML_PER_S: Final = 0.085
"""Of a pump of the simulated unit."""
PUMP_ERROR: Final = 0.05
"""Share by which a pump differs from its calibration."""
NEGLIGIBLE_ML: Final = 0.02
"""The guardian knows only the slope of a pump's curve, so its correction of a first step may be off by this."""
TUBE_ML: Final = 0.3
"""How well anybody knows the level of the waste tube: its end by the books, but a surface stirred at 500 RPM is tilted,
and a long waste run takes up to 0.35 mL beyond it."""
LINES: Final = {"stirring": "gpio17", "media": "gpio13", "alt_media": "gpio16", "waste": "gpio12", "heating": "gpio18"}
_UNGUARDED: Final = "status_led"


class Blow(NamedTuple):
    """What a process was struck with, at ``at_s``, while its outputs (names of the simulator) were on.

    ``halted_s``: since when nothing of it ran any more; it is halted first, so that it is struck in its action.
    ``waited``: what those had waited for a processor by then who have a part in making the line low: the process, which
    has to let go of it, monitor, and the vial, which carries out what it is told.
    """

    job: str
    pid: int
    outputs: tuple[str, ...]
    at_s: float
    how: signal.Signals
    halted_s: float = math.inf
    waited: tuple[tuple[int, dict[int, float]], ...] = ()

    @property
    def within_s(self) -> float:
        return KILLED_WITHIN_S if self.how is signal.SIGKILL else STOPPED_WITHIN_S

    @property
    def words(self) -> str:
        """What the log says about it."""
        return "died without switching it off" if self.how is signal.SIGKILL else "and was ended"


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes within PATIENCE_S; looks seldom enough that looking does not starve what is looked at."""
    return clock.wait_until(condition, PATIENCE_S, poll=0.1)


class Ear:
    """Everything that was said below some topics, in order."""

    def __init__(self, arrived: queue.SimpleQueue[Any]) -> None:
        self._arrived = arrived
        self._heard: list[tuple[str, bytes]] = []

    def topics(self) -> set[str]:
        """Where something was said."""
        self.heard()
        return {topic for topic, _ in self._heard}

    def heard(self, tail: str = "") -> list[bytes]:
        """Payloads of the topics that end so."""
        while not self._arrived.empty():
            message = self._arrived.get_nowait()
            self._heard.append((message.topic, message.payload))
        return [payload for topic, payload in self._heard if topic.endswith(tail)]


class Drill:
    """Starts, strikes and looks. ``environment``: the clock of all processes of the unit."""

    def __init__(
        self,
        unit: UnitFolder,
        environment: dict[str, str],
        start: Callable[..., JobProcess],
        listen: Callable[[str], queue.SimpleQueue[Any]],
        note: Callable[[str, float], None],
        *vial_options: str,
    ) -> None:
        self.unit = unit
        self.environment = environment
        self._start = start
        self.late_ml = 0.0
        self._note = note
        self._vial = subprocess.Popen(
            [*pio_command("simulate", "--no-truth"), "--socket", str(unit.vial_socket), *vial_options],
            env=unit.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.bench = self._find_bench()
        write_pump_calibrations(unit.name, unit.root / "storage", SEED, RAIL_V)
        below = f"pioreactor/{unit.name}"
        self.said = Ear(listen(f"{below}/#"))
        self.logged = Ear(listen(f"{below}/+/logs/#"))
        self.told_alarms = Ear(listen(f"{below}/$experiment/alarms/+"))
        self.before = self.truth()
        self.starved_s = 0.0
        """Wall seconds for which the last end of monitor, as under systemd, waited for a processor."""
        self.monitor = self.start_monitor()

    def _find_bench(self) -> BenchClient:
        found: list[BenchClient] = []

        def answers() -> bool:
            with contextlib.suppress(HardwareError):
                found.append(BenchClient(self.unit.vial_socket))
            return bool(found)

        assert clock.wait_until(answers, PATIENCE_S), "the vial did not start"
        return found[0]

    # --- processes ------------------------------------------------------------------------------------------------

    def start(self, *words: str, **environment: str) -> JobProcess:
        """``pio run …`` without waiting."""
        return self._start(*words, unit=self.unit, **{**self.environment, **environment})

    def start_monitor(self) -> JobProcess:
        """A monitor with a guardian that lives."""
        self.monitor = self.start("monitor")
        wait_for_guardian(self.monitor)
        self.monitor.wait_for_state("monitor", timeout=PATIENCE_S)
        return self.monitor

    def monitor_ends_as_under_systemd(self) -> None:
        """After monitor has died: ``ExecStopPost`` of the unit file, its pause, and the next monitor."""
        own_before_s = _starved_s(os.getpid())
        off = subprocess.Popen(
            pio_command("outputs", "off"),
            env=self.unit.environment(**self.environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.waitid(os.P_PID, off.pid, os.WEXITED | os.WNOWAIT)  # what it has waited for is known until it is collected
        self.starved_s = _starved_s(off.pid) + _starved_s(os.getpid()) - own_before_s
        off.wait()
        clock.wall_sleep(0.2)
        self.start_monitor()

    def end_every_process(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """SIGKILL to all processes of the unit but its vial, none of which sees another one die."""
        began_s, late_s = clock.monotonic(), 0.0
        for how in (signal.SIGSTOP, signal.SIGKILL):
            for pid in self._pids():
                _strike(pid, how)
            meanwhile()
            late_s = late_s or clock.monotonic() - began_s
        # A power cut is one moment; here a pump runs on between the halt of its job and the end of the power.
        self.late_ml += FLOW_ML_PER_S * late_s
        assert clock.wait_until(lambda: not self._pids(), PATIENCE_S)
        self.monitor.wait()

    def _pids(self) -> set[int]:
        return {*_processes_of(self.unit)} - {self._vial.pid}

    def cut_power(self) -> None:
        """Every process ends, lines are inputs, what lay in memory is gone; the next boot has another name."""
        self.end_every_process(self.bench.power_cycle)
        for path in self.unit.run.iterdir():
            if path.name not in ("vial.sock", "sysroot", self.unit.log_path.name):  # the vial's, and the disk's
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.environment = {**self.environment, "PIO_BOOT_ID": f"boot {os.urandom(4).hex()}"}

    def step_wall_time(self, seconds: float) -> None:
        """What is started from now on has another wall time and the same monotonic one, as after a correction."""
        utc_text, _, monotonic_text = self.environment[clock.ORIGIN_ENV].partition("@")
        origin = (float(utc_text) + seconds, float(monotonic_text))
        clock.configure(clock.speed(), origin)
        self.environment = {**self.environment, clock.ORIGIN_ENV: clock.origin_text()}

    def catch(self, process: JobProcess, *outputs: str) -> float:
        """Halt a process in the middle of its action: all these outputs are on. Clock seconds at which it was."""
        halted_s = 0.0

        def are_on() -> bool:
            now = self.levels()
            return all(now.get(name, 0.0) > 0.0 for name in outputs)

        def is_caught() -> bool:
            nonlocal halted_s
            if process.process.poll() is not None:
                return True
            if not are_on():
                return False
            halted_s = clock.monotonic()
            process.send_signal(signal.SIGSTOP)
            if clock.wait_until(lambda: _state(process.pid) == "T", 2.0, poll=0.001) and are_on():
                return True
            process.send_signal(signal.SIGCONT)
            return False

        caught = clock.wait_until(is_caught, PATIENCE_S, poll=0.005)
        if process.process.poll() is not None:
            raise AssertionError(f"It ended before it could be struck:\n{process.output()}")
        assert caught, f"{outputs} were never on at once; {self.levels()}"
        return halted_s

    def strike(self, process: JobProcess, job: str, outputs: tuple[str, ...], how: signal.Signals) -> Blow:
        """Kill or stop a process while these outputs are on."""
        waited = self.waited(process.pid)
        halted_s = at_s = self.catch(process, *outputs)
        if how is signal.SIGKILL:
            at_s = clock.monotonic()
            process.send_signal(signal.SIGKILL)
        return Blow(job, process.pid, outputs, at_s, how, halted_s, waited)

    def waited(self, pid: int) -> tuple[tuple[int, dict[int, float]], ...]:
        """For a :class:`Blow` against the process ``pid``."""
        return tuple((one, waited_s(one)) for one in (pid, self.monitor.pid, self._vial.pid))

    def strike_pid(self, pid: int, job: str, outputs: tuple[str, ...]) -> Blow:
        """Kill a process that monitor has started."""
        waited, at_s = self.waited(pid), clock.monotonic()
        os.kill(pid, signal.SIGKILL)
        return Blow(job, pid, outputs, at_s, signal.SIGKILL, waited=waited)

    def wait_for_another(self, job: str, known: set[int]) -> JobRecord:
        """The running job of this name, as soon as it is another process than those known."""
        found: list[JobRecord] = []

        def runs() -> bool:
            found[:] = [r for r in self.running() if r.job_name == job and r.pid not in known and r.is_alive]
            return bool(found) and self.setting(job, "$state") == "ready"

        assert soon(runs), f"{job} did not come back:\n{self.log()}"
        return found[0]

    def wait_until_on(self, *outputs: str) -> None:
        """Until all these outputs are on."""
        assert clock.wait_until(lambda: set(outputs) <= set(self.levels()), PATIENCE_S), self.levels()

    def fill_by_hand(self, volume_ml: float, **said: float) -> None:
        """As a person does who pipettes medium into the vial, or out of it, and says so; ``said``: what else."""
        from pioreactor.runtime.booking import Books

        self.bench.add_liquid(volume_ml=volume_ml)
        volume = {"current_volume_ml": self.booked().current_volume_ml + volume_ml}
        Books(self.unit.name, self.unit.experiment, None).set_by_hand(**volume, **said)
        self.before = self.truth()

    def close(self) -> None:
        """End everything of this unit, also what monitor has started."""
        self.end_every_process()
        self._clear_the_broker()
        self.bench.close()
        self._vial.kill()
        self._vial.wait(20)

    def _clear_the_broker(self) -> None:
        """Other drills use it too: fifty passes leave four thousand units behind of which every monitor is told."""
        from pioreactor.pubsub import create_client

        client = create_client()
        if client.connected_once.wait(2.0):
            for topic in self.said.topics():
                client.publish(topic, None, qos=1, retain=True)
        client.close()

    # --- what there is --------------------------------------------------------------------------------------------

    def truth(self) -> dict[str, Any]:
        return dict(self.bench.truth())

    def levels(self) -> dict[str, float]:
        """Outputs that are on, percent."""
        return {name: level for name, level in self.truth()["outputs"].items() if level > 0.0 and name != _UNGUARDED}

    def leases(self) -> list[Lease]:
        return list(shared_board().leases())

    def running(self) -> list[JobRecord]:
        """Rows of the registry that say running, whether it is true or not."""
        with contextlib.closing(Registry()) as registry:
            return list(registry.entered_as_running())

    def setting(self, job: str, name: str) -> Any:
        """The value of a setting of the running job of this name; None where none runs."""
        with contextlib.closing(Registry()) as registry:
            job_id = registry.running_job_id(job)
            return None if job_id is None else registry.settings(job_id).get(name)

    def log(self) -> str:
        return self.unit.log_path.read_text() if self.unit.log_path.exists() else ""

    def booked(self) -> Any:
        return load_vial_state(self.unit.experiment)

    def say(self, tail: str, payload: str) -> None:
        """Publish below this unit and experiment."""
        from pioreactor.pubsub import publish

        publish(f"pioreactor/{self.unit.name}/{self.unit.experiment}/{tail}", payload, qos=1)

    def changes(self, output: str, since_s: float) -> list[dict[str, Any]]:
        return list(self.bench.outputs(since=since_s, output=output))

    def starts_of(self, output: str, since_s: float) -> list[float]:
        """When ``output`` went from off to on, as the vial has seen it, however briefly."""
        levels = [(change["t"], change["percent"]) for change in self.changes(output, since_s)]
        return [
            at_s
            for (at_s, level), before in zip(levels, [0.0, *(p for _, p in levels)], strict=False)
            if level > 0.0 >= before
        ]

    def doses(self) -> list[dict[str, Any]]:
        """Dosing events as this unit has written them down."""
        from pioreactor.storage.journal import shared_journal

        rows = shared_journal().read(0)
        return [msgspec.json.decode(row.payload) for row in rows if row.topic.endswith("/dosing_events")]

    # --- the one look after each drill ----------------------------------------------------------------------------

    def assert_aftermath(
        self,
        blow: Blow,
        *,
        words: str | None = None,
        alarm: str = "output.cut",
        comes_back: bool = False,
        has_log_file: bool = True,
        has_told: bool = True,
        within_s: float | None = None,
        others: tuple[str, ...] = (),
    ) -> None:
        """Outputs safe, numbers consistent, and people told. ``others``: outputs of jobs that go on."""
        self.assert_outputs_safe(blow, blow.within_s if within_s is None else within_s)
        if comes_back:
            self.assert_comes_back(blow)
        else:
            assert soon(lambda: set(self.levels()) <= set(others)), self.levels()
        self.assert_numbers_consistent(blow, has_told=has_told)
        self.assert_told(blow, words or blow.words, alarm, has_log_file=has_log_file, has_told=has_told)

    def assert_outputs_safe(self, blow: Blow, within_s: float) -> None:
        """By the simulator's own record every output of the struck owner went low within wall seconds."""

        def went_low(name: str) -> dict[str, Any] | None:
            since_s = min(blow.at_s, blow.halted_s)
            return next((c for c in self.changes(name, since_s) if c["percent"] == 0.0), None)

        assert soon(lambda: all(map(went_low, blow.outputs))), f"stayed on: {self.levels()}"
        # For how long there was no processor for them: no limit can cover that.
        within_s += sum(starved_since_s(pid, before) for pid, before in blow.waited)
        for name in blow.outputs:
            change = went_low(name)
            assert change is not None
            took_s = max(0.0, clock.wall_seconds(change["t"] - blow.at_s))
            self.note_reaction(WALL, took_s)
            assert took_s <= within_s, f"{name} was on for {took_s:.2f} s after {blow.how.name}"
        assert soon(lambda: not self.without_owner()), f"nobody's: {self.without_owner()}"

    def note_reaction(self, kind: str, seconds: float) -> None:
        """For the table of repeated drills."""
        self._note(kind, round(seconds, 3))

    def without_owner(self) -> set[str]:
        """Outputs that are on although no living process answers for them."""
        owned = {lease.output for lease in self.leases() if lease.is_alive}
        return {name for name in self.levels() if LINES.get(name, name) not in owned}

    def assert_comes_back(self, blow: Blow) -> None:
        """Monitor has started the job again, as another process."""

        def runs() -> bool:
            return any(r.job_name == blow.job and r.pid != blow.pid and r.is_alive for r in self.running())

        assert soon(runs), f"{blow.job} did not come back:\n{self.log()}"

    def assert_numbers_consistent(self, blow: Blow, *, has_told: bool = True) -> None:
        """Books, registry, tables and the job's last words agree with what there is."""
        assert soon(lambda: not self.inconsistencies(blow)), self.inconsistencies(blow)
        if has_told:
            tail = f"/{blow.job}/$state"
            assert soon(lambda: b"lost" in self.said.heard(tail)), self.said.heard(tail)

    def inconsistencies(self, blow: Blow | None = None) -> list[str]:
        """Everything that does not fit; waited for, because the guardian's books come after the low lines."""
        found = [f"row of a dead process: {r.job_name} ({r.pid})" for r in self.running() if not r.is_alive]
        found += [f"lease of a dead process: {lease.output}" for lease in self.leases() if not lease.is_alive]
        if blow is not None:
            found += [f"row of the struck process: {r.job_name}" for r in self.running() if r.pid == blow.pid]
            found += [
                f"lease of the struck process: {lease.output}" for lease in self.leases() if lease.pid == blow.pid
            ]
            found += self._remains_in_tables(blow.pid)
        found += [line for line in self.log().splitlines() if "The guardian failed" in line]
        return found + self._misbooked()

    def _remains_in_tables(self, pid: int) -> list[str]:
        leased = {lease.output for lease in self.leases()}
        with local_intermittent_storage("pwm_dc") as duty:
            found = [f"duty of GPIO{pin} in the table" for pin in duty if f"gpio{pin}" not in leased]
        with local_intermittent_storage("leds") as lamps:
            found += [
                f"lamp {c} in the table" for c in lamps if float(lamps.get(c, 0.0)) > 0.0 and f"led_{c}" not in leased
            ]
        for table in ("pwm_locks", "led_locks"):
            with local_intermittent_storage(table) as locks:
                found += [f"{table} {key}" for key in locks if str(locks.get(key)).startswith(f"{pid}:")]
        return found

    def _misbooked(self) -> list[str]:
        """The books against the vial and against the record of doses; a dose that was booked twice shows in both."""
        try:
            booked, truth, doses = self.booked(), self.truth(), self.doses()
        except StorageError as error:
            return [str(error)]
        found = []
        totals = {
            "add_media": (booked.cumulative_media_added_ml, truth["media_added_ml"] - self.before["media_added_ml"]),
            "add_alt_media": (
                booked.cumulative_alt_media_added_ml,
                truth["alt_media_added_ml"] - self.before["alt_media_added_ml"],
            ),
            "remove_waste": (booked.cumulative_waste_removed_ml, None),  # its pump sucks air below the tube
        }
        for event, (booked_ml, moved_ml) in totals.items():
            if moved_ml is not None and abs(booked_ml - moved_ml) > STEP_ML + PUMP_ERROR * moved_ml + self.late_ml:
                found.append(f"{event}: {booked_ml:.3f} mL booked, {moved_ml:.3f} mL moved")
            written_ml = sum(dose["volume_change"] for dose in doses if dose["event"] == event)
            if abs(written_ml - booked_ml) > NEGLIGIBLE_ML:
                found.append(f"{event}: {booked_ml:.3f} mL booked, {written_ml:.3f} mL written down")
        level_ml, moved_ml = truth["volume_ml"], sum(abs(dose["volume_change"]) for dose in doses)
        was_drained = booked.cumulative_waste_removed_ml > 0.0
        known_to_ml = STEP_ML + PUMP_ERROR * moved_ml + self.late_ml + was_drained * TUBE_ML
        if abs(booked.current_volume_ml - level_ml) > known_to_ml:
            found.append(f"{booked.current_volume_ml:.3f} mL in the books, {level_ml:.3f} mL in the vial")
        return found

    def assert_told(
        self, blow: Blow, words: str, alarm: str, *, has_log_file: bool = True, has_told: bool = True
    ) -> None:
        """The log says what happened, in the file and to everybody, and the alarm is there."""
        whom = f"(process {blow.pid})"
        if has_log_file:
            assert soon(lambda: _has_line(self.log(), whom, words)), self.log()
        if has_told:

            def was_logged() -> bool:
                return any(_has_line(payload.decode(), whom, words) for payload in self.logged.heard())

            assert soon(was_logged), self.logged.heard()
        if alarm:
            self.assert_alarm(alarm, has_told=has_told)

    def assert_alarm(
        self, code: str, severity: str | None = None, *, has_told: bool = True, patience_s: float = PATIENCE_S
    ) -> Any:
        """The alarm is stored and was told."""
        assert clock.wait_until(lambda: get_alarm(code) is not None, patience_s), f"no alarm {code}:\n{self.log()}"
        if has_told:
            tail = f"/alarms/{code}"
            assert soon(lambda: any(self.told_alarms.heard(tail))), f"{code} was not told"
        alarm = get_alarm(code)
        assert severity is None or getattr(alarm, "severity", "") == severity
        return alarm


def _has_line(text: str, *parts: str) -> bool:
    return any(all(part in line for part in parts) for line in text.splitlines())


def _state(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def waited_s(pid: int) -> dict[int, float]:
    """As :func:`_starved_s`, of each thread; empty where the process has ended."""
    found = {}
    for thread in Path(f"/proc/{pid}/task").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found[int(thread.name)] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return found


def starved_since_s(pid: int, before: Mapping[int, float]) -> float:
    """Wall seconds for which a thread of a process waited for a processor since ``before``, a result of `waited_s`."""
    now = waited_s(pid)
    return max((now[thread] - before[thread] for thread in now if thread in before), default=0.0)


def _starved_s(pid: int) -> float:
    """Wall seconds for which the first thread of a process could have run and waited for a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


def _processes_of(unit: UnitFolder) -> Iterator[int]:
    """Living processes with this unit's run directory in their environment; nobody else has it."""
    mark = f"RUN_PIOREACTOR={unit.run}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            is_ours = mark in (folder / "environ").read_bytes().split(b"\0")
            if is_ours and int(folder.name) != os.getpid() and _state(int(folder.name)) not in ("Z", ""):
                yield int(folder.name)


def _strike(pid: int, how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
