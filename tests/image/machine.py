"""A machine in an emulator, with an image file as its card. Power can be cut; the card keeps what was written to it.

The image's own kernel, initial file system and kernel words are used; only the firmware that loads them is not there.
Addresses of the host are on loopback alone.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from image.layout import BOOT_START
from image.programs import call
from image.verify.booting import initial_file_systems, kernels
from image.verify.card import Card
from pioreactor import clock
from pioreactor.clock import wait_until
from tests.image.guest import Guest, SilentError

CARD_BYTES = 4 << 30
PORTS = (22, 80, 1883)
CONSOLE = "ttyAMA0"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Machine:
    """A machine that is off, with a copy of ``image`` as its card. ``folder``: for the card, the kernel and the log."""

    kind: Sequence[str] = ("-M", "virt,gic-version=3", "-cpu", "cortex-a72", "-smp", "2")
    # Without the mask, a login prompt on the same console takes every other character.
    words: tuple[str, ...] = (
        f"console={CONSOLE}",
        "systemd.debug_shell=hvc0",
        "systemd.mask=serial-getty@hvc0.service",
    )

    def __init__(self, image: Path, folder: Path, name: str = "unit", *, memory_mb: int = 1024) -> None:
        self.name, self.folder, self.memory_mb = name, folder, memory_mb
        folder.mkdir(parents=True, exist_ok=True)
        self.card = folder / f"{name}.img"
        self.log = folder / f"{name}.log"
        self._shell = folder / f"{name}.shell"
        self.guest = Guest(self._shell)
        self.ports = {port: free_port() for port in PORTS}
        self.links: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._power_on_s = 0.0
        call(["cp", "--sparse=always", image, self.card])
        with self.card.open("r+b") as file:
            file.truncate(CARD_BYTES)

    # The card

    def put(self, name: str, content: str | bytes) -> None:
        """A file on the boot partition, as a person puts it there with a computer. The machine is off."""
        written = content.encode() if isinstance(content, str) else content
        call(["mcopy", "-o", "-i", f"{self.card}@@{BOOT_START}", "-", f"::/{name}"], stdin=written)

    def boot_text(self, name: str) -> str:
        """A file of the boot partition, as it is on the card now."""
        return Card(self.card).boot.text(name)

    # Power

    def power_on(self) -> None:
        """Plug it in."""
        assert self._process is None, "it runs already"
        boot = Card(self.card).boot
        names = boot.names()
        kernel, initial = self.folder / "kernel", self.folder / "initial"
        boot.copy(kernels(names)[-1], kernel)
        boot.copy(initial_file_systems(names)[-1], initial)
        kept = [word for word in boot.text("cmdline.txt").split() if not word.startswith("console=")]
        self._shell.unlink(missing_ok=True)
        command = ["qemu-system-aarch64", *self.kind, "-accel", "tcg,thread=multi", "-m", str(self.memory_mb)]
        command += ["-kernel", str(kernel), "-initrd", str(initial), "-append", " ".join([*kept, *self.words])]
        command += ["-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio", *self._devices(kernel)]
        with self.log.open("ab") as log:
            log.write(f"--- power on: {' '.join(command)}\n".encode())
            log.flush()
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._power_on_s = clock.wall_monotonic()

    def power_cut(self) -> None:
        """Pull the plug: what the machine has not written to its card is gone."""
        assert self._process is not None, "it is off"
        self.guest.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = None

    def shut_down(self, limit_s: float = 180) -> None:
        """In order, as its page does it."""
        assert self._process is not None, "it is off"
        self.guest.run("systemctl --no-block poweroff")
        self._process.wait(limit_s)
        self.guest.close()
        self._process = None

    def off(self) -> None:
        """Make sure that it is off; for the end of a test."""
        if self._process is not None:
            self.power_cut()

    @property
    def since_power_on_s(self) -> float:
        """Seconds since it was plugged in."""
        return clock.wall_monotonic() - self._power_on_s

    # The network

    def link(self, end: str) -> None:
        """Another network card, whose cable ends at ``end``: ``listen=127.0.0.1:1234`` or ``connect=…``."""
        self.links.append(end)

    def http(self, path: str = "/", *, limit_s: float = 20) -> tuple[int, str]:
        """Status and text of a page; status 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[80]}{path}", timeout=limit_s) as reply:
                return reply.status, reply.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except (OSError, ValueError):
            return 0, ""

    def greets_over_ssh(self) -> bool:
        """Whether an SSH server says who it is."""
        try:
            with socket.create_connection(("127.0.0.1", self.ports[22]), timeout=10) as found:
                return found.recv(64).startswith(b"SSH-")
        except OSError:
            return False

    # Waiting

    def wait_for_page(self, limit_s: float) -> float:
        """Seconds from the plug to the first page that is not an error."""
        return self._wait(lambda: self.http("/")[0] == 200, limit_s, "no page")

    def wait_for_ssh(self, limit_s: float) -> float:
        """Seconds from the plug to the greeting of its SSH server."""
        return self._wait(self.greets_over_ssh, limit_s, "no SSH")

    def wait_for_shell(self, limit_s: float) -> float:
        """Seconds from the plug to the first answer of a root shell."""

        def answers() -> bool:
            try:
                return self.guest.ask("true", limit_s=10).code == 0
            except (SilentError, OSError):
                self.guest.close()
                return False

        return self._wait(answers, limit_s, "no shell")

    def wait_until(self, command: str, limit_s: float) -> float:
        """Seconds from the plug until a shell command succeeds."""
        return self._wait(lambda: self.guest.ask(command).code == 0, limit_s, f"never succeeded: {command}")

    def _wait(self, is_so: Callable[[], bool], limit_s: float, complaint: str) -> float:
        is_over = wait_until(lambda: not self.runs or is_so(), limit_s, poll=1.0)
        words = f"{self.name}: {complaint} within {limit_s:g} s; the end of {self.log}:\n{self.last_words()}"
        assert is_over and self.runs, words
        return self.since_power_on_s

    @property
    def runs(self) -> bool:
        """Whether it is on, and has not switched itself off."""
        return self._process is not None and self._process.poll() is None

    def last_words(self, count: int = 40) -> str:
        """The end of what it said on its serial line."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def _devices(self, kernel: Path) -> list[str]:
        forwards = ",".join(f"hostfwd=tcp:127.0.0.1:{here}-:{there}" for there, here in self.ports.items())
        devices = [
            "-drive",
            f"file={self.card},if=virtio,format=raw",
            "-object",
            "rng-random,id=rng,filename=/dev/urandom",
        ]
        devices += ["-device", "virtio-rng-pci,rng=rng"]
        devices += ["-netdev", f"user,id=n0,{forwards}", "-device", "virtio-net-pci,netdev=n0,romfile="]
        for number, end in enumerate(self.links, 1):
            mac = f"52:54:00:00:{number:02x}:{self.ports[22] & 0xFF:02x}"
            devices += ["-netdev", f"socket,id=n{number},{end}"]
            devices += ["-device", f"virtio-net-pci,netdev=n{number},romfile=,mac={mac}"]
        shell = f"socket,id=shell,path={self._shell},server=on,wait=off"
        return [*devices, "-device", "virtio-serial-pci", "-chardev", shell, "-device", "virtconsole,chardev=shell"]


class Pi3(Machine):
    """A Raspberry Pi 3 with its own device tree, card reader and serial line; its network is a USB adapter."""

    kind = ("-M", "raspi3b", "-smp", "4")
    # The emulator has neither Bluetooth nor graphics behind these.
    words = (f"console={CONSOLE},115200", "modules-load=cdc_ether", "modprobe.blacklist=hci_uart,vc4")

    def _devices(self, kernel: Path) -> list[str]:
        tree = self.folder / "tree.dtb"
        Card(self.card).boot.copy("bcm2837-rpi-3-b.dtb", tree)
        forwards = ",".join(f"hostfwd=tcp:127.0.0.1:{here}-:{there}" for there, here in self.ports.items())
        devices = ["-dtb", str(tree), "-drive", f"file={self.card},if=sd,format=raw"]
        return [*devices, "-netdev", f"user,id=n0,{forwards}", "-device", "usb-net,netdev=n0"]
