"""Pump, ``duration_based``: water is pumped for known times and measured; a line through the origin is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock, whoami
from pioreactor.calibrations.protocols.common import chart, dated_name, ended, naming, page
from pioreactor.calibrations.sessions.errors import InputError, RefusedError
from pioreactor.calibrations.sessions.protocol import Answers, Move, Protocol, Stage, Step, Work
from pioreactor.calibrations.sessions.structs import CalibrationSession, StepField, StepView
from pioreactor.calibrations.work.pump import LONGEST_RUN_S, line_of, refuse_beside_dosing
from pioreactor.domain.curve_fits import fit_line_through_origin

if TYPE_CHECKING:
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration

TRACER_S: Final = 1.0
SHORTEST_RUN_S: Final = 0.3
LOWEST_SHARE, HIGHEST_SHARE = 0.8, 1.1
ORDER: Final = ("short",) * 4 + ("middle",) * 2 + ("long",) * 4
REDO: Final = {"action": "redo_last"}
DEFAULT_HZ, DEFAULT_DC = 250.0, 100.0


def check(device: str) -> None:
    """Raise RefusedError unless the pump has a channel and nothing doses."""
    from pioreactor.actions.pumping.lines import pin_of
    from pioreactor.exc import HardwareError

    try:
        pin_of(line_of(device))
    except HardwareError as error:
        raise RefusedError(str(error)) from error
    refuse_beside_dosing()


def _view(step_id: str, kind: Any, title: str, body: str, *fields: StepField, **metadata: Any) -> StepView:
    return StepView(step_id=step_id, step_type=kind, title=title, body=body, fields=list(fields), metadata=metadata)


def _pump(session: CalibrationSession, seconds: float) -> Work:
    data = session.data
    inputs = {
        "pump_device": session.target_device, "duration_s": seconds, "hz": data["hz"], "dc": data["dc"],
    }  # fmt: skip
    return Work("pump", inputs)


def _ask_targets(_: CalibrationSession) -> StepView:
    question = StepField(
        name="target_volumes_ml", label="Volumes of usual doses, mL", field_type="float_list", default=[1.0],
        minimum=0.001, maximum=100.0, help_text="Several with commas. The runs are as long as doses of these take.",
    )  # fmt: skip
    return _view("targets", "form", "Volumes", "Which volumes will this pump usually move?", question)


def _ask_drive(_: CalibrationSession) -> StepView:
    hz: dict[str, Any] = {"default": DEFAULT_HZ, "minimum": 0.1, "maximum": 10_000.0}
    dc: dict[str, Any] = {"default": DEFAULT_DC, "minimum": 1.0, "maximum": 100.0}
    return _view(
        "drive", "form", "Drive", "The calibration holds for one frequency and one duty cycle.",
        StepField(name="hz", label="Frequency, Hz", field_type="float", **hz),
        StepField(name="dc", label="Duty cycle, %", field_type="float", **dc),
    )  # fmt: skip


def _ask_prime(_: CalibrationSession) -> StepView:
    return _view(
        "prime", "action", "Fill the tubes", "The pump runs until no air is left in its tubes.",
        StepField(
            name="prime_duration_s", label="Seconds of pumping", field_type="float", default=15.0, minimum=5.0,
            maximum=LONGEST_RUN_S,
        ),
    )  # fmt: skip


def _ask_tracer(_: CalibrationSession) -> StepView:
    body = (
        f"Put the empty measuring vessel under the outlet, or tare the balance. The pump runs for {TRACER_S:g} s, to "
        "learn how fast it is."
    )
    return _view("tracer", "action", "A first look", body)


_VOLUME = StepField(
    name="volume_ml", label="Measured, mL (or g)", field_type="float", minimum=0.0001,
    min_error_msg="The pump moved something: enter more than 0 mL. If nothing came out, look at the tubes.",
)  # fmt: skip


def _ask_tracer_volume(_: CalibrationSession) -> StepView:
    return _view("tracer_volume", "form", "A first look", "How much came out?", _VOLUME)


def _take_tracer(session: CalibrationSession, answers: Answers, _: Mapping[str, Any]) -> Move:
    rate = answers["volume_ml"] / TRACER_S
    targets = session.data["target_volumes_ml"]
    short, long = LOWEST_SHARE * min(targets) / rate, HIGHEST_SHARE * max(targets) / rate
    if long > LONGEST_RUN_S:
        raise InputError(
            f"At {rate:.4g} mL/s the longest run would take {long:.0f} s; {LONGEST_RUN_S:.0f} s is the most. Check the "
            "volume that you entered, or begin again with smaller doses."
        )
    if short < SHORTEST_RUN_S:
        raise InputError(
            f"At {rate:.4g} mL/s the shortest run would take {short:.2g} s; less than {SHORTEST_RUN_S:g} s tells "
            "nothing. Check the volume that you entered, or begin again with larger doses or a lower duty cycle."
        )
    durations = {"short": short, "middle": (short + long) / 2.0, "long": long}
    return Move("run", {"durations_s": [round(durations[name], 3) for name in ORDER], "runs": []})


def _runs_table(session: CalibrationSession) -> dict[str, Any]:
    rows = [[n, f"{s:.2f}", f"{ml:.4g}", f"{ml / s:.4f}"] for n, (s, ml) in enumerate(session.data["runs"], start=1)]
    table = {"title": "Runs", "columns": ["Run", "Seconds", "mL", "mL/s"], "rows": rows}
    return {"table": table, "actions": [{"label": "Redo last", "inputs": REDO}]} if rows else {}


def _ask_run(session: CalibrationSession) -> StepView:
    done, all_of_them = len(session.data["runs"]), len(session.data["durations_s"])
    seconds = session.data["durations_s"][done]
    body = f"Empty the vessel, or tare the balance. The pump runs for {seconds:.2f} s."
    return _view("run", "action", f"Run {done + 1} of {all_of_them}", body, **_runs_table(session))


def _work_run(session: CalibrationSession, answers: Answers) -> Work | None:
    return None if answers == REDO else _pump(session, session.data["durations_s"][len(session.data["runs"])])


def _take_run(session: CalibrationSession, answers: Answers, outcome: Mapping[str, Any]) -> Move:
    if answers == REDO:
        return Move("run", {"runs": session.data["runs"][:-1]})
    return Move("run_volume", {"ran_s": outcome["seconds"], "voltage": outcome["voltage"]})


def _ask_run_volume(session: CalibrationSession) -> StepView:
    actions = [{"label": "Redo this run", "inputs": REDO}]
    title = f"Run {len(session.data['runs']) + 1} of {len(session.data['durations_s'])}"
    body = f"The pump ran for {session.data['ran_s']:.2f} s. How much came out?"
    return _view("run_volume", "form", title, body, _VOLUME, actions=actions)


def _take_run_volume(session: CalibrationSession, answers: Answers, _: Mapping[str, Any]) -> Move:
    if answers == REDO:
        return Move("run")
    runs = [*session.data["runs"], [session.data["ran_s"], answers["volume_ml"]]]
    if len(runs) < len(session.data["durations_s"]):
        return Move("run", {"runs": runs})
    return finish(session, runs)


def finish(session: CalibrationSession, runs: list[list[float]]) -> Move:
    """The calibration from all runs."""
    from pioreactor.calibrations.structs import PolynomialData, RecordedData, SimplePeristalticPumpCalibration
    from pioreactor.domain.self_checks import correlation

    seconds, volumes = [run[0] for run in runs], [run[1] for run in runs]
    line = fit_line_through_origin(seconds, volumes)
    calibration: SimplePeristalticPumpCalibration = SimplePeristalticPumpCalibration(
        calibration_name=session.data["calibration_name"],
        calibrated_on_pioreactor_unit=whoami.get_unit_name(),
        created_at=clock.now(),
        curve_data_=PolynomialData([line.slope, 0.0]),
        x="Duration",
        y="Volume",
        recorded_data=RecordedData(seconds, volumes),
        hz=session.data["hz"],
        dc=session.data["dc"],
        voltage=session.data["voltage"],
    )
    warnings = []
    if correlation(seconds, volumes) <= 0.0:
        warnings.append("Longer runs did not move more. Look for air in the tubes and a mistake in the volumes.")
    targets = session.data["target_volumes_ml"]
    result = {
        "calibrations": [{"device": session.target_device, "calibration_name": calibration.calibration_name}],
        "slope_ml_per_s": line.slope,
        "slope_error_ml_per_s": line.slope_error,
        "recommended_ml": [LOWEST_SHARE * min(targets), HIGHEST_SHARE * max(targets)],
        "warnings": warnings,
    }
    return Move("result", {"runs": runs}, ((session.target_device, calibration),), result)


def _tell(session: CalibrationSession) -> str:
    result = session.result or {}
    low, high = result["recommended_ml"]
    text = (
        f"{result['slope_ml_per_s']:.5f} ± {result['slope_error_ml_per_s']:.5f} mL/s. Use it for doses of {low:.3g} to "
        f"{high:.3g} mL."
    )
    return " ".join([text, *result["warnings"]])


def _draw(session: CalibrationSession) -> dict[str, Any]:
    runs = session.data["runs"]
    longest = max(run[0] for run in runs)
    slope = (session.result or {})["slope_ml_per_s"]
    lines = {"runs": [(s, ml) for s, ml in runs], "fit": [(0.0, 0.0), (longest, slope * longest)]}
    return {"chart": chart("Volume of a run", ("Duration (s)", "Volume (mL)"), lines)}


STEPS: Final[dict[str, Step]] = {
    "intro": page(
        "intro", "Calibrate a pump",
        "You pump water for known times and measure what comes out: ten runs, about ten minutes.", "needs",
    ),
    "needs": page(
        "needs", "What you need",
        "A beaker of water and a measuring vessel: a balance (1 g is 1 mL) or a 10 mL cylinder.", "safety",
    ),
    "safety": page(
        "safety", "Keep the vial out of it",
        "Take both ends of the pump's tube out of vial and bottles. What is pumped here is in no vial's books.", "name",
        is_question=True,
    ),
    **naming("targets", dated_name, lambda session: [session.target_device]),
    "targets": Step(_ask_targets, lambda _s, answers, _o: Move("drive", answers)),
    "drive": Step(_ask_drive, lambda _s, answers, _o: Move("tubes", answers)),
    "tubes": page("tubes", "Tubes", "Put both ends of the pump's tube into the water.", "prime", is_question=True),
    "prime": Step(
        _ask_prime, lambda *_: Move("tracer"), lambda session, answers: _pump(session, answers["prime_duration_s"])
    ),
    "tracer": Step(_ask_tracer, lambda *_: Move("tracer_volume"), lambda session, _: _pump(session, TRACER_S)),
    "tracer_volume": Step(_ask_tracer_volume, _take_tracer),
    "run": Step(_ask_run, _take_run, _work_run),
    "run_volume": Step(_ask_run_volume, _take_run_volume),
    "result": ended("Calibrated", _tell, _draw),
}  # fmt: skip

PROTOCOL: Final = Protocol(
    name="duration_based",
    title="Pump, by duration",
    description="Volumes of ten runs of known durations; a line through the origin.",
    requirements=("A beaker of water", "A balance or a 10 mL cylinder"),
    questions=("calibration_name", "overwrite", "target_volumes_ml", "hz", "dc", "prime_duration_s"),
    first_step="intro",
    steps=STEPS,
    check=check,
    begin=lambda _: {},
    stages=(
        Stage("Prepare", ("intro", "needs", "safety")),
        Stage("Name, volumes and drive", ("name", "overwrite", "targets", "drive")),
        Stage("Fill the tubes", ("tubes", "prime")),
        Stage("A first look", ("tracer", "tracer_volume")),
        Stage("Ten runs", ("run", "run_volume")),
        Stage("Result", ("result",)),
    ),
)
