"""What a protocol is made of: steps that show, ask, want work from the hardware, and say where to go next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pioreactor.calibrations.sessions.structs import CalibrationSession, StepView

if TYPE_CHECKING:
    from pioreactor.calibrations.structs import AnyCalibration

Answers: TypeAlias = dict[str, Any]


class Work(NamedTuple):
    """What the hardware is to do: an action of :mod:`pioreactor.calibrations.work` and its inputs."""

    action: str
    inputs: dict[str, Any]


class Move(NamedTuple):
    """Where an answer leads. ``data``: what it adds to the session; ``keep``: calibrations to write, by device.

    With a ``result`` the session is complete.
    """

    step_id: str
    data: dict[str, Any] = {}  # noqa: RUF012 - read only
    keep: tuple[tuple[str, AnyCalibration], ...] = ()
    result: dict[str, Any] | None = None


class Step(NamedTuple):
    """One step. None of the three moves anything: what the hardware did comes in as ``outcome``.

    ``render(session)``; ``advance(session, answers, outcome)`` may raise InputError; ``work(session, answers)``, if
    the step needs the hardware.
    """

    render: Callable[[CalibrationSession], StepView]
    advance: Callable[[CalibrationSession, Answers, Mapping[str, Any]], Move]
    work: Callable[[CalibrationSession, Answers], Work | None] | None = None


class Stage(NamedTuple):
    """A part of a protocol, for the list of what is done and what is to come: its title and the ids of its steps."""

    title: str
    steps: tuple[str, ...]


class Protocol(NamedTuple):
    """A way to calibrate a device.

    ``priority``: the lower, the earlier it is offered; ``questions``: names of the fields of all steps, which may be
    answered in advance; ``stages``: its parts in their order; ``check(device)``: raises RefusedError where the unit is
    not ready for it; ``begin(device)``: what the session knows from the start.
    """

    name: str
    title: str
    description: str
    requirements: tuple[str, ...]
    questions: tuple[str, ...]
    first_step: str
    steps: Mapping[str, Step]
    check: Callable[[str], None]
    begin: Callable[[str], dict[str, Any]]
    priority: int = 99
    stages: tuple[Stage, ...] = ()
