"""Layers, and what a job must not drag in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from source import PROJECT

LINTER = Path(sys.executable).with_name("lint-imports")


def test_import_contracts_hold():
    run = subprocess.run([LINTER, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]


def loaded_by(statement):
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize(
    "module",
    ["pioreactor.background_jobs.base", "pioreactor.runtime.actions", "pioreactor.logging", "pioreactor.pubsub.client"],
)
def test_a_job_loads_no_more_than_it_needs(module):
    heavy = {"numpy", "flask", "http.client", "ssl", "urllib.request", "yaml", "subprocess", "hashlib", "asyncio"}
    assert not loaded_by(f"import {module}") & heavy


def test_paho_works_with_what_was_left_out():
    code = (
        "from pioreactor.pubsub.paho_import import paho, with_tls\n"
        "import http.client, urllib.request, hashlib, ssl, uuid\n"
        "assert paho.hashlib.sha256(b'').digest() == hashlib.sha256(b'').digest()\n"
        "assert urllib.request.urlopen and ssl.SSLContext and uuid.uuid4()\n"
        "with_tls(); assert paho.ssl is ssl"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
