"""The Ansible collection with the chroot connection, pinned by its hash and kept in .make/image."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

from image import trees
from image.programs import call

LOCK = Path(__file__).with_name("collection.lock")
WANTED = "ansible_collections/community/general/"


def ensure(cache: Path) -> Path:
    """The folder for ANSIBLE_COLLECTIONS_PATH. Downloads it the first time; raises ImageError without a network."""
    place = cache / f"collections-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    if not place.exists():
        unfinished = place.with_name(f".{place.name}.unfinished")
        trees.remove(unfinished)
        unfinished.mkdir(parents=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        call([*pip, "download", "-q", "--no-deps", "--require-hashes", "-r", LOCK, "-d", unfinished])
        (wheel,) = unfinished.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unfinished, [name for name in archive.namelist() if name.startswith(WANTED)])
        wheel.unlink()
        unfinished.rename(place)
    return place
