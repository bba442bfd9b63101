"""Raspberry Pi OS Lite by pi-gen, with our stage after its own. Needs the archive of Raspberry Pi."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

from image import trees
from image.converge import PROJECT, Release
from image.programs import ImageError, call, require, require_emulation, watch

HERE = Path(__file__).parent
PINS = HERE / "pins.toml"
TO_FETCH = {"git": "git"}


def build(suite: str, release: Release, image: Path, cache: Path) -> None:
    """Make ``image`` of ``suite``, with its lists. Raises ImageError."""
    require_emulation()
    pi_gen = checkout(suite, cache)
    work = cache / f"pi-gen-work-{suite}"
    deploy = work / "deploy"
    config = cache / f"pi-gen-{suite}.config"
    config.write_text((HERE / "config").read_text() + _settings(suite, pi_gen, work, deploy))
    environment = os.environ | {
        "PIOREACTOR_PROJECT": str(PROJECT),
        "PIOREACTOR_PYTHON": sys.executable,
        "PIOREACTOR_BUNDLE": str(release.bundle.resolve()),
        "PIOREACTOR_SIGNERS": str(release.signers.resolve()),
        "PIOREACTOR_CACHE": str(cache),
        "PIOREACTOR_IMAGE": str(image.resolve()),
    }
    # Ours is made anew each time; the stages of Raspberry Pi OS stay as they were built.
    trees.remove(work / "stage-pioreactor")
    watch([pi_gen / "build.sh", "-c", config], cache / f"pi-gen-{suite}.log", env=environment, cwd=pi_gen)
    if not image.exists():
        raise ImageError(f"pi-gen ended without an image; what it said is in {cache / f'pi-gen-{suite}.log'}.")


def checkout(suite: str, cache: Path) -> Path:
    """A folder with pi-gen at the pinned commit, or what PI_GEN_DIR names. Raises ImageError."""
    if chosen := os.environ.get("PI_GEN_DIR"):
        if not Path(chosen, "build.sh").is_file():
            raise ImageError(f"PI_GEN_DIR is {chosen}, where there is no build.sh of pi-gen.")
        return Path(chosen).resolve()
    pins = tomllib.loads(PINS.read_text())
    if suite not in pins:
        raise ImageError(f"There is no pi-gen for '{suite}' in image/pins.toml.")
    tag, commit = pins[suite]["tag"], pins[suite]["commit"]
    place = cache / f"pi-gen-{tag}"
    if not place.exists():
        require(TO_FETCH)
        unfinished = place.with_name(f".{place.name}.unfinished")
        trees.remove(unfinished)
        call(
            [
                "git",
                "clone",
                "-q",
                "--depth=1",
                f"--branch={tag}",
                "-c",
                "advice.detachedHead=false",
                pins["repository"],
                unfinished,
            ]
        )
        there = call(["git", "-C", unfinished, "rev-parse", "HEAD"]).stdout.decode().strip()
        if there != commit:
            raise ImageError(
                f"pi-gen's {tag} is {there} today and not {commit}, which was looked at. Nothing of it was run."
            )
        unfinished.rename(place)
    return place


def _settings(suite: str, pi_gen: Path, work: Path, deploy: Path) -> str:
    stages = [pi_gen / "stage0", pi_gen / "stage1", pi_gen / "stage2", HERE / "stage-pioreactor"]
    settings = {
        "IMG_NAME": f"pioreactor-{suite}",
        "RELEASE": suite,
        "WORK_DIR": work,
        "DEPLOY_DIR": deploy,
        "STAGE_LIST": " ".join(map(str, stages)),
        "EXPORT_CONFIG_DIR": HERE / "stage-export",
        "GIT_HASH": "pinned",
    }
    return "".join(f'{name}="{value}"\n' for name, value in settings.items())
