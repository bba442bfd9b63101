"""Entering doses in the books of the vial and telling everybody: state, record and messages always agree.

The order is: books (one durable transaction), journal, message. A process that is killed in between has booked what the
pump was about to move; the state is never behind the record. What it could not tell any more, the guardian tells
(:mod:`untold_doses`).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from pioreactor import clock, structs
from pioreactor.domain.volumes import (
    CALIBRATED_SD,
    REMOVE_WASTE,
    VARIABLES,
    VialState,
    apply_dose,
    is_inflow,
    set_by_hand,
)
from pioreactor.exc import NoModelAssignedError, UnknownModelAssignedError
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import untold_doses
from pioreactor.storage import vial_state

if TYPE_CHECKING:
    import sqlite3

    from pioreactor.pubsub.client import Client

CALIBRATION_SOURCE = "pump_calibration"
"""Source of doses that go from a bottle into a bottle: they are recorded, but no vial is booked."""
EVENT_QOS = 1

Check = Callable[[VialState], None]
Change = Callable[[VialState], VialState]


class Account(NamedTuple):
    """Of a pump that runs: up to when (clock monotonic) it is booked with a dose, and what announces that."""

    booked_until_s: float
    announce: Callable[[], None]


class VialLimits(NamedTuple):
    """Volumes of the unit's vessel, mL."""

    max_fill_ml: float
    capacity_ml: float


def vial_limits() -> VialLimits:
    """Of this unit's model. Raises NoModelAssignedError or UnknownModelAssignedError."""
    from pioreactor.whoami import get_pioreactor_model

    model = get_pioreactor_model()
    return VialLimits(model.reactor_max_fill_volume_ml, model.reactor_capacity_ml)


