"""Is everything there that makes a unit of the image without a network?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from image.verify.card import Card
from image.verify.root_files import RootFiles

RELEASES = "/opt/pioreactor/releases"
STORE = "/opt/pioreactor/store"
PROGRAMS: tuple[str, ...] = (
    "/usr/sbin/mosquitto",
    "/usr/sbin/lighttpd",
    "/usr/sbin/nft",
    "/usr/sbin/chronyd",
    "/usr/sbin/sshd",
)
PROGRAMS += ("/usr/local/bin/pio", "/usr/sbin/NetworkManager", "/usr/sbin/resize2fs")
ENABLED = ("pioreactor-web", "pioreactor-monitor", "mosquitto", "lighttpd", "nftables", "ssh")
# What only some units run; site.yml decides at the first boot.
NOT_ENABLED = (
    "pioreactor-ingest.service",
    "pioreactor-export.path",
    "pioreactor-mirror.path",
    "pioreactor-backup.timer",
    "pioreactor-backup.path",
    "pioreactor-vial.service",
)
TRUSTED = "/etc/pioreactor/release-signers"
# Where one connection is for cables, NetworkManager adds none that asks for an address.
CABLE = "/etc/NetworkManager/system-connections/PioreactorCable.nmconnection"
IN_A_RELEASE = ("bin/pio", "venv/bin/ansible-playbook", "share/ansible/playbooks/site.yml", "manifest.json.sig")


def problems(card: Card) -> Iterator[str]:
    """What is missing."""
    root = card.root
    for path in (*PROGRAMS, TRUSTED):
        if path not in root.entries:
            yield f"{path} is not there"
    if CABLE not in root.entries:
        yield f"{CABLE} is not there, so a cable would ask for no address"
    yield from _release(root)
    yield from _services(root)
    # Plain Debian has no such library and does not drive a HAT.
    if "/etc/rpi-issue" in root.entries and not any(path.endswith("/site-packages/lgpio.py") for path in root.entries):
        yield "the release has no lgpio, so no pin of a HAT can be used"


def _release(root: RootFiles) -> Iterator[str]:
    if (link := root.entries.get("/opt/pioreactor/current")) is None or not link.is_link:
        yield "no release is in use: /opt/pioreactor/current is not a link"
    installed = [path for path in root.entries if re.fullmatch(rf"{RELEASES}/[^/]+(?<!\.incoming)", path)]
    if len(installed) != 1:
        yield f"{len(installed)} releases are installed; one is wanted"
    for release in installed:
        for name in IN_A_RELEASE:
            if f"{release}/{name}" not in root.entries:
                yield f"{release}/{name} is not there"
        bundle = rf"{STORE}/pioreactor-{re.escape(release.rsplit('/', 1)[1])}-aarch64\.tar"
        if not any(re.fullmatch(bundle, path) for path in root.entries):
            yield f"the bundle of {release} is not in {STORE}, so a leader could not hand it to workers"


def _services(root: RootFiles) -> Iterator[str]:
    wants = [path for path in root.entries if path.startswith("/etc/systemd/system/") and ".wants/" in path]
    enabled = {path.rsplit("/", 1)[1] for path in wants}
    for name in ENABLED:
        if f"{name}.service" not in enabled:
            yield f"{name}.service is not enabled"
    for name in NOT_ENABLED:
        if name in enabled:
            yield f"{name} is enabled, although not every unit runs it"
