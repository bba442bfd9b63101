"""What the optics and the booked doses say about the liquid in the vial.

Give a :class:`VolumeWatch` every booked dose and every reading; ask it for its verdicts and for the volume. No clock,
no files, no random numbers: the same input gives the same answers.
"""

from __future__ import annotations

from pioreactor.domain.volume_watch.settings import WatchSettings
from pioreactor.domain.volume_watch.verdicts import Verdict, VerdictKind, VolumeEstimate
from pioreactor.domain.volume_watch.verifying import QUIET_S, verifying_exchange_ml
from pioreactor.domain.volume_watch.watch import VolumeWatch

__all__ = [
    "QUIET_S",
    "Verdict",
    "VerdictKind",
    "VolumeEstimate",
    "VolumeWatch",
    "WatchSettings",
    "verifying_exchange_ml",
]
