"""Steps that protocols share: pages to read, and finding a name for the calibration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pioreactor.calibrations.sessions.errors import InputError
from pioreactor.calibrations.sessions.protocol import Answers, Move, Step
from pioreactor.calibrations.sessions.structs import CalibrationSession, StepField, StepView

LONGEST_NAME = 80


def page(step_id: str, title: str, body: str, then: str, *, is_question: bool = False) -> Step:
    """Something to read, and to go on from; ``is_question``: a state of things that is to be confirmed."""
    kind = "confirm" if is_question else "info"
    view = StepView(step_id=step_id, step_type=kind, title=title, body=body)  # type: ignore[arg-type]
    return Step(lambda _: view, lambda *_: Move(then))


def naming(
    then: str, default: Callable[[CalibrationSession], str], targets: Callable[[CalibrationSession], Sequence[str]]
) -> dict[str, Step]:
    """The steps ``name`` and ``overwrite``: a name, and whether a calibration of that name may be replaced.

    ``targets``: devices under which the calibration will be kept.
    """

    def ask(session: CalibrationSession) -> StepView:
        question = StepField(name="calibration_name", label="Name of the calibration", default=default(session))
        return StepView(
            step_id="name",
            step_type="form",
            title="Name",
            body="How shall the calibration be called?",
            fields=[question],
        )

    def take(session: CalibrationSession, answers: Answers, _: Mapping[str, Any]) -> Move:
        name = answers["calibration_name"]
        taken = [device for device in targets(session) if _exists(device, name)]
        return Move("overwrite" if taken else then, {"calibration_name": name})

    def ask_again(session: CalibrationSession) -> StepView:
        name = session.data["calibration_name"]
        question = StepField(name="overwrite", label="Replace it", field_type="bool", default=False)
        body = f"There is a calibration called {name} already. No: choose another name."
        return StepView(step_id="overwrite", step_type="form", title="Replace it?", body=body, fields=[question])

    def decide(_session: CalibrationSession, answers: Answers, _: Mapping[str, Any]) -> Move:
        return Move(then if answers["overwrite"] else "name")

    return {"name": Step(ask, take), "overwrite": Step(ask_again, decide)}


def dated_name(session: CalibrationSession) -> str:
    """Device and date, as a name that people understand."""
    return f"{session.target_device}-{session.created_at[:10]}"


def ended(
    title: str, body: Callable[[CalibrationSession], str], metadata: Callable[[CalibrationSession], dict[str, Any]]
) -> Step:
    """The last step: what came of it."""

    def render(session: CalibrationSession) -> StepView:
        return StepView(
            step_id="result", step_type="result", title=title, body=body(session), metadata=metadata(session)
        )

    return Step(render, lambda *_: Move("result"))


def chart(title: str, axes: tuple[str, str], series: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Any]:
    """A chart for the metadata of a step; ``series``: points by label."""
    drawn = [
        {"id": label.replace(" ", "_"), "label": label, "points": [{"x": x, "y": y} for x, y in points]}
        for label, points in series.items()
    ]
    return {"title": title, "x_label": axes[0], "y_label": axes[1], "series": drawn}


def _exists(device: str, name: str) -> bool:
    from pioreactor.calibrations.files import calibration_path
    from pioreactor.exc import CalibrationError

    if len(name) > LONGEST_NAME:
        raise InputError(f"A name has {LONGEST_NAME} characters at most.")
    try:
        return calibration_path(device, name).is_file()
    except CalibrationError as error:
        raise InputError(f"{name!r} cannot be a name: use letters, digits, dashes.") from error