class Books:
    """The books of one vial, as its doses enter them. Nothing here waits for the broker.

    ``client`` None: recorded, and told to nobody. ``logger``: told once of a journal that fails.
    """

    def __init__(self, unit: str, experiment: str, client: Client | None, logger: Any = None) -> None:
        self.unit = unit
        self.experiment = experiment
        self.home = vial_state.books_of(experiment)
        self._client = client
        self._logger = logger
        self._has_complained = False

    def state(self) -> VialState:
        """What they say now. Raises StorageError."""
        return vial_state.load_vial_state(self.experiment)

    def enter(
        self,
        event: str,
        volume_ml: float,
        *,
        source: str | None,
        relative_sd: float = CALIBRATED_SD,
        check: Check | None = None,
        change: Change | None = None,
        account: Account | None = None,
    ) -> VialState | None:
        """Book a dose or a signed correction of one, and tell.

        ``check(state)`` may refuse it by raising, in the same transaction; ``change`` replaces the usual rule;
        ``account``: of the pump that runs. Returns the new state; None for a dose of the calibration assistant. Raises
        StorageError when the disk fails; nothing is booked or told then.
        """
        if source == CALIBRATION_SOURCE:
            self._tell_event(*self._event(event, volume_ml, source))
            return None
        where, payload = self._event(event, volume_ml, source)
        note = untold_doses.new_note(where, payload, event, account.booked_until_s if account is not None else None)
        rule = change or self._rule(event, volume_ml, relative_sd)
        before, after = self._change(rule, check, (event, volume_ml), note)
        if account is not None:
            account.announce()
        self._tell_event(where, payload, is_booked=True)
        untold_doses.forget(note)
        self.tell_state(after, before)
        return after

    def project(self, event: str, volume_ml: float) -> VialState:
        """Book an event that somebody else has published. Raises StorageError, ValueError for a volume like NaN."""
        before, after = self._change(self._rule(event, volume_ml, CALIBRATED_SD), moved=(event, volume_ml))
        self.tell_state(after, before)
        return after

    def set_by_hand(self, **values: float) -> VialState:
        """Enter what a person says is true, and tell. Raises ValueError for a value out of range, StorageError."""
        _, after = self._change(lambda state: set_by_hand(state, self.capacity_ml, **values))
        self.tell_state(after)
        return after

    @functools.cached_property
    def capacity_ml(self) -> float:
        """Of the vessel; infinite while the unit has no model, so that what happened is booked all the same."""
        try:
            return vial_limits().capacity_ml
        except (NoModelAssignedError, UnknownModelAssignedError):
            return math.inf

    def _rule(self, event: str, volume_ml: float, relative_sd: float) -> Change:
        return lambda state: apply_dose(state, event, volume_ml, self.capacity_ml, relative_sd)

    def _change(
        self,
        change: Change,
        check: Check | None = None,
        moved: tuple[str, float] | None = None,
        note: untold_doses.Note | None = None,
    ) -> tuple[VialState, VialState]:
        """``moved``: event and volume that a pump took from a bottle or brought to one. ``note``: of what is to be
        told."""
        before: list[VialState] = []

        def book(state: VialState) -> VialState:
            if check is not None:
                check(state)
            before.append(state)
            return change(state)

        also = functools.partial(_book_as_well, moved, note)
        after = vial_state.change_vial_state(self.experiment, book, also)
        return before[-1], after

    def tell_state(self, state: VialState, before: VialState | None = None, *, is_news: bool = True) -> None:
        """Publish every variable, retained; with ``before``, those that changed. ``is_news`` False: not recorded."""
        for name in VARIABLES:
            value = getattr(state, name)
            if before is None or value != getattr(before, name):
                where = topic(self.unit, self.home, "bioreactor", name)
                self._send(where, repr(float(value)), is_recorded=is_news, retain=True)

    def _event(self, event: str, volume_ml: float, source: str | None) -> tuple[str, bytes]:
        from msgspec.json import encode

        dose = structs.DosingEvent(volume_change=volume_ml, event=event, source_of_event=source, timestamp=clock.now())
        return topic(self.unit, self.experiment, "dosing_events"), encode(dose)

    def _tell_event(self, where: str, payload: bytes, *, is_booked: bool = False) -> None:
        from pioreactor.pubsub.recording import BOOKED_PROPERTY

        self._send(where, payload, durable=True, user_properties=(BOOKED_PROPERTY,) if is_booked else ())

    def _send(self, where: str, payload: Any, *, is_recorded: bool = True, **options: Any) -> None:
        from pioreactor.pubsub.recording import record_and_publish
        from pioreactor.storage.journal import shared_journal

        record_and_publish(
            self._client or _NOBODY,  # type: ignore[arg-type]
            shared_journal() if is_recorded else None,
            where,
            payload,
            qos=EVENT_QOS,
            on_journal_failure=self._journal_failed,
            **options,
        )

    def _journal_failed(self, error: Exception) -> None:
        if not self._has_complained and self._logger is not None:
            self._has_complained = True
            self._logger.error(f"{error} Doses are booked and published, but not kept for a leader that is away.")


def _book_as_well(
    moved: tuple[str, float] | None,
    note: untold_doses.Note | None,
    connection: sqlite3.Connection,
    before: VialState,
    after: VialState,
) -> None:
    """What belongs in the transaction of the books: the bottle, and a note of what is about to be told."""
    if moved is not None:
        from pioreactor.storage.bottles import book_move

        book_move(connection, *moved, before, after)
    if note is not None:
        untold_doses.keep(connection, note)


class _Nobody:
    def publish(self, *_: Any) -> None:
        """To nobody."""


_NOBODY = _Nobody()


def book_overrun(
    event: str,
    volume_ml: float,
    experiment: str,
    *,
    unit: str | None = None,
    source: str | None = "guardian",
    client: Client | None = None,
    logger: Any = None,
) -> VialState | None:
    """Book what a pump moved after its process could no longer do so; negative for what it was cut short of.

    ``event``: ``add_media``, ``add_alt_media``, ``remove_waste`` or ``add_<x>``. Nothing is refused: it has happened.
    Raises ValueError for a volume that is no finite number, StorageError when the disk fails.
    """
    if not (is_inflow(event) or event == REMOVE_WASTE):
        raise ValueError(f"{event} is no pump's event.")
    if not math.isfinite(volume_ml):
        raise ValueError(f"An overrun of {volume_ml} mL cannot be booked.")
    if volume_ml == 0.0:
        return None
    from pioreactor.whoami import get_unit_name

    books = Books(unit or get_unit_name(), experiment, client, logger)
    return books.enter(event, volume_ml, source=source)
