"""One host's change from one release to another: the work between the steps.

It runs on the host itself, so a control host that goes away does not leave it half way.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pioreactor import clock
from pioreactor.cluster.release import commands, links, units
from pioreactor.cluster.release import state as states
from pioreactor.cluster.release.state import Done, UpgradeState
from pioreactor.cluster.release.steps import Step, next_step
from pioreactor.exc import PioreactorError, UpgradeError

SERVICES: Final = ("pioreactor-web.service", "pioreactor-ingest.service", "pioreactor-monitor.service")
"""In the order in which they are stopped: nobody asks for anything any more, then nothing is stored, then no guard."""
BACKUPS: Final = Path("/var/lib/pioreactor/upgrade")
"""Written by the user of the unit: how it was doing, the copy of the database."""
_LOOKED_AT_AFTER_RETURN_S: Final = 40.0


class Host:
    """The change that is written down in ``folder``, carried on until its end."""

    def __init__(
        self,
        state: UpgradeState,
        *,
        root: Path = links.ROOT,
        folder: Path = states.FOLDER,
        backups: Path = BACKUPS,
        systemd: Path = units.FOLDER,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.state = state
        self._root = root
        self._folder = folder
        self._backups = backups
        self._systemd = systemd
        self._tell = tell
        self._work: dict[Step, Callable[[], None]] = {
            Step.PREPARED: self._measure,
            Step.MEASURED: self._save_database,
            Step.SAVED: self._switch,
            Step.SWITCHED: self._start,
            Step.STARTED: self._pass_gate,
            Step.RETURNING: self._put_back,
            Step.PUT_BACK: self._start_again,
        }

    def go_on(self) -> UpgradeState:
        """Take step after step to the end; the state there. Raises OSError if the state cannot be written down."""
        while not self.state.has_ended:
            self._take_step()
        return self.state

    def _take_step(self) -> None:
        began, has_failed = clock.wall_monotonic(), False
        try:
            self._work[self.state.step]()
        except (PioreactorError, OSError) as error:
            has_failed = True
            self.state.failure = self.state.failure or str(error)
            self._tell(f"{self.state.step.value}: {error}")
        self.state.step = next_step(self.state.step, has_failed=has_failed)
        self.state.progress = ""
        if self.state.has_ended:
            self._let_units_forget_again()
        took_s = round(clock.wall_monotonic() - began, 2)
        self.state.steps.append(Done(step=self.state.step, at=clock.timestamp(), took_s=took_s))
        self._save()
        self._tell(f"{self.state.step.value} after {took_s:g} s")

    # --- forwards -----------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        new = links.folder_of(self.state.to, self._root)
        installed = commands.systemctl("list-unit-files", "--no-legend", "--no-pager", "pioreactor-*.service")
        lines = [line.split() for line in installed.splitlines()]
        names = {words[0] for words in lines if len(words) > 1 and words[1].startswith("enabled")}
        self.state.services = [service for service in SERVICES if service in names]
        commands.pio(new, "health", "snapshot", "-o", str(self._baseline))

    def _save_database(self) -> None:
        if not self.state.is_leader:
            return
        present = links.folder_of(self.state.come_from, self._root)
        new = links.folder_of(self.state.to, self._root)
        commands.pio(new, "db", "hold", "--reason", self._reason)
        self.state.schema_before = int(commands.pio(present, "db", "schema"))
        commands.pio(new, "db", "snapshot", str(self._snapshot), timeout_s=600.0)

    def _switch(self) -> None:
        new = links.folder_of(self.state.to, self._root)
        self._end_jobs_and_services()
        if self.state.is_leader:
            commands.pio(new, "db", "migrate", timeout_s=600.0)
        units.put_in_place(new, self._systemd)
        links.point(links.CURRENT, self.state.to, self._root)
        links.point(links.PREVIOUS, self.state.come_from, self._root)

    def _start(self) -> None:
        self._start_services()

    def _pass_gate(self) -> None:
        new = links.folder_of(self.state.to, self._root)
        verdict = self._gate(new, self.state.ready_within_s, self.state.stable_for_s)
        if not verdict.get("passed"):
            reasons = "; ".join(verdict.get("reasons", [])) or "the gate could not be asked"
            raise UpgradeError(f"The unit is not as well as before: {reasons}.")

    # --- backwards ----------------------------------------------------------------------------------------------------

    def _put_back(self) -> None:
        before = links.folder_of(self.state.come_from, self._root)
        self._end_jobs_and_services()
        if self.state.is_leader and self.state.schema_before is not None:
            self._put_database_back(links.folder_of(self.state.to, self._root), before)
        units.put_in_place(before, self._systemd)
        links.point(links.CURRENT, self.state.come_from, self._root)
        if self.state.previous_before:
            links.point(links.PREVIOUS, self.state.previous_before, self._root)

    def _put_database_back(self, new: Path, before: Path) -> None:
        """Down the migrations, which loses nothing; only if that fails the snapshot, and the units fill it up."""
        try:
            commands.pio(new, "db", "migrate", "--to", str(self.state.schema_before), timeout_s=600.0)
        except UpgradeError as error:
            self._tell(f"{error} The snapshot comes back instead.")
            if int(commands.pio(new, "db", "schema")) == self.state.schema_before:
                return
            commands.pio(new, "db", "bring-back", str(self._snapshot), timeout_s=600.0)
        if int(commands.pio(before, "db", "schema")) != self.state.schema_before:
            raise UpgradeError(f"The database has not come back to schema {self.state.schema_before}.")

    def _start_again(self) -> None:
        self._start_services()
        if not self._baseline.exists():
            return
        before = links.folder_of(self.state.come_from, self._root)
        # That jobs, services, web server and broker are back; slow readings are not waited for.
        verdict = self._gate(before, _LOOKED_AT_AFTER_RETURN_S, 0.0, since_s=0.0)
        if not verdict.get("passed"):
            # There is no other release to go to; what is amiss is said, and alarms of the unit say more.
            self.state.failure += f" After the return: {'; '.join(verdict.get('reasons', []))}."

    # --- both ---------------------------------------------------------------------------------------------------------

    def _end_jobs_and_services(self) -> None:
        present = self._present()
        self.state.switched_s, self.state.is_ready = clock.now_s(), False
        self._save()
        commands.pio(present, "jobs", "hand-over", "--reason", self._reason)
        commands.systemctl("stop", *self.state.services[:1])
        commands.pio(present, "jobs", "hand-over", "--reason", self._reason)  # what the page has started meanwhile
        commands.systemctl("stop", *self.state.services[1:])

    def _start_services(self) -> None:
        commands.systemctl("daemon-reload")
        with contextlib.suppress(UpgradeError):  # there is nothing to reset where nothing has failed
            commands.systemctl("reset-failed", *self.state.services)
        commands.systemctl("start", *reversed(self.state.services))

    def _gate(
        self, release: Path, ready_within_s: float, stable_for_s: float, since_s: float | None = None
    ) -> dict[str, Any]:
        since_s = (self.state.switched_s or clock.now_s()) if since_s is None else since_s
        arguments = ["--baseline", str(self._baseline), "--since", str(since_s)]
        arguments += ["--ready-within", str(ready_within_s), "--stable-for", str(stable_for_s), "--json"]
        _, answer = commands.follow_pio(release, "health", "gate", *arguments, tell=self._progress)
        try:
            return dict(json.loads(answer))
        except ValueError:
            return {}

    def _progress(self, text: str) -> None:
        if text.startswith("stable:") and not self.state.is_ready:
            self.state.is_ready = True
            self.state.away_s = round(clock.now_s() - (self.state.switched_s or clock.now_s()), 1)
        self.state.progress = text
        self._save()
        self._tell(text)

    def _let_units_forget_again(self) -> None:
        if self.state.is_leader and self.state.step is not Step.STUCK:
            with contextlib.suppress(UpgradeError):
                commands.pio(self._present(), "db", "release")

    def _present(self) -> Path:
        return links.folder_of(links.linked_version(links.CURRENT, self._root), self._root)

    @property
    def _reason(self) -> str:
        return f"{'rollback from' if self.state.is_rollback else 'upgrade to'} {self.state.to}"

    @property
    def _baseline(self) -> Path:
        return self._backups / f"health-before-{self.state.to}.json"

    @property
    def _snapshot(self) -> Path:
        return self._backups / f"database-before-{self.state.to}.sqlite"

    def _save(self) -> None:
        states.save(self.state, self._folder)
