"""Requests made up from the OpenAPI document, against real servers: no server error, and a known kind of reply."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.web.web_cluster import TOKENS, Unit

SEED = "20261129"
EXAMPLES_PER_ROUTE = "8"
# What would change this computer, or what Ansible and SSH would do, has tests of its own. The last answers 503 to
# everybody, as in the ecosystem: settings change over MQTT.
LEFT_OUT = "|".join(
    (
        "/system/(reboot|shutdown|remove_file|update|upload)",
        "/joining/",
        "/upgrades/st",
        "/workers/(setup|discover)",
        "^/unit_api/jobs/settings/job_name/{job}$",
    )
)


def described(unit: Unit, prefix: str, folder: Path) -> Path:
    """The part of the document below a prefix, in a file."""
    document: dict[str, Any] = unit.ask("GET", "/api/openapi.json")[1]
    document["paths"] = {path: what for path, what in document["paths"].items() if path.startswith(prefix)}
    path = folder / f"{prefix.strip('/')}.json"
    path.write_text(json.dumps(document))
    return path


def fuzz(unit: Unit, document: Path) -> subprocess.CompletedProcess[str]:
    """Try every route with the unit's own token."""
    command = [Path(sys.executable).with_name("schemathesis"), "run", document]
    command += ["--url", f"http://127.0.0.1:{unit.folder.http_port}", "--seed", SEED, "--generation-deterministic"]
    command += ["--header", f"Authorization: Bearer {TOKENS[unit.name]}", "--exclude-path-regex", LEFT_OUT]
    command += ["--checks", "not_a_server_error,status_code_conformance,content_type_conformance"]
    command += ["--phases", "fuzzing", "--max-examples", EXAMPLES_PER_ROUTE, "--no-shrink", "--no-color"]
    command += ["--continue-on-failure", "--request-timeout", "60"]
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=580, check=False, cwd=document.parent
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "prefix"), [("lead", "/api/"), ("work1", "/unit_api/")])
def test_no_made_up_request_is_a_server_error(
    cluster: tuple[Unit, Unit], tmp_path: Path, name: str, prefix: str
) -> None:
    leader, worker = cluster
    unit = leader if name == "lead" else worker
    found = fuzz(unit, described(leader, prefix, tmp_path))
    print(found.stdout[-1500:])
    assert found.returncode == 0, found.stdout[-12000:] + found.stderr[-2000:]
    assert unit.ask("GET", "/unit_api/health")[0] == 200
    log = unit.folder.log_path
    assert not log.exists() or "Traceback" not in log.read_text()
