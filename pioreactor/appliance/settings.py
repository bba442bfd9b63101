"""What a person may say about a unit before its first boot: in a file on the card, or on the set-up page.

Each description is what people read when a value is wrong, after the key and the value.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

NAME: Final = r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
_KEY_KINDS: Final = (
    r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)"
)

Role = Annotated[
    Literal["leader", "worker", "both"],
    Meta(description='"leader", "worker" or "both" (a leader with a vial of its own)'),
]
HostName = Annotated[
    str,
    Meta(pattern=NAME, max_length=63, description="letters, digits and hyphens, at most 63, such as lab1; no .local"),
]
Country = Annotated[
    str, Meta(pattern=r"^[A-Z]{2}$", description='the country in two capital letters, such as "AT" or "US"')
]
TimeZone = Annotated[str, Meta(max_length=64, description='a time zone as "Europe/Vienna" or "America/New_York"')]
PublicKey = Annotated[
    str,
    Meta(
        pattern=rf"^{_KEY_KINDS} [A-Za-z0-9+/]{{40,}}={{0,3}}( [^\r\n]*)?$",
        max_length=4000,
        description="the public half of an SSH key, one line that begins with ssh-ed25519 or ssh-rsa",
    ),
]
PublicKeys = Annotated[
    tuple[PublicKey, ...],
    Meta(
        max_length=50,
        description='a list of public SSH keys, ["ssh-ed25519 AAAA… anna"], each of which begins with ssh-ed25519 or '
        "ssh-rsa. The private half, a file that begins with -----BEGIN, belongs to nobody else",
    ),
]
Hardware = Annotated[
    Literal["raspberry_pi", "simulated"],
    Meta(description='"raspberry_pi", or "simulated" for a vial in software'),
]
Model = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$", description='the bioreactor, such as "pioreactor_20ml"')]
ModelVersion = Annotated[
    str, Meta(pattern=r"^[0-9]+(\.[0-9]+)+$", description='its version between quotes, such as "1.1"')
]
Archive = Annotated[
    str,
    Meta(
        pattern=r"^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9 _.-]*(/[A-Za-z0-9][A-Za-z0-9 _.-]*)*$",
        max_length=200,
        description="the folder of a backup on this card or on a USB stick, such as 20261129T031500Z, or "
        "backups/20261129T031500Z where it lies in another folder",
    ),
]
FactoryReset = Annotated[
    bool | Literal["keep calibrations", "everything"],
    Meta(description='true, "keep calibrations", or "everything", which leaves no backup and no Wi-Fi behind'),
]
ClaimCode = Annotated[
    str,
    Meta(
        pattern=r"^([A-Z0-9]{4}[- ]?){3}[A-Z0-9]{4}$",
        description="16 letters and digits in four groups, such as 7KQF-XT2M-99PD-ABCW, made up by you",
    ),
]


class Wifi(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The network that the unit joins. An empty passphrase: an open network."""

    ssid: Annotated[str, Meta(min_length=1, max_length=32, description="the name of the network, 1 to 32 signs")]
    passphrase: Annotated[
        str,
        Meta(
            pattern=r"^([\x20-\x7e]{8,63}|[0-9a-fA-F]{64}|)$",
            description="8 to 63 letters, digits and signs without accents; leave it away for an open network",
        ),
    ] = ""
    hidden: Annotated[bool, Meta(description="true if the network does not show its name, else false")] = False


class AccessPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The network that the unit makes itself where it finds none."""

    passphrase: Annotated[
        str, Meta(pattern=r"^([\x21-\x7e]{8,63}|)$", description="8 to 63 letters, digits and signs, no blanks")
    ] = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything; each value may be left away."""

    role: Role | None = None
    hostname: HostName | None = None
    country: Country | None = None
    time_zone: TimeZone | None = None
    ssh_keys: PublicKeys = ()
    hardware: Hardware = "raspberry_pi"
    model: Model | None = None
    model_version: ModelVersion | None = None
    leader: HostName | None = None
    claim_code: ClaimCode | None = None
    restore: Archive | None = None
    factory_reset: FactoryReset | None = None
    wifi: Wifi | None = None
    access_point: AccessPoint | None = None

    def without_secrets(self) -> Settings:
        """What may be kept once the secrets have been handed on."""
        wifi = msgspec.structs.replace(self.wifi, passphrase="") if self.wifi else None
        return msgspec.structs.replace(self, wifi=wifi, access_point=None, claim_code=None)

    def secrets(self) -> list[str]:
        """The values that must not stay on the boot partition."""
        found = [self.wifi.passphrase if self.wifi else "", self.claim_code or ""]
        return [value for value in (*found, self.access_point.passphrase if self.access_point else "") if value]


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person's account, which the Raspberry Pi Imager asks for. ``password_hash``: as in /etc/shadow, or empty."""

    name: Annotated[str, Meta(pattern=r"^[a-z_][a-z0-9_-]{0,30}$")]
    password_hash: Annotated[str, Meta(pattern=r"^(\$[0-9a-z]+\$[^:\s]+|)$")] = ""
    ssh_keys: tuple[PublicKey, ...] = ()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that is wrong with what was said. ``where``: the file and line; ``text``: what, and what to do."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text
