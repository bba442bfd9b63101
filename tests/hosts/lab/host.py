"""One test host, from the card it starts from to the power cut that ends it."""

from __future__ import annotations

import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pioreactor.clock import wait_until

from . import network, repository, rootfs, setup_files
from .cgroup import Cgroup
from .commands import call
from .errors import LabError
from .overlay import Overlay
from .ssh import SshAccess

SUPERVISOR = Path(__file__).with_name("supervisor.py")
PATH_IN_HOST = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# For a look at a host that may be going down: a process that enters it at that very moment is never let out again.
LOOK_SECONDS = 15.0


@dataclass(frozen=True)
class HostSpec:
    """What a host is made of; `packages` says whether it sees the package repository itself (as a host with a network
    does) or has to get packages from another host."""

    name: str
    address: str
    suite: str
    packages: bool


class Host:
    """Made by `Lab.create` or `Lab.host`; every method works from whichever process, because the state is on disk."""

    def __init__(self, lab: str, folder: Path, spec: HostSpec, ssh: SshAccess) -> None:
        self.spec = spec
        self.name = spec.name
        self.address = spec.address
        self.console_log = folder / "console.log"
        self._lab = lab
        self._ssh = ssh
        self._overlay = Overlay(folder)
        self._cgroup = Cgroup(lab, spec.name)

    # ---- the card and the power -------------------------------------------------------------------------------------

    def write_card(self) -> None:
        """Prepares the disk as a card writer would: name, own keys, the key of its owner, a fixed address."""
        self._mount()
        host_key = setup_files.write(self._overlay.root, self.spec, self._ssh.public_key())
        self._ssh.remember(self.address, host_key)

    def power_on(self) -> None:
        """Starts the host and returns at once; see `wait_until_up`. Raises LabError if it is on."""
        if self.is_on():
            raise LabError(f"Host {self.name} is on already.")
        self._mount()
        self._cgroup.create()
        network.forget_link(self._lab, self.name)
        nspawn = [
            *("systemd-nspawn", "--quiet", f"--directory={self._overlay.root}", f"--machine={self.name}"),
            *("--register=no", "--keep-unit", f"--network-bridge={network.BRIDGE}", "--resolv-conf=off"),
            *("--timezone=off", "--link-journal=no", "--console=pipe", "--kill-signal=SIGRTMIN+3", "--boot"),
        ]
        if self.spec.packages:
            nspawn.insert(-1, f"--bind-ro={repository.ensure(self.spec.suite)}:{repository.SEEN_BY_HOSTS}")
        detached = ["setsid", "--fork", *network.inside(self._lab), "unshare", "--mount", "--propagation", "slave"]
        with self.console_log.open("ab") as log:
            subprocess.run(
                [*detached, sys.executable, str(SUPERVISOR), str(self._cgroup.path), *nspawn],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
            )

    def is_on(self) -> bool:
        """Whether anything of the host runs."""
        return self._cgroup.is_populated()

    def power_off(self, timeout_seconds: float = 180) -> None:
        """Orderly shutdown; returns when the host is off. Nothing to do if it is."""
        if not self.is_on():
            return
        self.run(["systemctl", "poweroff", "--no-block"])
        if not self._cgroup.wait_until_empty(timeout_seconds):
            raise LabError(f"{self.name} has not shut down within {timeout_seconds:g} s.{self._last_words()}")
        self._ssh.forget_connection(self.address)

    def power_cut(self) -> None:
        """Pulls the plug: every process ends at the same instant. What was written to files before stays."""
        self._cgroup.kill()
        self._ssh.forget_connection(self.address)

    def reboot(self, timeout_seconds: float = 180) -> None:
        """Orderly reboot; returns when the host is up again."""
        before = self.boot_id()
        self.run(["systemctl", "reboot", "--no-block"])
        self._wait(lambda: self._other_boot(before), timeout_seconds, "rebooted")
        self._ssh.forget_connection(self.address)
        self.wait_until_up(timeout_seconds)

    def wait_until_up(self, timeout_seconds: float = 180) -> str:
        """Waits until the host has booted and greets over ssh; returns systemd's verdict, `running` or `degraded`."""
        self._wait(lambda: self.state() in ("running", "degraded"), timeout_seconds, "booted")
        self._wait(self._greets, timeout_seconds, "answered over ssh")
        return self.state()

    def save(self) -> None:
        """Keeps the disk as it is now, for `rewind`; the host must be off. Takes no time and no space."""
        self._must_be_off()
        self._overlay.save()
        self._mount()  # files of a host can be read while it is off

    def rewind(self) -> None:
        """Puts the disk back to the last `save`, as often as wanted; the host must be off.

        So a test can break a host that took a minute to set up, and the next one finds it whole."""
        self._must_be_off()
        self._overlay.rewind()
        self._mount()

    def destroy(self) -> None:
        """Cuts the power and deletes the disk."""
        self._cgroup.remove()
        self._overlay.delete()

    # ---- the cable --------------------------------------------------------------------------------------------------

    def cut(self) -> None:
        """Pulls the network cable; the host notices nothing but silence. A power cycle plugs it in again."""
        network.set_link(self._lab, self.name, "down")
        self._ssh.forget_connection(self.address)

    def heal(self) -> None:
        """Plugs the network cable in again."""
        network.set_link(self._lab, self.name, "up")

    def connect(self, port: int, timeout_seconds: float = 5) -> socket.socket:
        """A TCP connection to the host over the lab's network."""
        return network.connect(self._lab, self.address, port, timeout_seconds)

    # ---- commands and what can be seen ------------------------------------------------------------------------------

    def run(
        self, argv: Sequence[str], *, timeout_seconds: float = 180, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command as root at the host's own console: works without its network, its ssh or its accounts."""
        return call(self.console_command(argv), timeout_seconds=timeout_seconds, stdin=stdin, check=check)

    def ssh(
        self, argv: Sequence[str], *, timeout_seconds: float = 180, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command as the host's first user, over the network like everybody else."""
        return call(self.ssh_command(argv), timeout_seconds=timeout_seconds, stdin=stdin, check=check)

    def console_command(self, argv: Sequence[str]) -> list[str]:
        """The command line on this machine that runs `argv` as root in the host."""
        inside = ["nsenter", "--target", str(self.init_pid()), "--mount", "--uts", "--ipc", "--net", "--pid"]
        clean = ["env", "-i", f"PATH={PATH_IN_HOST}", "HOME=/root", "LANG=C.UTF-8", "TERM=xterm"]
        return [*inside, "--root", "--wd", *clean, *argv]

    def ssh_command(self, argv: Sequence[str]) -> list[str]:
        """The command line on this machine that runs `argv` (nothing: a login) in the host over ssh.

        ssh hands words to a shell over there; they are quoted, so that they arrive as they are."""
        return ["ssh", "-F", str(self._ssh.config), self.address, *(["--", shlex.join(argv)] if argv else [])]

    def init_pid(self) -> int:
        """Process number, as this machine counts, of the host's process 1."""
        for pid in self._cgroup.processes():
            if _is_init(pid):
                return pid
        raise LabError(f"Host {self.name} is {'not booted yet' if self.is_on() else 'off'}.")

    def state(self) -> str:
        """systemd's word for how it is: starting, running, degraded, stopping ...; `off` without power."""
        if not self.is_on():
            return "off"
        try:
            looked = self.run(["systemctl", "is-system-running"], check=False, timeout_seconds=LOOK_SECONDS)
            return looked.stdout.strip() or "starting"
        except LabError:
            return "starting"

    def boot_id(self) -> str:
        """Changes with each boot (systemd-nspawn gives every boot its own)."""
        look = ["cat", "/proc/sys/kernel/random/boot_id"]
        return self.run(look, timeout_seconds=LOOK_SECONDS).stdout.strip()

    def failed_units(self) -> list[str]:
        """Names of the systemd units that failed."""
        listing = self.run(["systemctl", "list-units", "--failed", "--plain", "--no-legend"]).stdout
        return [line.split()[0] for line in listing.splitlines() if line.strip()]

    def journal(self, *arguments: str) -> str:
        """The host's journal; arguments as for journalctl (`-u`, `mosquitto`)."""
        return self.run(["journalctl", "--no-pager", *arguments]).stdout

    def memory_mib(self) -> float:
        """Memory of the host's processes, each shared page counted once in proportion (PSS)."""
        kib = 0
        for pid in self._cgroup.processes():
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            kib += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return kib / 1024

    def file(self, path: str) -> Path:
        """Where a file of the host lies on this machine: readable even while the host is off."""
        return self._overlay.root / path.lstrip("/")

    def disk_mib(self) -> float:
        """What the host has written to its disk since it was created."""
        used = (f.lstat().st_blocks * 512 for f in self._overlay.upper.rglob("*") if not f.is_symlink())
        return sum(used) / 2**20

    def copy_in(self, source: Path, path: str, mode: int = 0o644) -> None:
        """Puts a file of this machine onto the host, owned by root, whether it is on or off."""
        target = self.file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(mode)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _must_be_off(self) -> None:
        if self.is_on():
            raise LabError(f"Host {self.name} is on: power_off() or power_cut() comes first.")

    def _mount(self) -> None:
        self._overlay.mount(rootfs.ensure(self.spec.suite))

    def _greets(self) -> bool:
        try:
            with self.connect(22, 1) as connection:
                return connection.recv(4) == b"SSH-"
        except OSError:
            return False

    def _other_boot(self, before: str) -> bool:
        try:
            return self.boot_id() != before
        except LabError:
            return False

    def _wait(self, condition: Callable[[], bool], timeout_seconds: float, what: str) -> None:
        if not wait_until(condition, timeout_seconds, poll=0.05):
            raise LabError(f"{self.name} has not {what} within {timeout_seconds:g} s.{self._last_words()}")

    def _last_words(self) -> str:
        try:
            text = self.console_log.read_text(errors="replace")
        except OSError:
            return ""
        return f" The end of {self.console_log}:\n" + "\n".join(text.splitlines()[-15:])


def _is_init(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]
    return len(numbers) > 1 and numbers[-1] == "1"
