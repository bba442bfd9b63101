"""Getting the unit into the network, and seeing whom it meets there."""

from __future__ import annotations

from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import network
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Problem, Settings
from pioreactor.appliance.state import Step

WAIT_S: Final = 120.0
"""Wall seconds for which a network is waited for, where one is needed to know what this unit shall be."""
GLANCE_S: Final = 10.0
"""The same where everything is known: only to see who else is there."""
OPENS_ACCESS_POINT: Final = "local_access_point"
"""A file on the card by which somebody asks for an access point instead of a network."""
NO_NETWORK: Final = "There is no network. The unit works without one; it is reached once it has one."
LEADERS_NAME: Final = "pioreactor"
"""Each leader answers to this name, with .local, besides its own."""


def connect(host: Host) -> Step:
    """Join the network that was named, or wait for a cable. Raises OSError."""
    settings, run = host.state.settings, host.run
    device = network.wifi_device(run)
    is_alone = (host.places.boot / OPENS_ACCESS_POINT).exists()
    if device:
        network.switch_radio_on(run, settings.country)
        host.progress.shown.networks = network.scan(run)
    if settings.wifi is not None:
        _join(host, settings, device)
    needs_network = (settings.role is None or (settings.wifi is not None and device != "")) and not is_alone
    is_connected = _wait(host, WAIT_S if needs_network else GLANCE_S)
    if is_connected:
        _meet(host)
    if host.state.problems:
        return Step.ASK
    if settings.role is None:
        if not is_connected and device and not is_alone:
            host.note("There is no network that this unit knows.")
            return Step.ASK
        host.state.settings = msgspec.structs.replace(host.state.settings, role="both")
    if not is_connected:
        host.note(NO_NETWORK)
    return Step.RESTORE if settings.restore else Step.CONVERGE


def _join(host: Host, settings: Settings, device: str) -> None:
    """Into the network that was named; why not is a problem that the page asks about."""
    assert settings.wifi is not None
    if not device:
        host.note(
            f'The Wi-Fi "{settings.wifi.ssid}" was not joined: this computer has no Wi-Fi that it can use. Use a cable.'
        )
        return
    host.progress.text(f"Joining the Wi-Fi {settings.wifi.ssid}")
    network.write_wifi(host.places.connections, settings.wifi)
    joined = network.join(host.run, network.WIFI)
    if not joined.is_ok and not network.addresses(host.run):
        why = network.why_not_joined(settings.wifi, joined, host.progress.shown.networks)
        host.state.problems = [*host.state.problems, Problem("Wi-Fi", why)]


def _wait(host: Host, at_most_s: float) -> bool:
    """Whether others can reach the unit."""
    if host.state.problems:
        at_most_s = min(at_most_s, GLANCE_S)
    host.progress.text("Waiting for a network, by cable or Wi-Fi" if at_most_s > GLANCE_S else "")
    return clock.wait_until(lambda: bool(network.addresses(host.run)), at_most_s, poll=1.0)


def _meet(host: Host) -> None:
    """Refuse a name that another computer has, and a second leader that nobody asked for."""
    other = network.neighbour(host.run, host.name)
    if other:
        text = f"Another computer in this network is called {host.name} already, at {other}. Choose another name."
        if host.state.settings.restore:
            text = f"{host.name} is still on, at {other}. Switch it off: this unit takes its place, and then goes on."
        host.state.problems = [*host.state.problems, Problem("hostname", text)]
    leader = network.neighbour(host.run, LEADERS_NAME) if host.state.settings.role is None else ""
    if leader:
        text = (
            f"There is a leader in this network already, at {leader}. Shall this unit be one of its workers "
            "(role worker), or lead a cluster of its own (role both)?"
        )
        host.state.problems = [*host.state.problems, Problem("role", text)]
