"""Waiting for a person who answers on the set-up page, which the unit's own access point makes reachable."""

from __future__ import annotations

import contextlib
import os
from typing import Annotated, Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import access_point, network, reading
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Settings
from pioreactor.appliance.state import Step

LOOKS_EVERY_S: Final = 1.0
TRIES_NETWORK_EVERY_S: Final = 300.0
"""Wall seconds after which a network that was named is tried again while nobody is in the access point."""
LOOKS_FOR_PREDECESSOR_EVERY_S: Final = 10.0
"""Wall seconds after which a unit that is made of an archive looks whether the one that it replaces is off."""
RETRIES_AFTER_S: Final = (10.0, 60.0, 600.0)
_LARGEST_BYTES: Final = 20_000


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What was filled in, or ``again``: try the present step once more."""

    settings: Settings | None = None
    again: Annotated[bool, msgspec.Meta(description="true")] = False


def ask(host: Host) -> Step:
    """Wait until somebody has answered. Raises OSError."""
    _forget_answers(host)
    device = network.wifi_device(host.run)
    if device:
        host.progress.shown.networks = network.scan(host.run) or host.progress.shown.networks
    host.progress.shown.given = host.state.settings.without_secrets()
    _tell(host)
    try:
        is_open = bool(device) and not network.addresses(host.run) and _open(host, device)
        answered = _wait(host, device, is_open)
    finally:
        if device:
            access_point.close(host)
    if answered is None:
        return Step.IDENTIFY  # the network is there again
    unused = host.state.settings.restore
    host.state.settings = merged(host.state.settings, answered)
    host.state.problems, host.state.notes = [], []
    if unused:
        host.note(
            f"The archive {unused} was not used. It holds every secret of its cluster: do not leave it on a card."
        )
    reading.remember_as_read(host)
    return Step.IDENTIFY


def merged(before: Settings, answered: Settings) -> Settings:
    """What was answered, with what the page does not ask for. A network that was left empty is none.

    Who answers, answers for a unit without an archive: the page says so before.
    """
    kept = ("ssh_keys", "hardware", "model", "model_version", "access_point")
    unasked = {name: getattr(before, name) for name in kept if name not in reading.said_in(answered)}
    return msgspec.structs.replace(answered, restore=None, **unasked)


def take_answer(host: Host) -> Answer | None:
    """The answer that the page has left, which is gone then. What is none is left out: the page checks it."""
    path = host.places.answer
    try:
        # Not through a link: the page's account shall not choose what root reads.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            raw = file.read(_LARGEST_BYTES)
        path.unlink()
    except OSError:
        return None
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.json.decode(raw, type=Answer)
    return None


def wait_to_retry(host: Host) -> None:
    """After a failure: until somebody asks for it, or a while."""
    _forget_answers(host)
    wait_s = RETRIES_AFTER_S[min(host.state.attempts - 1, len(RETRIES_AFTER_S) - 1)]

    def is_asked() -> bool:
        answer = take_answer(host)
        return answer is not None and answer.again

    clock.wait_until(is_asked, wait_s, poll=LOOKS_EVERY_S)


def _forget_answers(host: Host) -> None:
    """Of before the question."""
    with contextlib.suppress(OSError):
        host.places.answer.unlink()


def _open(host: Host, device: str) -> bool:
    failure = access_point.open_up(host, device, leads_here=True)
    if failure:
        host.note(f"There is no network, and {failure}. Use a cable.")
    _tell(host)
    return not failure


def _tell(host: Host) -> None:
    """On the card: where the page is."""
    phrase = access_point.passphrase(host)
    lines = [f"Set-up page: http://{host.name}.local or http://{one}" for one in network.addresses(host.run)]
    if phrase and not lines:
        lines = [
            'Join the Wi-Fi "pioreactor" with a telephone or computer; its passphrase is',
            f"    {phrase}",
            f"Then open http://{access_point.ADDRESS}",
        ]
    how = "Or write pioreactor.toml on this card and start the unit again."
    host.progress.text("")
    host.progress.note(*lines, how)


def _wait(host: Host, device: str, is_open: bool) -> Settings | None:
    """The answer; nothing where what was waited for has come by itself.

    That is a network that was named, for a router takes its time after a power cut; or the end of the leader that this
    unit replaces.
    """
    began = looked = clock.wall_monotonic()
    while True:
        answer = take_answer(host)
        if answer is not None and answer.settings is not None:
            return answer.settings
        clock.wall_sleep(LOOKS_EVERY_S)
        if _waits_for_predecessor(host) and clock.wall_monotonic() - looked >= LOOKS_FOR_PREDECESSOR_EVERY_S:
            looked = clock.wall_monotonic()
            if not network.neighbour(host.run, host.name):
                host.state.problems = []
                return None
        if clock.wall_monotonic() - began < TRIES_NETWORK_EVERY_S:
            continue
        began = clock.wall_monotonic()
        is_worth_it = host.state.settings.wifi is not None and _only_network_is_wrong(host)
        if is_open and is_worth_it and not _has_guests(host, device):
            host.state.problems = [one for one in host.state.problems if one.where != "Wi-Fi"]
            return None


def _waits_for_predecessor(host: Host) -> bool:
    is_name_taken = [problem.where for problem in host.state.problems] == ["hostname"]
    return bool(host.state.settings.restore) and is_name_taken


def _only_network_is_wrong(host: Host) -> bool:
    return all(problem.where == "Wi-Fi" for problem in host.state.problems)


def _has_guests(host: Host, device: str) -> bool:
    return "Station" in host.run(["iw", "dev", device, "station", "dump"]).stdout
