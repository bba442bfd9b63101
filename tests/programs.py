"""Programs that a role brings to a host, as modules: they are in no package."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROLES = Path(__file__).parents[1] / "roles"


def load_program(place: str) -> ModuleType:
    """The program at this place below ``roles/``, loaded anew, so that a test may change what it holds."""
    path = ROLES / place
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
