"""What is wrong with a unit of the cluster, seen from the leader: on each way to it, and in what it tells."""

from __future__ import annotations

import socket
from typing import Any, Final, Literal

import msgspec

import pioreactor
from pioreactor import clock
from pioreactor.cluster.fleet.members import Member
from pioreactor.cluster.fleet.outcomes import MissedError, Outcome
from pioreactor.cluster.fleet.running import ask
from pioreactor.cluster.fleet.shell import login
from pioreactor.leader.fanout import Call
from pioreactor.pubsub.addresses import resolve_to_address, without_port

LIMIT_S: Final = 30.0
_ANSWERS_WITHIN_S: Final = 4.0
_CLOCK_MAY_BE_OFF_S: Final = 1.0
_FREE_BYTES: Final = 3 * 10**9
_NO_READING_FOR_S: Final = 300.0
_MEASURING: Final = ("od_reading", "temperature_automation", "stirring")


class Check(msgspec.Struct, kw_only=True):
    """One look. ``state``: ``unknown`` where something that is wrong already hides it."""

    name: str
    state: Literal["ok", "wrong", "unknown"]
    text: str
    remedy: str = ""


def examine(member: Member, monitor_state: str, last_reading_s: float | None) -> Outcome:
    """All checks of one unit, half a minute at most; ok if nothing is wrong. The value is the list of them.

    ``monitor_state``: as the leader's broker keeps it; ``last_reading_s``: unix seconds of the unit's newest reading in
    the leader's database.
    """
    checks = [_address(member), _ssh(member), *_over_http(member, last_reading_s), _presence(member, monitor_state)]
    wrong = [check for check in checks if check.state == "wrong"]
    text = "; ".join(f"{check.name}: {check.text}" for check in wrong) or "all is well"
    return Outcome(unit=member.name, state="failed" if wrong else "ok", text=text, value=msgspec.to_builtins(checks))


def _address(member: Member) -> Check:
    address = without_port(resolve_to_address(member.name))
    try:
        found = socket.getaddrinfo(address, None, type=socket.SOCK_STREAM)
    except OSError:
        return Check(
            name="address",
            state="wrong",
            text=f"nobody in this network is called {address}",
            remedy=f"Switch {member.name} on, or write its address into [cluster.addresses] of config.ini",
        )
    return Check(name="address", state="ok", text=f"{address} is {found[0][4][0]}")


def _ssh(member: Member) -> Check:
    if member.is_leader:
        return Check(name="ssh", state="ok", text="not needed: this is the leader")
    try:
        with login(member.name, _ANSWERS_WITHIN_S):
            return Check(name="ssh", state="ok", text="the host key is the pinned one, the leader's key opens")
    except MissedError as error:
        return Check(name="ssh", state="wrong", text=f"{error}: {error.cause}", remedy=error.remedy)


def _over_http(member: Member, last_reading_s: float | None) -> list[Check]:
    """What needs the unit's web server."""
    version = ask(Call(member.name, "GET", "/unit_api/versions/app"), _ANSWERS_WITHIN_S)
    if not version.is_ok:
        why = f"{version.text} {version.cause}".strip()
        remedy = version.remedy
        if version.state == "refused":
            remedy = "Hand out the secrets again: playbooks/site.yml"
        hidden = [
            Check(name=name, state="unknown", text="its web server does not answer")
            for name in ("release", "clock", "disk", "readings")
        ]
        return [Check(name="http", state="wrong", text=why, remedy=remedy), *hidden]
    return [
        Check(name="http", state="ok", text="its web server answers and takes the leader's token"),
        _release(version.value),
        _clock(member),
        _disk(member),
        _readings(member, last_reading_s),
    ]


def _release(said: Any) -> Check:
    theirs = said.get("version") if isinstance(said, dict) else None
    if theirs == pioreactor.__version__:
        return Check(name="release", state="ok", text=f"{theirs}, as the leader")
    return Check(
        name="release",
        state="wrong",
        text=f"{theirs or 'unknown'}; the leader has {pioreactor.__version__}",
        remedy="Bring all units to one release: `pio cluster upgrade BUNDLE`",
    )


def _clock(member: Member) -> Check:
    before = clock.now_s()
    told = ask(Call(member.name, "GET", "/unit_api/system/utc_clock"), _ANSWERS_WITHIN_S)
    after = clock.now_s()
    if not told.is_ok:
        return Check(name="clock", state="unknown", text=told.sentence)
    theirs = clock.from_iso(str(told.value["clock_time"])).timestamp()
    # Anything between the two is as good as the middle; only what is outside is certainly off.
    off = theirs - after if theirs > after else theirs - before if theirs < before else 0.0
    if abs(off) <= _CLOCK_MAY_BE_OFF_S * max(1.0, clock.speed()):
        return Check(name="clock", state="ok", text=f"within {_CLOCK_MAY_BE_OFF_S:g} s of the leader's")
    return Check(
        name="clock",
        state="wrong",
        text=f"{abs(off):.1f} s {'ahead of' if off > 0 else 'behind'} the leader's",
        remedy=f"See whether it hears the leader: `pio cluster exec --units {member.name} -- chronyc sources`",
    )


def _disk(member: Member) -> Check:
    told = ask(Call(member.name, "GET", "/unit_api/system/disk_space"), _ANSWERS_WITHIN_S)
    if not told.is_ok:
        return Check(name="disk", state="unknown", text=told.sentence)
    free = int(told.value["available_bytes"])
    text = f"{free / 1e9:.1f} GB free"
    if free >= _FREE_BYTES:
        return Check(name="disk", state="ok", text=text)
    remedy = f"Look for what fills it: `pio cluster exec --units {member.name} -- du -xh --max-depth=2 /var /home`"
    return Check(name="disk", state="wrong", text=text, remedy=remedy)


def _readings(member: Member, last_reading_s: float | None) -> Check:
    told = ask(Call(member.name, "GET", "/unit_api/jobs/running"), _ANSWERS_WITHIN_S)
    if not told.is_ok:
        return Check(name="readings", state="unknown", text=told.sentence)
    measures = [str(job["job_name"]) for job in told.value or [] if job.get("job_name") in _MEASURING]
    if not measures:
        return Check(name="readings", state="ok", text="nothing is measured at the moment")
    if last_reading_s is None:
        age_s, text = float("inf"), "none has reached the leader"
    else:
        age_s = max(0.0, clock.now_s() - last_reading_s)
        text = f"the newest at the leader is {age_s:.0f} s old"
    if age_s <= _NO_READING_FOR_S:
        return Check(name="readings", state="ok", text=text)
    return Check(
        name="readings",
        state="wrong",
        text=f"{text}, though {', '.join(measures)} runs",
        remedy=f"See what the unit says: `pio cluster exec --units {member.name} -- pio health`",
    )


def _presence(member: Member, state: str) -> Check:
    if state in ("ready", "init", "sleeping"):
        return Check(name="broker", state="ok", text=f"its monitor is {state}")
    return Check(
        name="broker",
        state="wrong",
        text=f"its monitor is {state} at the leader's broker",
        remedy=f"On {member.name}: `systemctl status mosquitto pioreactor-monitor`",
    )
