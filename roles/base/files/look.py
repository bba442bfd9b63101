"""Says as JSON what is on this host already, so that tasks that have nothing to do need not ask one by one. Reads only.

Arguments: the user of the unit, then the paths whose owners and modes are wanted.
"""

import contextlib
import grp
import json
import pathlib
import pwd
import stat
import subprocess
import sys


def main():
    """Print it."""
    user, *paths = sys.argv[1:]
    packages = said("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\n")
    enabled = {words[0] for words in said("systemctl", "list-unit-files", "--state=enabled", "--plain", "--no-legend")}
    active = {words[0] for words in said("systemctl", "list-units", "--state=active", "--plain", "--no-legend")}
    found = {
        "packages": [words[1] for words in packages if words[0] == "installed"],
        "enabled": sorted(enabled),
        "running": sorted(enabled & active),
        "account": account(user),
        "modes": [mode for path in paths for mode in mode_of(path)],
        "hosts": text_of("/etc/hosts"),
    }
    print(json.dumps(found))  # noqa: T201


def said(*command):
    """The words of each line that a command says; none if it is not there."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return []
    return [line.split() for line in run.stdout.splitlines() if line.strip()]


def account(name):
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


def text_of(path):
    """What is in a file; nothing if it is not there."""
    with contextlib.suppress(OSError):
        return pathlib.Path(path).read_text()
    return ""


def mode_of(path):
    """One line as ``stat --format '%a %U:%G %n'`` prints it, or none."""
    with contextlib.suppress(OSError, KeyError):
        found = pathlib.Path(path).stat()
        owner = f"{pwd.getpwuid(found.st_uid).pw_name}:{grp.getgrgid(found.st_gid).gr_name}"
        yield f"{stat.S_IMODE(found.st_mode):o} {owner} {path}"


if __name__ == "__main__":
    main()
