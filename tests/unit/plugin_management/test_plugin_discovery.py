from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pioreactor.plugin_management import discovery, get_plugins, loading


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "plugins").mkdir()
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    monkeypatch.delenv("PLUGINS_DEV", raising=False)
    monkeypatch.delenv("SKIP_PLUGINS", raising=False)
    monkeypatch.setattr(loading, "_loaded", None)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path / "plugins"


def install(site: Path, distribution: str, module: str, code: str) -> None:
    """What pip leaves behind for a plugin."""
    site.mkdir(exist_ok=True)
    (site / f"{module}.py").write_text(code)
    metadata = site / f"{distribution}-2.5.dist-info"
    metadata.mkdir()
    (metadata / "entry_points.txt").write_text(
        f"[console_scripts]\nother = x:y\n\n[pioreactor.plugins]\n{distribution} = {module}\n"
    )
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.5\nSummary: It does.\nAuthor: A. Person\n"
    )


def test_files_load_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("b_second", "a_first", "c_third"):
        (folder / f"{name}.py").write_text("")
    (folder / "_private.py").write_text("raise SystemExit")
    assert list(get_plugins()) == ["a_first", "b_second", "c_third"]
    assert sys.path[1] == str(folder)


def test_a_file_describes_itself(folder: Path) -> None:
    (folder / "mine.py").write_text(
        "__plugin_name__ = 'my plugin'\n__plugin_version__ = '1.2'\n__plugin_author__ = 'Me'\n"
        "__plugin_summary__ = 'Sums up.'\n__plugin_homepage__ = 'https://example.org'\n"
    )
    plugin = get_plugins()["my plugin"]
    assert plugin[1:] == ("Sums up.", "1.2", "https://example.org", "Me", "plugins/mine.py")


def test_an_installed_distribution(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folder.parent / "site-packages"
    install(site, "pioreactor-relay-test", "relay_for_a_test", "value = 1\n")
    monkeypatch.syspath_prepend(str(site))
    assert discovery.find()[0].source == "entry_points"
    plugin = get_plugins()["pioreactor-relay-test"]
    assert (plugin.version, plugin.description, plugin.author) == ("2.5", "It does.", "A. Person")
    assert plugin.module.value == 1


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "1/0", "this is no Python", "from pioreactor import nothing"])
def test_a_failing_plugin_is_left_out(folder: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.py").write_text(code)
    (folder / "sound.py").write_text("")
    assert list(get_plugins()) == ["sound"]
    assert "Plugin broken (plugins/broken.py) cannot be loaded" in capsys.readouterr().err


def test_a_file_named_like_a_module_in_use_does_not_replace_it(folder: Path) -> None:
    (folder / "json.py").write_text("is_plugin = True\n")
    import json

    assert get_plugins()["json"].module.is_plugin
    assert sys.modules["json"] is json and not hasattr(json, "is_plugin")


def test_plugins_dev_replaces_the_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "usual.py").write_text("")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "special.py").write_text("")
    monkeypatch.setenv("PLUGINS_DEV", str(tmp_path / "dev"))
    assert list(get_plugins()) == ["special"]
