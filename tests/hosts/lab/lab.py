"""A lab: one private network and the hosts on it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict
from types import TracebackType

from . import network, paths, registry, repository, rootfs
from .cgroup import Cgroup
from .commands import require
from .errors import LabError
from .host import Host, HostSpec
from .overlay import Overlay
from .ssh import SshAccess

FIRST_ADDRESS = 11
LONGEST_HOST_NAME = 12  # its cable is called vb-<name>, and the kernel ends such names after 15 characters


class Lab:
    """`with Lab("name") as lab:` makes the network and takes everything away at the end, whatever happened.

    `up` and `down` do the same by hand; `Lab("name")` alone reaches a lab that another process of this checkout made.
    """

    def __init__(self, name: str) -> None:
        _check_name(name)
        self.id = registry.identity(name)
        self.name = name
        self.folder = registry.folder_of(self.id)
        self.ssh = SshAccess(self.id, paths.ALIVE / self.id)

    def __enter__(self) -> Lab:
        self.up(owner=registry.this_process())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def is_up(self) -> bool:
        """Whether the lab is there."""
        return registry.exists(self.id)

    def up(self, owner: registry.Owner | None = None) -> None:
        """Makes the network. With an owner, `sweep` takes the lab away once that process is gone."""
        require()
        if self.is_up():
            raise LabError(f"Lab {self.name} is up already; 'python -m tests.hosts.lab down {self.name}' ends it.")
        registry.enter(self.id, owner)
        self.folder.mkdir(parents=True, exist_ok=True)
        network.create(self.id)
        Cgroup(self.id).create()
        self.ssh.create()

    def create(self, name: str, *, suite: str = rootfs.DEFAULT_SUITE, packages: bool = True, address: str = "") -> Host:
        """A new host, switched off, with a fresh card. Builds the root file system of the suite if that is missing."""
        self._must_be_up()
        _check_name(name)
        if len(name) > LONGEST_HOST_NAME:
            raise LabError(f"Host name {name} is too long: at most {LONGEST_HOST_NAME} characters.")
        folder = self.folder / name
        if folder.exists():
            raise LabError(f"Lab {self.name} has a host {name} already.")
        suite = rootfs.suite_named(suite)
        rootfs.ensure(suite)
        if packages:
            repository.ensure(suite)
        spec = HostSpec(name, address or self._free_address(), suite, packages)
        folder.mkdir()
        (folder / "host.json").write_text(json.dumps(asdict(spec)))
        host = Host(self.id, folder, spec, self.ssh)
        host.write_card()
        return host

    def host(self, name: str) -> Host:
        """A host that was created before, by whichever process."""
        self._must_be_up()
        for host in self.hosts():
            if host.name == name:
                return host
        known = ", ".join(host.name for host in self.hosts()) or "none"
        raise LabError(f"Lab {self.name} has no host {name}; it has: {known}.")

    def hosts(self) -> list[Host]:
        """All hosts by name."""
        return hosts_of(self.id)

    def command_on_network(self, argv: list[str]) -> list[str]:
        """The command, so that it runs on the lab's network (for programs that know nothing of ssh)."""
        return [*network.inside(self.id), *argv]

    def down(self) -> None:
        """Cuts the power of all hosts and removes every trace. Nothing to do if the lab is not up."""
        remove(self.id)

    def _must_be_up(self) -> None:
        if not self.is_up():
            raise LabError(f"Lab {self.name} is not up; 'python -m tests.hosts.lab up {self.name}' makes it.")

    def _free_address(self) -> str:
        taken = {host.address for host in self.hosts()}
        return next(a for n in range(FIRST_ADDRESS, 250) if (a := f"{network.SUBNET}.{n}") not in taken)


def hosts_of(lab_id: str) -> list[Host]:
    """The hosts of any lab of this machine."""
    access = SshAccess(lab_id, paths.ALIVE / lab_id)
    cards = sorted(registry.folder_of(lab_id).glob("*/host.json"))
    return [Host(lab_id, card.parent, HostSpec(**json.loads(card.read_text())), access) for card in cards]


def remove(lab_id: str) -> None:
    """Takes away whatever there is of a lab, complete or not."""
    folder = registry.folder_of(lab_id)
    Cgroup(lab_id).remove()
    for root in folder.glob("*/root"):
        Overlay(root.parent).delete()
    if folder.exists():
        shutil.rmtree(folder)
    network.delete(lab_id)
    registry.leave(lab_id)


def sweep(*, everything: bool = False) -> list[str]:
    """Removes labs whose owner is gone (with `everything`, all labs of this machine); returns their ids.

    Waits for a sweep that another process is at, so that whatever was orphaned before the call is gone after it.
    """
    with registry.sweeping():
        swept = [lab_id for lab_id in registry.all_ids() if everything or registry.is_orphan(lab_id)]
        for lab_id in swept:
            remove(lab_id)
    return swept


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name):
        raise LabError(f"'{name}' is no name for a lab or host: small letters, digits and hyphens, a letter first.")
