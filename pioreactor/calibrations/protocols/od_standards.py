"""OD, ``standards``: vials of known OD600 and a blank; a spline is fitted for each photodiode."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock, whoami
from pioreactor.calibrations.protocols.common import chart, ended, naming, page
from pioreactor.calibrations.sessions.errors import InputError, RefusedError
from pioreactor.calibrations.sessions.protocol import Answers, Move, Protocol, Stage, Step, Work
from pioreactor.calibrations.sessions.structs import CalibrationSession, StepField, StepView
from pioreactor.calibrations.work.od_standards import refuse_beside_od_jobs
from pioreactor.domain.curve_fits import fit_natural_spline

if TYPE_CHECKING:
    from pioreactor.background_jobs.od_reading.wiring import Wiring
    from pioreactor.domain.curves import PiecewiseCubic

FEWEST_STANDARDS: Final = 2
HIGHEST_RPM: Final = 1500.0
REDO: Final = {"action": "redo_last"}
ALL_ANGLES: Final = "od"


def check(device: str) -> None:
    """Raise RefusedError unless LED, REF and the device's angle are configured, and stirrer and photodiodes free."""
    from pioreactor.background_jobs.od_reading.settings import settings_from_config
    from pioreactor.exc import ConfigError

    try:
        wiring, intensity = _wiring(), settings_from_config().ir_led_intensity
    except ConfigError as error:
        raise RefusedError(str(error)) from error
    if intensity is None:
        raise RefusedError(
            "A calibration holds for one intensity of the IR LED. Set [od_reading.config] ir_led_intensity to a number."
        )
    if wiring.reference is None:
        raise RefusedError("No photodiode looks at the LED. Set one to REF in [od_config.photodiode_channel].")
    if not _channels(wiring, device) or (device == ALL_ANGLES and len(_channels(wiring, device)) < 2):
        there_are = ", ".join(f"od{angle}" for angle in sorted(set(wiring.signals.values())))
        raise RefusedError(f"{device} needs photodiodes that are not configured. This unit has {there_are}.")
    refuse_beside_od_jobs()


def begin(device: str) -> dict[str, Any]:
    """Which channels are calibrated, and at which intensity."""
    from pioreactor.background_jobs.od_reading.settings import settings_from_config
    from pioreactor.background_jobs.stirring.settings import settings_from_config as stirring_settings

    return {
        "channel_angle_map": _channels(_wiring(), device),
        "ir_led_intensity": settings_from_config().ir_led_intensity,
        "usual_rpm": stirring_settings().target_rpm,
        "standards": [],
        "reference_v": None,
    }


def _wiring() -> Wiring:
    from pioreactor.background_jobs.od_reading.wiring import configured_channels, parse_wiring

    return parse_wiring(configured_channels())


def _channels(wiring: Wiring, device: str) -> dict[str, str]:
    """Channel and angle of what is calibrated: of all angles the first channel each, of one angle all its channels."""
    if device != ALL_ANGLES:
        return {str(channel): angle for channel, angle in wiring.signals.items() if f"od{angle}" == device}
    first: dict[str, str] = {}
    for channel, angle in sorted(wiring.signals.items()):
        first.setdefault(angle, str(channel))
    return {channel: angle for angle, channel in first.items()}


def _device_names(session: CalibrationSession) -> list[str]:
    return sorted({f"od{angle}" for angle in session.data["channel_angle_map"].values()})


def _view(step_id: str, kind: Any, title: str, body: str, *fields: StepField, **metadata: Any) -> StepView:
    return StepView(step_id=step_id, step_type=kind, title=title, body=body, fields=list(fields), metadata=metadata)


def _needs_channel(session: CalibrationSession) -> bool:
    """Whether two photodiodes look from the angle that is calibrated; a calibration belongs to one."""
    return session.target_device != ALL_ANGLES and len(session.data["channel_angle_map"]) > 1


def _ask_channel(session: CalibrationSession) -> StepView:
    channels = list(session.data["channel_angle_map"])
    body = "A calibration belongs to one photodiode."
    if not _needs_channel(session):
        seen = ", ".join(f"channel {c} at {angle}°" for c, angle in session.data["channel_angle_map"].items())
        body = f"{body} Here: {seen}."
    question = StepField(
        name="pd_channel", label="Photodiode channel", field_type="choice", options=channels, default=channels[0]
    )
    fields = [question] if _needs_channel(session) else []
    return _view("channel", "form" if fields else "confirm", "Photodiodes", body, *fields)


