"""Test hosts by hand: `python -m tests.hosts.lab up demo`, then `create demo leader`, `ssh demo leader` and so on."""

from __future__ import annotations

import argparse
import os
import sys
import time

from . import lab as labs
from . import network, registry, repository, rootfs, store
from .commands import why_not
from .errors import LabError
from .host import Host
from .lab import Lab


def main() -> int:
    """Exit status 0, or 1 with a sentence on standard error."""
    options = _parser().parse_args()
    try:
        status: int | None = options.do(options)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    return status or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.hosts.lab", description="Debian hosts with systemd for tests."
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, do: object, text: str, *arguments: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=text, description=text)
        for argument in arguments:
            sub.add_argument(argument.lower())
        sub.set_defaults(do=do)
        return sub

    build = verb("build", _build, "build root file systems and package repositories if they are missing or old")
    build.add_argument("suite", nargs="*", default=list(rootfs.SUITES))
    verb("check", _check, "say what this machine lacks")
    up = verb("up", _up, "make a lab: its network", "LAB")
    up.add_argument("--owner", type=int, metavar="PID", help="`sweep` removes the lab once this process is gone")
    create = verb("create", _create, "make a host with a fresh card and switch it on", "LAB", "HOST")
    create.add_argument("--suite", default=rootfs.DEFAULT_SUITE, help=", ".join(rootfs.SUITES))
    create.add_argument("--address", default="", help=f"default: the next free one from {network.SUBNET}.11 on")
    create.add_argument("--without-packages", action="store_true", help="the host cannot get Debian packages by itself")
    create.add_argument("--off", action="store_true", help="leave it switched off")
    for name, do, text in (
        ("wait", lambda o: print(_host(o).wait_until_up()), "wait until a host has booted and answers over ssh"),
        ("power-on", lambda o: _host(o).power_on(), "switch a host on"),
        ("power-off", lambda o: _host(o).power_off(), "shut a host down in good order"),
        ("power-cut", lambda o: _host(o).power_cut(), "pull the plug of a host"),
        ("reboot", lambda o: _host(o).reboot(), "reboot a host in good order and wait until it is back"),
        ("save", lambda o: _host(o).save(), "keep the disk of a host that is off, for rewind"),
        ("rewind", lambda o: _host(o).rewind(), "put the disk of a host that is off back to the last save"),
        ("cut", lambda o: _host(o).cut(), "pull the network cable of a host"),
        ("heal", lambda o: _host(o).heal(), "plug the network cable in again"),
        ("destroy", lambda o: _host(o).destroy(), "cut the power of a host and delete its disk"),
        ("console-log", lambda o: print(_host(o).console_log.read_text(errors="replace")), "what the console showed"),
    ):
        verb(name, do, text, "LAB", "HOST")
    for name, do, text in (
        ("run", _run, "run a command as root at the console of a host (default: a shell)"),
        ("ssh", _ssh, "log in to a host over ssh as its first user, or run a command"),
    ):
        verb(name, do, text, "LAB", "HOST").add_argument("command", nargs=argparse.REMAINDER)
    verb("ssh-config", lambda o: print(Lab(o.lab).ssh.config), "say where the ssh settings of a lab are", "LAB")
    verb("list", _list, "list labs and hosts")
    verb("down", lambda o: Lab(o.lab).down(), "end a lab and remove every trace", "LAB")
    sweep = verb("sweep", _sweep, "remove labs that killed runs left behind")
    sweep.add_argument("--all", action="store_true", help="all labs of this machine, whoever uses them")
    return parser


def _host(options: argparse.Namespace) -> Host:
    return Lab(options.lab).host(options.host)


def _build(options: argparse.Namespace) -> None:
    for name in options.suite:
        suite, start = rootfs.suite_named(name), time.monotonic()
        print(f"{suite}: {rootfs.ensure(suite)}, {repository.ensure(suite)} ({time.monotonic() - start:.0f} s)")
    in_use = {rootfs.ensure(rootfs.suite_named(name)).parent for name in options.suite}
    if not registry.all_ids():  # what a living host stands on must stay
        for place in store.prune(14, time.time(), in_use=in_use):
            print(f"removed {place}, unused for two weeks")


def _check(_options: argparse.Namespace) -> int:
    reason = why_not(build=True)
    print(reason or "This machine can run test hosts.")
    return 1 if reason else 0


def _up(options: argparse.Namespace) -> None:
    Lab(options.lab).up(registry.owner(options.owner) if options.owner else None)


def _create(options: argparse.Namespace) -> None:
    host = Lab(options.lab).create(
        options.host, suite=options.suite, packages=not options.without_packages, address=options.address
    )
    if not options.off:
        host.power_on()
    print(f"{host.name} {host.address}")


def _run(options: argparse.Namespace) -> None:
    command = _host(options).console_command(options.command or ["bash", "-l"])
    os.execvp(command[0], command)


def _ssh(options: argparse.Namespace) -> None:
    command = _host(options).ssh_command(options.command)
    os.execvp(command[0], command)


def _list(_options: argparse.Namespace) -> None:
    for lab_id in registry.all_ids():
        print(f"{lab_id}{' (its process is gone)' if registry.is_orphan(lab_id) else ''}")
        for host in labs.hosts_of(lab_id):
            print(f"  {host.name:12} {host.address:12} {host.spec.suite:9} {host.state()}")


def _sweep(options: argparse.Namespace) -> None:
    for lab_id in labs.sweep(everything=options.all):
        print(f"removed {lab_id}")


if __name__ == "__main__":
    sys.exit(main())
