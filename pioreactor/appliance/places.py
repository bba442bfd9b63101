"""Where everything of a first boot lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """Paths below ``root``, which is / on a unit."""

    root: Path = Path("/")

    def at(self, path: str) -> Path:
        """A path of the unit."""
        return self.root / path.lstrip("/")

    @property
    def boot(self) -> Path:
        """The partition that every computer can read."""
        return self.at("boot/firmware")

    @property
    def memory(self) -> Path:
        """What survives a power cut, readable by root only."""
        return self.at("var/lib/pioreactor/first-boot")

    @property
    def pending(self) -> Path:
        """There as long as the first boot is not over. Made with the image."""
        return self.memory / "pending"

    @property
    def holds_port(self) -> Path:
        """There as long as the page of the first boot has port 80, and lighttpd keeps away. Made with the image."""
        return self.memory / "holds-port-80"

    @property
    def run(self) -> Path:
        """What the page shows, and what people answered there."""
        return self.at("run/pioreactor-first-boot")

    @property
    def progress(self) -> Path:
        """How far it is; anybody may know."""
        return self.run / "progress.json"

    @property
    def answer(self) -> Path:
        """What was filled in on the page, written by the page's account."""
        return self.run / "answers" / "answer.json"

    @property
    def status(self) -> Path:
        """How far it is, on the card, in plain words."""
        return self.boot / "pioreactor-status.txt"

    @property
    def connections(self) -> Path:
        """Networks that NetworkManager knows."""
        return self.at("etc/NetworkManager/system-connections")

    @property
    def passphrase(self) -> Path:
        """Of the access point; role network makes one where there is none."""
        return self.at("etc/NetworkManager/pioreactor-access-point.passphrase")

    @property
    def inventory(self) -> Path:
        """Variables of this unit that all later runs of the roles keep."""
        return self.at("etc/pioreactor/inventory")

    @property
    def data(self) -> Path:
        """The data root of the unit."""
        return self.at("home/pioreactor/.pioreactor")

    @property
    def claim_code(self) -> Path:
        """The code that a person has chosen, until the unit's claim has it."""
        return self.at("etc/pioreactor/claim.json")
