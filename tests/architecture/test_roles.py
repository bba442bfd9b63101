"""Each role is a product with the same shape: described, typed, verified, tried on booted hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from source import PROJECT

ROLES = sorted(folder.parent for folder in PROJECT.glob("roles/*/tasks"))
# Helpers that other roles import: they have nothing to set, and leave nothing on a host that could be verified.
HELPERS = {"known_variables"}
OWN_MODULES = {file.stem for file in PROJECT.glob("playbooks/library/*.py")}
SCENARIOS = PROJECT / "molecule"
PRODUCTS = [role for role in ROLES if role.name not in HELPERS]
LONGEST_MAIN = 40
# Keys of a task or play that are not the module it runs.
KEYWORDS = {
    "name", "when", "loop", "loop_control", "register", "become", "become_user", "become_method", "vars", "tags",
    "notify", "listen", "block", "rescue", "always", "changed_when", "failed_when", "check_mode", "delegate_to",
    "delegate_facts", "run_once", "no_log", "until", "retries", "delay", "ignore_errors", "ignore_unreachable",
    "environment", "args", "async", "poll", "diff", "throttle", "any_errors_fatal", "module_defaults", "timeout",
    "connection", "port",
}  # fmt: skip
# Modules that only look.
READ_ONLY = {
    "assert", "stat", "slurp", "getent", "service_facts", "package_facts", "setup", "uri", "wait_for", "debug",
    "set_fact", "include_vars", "find", "fail", "include_tasks", "import_tasks", "ping", "include_role", "import_role",
    "host_look",
}  # fmt: skip
each_role = pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
each_product = pytest.mark.parametrize("role", PRODUCTS, ids=lambda role: role.name)


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text()) if file.exists() else None


def task_files(role: Path) -> list[Path]:
    return sorted([*role.glob("tasks/**/*.yml"), *role.glob("handlers/**/*.yml")])


def tasks(file: Path) -> Iterator[dict[str, Any]]:
    """Every task of a file, those in blocks included."""
    waiting = list(read(file) or [])
    while waiting:
        task = waiting.pop(0)
        for part in ("block", "rescue", "always"):
            waiting += task.get(part) or []
        yield task


def module_of(task: dict[str, Any]) -> str | None:
    found = [key for key in task if key not in KEYWORDS and not key.startswith("with_")]
    return found[0] if found else None


def defaults_of(role: Path) -> dict[str, Any]:
    return read(role / "defaults" / "main.yml") or {}


def specs_of(role: Path) -> dict[str, Any]:
    options: dict[str, Any] = read(role / "meta" / "argument_specs.yml")["argument_specs"]["main"]["options"]
    return options


@each_role
def test_a_role_describes_itself(role):
    readme = (role / "README.md").read_text()
    assert len(readme.split()) > 20, "the README says what the role does, what it changes and how to undo it"
    meta = read(role / "meta" / "main.yml")
    assert meta["dependencies"] == [], "playbooks compose roles"
    assert meta["galaxy_info"]["description"]


@each_product
def test_every_variable_is_explained_above_it(role):
    lines = (role / "defaults" / "main.yml").read_text().splitlines()
    bare = []
    for number, line in enumerate(lines):
        if re.match(r"[a-z]\w*:", line):
            above = number - 1
            # Neighbours without a blank line between them share an explanation.
            while above >= 0 and lines[above].strip() and not lines[above].startswith(("#", "---")):
                above -= 1
            if above < 0 or not lines[above].startswith("#"):
                bare.append(line.split(":")[0])
    assert not bare, f"say meaning, unit and allowed values of {bare}"


@each_product
def test_variables_carry_the_name_of_their_role(role):
    foreign = [name for name in defaults_of(role) if not name.startswith(f"{role.name}_")]
    inner = [name for name in read(role / "vars" / "main.yml") or {} if not name.startswith(f"{role.name}__")]
    assert (foreign, inner) == ([], [])


@each_product
def test_argument_specs_are_the_defaults_typed(role):
    specs, defaults = specs_of(role), defaults_of(role)
    required = {name for name, spec in specs.items() if spec.get("required")}
    assert set(specs) - required == set(defaults)
    assert not required & set(defaults), "what has a default is not required"
    for name, spec in specs.items():
        assert spec.get("type"), name
        assert spec.get("description"), name
        if "default" in spec:
            assert spec["default"] == defaults[name], f"{name}: the default stands in defaults/main.yml"


@each_product
def test_the_first_page_of_tasks_is_short(role):
    length = len((role / "tasks" / "main.yml").read_text().splitlines())
    assert length <= LONGEST_MAIN, f"{length} lines: move tasks into files with a name of their own"


@each_role
def test_only_what_ansible_core_and_we_bring_is_used(role):
    foreign = {
        (str(file.relative_to(role)), module)
        for file in task_files(role)
        for task in tasks(file)
        if (module := module_of(task)) and not module.startswith("ansible.builtin.") and module not in OWN_MODULES
    }
    assert not foreign, "a leader without internet has no other collections"


@each_product
def test_verify_only_looks(role):
    for task in tasks(role / "tasks" / "verify.yml"):
        module = (module_of(task) or "ansible.builtin.assert").removeprefix("ansible.builtin.")
        if module in ("command", "script"):
            assert task.get("changed_when") is False, task.get("name")
        else:
            assert module in READ_ONLY, f"{task.get('name')}: {module} may change the host"


@each_product
def test_the_checklist_is_complete(role):
    listed = read(role / "quality.yml")
    wanted = {
        "idempotent",
        "check_mode",
        "argument_specs",
        "verify",
        "scenario",
        "undo_documented",
        "secrets_not_logged",
    }
    assert wanted <= set(listed)
    odd = {item: state for item, state in listed.items() if not str(state).startswith(("done", "to do", "exempt"))}
    assert not odd


def scenario_of(role: Path) -> str:
    """Name of the scenario that a checklist names, ``done  # molecule/<name>``; empty if there is none yet."""
    (line,) = [line for line in (role / "quality.yml").read_text().splitlines() if line.startswith("scenario:")]
    found = re.fullmatch(r"scenario: done  # molecule/(\w+)", line)
    assert found or not line.startswith("scenario: done"), "a scenario that is done is named"
    return found[1] if found else ""


