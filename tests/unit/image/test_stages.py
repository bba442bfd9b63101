"""What pi-gen is given: it skips a script that is not executable without a word, and it is pinned."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from image import bootstrap, raspios
from image.programs import ImageError

IMAGE = Path(raspios.__file__).parent
STAGES = [IMAGE / "stage-pioreactor", IMAGE / "stage-export"]
SCRIPTS = sorted(script for stage in STAGES for script in stage.rglob("*.sh"))
NAMES = r"prerun\.sh|EXPORT_IMAGE|\d\d-(debconf|packages|packages-nr|run\.sh|run-chroot\.sh)"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.relative_to(IMAGE)))
def test_a_script_is_one_that_pi_gen_runs(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
    assert script.name.endswith("-run-chroot.sh") or script.stat().st_mode & 0o111, "chmod +x"


def test_files_of_stages_have_the_names_that_pi_gen_looks_for() -> None:
    files = [file for stage in STAGES for file in stage.rglob("*") if file.is_file()]
    assert [file.name for file in files if not re.fullmatch(NAMES, file.name)] == []


def test_stages_are_thin() -> None:
    """What a host looks like is said by roles."""
    lines = [line for script in SCRIPTS for line in script.read_text().splitlines() if line.strip()]
    assert len(lines) < 40
    assert not [line for line in lines if re.search(r"apt-get install|systemctl|useradd|tee |cat >", line)]


def test_pi_gen_is_pinned_for_every_suite() -> None:
    pins = tomllib.loads(raspios.PINS.read_text())
    for suite in bootstrap.SUITES:
        assert suite in pins[suite]["tag"] and "arm64" in pins[suite]["tag"]
        assert re.fullmatch("[0-9a-f]{40}", pins[suite]["commit"])


def test_a_pi_gen_that_is_not_the_pinned_one_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    git = ["git", "-C", other, "-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", "init", "-q", other], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    subprocess.run([*git, "tag", "moved-arm64"], check=True)
    pins = tmp_path / "pins.toml"
    pins.write_text(f'repository = "file://{other}"\n[trixie]\ntag = "moved-arm64"\ncommit = "{"0" * 40}"\n')
    monkeypatch.setattr(raspios, "PINS", pins)
    monkeypatch.delenv("PI_GEN_DIR", raising=False)
    with pytest.raises(ImageError, match="Nothing of it was run"):
        raspios.checkout("trixie", tmp_path / "cache")
    assert not (tmp_path / "cache/pi-gen-moved-arm64").exists()


def test_a_folder_without_pi_gen_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PI_GEN_DIR", str(tmp_path))
    with pytest.raises(ImageError, match="there is no build"):
        raspios.checkout("trixie", tmp_path)


def test_the_base_has_what_the_roles_ask_for() -> None:
    names = bootstrap.packages()
    assert {"mosquitto", "lighttpd", "chrony", "nftables", "raspi-firmware", "linux-image-arm64"} <= set(names)
    assert len(names) == len(set(names))


def test_the_base_is_built_anew_when_its_files_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = bootstrap.key("trixie")
    assert before == bootstrap.key("trixie") != bootstrap.key("bookworm")
    monkeypatch.setattr(bootstrap, "FILES", tmp_path)
    (tmp_path / "file").write_text("new")
    assert bootstrap.key("trixie") != before
