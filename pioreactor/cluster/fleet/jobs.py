"""Starting, stopping and listing jobs on units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from pioreactor.cluster.fleet.members import Member
from pioreactor.cluster.fleet.outcomes import Outcome
from pioreactor.cluster.fleet.running import ask
from pioreactor.leader.fanout import Call
from pioreactor.leader.starting import start_call

START_LIMIT_S: Final = 30.0
STOP_LIMIT_S: Final = 60.0
LIST_LIMIT_S: Final = 10.0


def start(
    member: Member,
    job: str,
    options: Mapping[str, str | None],
    args: Sequence[str],
    config_overrides: Sequence[Sequence[str]],
) -> Outcome:
    """Start a job on a unit for its own experiment; ok when it is ready, or lives after its start."""
    has_model = member.model_name and member.model_version
    call = start_call(
        member.name,
        job,
        experiment=member.experiment,
        is_active=member.is_active,
        model=(str(member.model_name), str(member.model_version)) if has_model else None,
        options=options,
        args=args,
        config_overrides=config_overrides,
    )
    return ask(call, START_LIMIT_S, f"started {job}")


def split_words(words: Sequence[str]) -> tuple[dict[str, str | None], list[str]]:
    """Options and other arguments of a job, as they stand on the command line.

    A word with ``--`` is an option, and the next word its value unless that is an option too; ``--name=value`` as well.
    """
    options: dict[str, str | None] = {}
    others: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--") or word == "--":
            others.append(word)
            continue
        name, is_joined, value = word.removeprefix("--").partition("=")
        if is_joined:
            options[name] = value
        elif waiting and not waiting[0].startswith("--"):
            options[name] = waiting.pop(0)
        else:
            options[name] = None
    return options, others


def stop(unit: str, filters: Mapping[str, str], all_jobs: bool) -> Outcome:
    """Stop the jobs of a unit that fit all ``filters``, or all; failed if one still runs or an output may be on."""
    if all_jobs:
        call = Call(unit, "POST", "/unit_api/jobs/stop/all")
    else:
        call = Call(unit, "POST", "/unit_api/jobs/stop", dict(filters))
    outcome = ask(call, STOP_LIMIT_S)
    return judge_stops(outcome) if outcome.is_ok else outcome


def judge_stops(outcome: Outcome) -> Outcome:
    """What the unit's answer to a stop means."""
    stops = [stop for stop in outcome.value or [] if isinstance(stop, dict)]
    running = [str(stop["job_name"]) for stop in stops if stop["outcome"] == "still running"]
    on = [str(output["output"]) for stop in stops for output in stop.get("outputs", []) if not output["is_off"]]
    if running or on:
        known = [f"still running: {', '.join(running)}"] if running else []
        known += [f"not known to be off: {', '.join(on)}"] if on else []
        return msgspec.structs.replace(
            outcome,
            state="failed",
            text="; ".join(known),
            remedy="See `pio outputs` on the unit; pull its plug if it cannot wait",
        )
    ended = [str(stop["job_name"]) for stop in stops if stop["outcome"] != "already gone"]
    text = f"stopped {', '.join(ended)}" if ended else "nothing was running"
    return msgspec.structs.replace(outcome, text=text)


def listing(unit: str, *, only_running: bool) -> Outcome:
    """The jobs of a unit, newest first."""
    path = "/unit_api/jobs/running" if only_running else "/unit_api/jobs"
    outcome = ask(Call(unit, "GET", path), LIST_LIMIT_S)
    if not outcome.is_ok:
        return outcome
    rows: list[Any] = outcome.value or []
    return msgspec.structs.replace(outcome, text=f"{len(rows)} job{'' if len(rows) == 1 else 's'}")
