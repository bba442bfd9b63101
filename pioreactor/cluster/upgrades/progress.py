"""How far each unit is, from what the playbook tells: events come in, the record of the run changes. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pioreactor.cluster.release.steps import Step
from pioreactor.cluster.upgrades.records import Run, Stage, StageName, StageState, UnitRun
from pioreactor.cluster.upgrading import Change, Event

STAGES: Final[dict[str, tuple[StageName, ...]]] = {
    "upgrade": ("check", "install", "note", "switch", "back", "stable"),
    "rollback": ("switch", "back"),
}
PLAYS: Final[dict[str, StageName]] = {
    "See who is there": "check",
    "Pre-flight": "check",
    "Stage the bundle": "install",
    "Install beside": "install",
}
"""Plays that are a stage of each unit. In the later ones each unit tells by itself how far it is."""
_CHANGING: Final = frozenset(
    {
        "Change the workers",
        "Change the leader",
        "See every unit accepted",
        "Return if one has failed",
        "Return the units",
    }
)
_UNDER_WAY: Final[dict[Step, StageName]] = {
    Step.PREPARED: "note",
    Step.MEASURED: "note",
    Step.SAVED: "switch",
    Step.SWITCHED: "switch",
    Step.STARTED: "back",
    Step.RETURNING: "switch",
    Step.PUT_BACK: "back",
}
_AT_THE_END: Final = frozenset({"done", "unchanged", "returned", "failed", "unreachable", "stuck"})


def begin(run: Run, units: Sequence[str], leader: str) -> None:
    """Put the units into the record, in their order, each with its stages before it."""
    run.units = [
        UnitRun(
            unit=unit, is_leader=unit == leader, to=run.version, stages=[Stage(name=name) for name in STAGES[run.kind]]
        )
        for unit in units
    ]


class Progress:
    """Takes events into a record. ``now``: the time as ISO-8601, asked for every stage that begins."""

    def __init__(self, run: Run, now: Callable[[], str]) -> None:
        self._run = run
        self._now = now
        self._began_s: dict[tuple[str, str], float] = {}

    def take(self, event: Event) -> bool:
        """Take an event in; True if the record has changed."""
        before = self._run.step
        self._run.step = event.step
        if not event.unit:
            self._enter_play(event)
            return True
        if event.unit == "localhost":
            if event.state == "trouble" and event.text:
                self._run.message = self._run.message or event.text
            return event.state == "trouble"
        unit = next((one for one in self._run.units if one.unit == event.unit), None)
        if unit is None:
            return before != event.step
        return self._take_of_unit(unit, event)

    def end(self, seconds: float) -> None:
        """The playbook has ended, in whatever way: what did not happen will not happen any more."""
        for unit in self._run.units:
            for stage in unit.stages:
                if stage.state == "running":
                    self._set(unit, stage.name, "failed" if unit.state != "running" else "skipped", seconds)
                elif stage.state == "waiting":
                    stage.state = "skipped"
            if unit.state == "waiting":
                unit.state, unit.text = "unchanged", ""
            elif unit.state == "running":
                # Nobody looks on any more; the unit itself knows how it ended.
                unit.text = ""

    # --- plays ----------------------------------------------------------------------------------------------------

    def _enter_play(self, event: Event) -> None:
        """A play that begins ends the stage before it, for all units that are still with us."""
        entered = PLAYS.get(event.step)
        if event.step not in PLAYS and event.step not in _CHANGING:
            return
        for unit in self._run.units:
            for name in ("check", "install"):
                stage = _stage(unit, name)
                if stage is not None and stage.state == "running" and name != entered:
                    self._set(unit, stage.name, "done", event.seconds)
                    unit.text = ""
                    if entered is None and unit.state == "running":
                        unit.state = "waiting"

    def _take_of_unit(self, unit: UnitRun, event: Event) -> bool:
        if event.change is not None and event.step in _CHANGING:
            return self._take_change(unit, event.change, event.seconds)
        if event.state == "working":
            return self._take_task(unit, event)
        if event.state == "trouble":
            return self._take_trouble(unit, event)
        if event.state == "unreachable":
            if unit.state not in _AT_THE_END:
                unit.state, unit.text = "unreachable", event.text
            return True
        if event.state in ("ok", "failed"):
            return self._take_end(unit, event)
        return False

    def _take_task(self, unit: UnitRun, event: Event) -> bool:
        if unit.state in _AT_THE_END:
            return False
        name = PLAYS.get(event.step)
        stage = _stage(unit, name) if name is not None else None
        if stage is not None:
            if stage.state == "waiting":
                self._set(unit, stage.name, "running", event.seconds)
            unit.state = "running"
            stage.text = event.text
        elif unit.state == "waiting" and event.step in _CHANGING:
            unit.text = event.text
        else:
            return False
        return True

    def _take_trouble(self, unit: UnitRun, event: Event) -> bool:
        name = PLAYS.get(event.step)
        stage = _stage(unit, name) if name is not None else None
        if stage is not None:
            self._set(unit, stage.name, "failed", event.seconds, event.text)
            unit.state = "failed"
        if unit.state not in ("done", "returned", "stuck", "unchanged") or not unit.text:
            unit.text = event.text
        return True

    def _take_end(self, unit: UnitRun, event: Event) -> bool:
        if unit.state in ("waiting", "running"):
            unit.state = "failed" if event.state == "failed" else "unchanged"
            unit.text = event.text if event.state == "failed" else ""
        return True

    # --- what the unit says of its own change ---------------------------------------------------------------------

    def _take_change(self, unit: UnitRun, change: Change, seconds: float) -> bool:
        if self._run.version and change.to != self._run.version:
            return False  # an earlier one, still noted on the unit
        step = Step(change.step)
        # A rollback of the cluster, or the return with others: backwards is what is wanted.
        is_back = change.is_rollback or step in (Step.RETURNING, Step.PUT_BACK, Step.RETURNED)
        if self._run.kind == "rollback":
            unit.come_from, unit.to = change.to, change.come_from
        else:
            unit.come_from, unit.to = change.come_from, change.to
        unit.away_s = change.away_s if change.away_s is not None else unit.away_s
        if self._run.kind == "upgrade" and is_back:
            return self._go_back(unit, step, change, seconds)
        return self._go_on(unit, step, change, seconds)

    def _go_on(self, unit: UnitRun, step: Step, change: Change, seconds: float) -> bool:
        names = [stage.name for stage in unit.stages]
        unit.text = change.failure or change.progress
        for stage in unit.stages:
            stage.limit_s = {"back": change.ready_within_s, "stable": change.stable_for_s}.get(stage.name)
        if step in (Step.ACCEPTED, Step.RETURNED):
            self._finish(unit, names, seconds)
            unit.state, unit.text = "done", change.failure if step is Step.RETURNED and not change.is_rollback else ""
            return True
        if step in (Step.ABANDONED, Step.STUCK):
            self._fail_running(unit, seconds, change.failure)
            unit.state = "unchanged" if step is Step.ABANDONED else "stuck"
            return True
        current = _UNDER_WAY[step]
        if step is Step.STARTED and change.is_ready:
            current = "stable"
        if current not in names:
            return False
        unit.state = "running"
        self._finish(unit, names[: names.index(current)], seconds)
        present = _stage(unit, current)
        assert present is not None
        if present.state != "running":
            self._set(unit, current, "running", seconds)
        present.text = change.progress
        return True

    def _go_back(self, unit: UnitRun, step: Step, change: Change, seconds: float) -> bool:
        """It returns by itself, or with the others: what was done is undone."""
        unit.text = change.failure or unit.text
        self._fail_running(unit, seconds, change.failure)
        if step is Step.STUCK:
            unit.state = "stuck"
        elif step is Step.RETURNED:
            unit.state = "returned"
            for stage in unit.stages:
                if stage.name in ("switch", "back", "stable") and stage.state == "done":
                    stage.state = "undone"
        else:
            unit.state = "running"
        return True

    def _finish(self, unit: UnitRun, names: Sequence[StageName], seconds: float) -> None:
        for name in names:
            stage = _stage(unit, name)
            if stage is not None and stage.state != "done":
                self._set(unit, name, "done", seconds)

    def _fail_running(self, unit: UnitRun, seconds: float, text: str) -> None:
        for stage in unit.stages:
            if stage.state == "running":
                self._set(unit, stage.name, "failed", seconds, text)

    def _set(self, unit: UnitRun, name: StageName, state: StageState, seconds: float, text: str = "") -> None:
        stage = _stage(unit, name)
        if stage is None:
            return
        key = (unit.unit, name)
        if state == "running":
            stage.began_at = self._now()
            self._began_s[key] = seconds
        elif key in self._began_s:
            stage.took_s = round(max(0.0, seconds - self._began_s[key]), 1)
        stage.state = state
        stage.text = text


def _stage(unit: UnitRun, name: StageName) -> Stage | None:
    return next((stage for stage in unit.stages if stage.name == name), None)
