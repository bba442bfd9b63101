#!/usr/bin/python
"""An Ansible module: one look at a host instead of one for each package list, service and file. Reads only."""

from __future__ import annotations

import configparser
import contextlib
import ctypes
import grp
import hashlib
import pathlib
import pwd
import re
import stat
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.facts import ansible_collector, default_collectors
from ansible.module_utils.facts.namespace import PrefixFactNamespace

DOCUMENTATION = r"""
module: host_look
short_description: What is on a host already
description:
  - Answers in one run what roles would else ask one by one, so that tasks that have nothing to do need not ask at all.
  - What was not asked for is not in the answer.
author: Pioreactor developers
options:
  system:
    description: Whether packages, services, mounts, the table of hosts and the time zone are wanted.
    type: bool
    default: false
  user: {description: The user of the unit., type: str, default: ""}
  modes: {description: Paths whose owners and modes are wanted., type: list, elements: path, default: []}
  there: {description: Paths that may be there or not., type: list, elements: path, default: []}
  texts: {description: Files whose text is wanted., type: list, elements: path, default: []}
  settings: {description: Files of settings whose values are wanted., type: list, elements: path, default: []}
  facts: {description: Facts that are wanted as well; as C(gather_subset)., type: list, elements: str, default: []}
  files: {description: "Patterns of files, folders and links that roles write.", type: list, elements: str, default: []}
  weak_spots:
    description: Whether a look for passwords and rights that everybody knows is wanted.
    type: bool
    default: false
"""
EXAMPLES = r"""
- name: Look at the host
  host_look:
    system: true
    there: [/boot/firmware/config.txt]
  register: base__look
"""
RETURN = r"""
packages: {description: Names of the packages that are installed., type: list, returned: with system}
enabled: {description: Units of systemd that are enabled., type: list, returned: with system}
running: {description: Those of them that are active., type: list, returned: with system}
hosts: {description: The text of /etc/hosts., type: str, returned: with system}
fstab: {description: The text of /etc/fstab., type: str, returned: with system}
localtime: {description: Where /etc/localtime leads., type: str, returned: with system}
account:
  description: Home, shell, comment, groups and whether the password is locked; empty without such a user.
  type: dict
  returned: with user
modes:
  description: A line for each path that is there, as C(stat --format '%a %U:%G %n') prints it.
  type: list
  returned: always
there: {description: Whether each path is there., type: dict, returned: always}
texts: {description: The text of each file that is there by the file's name., type: dict, returned: always}
settings:
  description: By the file's name, sections, keys and digests of the values. Nothing of a file that cannot be read.
  type: dict
  returned: always
patterns: {description: The patterns that were looked for., type: list, returned: always}
files:
  description: What is at each path, a line that says everything about it that host_files sets.
  type: dict
  returned: always
weak_spots:
  description:
    - C(accounts), whom anybody can log in as, because the password is empty or one that images used to have.
    - C(sudo), files that let the user pioreactor do everything, as older cards and the Raspberry Pi Imager write them.
  type: dict
  returned: with weak_spots
"""
# Known to everybody who has read the ecosystem's instructions, or has tried the usual ones.
KNOWN = ("raspberry", "notaraspberry", "pioreactor", "password", "admin", "root", "pi", "debian", "12345678")
UNLIMITED = ("/etc/sudoers.d/010_pioreactor-nopasswd", "/etc/sudoers.d/010_pi-nopasswd")
OPTIONS = {
    "system": {"type": "bool", "default": False},
    "user": {"type": "str", "default": ""},
    "modes": {"type": "list", "elements": "path", "default": []},
    "there": {"type": "list", "elements": "path", "default": []},
    "texts": {"type": "list", "elements": "path", "default": []},
    "settings": {"type": "list", "elements": "path", "default": []},
    "facts": {"type": "list", "elements": "str", "default": []},
    "files": {"type": "list", "elements": "str", "default": []},
    "weak_spots": {"type": "bool", "default": False},
}


def main() -> None:
    """Called by Ansible on the host."""
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    asked = module.params
    paths = {str(path) for pattern in asked["files"] for path in pathlib.Path("/").glob(pattern.lstrip("/"))}
    module.exit_json(
        changed=False,
        **(system() if asked["system"] else {}),
        **({"account": account(asked["user"])} if asked["user"] else {}),
        **({"weak_spots": weak_spots()} if asked["weak_spots"] else {}),
        **({"ansible_facts": facts(module, asked["facts"])} if asked["facts"] else {}),
        modes=[mode for path in asked["modes"] for mode in mode_of(path)],
        there={path: pathlib.Path(path).exists() for path in asked["there"]},
        texts={path.name: text_of(path) for path in map(pathlib.Path, asked["texts"]) if path.exists()},
        settings={pathlib.Path(path).name: settings_of(path) for path in asked["settings"]},
        patterns=asked["files"],
        files={path: what for path in sorted(paths) for what in what_is(path)},
    )


