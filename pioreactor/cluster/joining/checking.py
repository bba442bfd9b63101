"""What is looked at before anything is changed: whose a unit is, its software, its disk, its clock."""

from __future__ import annotations

from typing import Any, Final

from pioreactor import clock
from pioreactor.cluster import ssh
from pioreactor.cluster.joining.records import Join, StageError
from pioreactor.cluster.joining.remote import Unit
from pioreactor.cluster.release import links
from pioreactor.config import get_leader_hostname

NEEDED_MB: Final = 500
"""Space on the unit: what the journal and the log need to begin with, and what a release leaves free."""
NEEDED_FOR_RELEASE_MB: Final = 900
"""And what the first release needs besides."""
STORE: Final = links.ROOT / "store"
"""Where the leader keeps the bundles that it hands out."""
CLOCK_WITHIN_S: Final = 5.0
FRESH_NAMES: Final = frozenset({"raspberrypi", "localhost", "debian"})
"""Names that an operating system has before anybody gave it one; the set-up gives the unit its own."""
_ARCHITECTURES: Final = ("aarch64", "x86_64")


def check_free(run: Join, look: dict[str, Any]) -> str:
    """Whose the unit is, how it is called, what it is. ``look``: what the unit says. Raises StageError."""
    found = run.found
    found.hostname, found.system, found.architecture = look["hostname"], look["system"], look["architecture"]
    found.version, found.free_mb, found.running = look["version"], look["free_mb"], look["running"]
    found.leader = look["leader"]
    _check_leader(run, look["leader_key"])
    if found.hostname != run.unit and found.hostname not in FRESH_NAMES:
        raise StageError(
            f"The host at {found.address} is called {found.hostname}, not {run.unit}.",
            f"Add it as {found.hostname}, or give it the other name first: hostnamectl hostname {run.unit}",
        )
    if found.architecture not in _ARCHITECTURES:
        raise StageError(
            f"{run.unit} runs a system for {found.architecture}, for which there is no release.",
            "Write its card anew with a 64-bit system.",
        )
    running = f"; {', '.join(found.running)} run on it and go on" if found.running else ""
    return ("A member of this cluster" if found.leader else "It belongs to nobody") + running


def _check_leader(run: Join, key: str) -> None:
    """A name alone is no proof: two leaders may have the same. The key tells, where the unit knows one."""
    leader, unit = run.found.leader, run.unit
    if not leader or key == ssh.public_key().split()[1] or (not key and leader == get_leader_hostname()):
        return
    if leader == run.found.hostname:
        raise StageError(
            f"{unit} is itself the leader of a cluster.",
            "A leader is not added; write its card anew to make it a worker.",
        )
    raise StageError(
        f"{unit} belongs to another leader, {leader}.",
        f"Release it first: `pio cluster remove {unit}` on {leader}, or `sudo pio cluster leave` on {unit} itself.",
    )


def compare_software(run: Join) -> str:
    """The same release, or what is done about it. Raises StageError where none could be installed."""
    own, its = links.linked_version(links.CURRENT), run.found.version
    if its == own and own:
        return f"{own} on both"
    if its:
        return f"{its} there, {own or 'none'} here; it works so, bring it up with `pio cluster upgrade`"
    if not bundle_for(run):
        raise StageError(
            f"{run.unit} has no release, and the leader keeps no bundle of {own} for {run.found.architecture}.",
            "Bring the bundle to the leader: the page Upgrades, or pio cluster upgrade FILE.",
        )
    return f"None there yet; {own} is installed from the leader"


def bundle_for(run: Join) -> str:
    """The file with the leader's own release, for the unit's architecture; empty if it is not kept."""
    path = STORE / f"pioreactor-{links.linked_version(links.CURRENT)}-{run.found.architecture}.tar"
    return str(path) if path.is_file() else ""


def check_disk(run: Join) -> str:
    """Space. Raises StageError with the figures."""
    free = run.found.free_mb or 0
    needed = NEEDED_MB + (0 if run.found.version else NEEDED_FOR_RELEASE_MB)
    if free < needed:
        raise StageError(
            f"{run.unit} has {free} MB free, {needed} MB are needed.", "Free some space there, or use a larger card."
        )
    return f"{free / 1000:.1f} GB free, {needed / 1000:.1f} GB needed"


def check_clock(run: Join, unit: Unit) -> str:
    """Within some seconds of the leader's, or set to it if the person wants so. Raises StageError with the offset."""
    offset_s = _offset_s(unit)
    if abs(offset_s) > CLOCK_WITHIN_S and run.sets_clock:
        failure = unit.ask("set_clock", clock.now_s())["failure"]
        if failure:
            raise StageError(f"The clock of {run.unit} could not be set: {failure}.", "Set it there: date -s")
        offset_s = _offset_s(unit)
    run.found.clock_offset_s = round(offset_s, 1)
    if abs(offset_s) > CLOCK_WITHIN_S:
        raise StageError(
            f"The clock of {run.unit} is {_duration(offset_s)} {'ahead' if offset_s > 0 else 'behind'}.",
            "Let the leader set it. It stays right afterwards: the leader becomes its time source.",
            "set_clock",
            "try_again",
            details=f"limit {CLOCK_WITHIN_S:.0f} s, measured over SSH",
        )
    return f"Within {max(0.1, abs(offset_s)):.1f} s of the leader"


def _offset_s(unit: Unit) -> float:
    """Seconds that the unit's clock is ahead, by the middle of a question and its answer."""
    before = clock.now_s()
    its = float(unit.ask("tell_time")["time_s"])
    return its - (before + clock.now_s()) / 2.0


def _duration(seconds: float) -> str:
    minutes = round(abs(seconds) / 60)
    if abs(seconds) < 120:
        return f"{abs(seconds):.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
