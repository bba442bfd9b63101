"""Pictures of a heat-up and of what disturbs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.thermal.disturbing import Rested, announce_dose, cold_dose
from benchmarks.thermal.incumbent import Incumbent
from benchmarks.thermal.plant import MODELS, Fleet
from benchmarks.thermal.runs import Run, Track

UNITS = 12
HOURS = 2.0


def write_plots(folder: Path) -> None:
    """Draw ``temperature-heat-up.png`` and ``temperature-dose.png``."""
    try:
        import matplotlib

        matplotlib.use("Agg")
    except ImportError:
        print("Plots skipped: matplotlib is not installed.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    _heat_up(folder / "temperature-heat-up.png")
    _dose(folder / "temperature-dose.png")


def _heat_up(path: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(9.0, 3.4), sharey=True)
    for axis, model in zip(axes, MODELS, strict=True):
        ours = Run(Fleet(model, UNITS, 31), 37.0).go(HOURS * 3600.0)
        theirs = Incumbent(model, Fleet(model, UNITS, 31), 37.0).go(HOURS * 3600.0)
        _band(axis, theirs, "tab:orange", "cycle of 26.7")
        _band(axis, ours, "tab:blue", "this thermostat")
        axis.axhline(37.0, color="grey", linewidth=0.7)
        axis.set(title=f"{model}, {MODELS[model][1]:g} mL", xlabel="minutes", xlim=(0, HOURS * 60.0), ylim=(18, 42))
    axes[0].set_ylabel("true liquid, °C")
    axes[0].legend(fontsize=8, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def _dose(path: Path) -> None:
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(6.0, 3.2))
    rested = Rested.of("v1.1", UNITS)
    _, ours = rested.disturbed(cold_dose, announce_dose)
    theirs = rested.disturbed_incumbent(cold_dose)
    for track in (ours, theirs):
        track.time_s = track.time_s - track.time_s[0]
    _band(axis, theirs, "tab:orange", "cycle of 26.7")
    _band(axis, ours, "tab:blue", "this thermostat")
    axis.set(xlabel="minutes after 5 mL at room temperature into 15 mL", ylabel="true liquid, °C", xlim=(0, 90))
    axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def _band(axis: object, track: Track, colour: str, label: str) -> None:
    """Median of the units, and the range of most of them."""
    minutes = track.time_s / 60.0
    low, middle, high = np.percentile(track.liquid, [10, 50, 90], axis=1)
    axis.fill_between(minutes, low, high, alpha=0.25, color=colour, linewidth=0)  # type: ignore[attr-defined]
    axis.plot(minutes, middle, color=colour, label=label)  # type: ignore[attr-defined]
