"""Runs the molecule scenarios, some at a time: `python -m tests.hosts.scenarios [NAME ...] [--at-a-time N]`.

Each has a lab of its own. The output of a scenario goes to .make/scenarios/<name>.log (PIOREACTOR_SCENARIO_LOGS chooses
another folder) and its end is shown if it fails. Ends with a table and a line like "12 passed, 1 failed in 800 s"; exit
status 1 if any failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.hosts.lab import LabError
from tests.hosts.lab.commands import require
from tests.hosts.lab.lab import sweep
from tests.hosts.lab.paths import CHECKOUT

SHARED = CHECKOUT / ".config" / "molecule" / "config.yml"
LOGS = Path(os.environ.get("PIOREACTOR_SCENARIO_LOGS") or CHECKOUT / ".make" / "scenarios")
LONGEST_S = 2400  # a scenario that takes longer hangs, even beside other work


@dataclass(frozen=True)
class Outcome:
    """How one scenario ended."""

    name: str
    passed: bool
    seconds: float
    log: Path


def main() -> int:
    """Exit status: 0 if all passed, 1 if any failed, 2 if they could not be run."""
    options = _options()
    try:
        require()
        names = _chosen(options.scenario)
        sweep()
    except LabError as error:
        print(error, file=sys.stderr)
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    print(f"{len(names)} scenarios, {options.at_a_time} at a time; logs in {LOGS}", flush=True)
    begin = time.monotonic()
    try:
        outcomes = _run_all(names, options.at_a_time)
    finally:
        sweep()
    _report(outcomes, time.monotonic() - begin)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def all_names() -> list[str]:
    """Every scenario, those with the most hosts first, so that the long ones do not come last."""
    files = sorted(CHECKOUT.glob("molecule/*/molecule.yml"))
    return [file.parent.name for file in sorted(files, key=lambda file: -_hosts_in(file))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hosts.scenarios", description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="*", help="default: all")
    parser.add_argument("--at-a-time", type=int, default=max(2, min(4, os.cpu_count() or 2)), metavar="N")
    return parser.parse_args()


def _hosts_in(file: Path) -> int:
    return len(yaml.safe_load(file.read_text()).get("platforms", []))


def _chosen(wanted: list[str]) -> list[str]:
    names = all_names()
    if unknown := [name for name in wanted if name not in names]:
        raise LabError(f"There is no scenario {unknown[0]}; there are: {', '.join(sorted(names))}.")
    return [name for name in names if not wanted or name in wanted]


def _run_all(names: list[str], at_a_time: int) -> list[Outcome]:
    running: set[subprocess.Popen[bytes]] = set()
    outcomes = []
    with ThreadPoolExecutor(at_a_time) as pool:
        waiting = [pool.submit(_run, name, running) for name in names]
        try:
            for done in as_completed(waiting):
                outcome = done.result()
                outcomes.append(outcome)
                print(f"{outcome.name:24} {_word(outcome)} {outcome.seconds:5.0f} s", flush=True)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                os.killpg(process.pid, signal.SIGTERM)
            raise
    return outcomes


def _run(name: str, running: set[subprocess.Popen[bytes]]) -> Outcome:
    command = ["molecule", "--base-config", str(SHARED), "test", "--scenario-name", name]
    # What molecule remembers begins anew with each run, so that it need not destroy anything first. Labs of this run
    # are swept away once this process is gone, however it ends.
    memory = LOGS / name
    shutil.rmtree(memory, ignore_errors=True)
    environment = os.environ | {
        "PIOREACTOR_LAB_OWNER": str(os.getpid()),
        "MOLECULE_EPHEMERAL_DIRECTORY": str(memory),
        "MOLECULE_COMMAND_BORDERS": "false",
        "NO_COLOR": "1",
    }
    log, begin = LOGS / f"{name}.log", time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        running.add(process)
        try:
            status = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
            output.write(f"\nended after {LONGEST_S} s\n".encode())
        finally:
            running.discard(process)
    return Outcome(name, status == 0, time.monotonic() - begin, log)


def _word(outcome: Outcome) -> str:
    return "passed" if outcome.passed else "FAILED"


def _report(outcomes: list[Outcome], seconds: float) -> None:
    for outcome in outcomes:
        if not outcome.passed:
            lines = outcome.log.read_text(errors="replace").splitlines()
            print(f"\n=== {outcome.name}: the end of {outcome.log}", *lines[-80:], sep="\n")
    print(f"\n{'scenario':24} result  seconds")
    for outcome in sorted(outcomes, key=lambda outcome: outcome.name):
        print(f"{outcome.name:24} {_word(outcome):7} {outcome.seconds:7.0f}")
    failed = sum(not outcome.passed for outcome in outcomes)
    print(f"{len(outcomes) - failed} passed, {failed} failed in {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
