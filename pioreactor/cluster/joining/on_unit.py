"""What is asked of a unit itself, as root: the standard library only, for the unit may have no software of ours yet.

Sent over SSH to ``python3 -I -``, with the action and its arguments as words of JSON; the answer is JSON. On the unit
itself ``pio cluster leave`` uses it too.
"""

from __future__ import annotations

import json
import os
import platform
import pwd
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path("/")
USERS = ("root", "pioreactor")
MARKER = "etc/pioreactor/leader.json"
DATA = "home/pioreactor/.pioreactor"
PIO = "usr/local/bin/pio"
CREDENTIALS = f"{DATA}/credentials.json"
HARDENED = "etc/ssh/sshd_config.d/10-pioreactor.conf"
ROOT_LOGIN = "etc/ssh/sshd_config.d/05-pioreactor-leader.conf"


def place(path: str) -> Path:
    """A path of this unit."""
    return ROOT / path


def read(path: str) -> str:
    """The content of a file; empty where it is missing."""
    try:
        return place(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def write(path: str, content: str, mode: int, owner: pwd.struct_passwd | None = None) -> None:
    """Replace a file: written aside, synced, renamed."""
    aside = place(f"{path}.new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(content)
        os.fsync(file.fileno())
    aside.chmod(mode)
    if owner is not None:
        os.chown(aside, owner.pw_uid, owner.pw_gid)
    aside.replace(place(path))


def remove(*paths: str) -> list[str]:
    """Remove files; those that were there."""
    there = [path for path in paths if place(path).exists()]
    for path in there:
        place(path).unlink()
    return there


def leader_in_config() -> str:
    """Whom the unit's configuration names as its leader; empty where it has no credentials of a cluster."""
    if not place(CREDENTIALS).exists():
        return ""
    for line in read(f"{DATA}/config.ini").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "leader_hostname":
            return value.strip()
    return ""


def marker() -> dict[str, str]:
    """Who has taken this unit in: ``name`` and ``key`` of the leader."""
    try:
        found = json.loads(read(MARKER) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def jobs() -> list[str]:
    """What runs for an experiment; empty where nothing is installed."""
    pio = "/usr/local/bin/pio"
    if not (os.access(pio, os.X_OK) and place("opt/pioreactor/current").exists() and place(DATA).exists()):
        return []
    try:
        run = subprocess.run([pio, "jobs", "list", "running", "--json"], capture_output=True, timeout=5, text=True)
        return sorted({row["job_name"] for row in json.loads(run.stdout)} - {"monitor"})
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError):
        return []


def has_password(user: str) -> bool:
    """True if somebody can log in as ``user`` with a password."""
    for line in read("etc/shadow").splitlines():
        name, _, rest = line.partition(":")
        if name == user:
            return rest[:1] not in ("!", "*", ":", "")
    return False


def look() -> dict[str, object]:
    """What the unit is; nothing is changed."""
    system = dict(line.partition("=")[::2] for line in read("etc/os-release").splitlines())
    link = place("opt/pioreactor/current")
    found = marker()
    return {
        "hostname": socket.gethostname().split(".")[0],
        "architecture": platform.machine(),
        "system": system.get("PRETTY_NAME", "").strip('"'),
        "version": link.readlink().name if link.is_symlink() else "",
        "free_mb": min(shutil.disk_usage(place(path)).free for path in ("opt", "home", "var")) // 1_000_000,
        "leader": found.get("name", "") or leader_in_config(),
        "leader_key": found.get("key", ""),
        "running": jobs(),
        "is_hardened": place(HARDENED).exists(),
        "has_password": has_password("pioreactor"),
        "has_credentials": place(CREDENTIALS).exists(),
    }


def tell_time() -> dict[str, object]:
    """Unix seconds. A question of its own, for an answer that takes long says little."""
    return {"time_s": time.clock_gettime(time.CLOCK_REALTIME)}


def accounts() -> list[pwd.struct_passwd]:
    """Those of ``USERS`` that there are."""
    return [entry for entry in pwd.getpwall() if entry.pw_name in USERS]


def keys_file(owner: pwd.struct_passwd) -> str:
    """Where the keys of an account stand."""
    return f"{owner.pw_dir.lstrip('/')}/.ssh/authorized_keys"


def install_key(line: str, name: str) -> dict[str, object]:
    """Let the leader in, and write down whose the unit is. What was changed, for ``take_back``."""
    added = []
    for owner in accounts():
        path = keys_file(owner)
        lines = read(path).splitlines()
        if line in lines:
            continue
        folder = place(path).parent
        if not folder.is_dir():
            folder.mkdir(0o700)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        write(path, "\n".join([*lines, line]) + "\n", 0o600, owner)
        added.append(owner.pw_name)
    allowed = let_root_in()
    before = read(MARKER)
    place(MARKER).parent.mkdir(parents=True, exist_ok=True)
    write(MARKER, json.dumps({"name": name, "key": line.split()[1]}) + "\n", 0o644)
    return {"added": added, "allowed": allowed, "marker": before, "line": line}


def let_root_in() -> bool:
    """Ansible comes as root, by key. True if that had to be allowed."""
    shown = subprocess.run(
        ["sshd", "-T"], capture_output=True, text=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    )
    if "permitrootlogin no" not in shown.stdout.lower():
        return False
    write(ROOT_LOGIN, "# The leader of the cluster comes with its key.\nPermitRootLogin prohibit-password\n", 0o644)
    reload_sshd()
    return True


def reload_sshd() -> None:
    """Connections that are open stay."""
    subprocess.run(["systemctl", "reload", "ssh.service"], capture_output=True)


def take_back(changes: dict[str, object], before: dict[str, object]) -> dict[str, object]:
    """As it was before ``install_key`` and what followed it. ``before``: what ``look`` said then."""
    line = str(changes.get("line", ""))
    for owner in accounts():
        if owner.pw_name in list(changes.get("added", [])):  # type: ignore[call-overload]
            forget_key(owner, line)
    gone = remove(ROOT_LOGIN) if changes.get("allowed") else []
    if before.get("is_hardened") is False:
        gone += remove(HARDENED)
    if before.get("has_password") and not has_password("pioreactor"):
        subprocess.run(["passwd", "--unlock", "pioreactor"], capture_output=True)
    if before.get("has_credentials") is False:
        gone += remove(CREDENTIALS)
    if changes.get("marker"):
        write(MARKER, str(changes["marker"]), 0o644)
    else:
        gone += remove(MARKER)
    reload_sshd()
    wait_for_claim()
    return {"removed": gone}


def wait_for_claim() -> None:
    """A unit that belongs to nobody shows a new claim code, if it is made for that."""
    subprocess.run(["systemctl", "enable", "--now", "lighttpd.service"], capture_output=True)
    subprocess.run(["systemctl", "start", "pioreactor-claim.service"], capture_output=True)


def forget_key(owner: pwd.struct_passwd, line: str) -> bool:
    """Take one key away from an account; False if it was not there."""
    lines = read(keys_file(owner)).splitlines()
    rest = [one for one in lines if one.split()[1:2] != line.split()[1:2]]
    if rest == lines:
        return False
    write(keys_file(owner), "".join(f"{one}\n" for one in rest), 0o600, owner)
    return True


def set_clock(unix_s: float) -> dict[str, object]:
    """Set the clock. ``failure``: why it could not be."""
    try:
        time.clock_settime(time.CLOCK_REALTIME, float(unix_s))
    except OSError as error:
        return {"failure": str(error)}
    return {"failure": ""}


def forget_stored() -> None:
    """Readings that this leader has are not for the next one."""
    if place(PIO).exists():
        subprocess.run([place(PIO), "journal", "forget"], user="pioreactor", capture_output=True)


def leave() -> dict[str, object]:
    """Free the unit: the leader's key, its mark and its credentials go, services stop; data stay."""
    found = marker()
    if found.get("key"):
        for owner in accounts():
            forget_key(owner, f"ssh-ed25519 {found['key']}")
    services = ["pioreactor.target", "pioreactor-web", "pioreactor-monitor", "mosquitto"]
    subprocess.run(["systemctl", "disable", "--now", *services], capture_output=True)
    forget_stored()
    secret = [
        "etc/mosquitto/conf.d/pioreactor.conf",
        "etc/mosquitto/pioreactor.accounts",
        "etc/mosquitto/pioreactor.access",
    ]
    gone = remove(CREDENTIALS, *secret, ROOT_LOGIN, MARKER)
    wait_for_claim()
    return {"leader": found.get("name", ""), "removed": gone}


def traces() -> dict[str, object]:
    """What there still is of a leader, for whoever wants to see that nothing is."""
    key = marker().get("key", "")
    with_key = [owner.pw_name for owner in accounts() if key and key in read(keys_file(owner))]
    left = [path for path in (MARKER, CREDENTIALS, ROOT_LOGIN) if place(path).exists()]
    return {"keys": with_key, "files": left + [str(path) for path in place("etc/mosquitto").glob("pioreactor.*")]}


ACTIONS = {
    "look": look,
    "tell_time": tell_time,
    "install_key": install_key,
    "take_back": take_back,
    "set_clock": set_clock,
    "leave": leave,
    "traces": traces,
}

if __name__ == "__main__":
    print(json.dumps(ACTIONS[sys.argv[1]](*[json.loads(word) for word in sys.argv[2:]])))  # type: ignore[operator]  # noqa: T201
