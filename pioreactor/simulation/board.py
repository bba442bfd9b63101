"""Which chips and lines a unit has: HAT versions and bioreactor models that fit each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pioreactor.exc import PioreactorError

PWM_LINES: Final = {17: "stirring", 13: "media", 16: "alt_media", 12: "waste", 18: "heating"}
STATUS_LED: Final = 23
EYE_SPY: Final = {1: 0x49, 2: 0x4A, 3: 0x4B, 4: 0x48}
RP2040_ADDRESS, TMP1075_ADDRESS, ADS1115_ADDRESS, DAC_ADDRESS = 0x2C, 0x4F, 0x48, 0x49
MODELS: Final = (
    ("pioreactor_20ml", "1.0"),
    ("pioreactor_20ml", "1.1"),
    ("pioreactor_20ml", "1.5"),
    ("pioreactor_20ml_XR", "1.5"),
    ("pioreactor_40ml", "1.0"),
    ("pioreactor_40ml", "1.5"),
    ("pioreactor_40ml_XR", "1.5"),
)
HATS: Final = ("1.0", "1.1", "1.2")
ANGLES_PAIR: Final = {1: "REF", 2: "90"}
ANGLES_XR: Final = {1: "REF", 2: "90", 3: "135", 4: "45"}
KNOWN_ANGLES: Final = ("REF", "45", "90", "135", "180")


class BoardError(PioreactorError, ValueError):
    """These boards do not exist or do not fit each other."""


@dataclass(frozen=True, slots=True)
class Board:
    """HAT, model and the angle that each photodiode really looks from (channel 1 to 4)."""

    hat: str = "1.2"
    model: str = "pioreactor_20ml"
    version: str = "1.5"
    angles: dict[int, str] = field(default_factory=dict)

    @property
    def has_eye_spy(self) -> bool:
        """Photodiodes are digital boards on the bus, not wired to the HAT."""
        return self.version == "1.5"

    @property
    def photodiodes(self) -> dict[int, str]:
        """Channel to angle, the model's own where none were given."""
        return dict(self.angles) or dict(ANGLES_XR if self.model.endswith("_XR") else ANGLES_PAIR)

    @property
    def button_line(self) -> int:
        """BCM number of the button."""
        return 24 if self.hat == "1.0" else 4

    @property
    def hall_line(self) -> int:
        """BCM number of the Hall sensor."""
        return 25 if self.hat == "1.0" else 21

    @property
    def lag_s(self) -> float:
        """Time constant of a photodiode with its electronics."""
        if self.has_eye_spy:
            return 0.030
        return 0.005 if self.hat == "1.0" else 0.035

    @property
    def hum_share(self) -> float:
        """What is left of mains hum after the electronics."""
        if self.has_eye_spy:
            return 1.0 / 11.0
        return 1.0 if self.hat == "1.0" else 1.0 / 7.0

    def check(self) -> None:
        """Raise BoardError, with what would fit, for boards that cannot be combined."""
        if self.hat not in HATS:
            raise BoardError(f"There is no HAT {self.hat}; use one of {', '.join(HATS)}.")
        if (self.model, self.version) not in MODELS:
            known = "; ".join(f"{m} {v}" for m, v in MODELS)
            raise BoardError(f"There is no model {self.model} {self.version}; use one of: {known}.")
        if self.hat == "1.0" and self.has_eye_spy:
            raise BoardError("HAT 1.0 and model version 1.5 share bus addresses; use a model version below 1.5.")
        for channel, angle in self.angles.items():
            if channel not in EYE_SPY or angle not in KNOWN_ANGLES:
                raise BoardError(
                    f"Photodiode {channel}={angle}: channels are 1 to 4, angles {', '.join(KNOWN_ANGLES)}."
                )
        if not self.has_eye_spy and any(channel > 2 for channel in self.angles):
            raise BoardError("The HAT has two photodiode inputs, 1 and 2.")


def parse_angles(text: str) -> dict[int, str]:
    """``1=REF,2=90`` as a map. Raises BoardError."""
    result = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        channel, _, angle = part.partition("=")
        if not channel.isdigit() or not angle:
            raise BoardError(f"{part!r} is not <channel>=<angle>, for example 1=REF,2=90.")
        result[int(channel)] = angle.strip()
    return result
