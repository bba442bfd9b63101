"""The runner of scenarios: a failure is never lost among what passed. A small program stands in for molecule."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.hosts.lab.paths import CHECKOUT

pytestmark = pytest.mark.hosts


@pytest.fixture
def run_with_molecule(tmp_path):
    def run(script, *arguments):
        program = tmp_path / "molecule"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        path = f"{tmp_path}:{os.environ['PATH']}"
        return subprocess.run(
            [sys.executable, "-m", "tests.hosts.scenarios", *arguments],
            cwd=CHECKOUT,
            env=os.environ | {"PATH": path, "PIOREACTOR_SCENARIO_LOGS": str(tmp_path / "logs")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_a_failed_scenario_fails_the_run_and_shows_its_words(run_with_molecule):
    done = run_with_molecule('echo "the broker of $5 is deaf"; test "$5" != hardening', "base", "hardening")
    assert done.returncode == 1
    assert "the broker of hardening is deaf" in done.stdout
    assert "the broker of base is deaf" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 passed, 1 failed in ")


def test_a_run_in_which_all_pass_is_short(run_with_molecule):
    done = run_with_molecule("exit 0", "base")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("1 passed, 0 failed in ")


def test_a_misspelt_scenario_is_not_a_run_of_none(run_with_molecule):
    done = run_with_molecule("exit 0", "bsae")
    assert done.returncode == 2
    assert "There is no scenario bsae; there are: " in done.stderr and "base" in done.stderr