def _take_channel(session: CalibrationSession, answers: Answers, _: Mapping[str, Any]) -> Move:
    if "pd_channel" not in answers:
        return Move("rpm")
    chosen = answers["pd_channel"]
    return Move("rpm", {"channel_angle_map": {chosen: session.data["channel_angle_map"][chosen]}})


def _ask_rpm(session: CalibrationSession) -> StepView:
    question = StepField(
        name="rpm", label="Speed of the stirrer, RPM", field_type="float", default=session.data["usual_rpm"],
        minimum=1.0, maximum=HIGHEST_RPM,
    )  # fmt: skip
    return _view("rpm", "form", "Stirring", "Use the speed at which you will measure.", question)


_OD600: Final = StepField(name="od600", label="Its OD600", field_type="float", minimum=0.0)


def _ask_standard(session: CalibrationSession) -> StepView:
    number = len(session.data["standards"]) + 1
    body = "Put the vial with this standard and its stir bar into the unit, dry outside, and close the lid."
    return _view("standard", "action", f"Standard {number}", body, _OD600, **_so_far(session))


def _work_standard(session: CalibrationSession, answers: Answers) -> Work | None:
    if answers == REDO:
        return None
    data = session.data
    inputs = {name: data[name] for name in ("rpm", "channel_angle_map", "reference_v")}
    return Work("od_standards_measure", inputs)


def _measured(session: CalibrationSession, answers: Answers, outcome: Mapping[str, Any]) -> dict[str, Any]:
    if outcome["ir_led_intensity"] != session.data["ir_led_intensity"]:
        raise InputError("The intensity of the IR LED was changed during the calibration. Begin again.")
    return {"od600": answers["od600"], "voltages": outcome["voltages"]}


def _take_standard(session: CalibrationSession, answers: Answers, outcome: Mapping[str, Any]) -> Move:
    if answers == REDO:
        return Move("standard", {"standards": session.data["standards"][:-1]})
    standards = [*session.data["standards"], _measured(session, answers, outcome)]
    return Move("next", {"standards": standards, "reference_v": outcome["reference_v"]})


def _ask_next(session: CalibrationSession) -> StepView:
    default = "another" if len(session.data["standards"]) < FEWEST_STANDARDS else "blank"
    question = StepField(
        name="next", label="What comes next", field_type="choice", options=["another", "blank"], default=default
    )
    body = "Measure another standard, or end with the blank: the same medium without cells. Five standards or more, up "
    body += "to the highest OD that you expect, make a good curve."
    return _view("next", "form", "Measured", body, question, **_so_far(session))


def _take_next(session: CalibrationSession, answers: Answers, _: Mapping[str, Any]) -> Move:
    if answers == REDO:
        return Move("standard", {"standards": session.data["standards"][:-1]})
    if answers["next"] == "another":
        return Move("standard")
    different = {standard["od600"] for standard in session.data["standards"]}
    if len(different) < FEWEST_STANDARDS:
        raise InputError(f"A curve needs {FEWEST_STANDARDS} standards of different OD at least, and the blank.")
    return Move("blank")


def _ask_blank(_: CalibrationSession) -> StepView:
    question = StepField(name="od600", label="Its OD600", field_type="float", minimum=0.0, default=0.0)
    body = "Put the vial with medium alone, and its stir bar, into the unit, and close the lid."
    return _view("blank", "action", "Blank", body, question)


def _so_far(session: CalibrationSession) -> dict[str, Any]:
    standards = session.data["standards"]
    if not standards:
        return {}
    angles = session.data["channel_angle_map"]
    columns = ["OD600", *(f"{angle}° (channel {channel})" for channel, angle in angles.items())]
    rows = [[f"{s['od600']:.4g}", *(f"{s['voltages'][channel]:.5f}" for channel in angles)] for s in standards]
    table = {"title": "Standards", "columns": columns, "rows": rows}
    return {"table": table, "actions": [{"label": "Redo last", "inputs": REDO}]}