def roles_of(playbook: Path) -> set[str]:
    """Roles that a playbook applies to hosts, those of the playbooks that it imports included."""
    applied: set[str] = set()
    for play in read(playbook):
        if imported := play.get("ansible.builtin.import_playbook"):
            applied |= roles_of((playbook.parent / imported).resolve())
        applied |= {role if isinstance(role, str) else role["role"] for role in play.get("roles", [])}
    return applied


@each_product
def test_the_scenario_of_the_checklist_applies_the_role_and_looks_at_it(role):
    name = scenario_of(role)
    if not name:
        return
    scenario = SCENARIOS / name
    assert (scenario / "molecule.yml").exists()
    assert role.name in roles_of(scenario / "converge.yml")
    checks = [line for file in scenario.glob("tests/test_*.py") for line in file.read_text().splitlines()]
    assert any(line.startswith("def test_") for line in checks), "a scenario looks at its host"


def test_every_role_has_a_scenario():
    assert [role.name for role in PRODUCTS if not scenario_of(role)] == []


def test_a_bare_host_gets_the_packages_of_all_roles_in_one_installation():
    ahead = read(PROJECT / "playbooks" / "vars" / "packages.yml")["base_packages_ahead"]
    wanted: set[str] = set()
    for role in PRODUCTS:
        if role.name in roles_of(PROJECT / "playbooks" / "site.yml") - {"base"}:
            own = defaults_of(role) | (read(role / "vars" / "main.yml") or {})
            wanted |= set(own.get(f"{role.name}_packages") or own.get(f"{role.name}__packages") or [])
    assert sorted(wanted) == ahead
