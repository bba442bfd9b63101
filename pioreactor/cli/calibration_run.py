"""``pio calibrations run``: the steps of a session as pages and questions of a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from pioreactor.cli.output import echo_table

if TYPE_CHECKING:
    from pioreactor.calibrations.sessions.structs import CalibrationSession, StepField, StepView

_TAKEN_AS_IS: Final = ("info", "confirm", "action")


class Conversation:
    """One session at a terminal. ``given``: answers by question that came with the command; each is used once."""

    def __init__(self, session: CalibrationSession, given: Mapping[str, str]) -> None:
        self.session = session
        self._given = dict(given)
        self._bar: Any = None

    def hold(self) -> CalibrationSession:
        """Go through all steps; returns the session at its end. Ctrl-C, or the end of the input, aborts it."""
        from pioreactor.calibrations.sessions import service
        from pioreactor.calibrations.sessions.structs import SessionStatus

        try:
            while self.session.status is SessionStatus.IN_PROGRESS:
                self._take_step(service.show(self.session))
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nStopping.", err=True)
            service.abort(self.session.session_id)
            raise
        show(service.show(self.session))
        return self.session

    def _take_step(self, view: StepView) -> None:
        show(view)
        while True:
            inputs, was_given = self._ask(view)
            if self._answer(inputs, was_given):
                return

    def _answer(self, inputs: Mapping[str, Any], was_given: bool) -> bool:
        """Whether the step is done. What is wrong with an answer, or with the hardware, is said, to be asked again."""
        from pioreactor.calibrations.sessions import service
        from pioreactor.calibrations.sessions.errors import InputError, RefusedError, WorkError

        try:
            self.session = service.answer(
                self.session.session_id, inputs, activates=False, on_progress=self._show_progress
            )
        except InputError as error:
            if was_given:
                service.abort(self.session.session_id)
                raise click.UsageError(str(error), click.get_current_context()) from error
            click.secho(str(error), fg="red", err=True)
            return False
        except (RefusedError, WorkError) as error:
            click.secho(str(error), fg="red", err=True)
            click.confirm("Try again?", default=True, abort=True)
            return False
        finally:
            self._end_progress()
        return True

    def _ask(self, view: StepView) -> tuple[dict[str, Any], bool]:
        """What the person, or the command, answers; and whether all of it came with the command."""
        actions = view.metadata.get("actions", [])
        if view.step_type in _TAKEN_AS_IS and not view.fields:
            return self._go_on(view, actions), False
        answers, were_given = {}, []
        for field in view.fields:
            were_given.append(field.name in self._given)
            value = self._given.pop(field.name) if were_given[-1] else _prompt(field, actions)
            chosen = _action_named(value, actions)
            if chosen is not None:
                return chosen, False
            answers[field.name] = value
        return answers, bool(were_given) and all(were_given)

    def _go_on(self, view: StepView, actions: list[dict[str, Any]]) -> dict[str, Any]:
        verb = "start" if view.step_type == "action" else "go on"
        while True:
            word = click.prompt(f"Enter to {verb}{_offer(actions)}", default="", show_default=False)
            if not word:
                return {}
            chosen = _action_named(word, actions)
            if chosen is not None:
                return chosen

    def _show_progress(self, share: float, point: tuple[float, float] | None = None) -> None:
        if sys.stderr.isatty():
            self._bar = True
            click.echo(
                f"\r[{'#' * round(30 * share):<30}] {100 * share:3.0f} %  (Ctrl-C stops it) ", nl=False, err=True
            )

    def _end_progress(self) -> None:
        if self._bar:
            self._bar = None
            click.echo(err=True)


def show(view: StepView) -> None:
    """Print a step: title, text, table and chart."""
    click.echo()
    click.secho(view.title, bold=True)
    click.echo(view.body)
    table, chart = view.metadata.get("table"), view.metadata.get("chart")
    if table:
        echo_table(table["columns"], table["rows"])
    if chart:
        from pioreactor.cli.plotting import draw_series

        series = [[(point["x"], point["y"]) for point in each["points"]] for each in chart["series"]]
        for first in range(0, len(series), 2):  # points and their curve
            click.echo(chart["series"][first]["label"])
            click.echo(draw_series(series[first : first + 2], labels=(chart["x_label"], chart["y_label"])))


def _prompt(field: StepField, actions: list[dict[str, Any]]) -> str:
    default = field.default
    if isinstance(default, bool):
        default = "yes" if default else "no"
    elif isinstance(default, list):
        default = ", ".join(f"{value:g}" for value in default)
    elif default is None and not field.required:
        default = ""
    hint = f" ({', '.join(field.options)})" if field.options else ""
    if field.help_text:
        click.echo(field.help_text)
    return str(click.prompt(f"{field.label}{hint}{_offer(actions)}", default=default, show_default=default != ""))


def _offer(actions: list[dict[str, Any]]) -> str:
    return "".join(f", or {_word(action)!r} to {action['label'].lower()}" for action in actions)


def _action_named(word: Any, actions: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((dict(action["inputs"]) for action in actions if word == _word(action)), None)


def _word(action: dict[str, Any]) -> str:
    """What is typed for an action: the first word of its label, such as ``redo``."""
    return str(action["label"]).split()[0].lower()


def given_answers(words: list[str], questions: tuple[str, ...]) -> dict[str, str]:
    """``--key value …`` by question. Raises UsageError for what the protocol does not ask, with the nearest it does."""
    from pioreactor.cli.lazy import unknown

    context = click.get_current_context()
    answers: dict[str, str] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        key, equals, value = word.partition("=")
        name = key.removeprefix("--").replace("-", "_")
        if not key.startswith("--") or name not in questions:
            text = unknown("option", key, [f"--{each.replace('_', '-')}" for each in questions])
            raise click.UsageError(text[0].upper() + text[1:], context)
        if not equals:
            if not waiting:
                raise click.UsageError(f"Option '{key}' needs a value.", context)
            value = waiting.pop(0)
        answers[name] = value
    return answers


def choose_protocol(device: str, wanted: str | None) -> str:
    """The protocol to use: the one asked for, else the only one, else the one that the person chooses.

    Raises ClickException for a device or a protocol that there is not.
    """
    from pioreactor.calibrations.protocols import devices, find_protocol, protocol_names
    from pioreactor.cli.lazy import unknown

    names = protocol_names(device)
    kind, word, words = ("device to calibrate called", device, devices()) if not names else ("protocol", wanted, names)
    if not names or (wanted is not None and wanted not in names):
        text = unknown(kind, str(word), words)
        raise click.ClickException(f"{text[0].upper()}{text[1:]} There are: {', '.join(words)}.")
    if wanted is not None or len(names) == 1:
        return wanted or names[0]
    for name in names:
        click.echo(f"{name}: {find_protocol(device, name).description}")
    return str(click.prompt("Protocol", type=click.Choice(names), default=names[0]))


def offer_to_activate(session: CalibrationSession, *, without_asking: bool) -> None:
    """Say what was saved, and put it to use if the person wants that."""
    from pioreactor.calibrations import keeping

    for saved in (session.result or {}).get("calibrations", []):
        device, name = saved["device"], saved["calibration_name"]
        click.echo(f"Saved the calibration {name} of {device}.")
        if without_asking or click.confirm(f"Use it for {device} from the next job on?", default=True):
            keeping.set_active(device, name)
            click.echo(f"{name} is the active calibration of {device}.")
