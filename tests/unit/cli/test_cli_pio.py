from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import click
import pytest

from pioreactor import __version__
from pioreactor.cli import ending
from pioreactor.cli.pio import COMMANDS, pio
from pioreactor.cli.run import JOBS
from pioreactor.exc import HardwareError


def test_no_command_prints_the_help(invoke: Any) -> None:
    result = invoke()
    assert result.code == 0
    assert result.out.startswith("Usage: pio")


def test_every_command_of_the_help_exists(invoke: Any) -> None:
    for entry in [*COMMANDS.values(), *JOBS.values()]:
        module = entry.target.partition(":")[0]
        assert importlib.util.find_spec(module) is not None, module


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if ".cli." in entry.target[:16]])
def test_help_of_each_command(invoke: Any, name: str) -> None:
    assert invoke(name, "--help").out.startswith(f"Usage: pio {name}")


def test_version(invoke: Any) -> None:
    assert invoke("--version").out == invoke("version").out == f"{__version__}\n"
    assert json.loads(invoke("version", "--json").out) == {"app": __version__}


def test_verbose_version_says_unknown_where_there_is_no_hardware(invoke: Any) -> None:
    out = invoke("version", "-v").out
    facts = {line.split(":")[0]: line.split(":")[1].strip() for line in out.splitlines()}
    assert (facts["App"], facts["HAT"]) == (__version__, "unknown")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["stauts"], "Error: there is no command 'stauts'. Did you mean 'status'? Try `pio --help`.\n"),
        (["run", "strirring"], "Error: there is no job 'strirring'. Did you mean 'stirring'? Try `pio run --help`.\n"),
        (["version", "--frobnicate"], "Error: No such option '--frobnicate'. Try `pio version --help`.\n"),
        (["log"], "Error: Missing option '-m' / '--message'. Try `pio log --help`.\n"),
    ],
)
def test_a_wrong_word_is_one_line_and_exit_code_2(invoke: Any, arguments: list[str], expected: str) -> None:
    result = invoke(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err == expected


@pytest.mark.parametrize(
    ("raised", "code", "line"),
    [
        (HardwareError("The lamp is out.\nReplace it."), 1, "Error: The lamp is out. Replace it.\n"),
        (FileNotFoundError(2, "No such file or directory", "/x"), 1, "Error: No such file or directory (/x).\n"),
        (KeyboardInterrupt(), 1, "Aborted!\n"),
        (click.ClickException("It is so."), 1, "Error: It is so.\n"),
        (click.exceptions.Exit(3), 3, ""),
    ],
)
def test_how_a_command_ends(raised: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise raised

    command = click.Command("fail", callback=fail)
    assert ending.invoke(command, []) == code
    assert capsys.readouterr().err == line


def test_a_fault_of_ours_is_one_line_that_says_how_to_learn_more(capsys: pytest.CaptureFixture[str]) -> None:
    command = click.Command("fail", callback=lambda: {}["absent"])
    assert ending.invoke(command, []) == 1
    assert capsys.readouterr().err == "Error: KeyError: 'absent'. Set PIO_TRACEBACK=1 to see where.\n"


@pytest.mark.parametrize("command", ["db", "experiments", "workers"])
def test_leader_commands_say_where_to_go(invoke: Any, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("HOSTNAME", "worker1")
    result = invoke(*([command, "list"] if command == "experiments" else [command, *(["status"] * (command != "db"))]))
    assert result.code == 1
    assert "works on the leader only, and this is worker1. Run it on leader1." in result.err


def test_a_broken_configuration_is_named(invoke: Any, unit: Path) -> None:
    (unit / "config.ini").write_text("[stirring.config]\ninitial_target_rmp = 5\n")
    result = invoke("config", "get", "stirring.config", "initial_target_rpm")
    assert result.code == 1
    assert result.err.count("\n") == 1
    assert "initial_target_rpm" in result.err


def test_completion_of_commands_imports_none_of_them() -> None:
    context = click.Context(pio, info_name="pio")
    assert [item.value for item in pio.shell_complete(context, "exper")] == ["experiments"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(invoke: Any, shell: str) -> None:
    result = invoke("completion", shell)
    assert result.code == 0
    assert "_PIO_COMPLETE" in result.out
