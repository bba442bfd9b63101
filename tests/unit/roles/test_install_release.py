"""The program that installs a release on a host, in parts."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.programs import load_program


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The program, on a system that has a library of the pins."""
    module = load_program("release/files/install_release.py")
    system = tmp_path / "dist-packages"
    system.mkdir()
    for name in ("lgpio.py", "_lgpio.cpython-313-aarch64-linux-gnu.so", "numpy.py"):
        (system / name).write_text("of the system")
    monkeypatch.setattr(module, "SYSTEM", system)
    return module


@pytest.fixture
def site_packages(tmp_path: Path) -> Path:
    """That of an environment."""
    made = tmp_path / "venv/lib/python3.13/site-packages"
    made.mkdir(parents=True)
    return made


def test_the_library_of_the_pins_is_lent_by_the_system(
    program: ModuleType, site_packages: Path, tmp_path: Path
) -> None:
    program.lend(tmp_path / "venv")
    assert sorted(path.name for path in site_packages.iterdir()) == [
        "_lgpio.cpython-313-aarch64-linux-gnu.so",
        "lgpio.py",
    ]
    assert (site_packages / "lgpio.py").read_text() == "of the system"


def test_a_release_that_brings_it_keeps_its_own(program: ModuleType, site_packages: Path, tmp_path: Path) -> None:
    (site_packages / "lgpio.py").write_text("of the release")
    program.lend(tmp_path / "venv")
    assert [path.read_text() for path in site_packages.iterdir()] == ["of the release"]


def test_a_system_without_it_lends_nothing(program: ModuleType, site_packages: Path, tmp_path: Path) -> None:
    for file in program.SYSTEM.iterdir():
        file.unlink()
    program.lend(tmp_path / "venv")
    assert list(site_packages.iterdir()) == []