def _take_blank(session: CalibrationSession, answers: Answers, outcome: Mapping[str, Any]) -> Move:
    """The calibrations from the blank and all standards, the blank first."""
    from pioreactor.calibrations.fitting import curve_data
    from pioreactor.calibrations.structs import OD600Calibration, RecordedData

    blank = _measured(session, answers, outcome)
    points = [blank, *sorted(session.data["standards"], key=lambda standard: float(standard["od600"]))]
    ods = [point["od600"] for point in points]
    kept, curves, warnings = [], {}, []
    for channel, angle in session.data["channel_angle_map"].items():
        volts = [point["voltages"][channel] for point in points]
        curve = fit_natural_spline(ods, volts)
        calibration = OD600Calibration(
            calibration_name=session.data["calibration_name"],
            calibrated_on_pioreactor_unit=whoami.get_unit_name(),
            created_at=clock.now(),
            curve_data_=curve_data(curve),
            x="OD600",
            y="Voltage",
            recorded_data=RecordedData(ods, volts),
            ir_led_intensity=session.data["ir_led_intensity"],
            angle=angle,
            pd_channel=channel,
        )
        kept.append((f"od{angle}", calibration))
        curves[channel], fall = _traced(curve, min(ods), max(ods))
        if fall is not None:
            low, high = fall
            warnings.append(f"At {angle}° the signal falls from OD {low:.2g} to {high:.2g}: one signal means two ODs.")
    saved = [{"device": device, "calibration_name": calibration.calibration_name} for device, calibration in kept]
    result = {"calibrations": saved, "curves": curves, "warnings": warnings}
    return Move("result", {"standards": points}, tuple(kept), result)


def _traced(curve: PiecewiseCubic, low: float, high: float) -> tuple[list[list[float]], tuple[float, float] | None]:
    """The curve as points, and the range of OD in which it falls, if it rises elsewhere."""
    grid = [low + (high - low) * i / 60 for i in range(61)]
    points = [[od, curve(od)] for od in grid]
    pieces = list(itertools.pairwise(points))
    falling = [(x1, x2) for (x1, y1), (x2, y2) in pieces if y2 < y1]
    turns = 0 < len(falling) < len(pieces)
    return points, (falling[0][0], falling[-1][1]) if turns else None


def _tell(session: CalibrationSession) -> str:
    result = session.result or {}
    names = ", ".join(f"{each['calibration_name']} of {each['device']}" for each in result["calibrations"])
    return " ".join([f"Calibrated: {names}, from {len(session.data['standards'])} points.", *result["warnings"]])


def _draw(session: CalibrationSession) -> dict[str, Any]:
    lines: dict[str, Any] = {}
    for channel, curve in (session.result or {})["curves"].items():
        angle = session.data["channel_angle_map"][channel]
        lines[f"{angle}° measured"] = [(s["od600"], s["voltages"][channel]) for s in session.data["standards"]]
        lines[f"{angle}° fit"] = curve
    return {"chart": chart("Signal by OD", ("OD600", "Relative signal (V)"), lines)}


STEPS: Final[dict[str, Step]] = {
    "intro": page(
        "intro", "Calibrate the optical density",
        "You measure vials of known OD600, then a blank. Each takes about half a minute.", "needs",
    ),
    "needs": page(
        "needs", "What you need",
        "A dilution series of your culture in vials of the kind that you use, its OD600 from a spectrophotometer "
        "(diluted until it reads below 0.5), and a vial with medium alone.", "name",
    ),
    **naming("channel", lambda session: f"od-cal-{session.created_at[:10]}", _device_names),
    "channel": Step(_ask_channel, _take_channel),
    "rpm": Step(_ask_rpm, lambda _s, answers, _o: Move("standard", answers)),
    "standard": Step(_ask_standard, _take_standard, _work_standard),
    "next": Step(_ask_next, _take_next),
    "blank": Step(_ask_blank, _take_blank, _work_standard),
    "result": ended("Calibrated", _tell, _draw),
}  # fmt: skip

PROTOCOL: Final = Protocol(
    name="standards",
    title="OD, by standards",
    description="Vials of known OD600 and a blank; a spline for each photodiode.",
    requirements=("Vials of known OD600", "A vial with medium alone"),
    questions=("calibration_name", "overwrite", "pd_channel", "rpm"),
    first_step="intro",
    steps=STEPS,
    check=check,
    begin=begin,
    stages=(
        Stage("Prepare", ("intro", "needs")),
        Stage("Name, photodiode and speed", ("name", "overwrite", "channel", "rpm")),
        Stage("Standards", ("standard", "next")),
        Stage("Blank", ("blank",)),
        Stage("Result", ("result",)),
    ),
)
