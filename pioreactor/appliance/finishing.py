"""The last step: is all well, where do people find the unit, and which secrets are still about."""

from __future__ import annotations

import contextlib
import os
import pwd
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import network, restoring
from pioreactor.appliance.connecting import NO_NETWORK
from pioreactor.appliance.converging import PAGE, PAGE_BEHIND
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Settings
from pioreactor.appliance.state import Step
from pioreactor.cluster.joining.claim.chosen import Chosen
from pioreactor.storage.files import write_atomically

PIO: Final = "/usr/local/bin/pio"
HAND_OFFS: Final = "pioreactor-hand-offs.service"
OURS: Final = "pioreactor"
WELL_WITHIN_S: Final = 60.0


def finish(host: Host) -> Step:
    """Look, tell, forget. Raises OSError."""
    settings = host.state.settings
    is_worker = settings.role == "worker"
    if is_worker:
        _let_claim(host)
    else:
        _see_that_all_is_well(host)
    if settings.role != "leader" and settings.hardware == "raspberry_pi":
        _look_for_hat(host)
    restoring.erase_archive(host)
    if network.addresses(host.run):
        host.forget(NO_NETWORK)
    host.state.settings, host.state.account = settings.without_secrets(), None
    _tell(host, _for_worker(host, settings.leader) if is_worker else _for_leader(host, settings))
    return Step.DONE


def clear_up(host: Host) -> None:
    """What is left of a first boot that is done: nothing holds up the services any more. Raises OSError."""
    host.places.holds_port.unlink(missing_ok=True)
    host.places.pending.unlink(missing_ok=True)
    host.run(["systemctl", "stop", PAGE, PAGE_BEHIND])
    # Those of the files on the card that had to wait for the unit to be one, too.
    host.run(["systemctl", "start", "--no-block", "lighttpd.service", "pioreactor-claim.service", HAND_OFFS])
    host.progress.over()


def _see_that_all_is_well(host: Host) -> None:
    said = ""

    def is_well() -> bool:
        nonlocal said
        looked = host.run([PIO, "health"])
        said = "; ".join(line for line in looked.stdout.splitlines() if line.startswith("Wrong: ")) or looked.last_words
        return looked.is_ok

    host.progress.text("Looking whether all is well")
    if not clock.wait_until(is_well, WELL_WITHIN_S, poll=2.0):
        host.note(f"The unit runs, and not all is well yet: {said}")


def _look_for_hat(host: Host) -> None:
    from pioreactor.exc import PioreactorError
    from pioreactor.hardware.identity import is_HAT_present

    try:
        is_there = is_HAT_present()
    except PioreactorError:
        is_there = False
    if not is_there:
        host.note(
            "The Pioreactor HAT was not found, and without it nothing can be measured. Switch the unit off, seat the "
            "HAT firmly on all pins, and start it again."
        )


def _let_claim(host: Host) -> None:
    """Keep what a person has said about whose the unit will be, for the service that waits for its leader."""
    chosen = Chosen(code=host.state.settings.claim_code or "", leader=host.state.settings.leader or "")
    if chosen != Chosen():
        write_atomically(host.places.claim_code, msgspec.json.encode(chosen), mode=0o600)


def _for_leader(host: Host, settings: Settings) -> list[str]:
    """Where the page is, and the code with which the first person comes in."""
    places = [f"http://{host.name}.local", *(f"http://{address}" for address in network.addresses(host.run))]
    lines = [f"Open {' or '.join(places)} in a browser of the same network."]
    asked = host.run([PIO, "users", "claim-code", "--json"])
    if settings.restore and not asked.is_ok:
        return [*lines, "You sign in as before: this unit is what its archive holds."]
    if settings.claim_code:
        _keep_code(host, settings.claim_code)
        return [*lines, "You are let in by the claim code that you have chosen."]
    code = ""
    with contextlib.suppress(msgspec.MsgspecError, KeyError, TypeError):
        code = msgspec.json.decode(asked.stdout)["claim_code"]
    if code:
        lines.append(f"You are let in by this claim code, once: {code}")
    return lines


def _keep_code(host: Host, code: str) -> None:
    """As the leader's web server reads it."""
    path = host.places.data / "claim_code"
    entry = pwd.getpwnam(OURS)
    write_atomically(path, f"{code}\n", mode=0o600)
    os.chown(path, entry.pw_uid, entry.pw_gid)


def _for_worker(host: Host, leader: str | None) -> list[str]:
    whose = f"the leader {leader}" if leader else "its leader"
    return [
        f"This worker waits for {whose}. On the leader's page add the worker {host.name}, or there type:",
        f"    pio cluster add {host.name} --claim-code-stdin",
        "Its claim code stands on its screen and in claim_code.txt on this card, unless you have chosen one.",
    ]


def _tell(host: Host, lines: list[str]) -> None:
    host.progress.shown.notes = list(host.state.notes)
    host.progress.shown.unit = host.name
    host.progress.step(Step.DONE)
    host.progress.note(*lines)