def system() -> dict[str, Any]:
    """Packages, services and the small files that several roles need."""
    packages = said("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\n")
    enabled = {words[0] for words in said("systemctl", "list-unit-files", "--state=enabled", "--plain", "--no-legend")}
    # Of templates systemctl lists none of the instances.
    enabled |= {link.name for link in pathlib.Path("/etc/systemd/system").glob("*.wants/*@*")}
    active = {words[0] for words in said("systemctl", "list-units", "--state=active", "--plain", "--no-legend")}
    zone = pathlib.Path("/etc/localtime")
    return {
        "packages": [words[1] for words in packages if words[0] == "installed"],
        "enabled": sorted(enabled),
        "running": sorted(enabled & active),
        "hosts": text_of("/etc/hosts"),
        "fstab": text_of("/etc/fstab"),
        "localtime": str(zone.readlink()) if zone.is_symlink() else "",
    }


def said(*command: str) -> list[list[str]]:
    """The words of each line that a command says; none if it is not there."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return []
    return [line.split() for line in run.stdout.splitlines() if line.strip()]


def account(name: str) -> dict[str, Any]:
    """Home, shell, comment, groups and whether the password is locked; empty if there is no such user."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return {}
    locked = any(line.startswith((f"{name}:!", f"{name}:*")) for line in text_of("/etc/shadow").splitlines())
    return {
        "home": entry.pw_dir,
        "shell": entry.pw_shell,
        "comment": entry.pw_gecos,
        "groups": sorted(group.gr_name for group in grp.getgrall() if name in group.gr_mem),
        "locked": locked,
    }


def text_of(path: str | pathlib.Path) -> str:
    """What is in a file; nothing if it is not there."""
    with contextlib.suppress(OSError):
        return pathlib.Path(path).read_text()
    return ""


def settings_of(path: str) -> dict[str, dict[str, str]]:
    """Section, key and digest of each value, for it may be a secret; nothing of a file that cannot be read."""
    parser = configparser.ConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text_of(path))
        return {name: {key: digest(value or "") for key, value in parser.items(name)} for name in parser.sections()}
    except configparser.Error:
        return {}


def digest(value: str) -> str:
    """As the filter differs_from compares it."""
    return hashlib.sha256(value.encode()).hexdigest()


def facts(module: AnsibleModule, subsets: list[str]) -> dict[str, Any]:
    """What C(setup) would say; Ansible then does not gather facts of this host again."""
    collector = ansible_collector.get_ansible_collector(
        all_collector_classes=default_collectors.collectors,
        namespace=PrefixFactNamespace(namespace_name="ansible", prefix="ansible_"),
        gather_subset=subsets,
    )
    return {**collector.collect(module=module), "_ansible_facts_gathered": True}


def mode_of(path: str) -> Iterator[str]:
    """One line as ``stat --format '%a %U:%G %n'`` prints it, or none."""
    with contextlib.suppress(OSError, KeyError):
        yield f"{rights_of(pathlib.Path(path).stat())} {path}"


def what_is(path: str) -> Iterator[str]:
    """One line that says everything about a file, folder or link that host_files sets, or none."""
    with contextlib.suppress(OSError, KeyError):
        status = pathlib.Path(path).lstat()
        if stat.S_ISLNK(status.st_mode):
            yield f"link {pathlib.Path(path).readlink()}"
        elif stat.S_ISDIR(status.st_mode):
            yield f"folder {rights_of(status)}"
        elif stat.S_ISREG(status.st_mode):
            yield f"file {rights_of(status)} {hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()}"


def rights_of(status: Any) -> str:
    """Mode and owners, such as ``644 root:root``."""
    owners = f"{pwd.getpwuid(status.st_uid).pw_name}:{grp.getgrgid(status.st_gid).gr_name}"
    return f"{stat.S_IMODE(status.st_mode):o} {owners}"


def weak_spots() -> dict[str, list[str]]:
    """Accounts that anybody can log in as, and files that let pioreactor do everything."""
    crypt = load_crypt()
    accounts = []
    for line in pathlib.Path("/etc/shadow").read_text().splitlines():
        name, stored = line.split(":")[:2]
        if not stored or (stored[0] == "$" and is_known(name, stored, crypt)):
            accounts.append(name)
    return {"accounts": accounts, "sudo": [path for path in UNLIMITED if is_unlimited(pathlib.Path(path))]}


def load_crypt() -> Callable[[bytes, bytes], bytes | None]:
    """The C library's password function: it knows each method of this system, which Python itself no longer does."""
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    library.crypt.argtypes = (ctypes.c_char_p, ctypes.c_char_p)
    function: Callable[[bytes, bytes], bytes | None] = library.crypt
    return function


def is_known(name: str, stored: str, crypt: Callable[[bytes, bytes], bytes | None]) -> bool:
    """Whether ``stored``, a field of /etc/shadow, is the hash of the account's name or of a known password."""
    return any(crypt(word.encode(), stored.encode()) == stored.encode() for word in {name, *KNOWN})


def is_unlimited(file: pathlib.Path) -> bool:
    """Whether a file in /etc/sudoers.d lets the user pioreactor do everything."""
    return file.exists() and bool(re.search(r"^pioreactor\s.*NOPASSWD:\s*ALL\s*$", file.read_text(), re.MULTILINE))


if __name__ == "__main__":
    main()
