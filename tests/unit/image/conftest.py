"""Images of some megabytes, made by the program that makes the real ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from image.assemble import assemble
from image.programs import TO_ASSEMBLE
from tests.unit.image import small

MISSING = sorted({package for program, package in TO_ASSEMBLE.items() if not shutil.which(program)})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if MISSING and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"making an image needs {', '.join(MISSING)} (.ci/setup dev)"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A root file system without a fault."""
    # Tests may run as anybody; what is in an image belongs to root all the same.
    if os.geteuid() != 0:
        pytest.skip("files of root are made by root")
    return small.tree(tmp_path / "root")


@pytest.fixture
def image(tmp_path: Path, tree: Path) -> Path:
    """The image of that root file system."""
    made = tmp_path / "small.img"
    assemble(tree, made, **small.SIZES)
    return made
