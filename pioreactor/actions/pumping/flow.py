"""One pump that runs, and its account: inflow is booked ahead of the liquid, waste behind it.

So the vial never holds more than the books say, and never less by more than one step, whenever the process is killed.
Times are clock seconds since the pump was switched on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.actions.pumping.lines import PumpLine
from pioreactor.actions.pumping.rates import PumpRate
from pioreactor.domain.headroom import check_inflow, headroom_ml
from pioreactor.exc import StorageError, VialFullError
from pioreactor.runtime import open_accounts
from pioreactor.runtime.booking import CALIBRATION_SOURCE, Account, Books, Check, VialLimits

if TYPE_CHECKING:
    from pioreactor.domain.volumes import VialState

RENEW_WITHIN_WALL_S: Final = 3.0
"""Without a sign of life for so long the guardian ends the process and cuts the pump."""
NEGLIGIBLE_ML: Final = 0.001
"""A microlitre: less than a pump repeats, and not worth a correction."""
_TICK_WALL_S: Final = 0.3
_LATE_WALL_S: Final = 1.0
"""How late the end of a run may be before the guardian ends it: a stall of the SD card is no reason."""


class Pace(NamedTuple):
    """How far ahead of the liquid is booked, and how long before that is used up; clock seconds."""

    step_s: float
    lead_s: float


def pace() -> Pace:
    """Half a second and a tenth. A sped-up clock leaves the computer less time, so steps are then longer."""
    per_wall_s = 1.0 / clock.wall_seconds(1.0)
    return Pace(max(0.5, 0.06 * per_wall_s), max(0.1, 0.02 * per_wall_s))


class Flow:
    """``start()``, ``tick()`` whenever ``due_wall_s()`` is over, ``stop()``; after that it may be started again.

    ``pwm``: an open output that the caller holds. ``limits``: of the vial; looked at for inflow only.
    """

    def __init__(
        self, line: PumpLine, rate: PumpRate, books: Books, pwm: Any, source: str | None, limits: VialLimits | None
    ) -> None:
        self.line = line
        self.rate = rate
        self.books = books
        self.source = source
        self._pwm = pwm
        self._limits = limits if line.is_inflow and source != CALIBRATION_SOURCE else None
        self._pace = pace()
        self._started_s = 0.0
        self._until_s = math.inf
        self._booked_until_s = 0.0
        self._run_ml = 0.0
        self.moved_ml = 0.0
        self.account: Account | None = None
        """Of what is being booked; for ``enter``."""
        self.is_running = False
        self.is_full = False

    def start(self, seconds: float = math.inf) -> None:
        """Switch on for ``seconds`` clock seconds (the caller stops it then).

        Raises VialFullError and StorageError before anything moves, PWMError when the output cannot be driven.
        """
        self._until_s, self._booked_until_s, self._run_ml, self.is_full = seconds, 0.0, 0.0, False
        if self.line.is_inflow:
            self._book_ahead(0.0)
        if math.isfinite(self._until_s):
            self._pwm.limit_on_time(self._until_s + _LATE_WALL_S / clock.wall_seconds(1.0))
        self._started_s = clock.monotonic()
        self.is_running = True
        self._announce()
        try:
            self._pwm.change_duty_cycle(self.rate.dc)
        except BaseException:
            self.stop()
            raise
        self._started_s = self._pwm.on_s  # a loaded computer may take a moment to get there
        self._announce()

    def tick(self) -> None:
        """Show that we are alive, and book what is due. Raises StorageError when the books cannot be kept."""
        self._pwm.renew()
        now_s = self.elapsed_s()
        if now_s < self._due_s():
            return
        if self.line.is_inflow:
            self._book_ahead(now_s)
        else:
            self._book(self.rate.ml_in(now_s) - self._run_ml, now_s)
            self._booked_until_s = now_s
        self._announce()

    def due_wall_s(self) -> float:
        """Wall seconds until the next tick, or the end of the run, is due."""
        return max(0.0, min(_TICK_WALL_S, clock.wall_seconds(min(self._due_s(), self._until_s) - self.elapsed_s())))

    def is_over(self) -> bool:
        """Whether the time is up, or the vial is full to its limit."""
        return self.elapsed_s() >= self._until_s

    def elapsed_s(self) -> float:
        """Clock seconds since it was switched on."""
        return max(0.0, clock.monotonic() - self._started_s)

    def stop(self) -> float:
        """Switch off and settle the account; returns mL moved by this run. Raises StorageError after switching off."""
        if not self.is_running:
            return self._run_ml
        self.is_running = False
        self._pwm.stop()
        # A signal may have switched it off a while ago, or before it ever came on.
        elapsed_s = max(0.0, self._pwm.off_s - self._started_s)
        difference = self.rate.ml_in(elapsed_s) - self._run_ml
        if abs(difference) >= (NEGLIGIBLE_ML if self.line.is_inflow else 1e-9):
            try:
                self._book(difference, is_settling=True)
            except StorageError as error:
                raise StorageError(f"{error} The pump is off; {self._leave_open(difference)}") from error
        return self._run_ml

    def _leave_open(self, volume_ml: float) -> str:
        """What becomes of a volume that the books do not take."""
        account = open_accounts.OpenAccount(self.books.unit, self.books.experiment, self.line.event, volume_ml)
        if self.source != CALIBRATION_SOURCE and open_accounts.leave(account):
            return f"{volume_ml:+.3f} mL enter the books as soon as the disk takes them."
        return f"{volume_ml:+.3f} mL are not in the books."

    def _due_s(self) -> float:
        if not self.line.is_inflow:
            return self._booked_until_s + self._pace.step_s - self._pace.lead_s
        return math.inf if self._booked_until_s >= self._until_s else self._booked_until_s - self._pace.lead_s

    def _book_ahead(self, now_s: float) -> None:
        target_s = min(now_s + self._pace.step_s, self._until_s)
        wanted_ml = self.rate.ml_in(target_s) - self._run_ml
        try:
            self._book(wanted_ml, target_s)
        except VialFullError:
            if self._run_ml == 0.0:
                raise
            self._end_with_the_rest(wanted_ml, target_s)
        else:
            self._booked_until_s = target_s

    def _end_with_the_rest(self, wanted_ml: float, target_s: float) -> None:
        """A run until told has reached the limit, or another inflow took the room: end with what is left of it."""
        assert self._limits is not None
        self.is_full = True
        self._until_s = self._booked_until_s
        room_ml = min(wanted_ml, headroom_ml(self.books.state(), *self._limits))
        if room_ml < NEGLIGIBLE_ML:
            return
        try:
            until_s = self._until_s + room_ml / wanted_ml * (target_s - self._booked_until_s)
            self._book(room_ml, until_s)
        except VialFullError:
            return  # the other one was faster
        self._until_s = self._booked_until_s = until_s

    def _book(self, volume_ml: float, until_s: float = 0.0, *, is_settling: bool = False) -> None:
        if volume_ml != 0.0:
            self.account = self._account_until(until_s)
            # What is in the vial already is booked, whether it fits or not.
            self.moved_ml += self.enter(volume_ml, None if is_settling else self._check(volume_ml))
            self._run_ml += volume_ml

    def _account_until(self, until_s: float) -> Account | None:
        if not self.is_running or self.source == CALIBRATION_SOURCE:
            return None  # nothing flows: there is nothing for the guardian to go by

        def announce() -> None:
            self._booked_until_s = until_s
            self._announce()

        return Account(self._started_s + until_s, announce)

    def enter(self, volume_ml: float, check: Check | None) -> float:
        """Book what the pump moves; returns what went into the books. Raises what ``check`` raises, StorageError."""
        self.books.enter(
            self.line.event,
            volume_ml,
            source=self.source,
            relative_sd=self.rate.relative_sd,
            check=check,
            account=self.account,
        )
        return volume_ml

    def _check(self, volume_ml: float) -> Check | None:
        limits = self._limits
        if limits is None:
            return None

        def check(state: VialState) -> None:
            check_inflow(state, volume_ml, *limits)

        return check

    def _announce(self) -> None:
        if self.source != CALIBRATION_SOURCE:
            self._pwm.announce_flow(self.rate.ml_per_s, self._started_s + self._booked_until_s, self.line.event)
