"""What a job loads, and that whatever was left out is there for whoever asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOT_IN_A_JOB = {
    *("ast", "asyncio", "dataclasses", "email", "gettext", "hashlib", "http.client", "inspect", "json", "locale"),
    *("msgspec._json_schema", "msgspec.inspect", "numpy", "platform", "selectors", "shutil", "ssl", "subprocess"),
    *("tempfile", "tokenize", "traceback", "typing_extensions", "urllib.request", "yaml"),
}
"""Modules of which each costs 0.05 to 3 MB in every process that loads it, without a use in a job that goes well."""
ON_THE_LEADER = {"pioreactor.background_jobs.leader.mqtt_to_db_streaming.job"}
PROBE = """
import importlib, sys
import click

@click.command("probe")
@click.argument("module")
def click_probe(module):
    importlib.import_module(module)
    print(*sorted(sys.modules))
"""


def python(code: str, *arguments: str, **environment: str) -> str:
    """What a fresh interpreter prints, one that finds what requirements.lock installs and no development packages."""
    hide = "import sys; sys.modules['typing_extensions'] = None; "
    command = [sys.executable, "-c", hide + code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "module",
    [
        "pioreactor.background_jobs.monitor.job",
        "pioreactor.background_jobs.stirring.job",
        "pioreactor.background_jobs.od_reading.job",
        "pioreactor.background_jobs.leader.mqtt_to_db_streaming.job",
        "pioreactor.automations.temperature.thermostat",
        "pioreactor.automations.dosing.turbidostat",
        "pioreactor.automations.led.light_dark_cycle",
    ],
)
def test_a_job_loads_no_more_than_it_needs(tmp_path: Path, module: str) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "probe.py").write_text(PROBE)
    run = "from pioreactor.cli.pio import main; sys.argv = ['pio', 'run', 'probe', *sys.argv[1:]]; main()"
    printed = python(run, module, DOT_PIOREACTOR=str(tmp_path), LANG="de_DE.UTF-8")
    loaded = set(printed.splitlines()[-1].split())
    assert module in loaded
    not_here = NOT_IN_A_JOB | (set() if module in ON_THE_LEADER else {"ipaddress", "urllib.parse"})
    # None stands for a module that is kept away, here typing_extensions.
    assert loaded & not_here <= {"typing_extensions"}


def test_connecting_needs_no_tables_of_international_names(tmp_path: Path) -> None:
    (tmp_path / "config.ini").write_text("[mqtt]\nuse_tls = 0\n")
    code = (
        "from pioreactor.pubsub import create_client\n"
        "client = create_client(hostname='localhost', port=9)\n"
        "assert client.tried_once.wait(20) and client.host == 'localhost', client.host\n"
        "client.close(); print('encodings.idna' in sys.modules)"
    )
    assert python(f"exec({code!r})", DOT_PIOREACTOR=str(tmp_path)).strip() == "False"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("import pathlib; print(pathlib.Path('/a b').as_uri())", "file:///a%20b"),
        ("import pathlib; print(pathlib.PurePath('a.py').match('*.py'))", "True"),
        ("import pathlib; print(pathlib.PureWindowsPath('c:/a').drive)", "c:"),
        ("import msgspec; print(msgspec.json.schema(int))", "{'type': 'integer'}"),
        ("import msgspec; print(msgspec.json.schema_components([int])[0][0])", "{'type': 'integer'}"),
        ("import msgspec; print(type(msgspec.inspect.type_info(int)).__name__)", "IntType"),
        ("import msgspec, datetime as d; print(msgspec.json.encode(d.date(2026, 1, 2)).decode())", '"2026-01-02"'),
        ("import datetime as d; print(d.datetime.strptime('2026', '%Y').year, d.UTC)", "2026 UTC"),
        ("import pickle, datetime as d; print(pickle.loads(pickle.dumps(d.date(1, 2, 3))))", "0001-02-03"),
        ("import traceback, urllib.parse, locale; print(urllib.parse.urlsplit('a://b').netloc)", "b"),
        ("import subprocess; print(subprocess.run(['true'], capture_output=True).returncode)", "0"),
        ("import gettext; print(gettext.gettext('word'), gettext.__file__.endswith('gettext.py'))", "word True"),
        ("import platform; print(platform.python_implementation())", "CPython"),
    ],
)
def test_what_was_left_out_is_there_for_whoever_asks(asked: str, answer: str) -> None:
    assert python(f"import pioreactor.cli.lean_job as lean, pioreactor.cli; lean.load(); {asked}").strip() == answer


def test_a_logged_exception_has_its_traceback() -> None:
    code = (
        "import pioreactor.cli, io\n"
        "from pioreactor.cli import lean_job\n"
        "lean_job.load()\n"
        "import logging\n"
        "logging.basicConfig(stream=sys.stdout)\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: logging.exception('oh')\n"
    )
    assert "ZeroDivisionError: division by zero" in python(f"exec({code!r})")


def test_a_file_is_sent_over_a_socket() -> None:
    code = (
        "import pioreactor.cli\n"
        "from pioreactor.cli import lean_job\n"
        "lean_job.load()\n"
        "import socket, json\n"
        "a, b = socket.socketpair()\n"
        "with open(json.__file__, 'rb') as file: a.settimeout(5); sent = a.sendfile(file, count=20)\n"
        "print(sent, len(b.recv(20)))\n"
    )
    assert python(f"exec({code!r})").strip() == "20 20"
