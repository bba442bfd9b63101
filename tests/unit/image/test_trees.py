"""What a killed build leaves behind is removed without going through a mount."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from image import trees

MOUNTED = """
import subprocess, sys
from pathlib import Path
from image import trees
from image.programs import ImageError
root = Path(sys.argv[1])
subprocess.run(["mount", "--bind", sys.argv[2], root / "a place/dev"], check=True)
assert trees.mounts_below(root) == [root / "a place/dev"], trees.mounts_below(root)
try:
    trees.remove(root)
except ImageError as error:
    print(error)
subprocess.run(["umount", root / "a place/dev"], check=True)
trees.remove(root)
assert not root.exists()
trees.remove(root)
"""

OWN_MOUNTS = """
import os
from image import trees
trees.see_own_mounts_only()
print(os.readlink("/proc/self/ns/mnt"))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root may mount.")
def test_a_tree_with_a_mount_in_it_is_not_removed(tmp_path: Path) -> None:
    root, theirs = tmp_path / "root", tmp_path / "dev of the builder"
    (root / "a place/dev").mkdir(parents=True)
    theirs.mkdir()
    (theirs / "null").write_text("")
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, "-c", MOUNTED, str(root), str(theirs)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "still in use" in said.stdout and "umount --lazy" in said.stdout
    assert (theirs / "null").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root may have mounts of its own.")
def test_a_build_has_mounts_of_its_own(tmp_path: Path) -> None:
    before = str(Path("/proc/self/ns/mnt").readlink())
    package = tmp_path / "image"
    package.mkdir()
    (package / "__main__.py").write_text(OWN_MOUNTS)
    (package / "__init__.py").write_text(f"__path__.append({str(Path(trees.__file__).parent)!r})")
    said = subprocess.run([sys.executable, "-m", "image"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() not in ("", before)
