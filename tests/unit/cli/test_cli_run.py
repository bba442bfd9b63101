from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PLUGIN = '''
import click
print("plugin is imported")

@click.command("{name}")
@click.option("--times", type=int, default=1)
def click_{name}(times):
    """Do {name}."""
    click.echo("plugin runs " + str(times))

unrelated = 1

def __dir__():
    return ["click_{name}"]
'''


def plugin(root: Path, name: str, file: str | None = None) -> None:
    (root / "plugins").mkdir(exist_ok=True)
    (root / "plugins" / f"{file or name}.py").write_text(PLUGIN.format(name=name))


def test_a_plugin_adds_a_job(invoke: Any, unit: Path) -> None:
    plugin(unit, "bubbling")
    out = invoke("run", "--help").out
    assert "From plugins:" in out and "Do bubbling." in out
    assert invoke("run", "bubbling", "--times", "3").out.endswith("plugin runs 3\n")


def test_a_plugin_wins_over_a_built_in_job(invoke: Any, unit: Path) -> None:
    plugin(unit, "stirring", "better_stirring")
    assert invoke("run", "stirring").out.endswith("plugin runs 1\n")


def test_a_second_help_page_does_not_import_plugins(invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pioreactor.cli import run
    from pioreactor.plugin_management import loading

    plugin(unit, "bubbling")
    assert "plugin is imported" in invoke("run", "--help").out
    for name in ("_known", "_loaded"):
        monkeypatch.setattr(run if name == "_known" else loading, name, None)
    second = invoke("run", "--help").out
    assert "plugin is imported" not in second and "Do bubbling." in second


def test_plugins_are_imported_before_a_built_in_job_starts(
    invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import click

    from pioreactor.cli import run
    from pioreactor.cli.lazy import Entry

    plugin(unit, "bubbling")
    seen: list[str] = []
    monkeypatch.setattr(
        run, "sample_command", click.Command("sample", callback=lambda: seen.append("ran")), raising=False
    )
    monkeypatch.setitem(run.JOBS, "sample", Entry("pioreactor.cli.run:sample_command", "Sample."))
    invoke("run", "--help")
    monkeypatch.setattr("pioreactor.plugin_management.loading._loaded", None)
    assert "plugin is imported" not in invoke("run", "sample", "--help").out
    result = invoke("run", "sample")
    assert "plugin is imported" in result.out
    assert seen == ["ran"]


def test_skip_plugins(invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin(unit, "bubbling")
    monkeypatch.setenv("SKIP_PLUGINS", "1")
    assert invoke("run", "bubbling").code == 2


def test_a_plugin_that_fails_is_told_and_left_out(invoke: Any, unit: Path) -> None:
    plugin(unit, "bubbling")
    (unit / "plugins" / "a_broken.py").write_text("import not_there\n")
    result = invoke("run", "--help")
    assert "Plugin a_broken (plugins/a_broken.py) cannot be loaded and is left out. ModuleNotFoundError" in result.err
    assert "bubbling" in result.out


def test_root_is_warned_once_about_a_foreign_data_root(
    invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    from pioreactor.cli import run

    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to another account")
    os.chown(unit, 12345, 12345)
    plugin(unit, "bubbling")
    assert "Warning: running as root" in invoke("run", "bubbling").err
    monkeypatch.setattr(run, "_known", None)
    assert "Warning" not in invoke("run", "bubbling").err
