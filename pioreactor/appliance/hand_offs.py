"""``python -m pioreactor.appliance.hand_offs``: files on the boot partition that count at every boot; root's service.

``wifi.ini``, ``config.ini``, ``local_access_point``, ``local_link`` and wheels of plugins, by the names that cards of
the ecosystem know. What became of them stands in ``pioreactor-hand-offs.txt`` beside them. One that fails holds up no
other.
"""

from __future__ import annotations

import configparser
import contextlib
import ipaddress
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import access_point, commands, network, wheels
from pioreactor.appliance.checking import check
from pioreactor.appliance.connecting import OPENS_ACCESS_POINT
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.places import Places
from pioreactor.appliance.progress import Progress
from pioreactor.appliance.reading import erase
from pioreactor.appliance.settings import Settings
from pioreactor.appliance.state import State
from pioreactor.storage.files import write_atomically

TOLD: Final = "pioreactor-hand-offs.txt"
PIO: Final = "/usr/local/bin/pio"
DIRECT_LINK: Final = "local_link"
USUAL_LINK: Final = "169.254.16.16"
MANAGER_WITHIN_S: Final = 30.0
_LARGEST_BYTES: Final = 1_000_000

Action = Callable[[Host], str]
"""Does what a file asks for, if it is there; what became of it, or nothing. Raises StepError, OSError."""


def take_wifi(host: Host) -> str:
    """``wifi.ini``: joined now and at later boots; erased once it was joined."""
    path = host.places.boot / "wifi.ini"
    given = _ini(path).get("wifi")
    if given is None:
        return ""
    said = {"ssid": given.get("ssid", ""), "passphrase": given.get("passphrase", "")}
    settings, problems = check({"wifi": said}, lambda section, key: "")
    if problems or settings.wifi is None:
        raise StepError("; ".join(problem.text for problem in problems) or "It needs [wifi] with ssid and passphrase.")
    device = _wifi_device(host)
    network.switch_radio_on(host.run, None)
    network.write_wifi(host.places.connections, settings.wifi)
    joined = network.join(host.run, network.WIFI)
    if not joined.is_ok:
        raise StepError(network.why_not_joined(settings.wifi, joined, network.scan(host.run) if device else []))
    erase(path)
    path.unlink()
    return f'The Wi-Fi "{settings.wifi.ssid}" was joined. The file was erased.'


def take_config(host: Host) -> str:
    """``config.ini``: merged into the unit's own configuration, and removed."""
    path = host.places.boot / "config.ini"
    wanted = _ini(path)
    if not wanted:
        return ""
    applied = host.run([PIO, "config", "apply", "--specific", "--json"], stdin=msgspec.json.encode(wanted).decode())
    if not applied.is_ok:
        raise StepError(f"{applied.last_words} Nothing was changed. Correct the file and restart the unit.")
    erase(path)
    path.unlink()
    return "It was merged into this unit's own configuration. The file was erased."


def open_access_point(host: Host) -> str:
    """``local_access_point``, with two letters of a country in it: the unit makes its own Wi-Fi at each boot."""
    path = host.places.boot / OPENS_ACCESS_POINT
    if not path.exists():
        return ""
    if not (host.places.connections / f"{network.ACCESS_POINT}.nmconnection").exists():
        return "" if host.places.pending.exists() else "This unit has no access point. Run playbooks/site.yml."
    device = _wifi_device(host)
    if not device:
        raise StepError("This computer has no Wi-Fi that it can use.")
    country = _text(path).strip().upper()
    network.switch_radio_on(host.run, country if len(country) == 2 and country.isascii() else None)
    failure = access_point.open_up(host, device, leads_here=False)
    if failure:
        raise StepError(f"There is no access point: {failure}.")
    return "The access point is open. Its passphrase: sudo cat " + str(host.places.passphrase)


def link_directly(host: Host) -> str:
    """``local_link``, with an address in it: a fixed address on a cable that leads to a laptop."""
    path = host.places.boot / DIRECT_LINK
    if not path.exists():
        return ""
    text = _text(path).strip() or USUAL_LINK
    try:
        address = ipaddress.IPv4Interface(text if "/" in text else f"{text}/16")
    except ValueError as error:
        raise StepError(f'"{text[:40]}" is no address such as {USUAL_LINK}.') from error
    if not address.ip.is_private:
        raise StepError(f"{address.ip} is no address for a network of your own, such as {USUAL_LINK}.")
    fields = ["ipv4.addresses", str(address), "connection.autoconnect", "yes"]
    changed = host.run(["nmcli", "connection", "modify", network.DIRECT_CABLE, *fields])
    joined = network.join(host.run, network.DIRECT_CABLE) if changed.is_ok else changed
    if not joined.is_ok:
        raise StepError(f"The cable did not get the address {address.ip}: {joined.last_words}")
    return f"A direct cable has the address {address.ip}."


ACTIONS: Final[Mapping[str, Action]] = {
    "config.ini": take_config,
    "wifi.ini": take_wifi,
    OPENS_ACCESS_POINT: open_access_point,
    DIRECT_LINK: link_directly,
    "pioreactor/plugins": wheels.install,
}


def main(places: Places, run: commands.Run = commands.run) -> int:
    """Look for each; returns the exit code, which is 0: what failed is told on the card. Raises OSError."""
    host = Host(places, State(settings=Settings(hostname=_name(places))), Progress(places), run)
    told = []
    for name, act in ACTIONS.items():
        try:
            said = act(host)
        except (StepError, OSError) as error:
            said = f"This did not succeed: {error}"
        if said:
            told.append(f"{name}: {said}")
    if told:
        print("\n".join(told), file=sys.stderr)  # noqa: T201  # for the journal
        stamped = "\n".join([*told, "", f"Written at {clock.now():%Y-%m-%d %H:%M} UTC by this unit's clock.", ""])
        with contextlib.suppress(OSError):
            write_atomically(places.boot / TOLD, stamped, mode=0o600)
    return 0


def _name(places: Places) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return places.at("etc/hostname").read_text(encoding="utf-8").strip()
    return ""


def _wifi_device(host: Host) -> str:
    """Once NetworkManager is there, which starts about when we do."""
    found = [""]

    def is_there() -> bool:
        found[0] = network.wifi_device(host.run)
        return bool(found[0])

    clock.wait_until(is_there, MANAGER_WITHIN_S, poll=1.0)
    return found[0]


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LARGEST_BYTES).removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def _ini(path: Path) -> dict[str, dict[str, str]]:
    """Section, key, value; nothing where there is no such file. Raises StepError for what is none."""
    if not path.exists():
        return {}
    parser = configparser.ConfigParser(interpolation=None, strict=False, default_section="")
    parser.optionxform = lambda optionstr: optionstr  # type: ignore[method-assign]
    try:
        parser.read_string(_text(path), path.name)
    except configparser.Error as error:
        raise StepError(f"{' '.join(str(error).split())}. It is written as [section] and key = value.") from error
    return {section: dict(parser[section]) for section in parser.sections()}


if __name__ == "__main__":
    sys.exit(main(Places()))
