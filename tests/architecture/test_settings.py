"""What jobs publish, and which configuration they ask for."""

from __future__ import annotations

import ast
import importlib
import pkgutil

import pytest
from source import dotted, modules

import pioreactor
from pioreactor.config.schema import SECTIONS
from pioreactor.runtime.settings import check_declaration

NUMERIC = {"float", "integer"}
GETTERS = {"get", "getint", "getfloat", "getboolean"}


def job_classes():
    from pioreactor.background_jobs.base import _Job

    for name in ("pioreactor.background_jobs", "pioreactor.automations"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    found, waiting = set(), [_Job]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("pioreactor.") and kind.published_settings:
            found.add(kind)
    return sorted(found, key=lambda kind: kind.__qualname__)


def test_every_setting_is_declared_well_and_numbers_have_units():
    kinds = job_classes()
    missing = []
    for kind in kinds:
        for name, properties in kind.published_settings.items():
            check_declaration(name, properties)
            if properties["datatype"] in NUMERIC and not properties.get("unit"):
                missing.append(f"{kind.__name__}.{name}")
    assert kinds
    assert not missing, "numbers without a unit: " + ", ".join(missing)


def config_look_ups():
    """(place, section, key) of each ``….get…("section", "key")`` with literal names."""
    for path, tree in modules("pioreactor"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GETTERS:
                words = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                owner = dotted(node.func.value) or dotted(getattr(node.func.value, "func", node))
                if len(words) == 2 and "config" in owner:
                    yield f"{path}:{node.lineno}", *words


def test_every_key_that_is_asked_for_is_declared():
    asked = list(config_look_ups())
    unknown = [
        f"{place} [{section}] {key}"
        for place, section, key in asked
        if section not in SECTIONS or (key not in SECTIONS[section].keys and SECTIONS[section].others is None)
    ]
    assert len(asked) > 20
    assert not unknown, "declare in pioreactor/config/schema.py: " + "; ".join(unknown)


@pytest.mark.parametrize("word", ["is_testing_env", "TESTING"])
def test_production_code_never_asks_whether_it_is_under_test(word):
    allowed = {"pioreactor/whoami.py", "pioreactor/runtime/launching.py"}
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules("pioreactor")
        if path not in allowed
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == word)
        or (isinstance(node, ast.Attribute) and node.attr == word)
        or (isinstance(node, ast.Constant) and node.value == word)
    ]
    assert not found, ", ".join(found)
    assert pioreactor.__version__
