"""Readings: one number, the time at which it was measured, and what series it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Protocol, TypeAlias, cast

import msgspec

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Batch, Message
from pioreactor.storage.database.points import SeriesKey

Route: TypeAlias = Callable[[Message, Batch], None]
"""Adds what a message says to a batch. Raises ValueError, or any error of msgspec, for one that cannot be read."""
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]

LED_CHANNELS = frozenset("ABCD")


class _Reading(Protocol):
    value: float
    timestamp: datetime


def reading(kind: str, wire_name: str, unit: str, experiment: str) -> Route:
    """Readings of the form ``{<wire_name>: number, "timestamp": ...}``."""
    fields = [("value", float), ("timestamp", Moment)]
    shape = msgspec.defstruct("Reading", fields, rename={"value": wire_name}, gc=False)
    decode = msgspec.json.Decoder(cast("type[_Reading]", shape)).decode
    key = SeriesKey(kind, experiment, unit)

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        batch.keys.append(key)
        batch.points.append(
            (round(found.timestamp.timestamp() * 1e6), found.value, message.received_us, None, None, None)
        )
        batch.origins.append(message)

    return add


class _GrowthRate(msgspec.Struct, gc=False):
    growth_rate: float
    timestamp: Moment
    interval_low: float | None = None
    interval_high: float | None = None


def growth_rate(kind: str, unit: str, experiment: str) -> Route:
    """Growth rates with the interval that the estimator states, where it states one."""
    decode = msgspec.json.Decoder(_GrowthRate).decode
    key = SeriesKey(kind, experiment, unit)

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        t_us = round(found.timestamp.timestamp() * 1e6)
        batch.keys.append(key)
        batch.points.append(
            (t_us, found.growth_rate, message.received_us, found.interval_low, found.interval_high, None)
        )
        batch.origins.append(message)

    return add


class _Thermal(msgspec.Struct, gc=False):
    timestamp: Moment
    liquid: float
    liquid_sd: float | None = None
    plate: float | None = None
    ambient: float | None = None
    mode: str | None = None
    quality: str | None = None


def thermal(unit: str, experiment: str) -> Route:
    """What the temperature automation knows: the liquid with two standard deviations to each side, plate and room.

    While it still observes an unknown vial, or its sensor is lost, it has no estimate of the liquid to keep.
    """
    decode = msgspec.json.Decoder(_Thermal).decode
    liquid, plate, ambient = (
        SeriesKey(f"{what}_temperatures", experiment, unit) for what in ("liquid", "plate", "ambient")
    )

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        t_us = round(found.timestamp.timestamp() * 1e6)
        low, high = None, None
        if found.liquid_sd is not None:
            low, high = found.liquid - 2.0 * found.liquid_sd, found.liquid + 2.0 * found.liquid_sd
        has_estimate = found.mode != "observe" and found.quality != "stale"
        rows = (
            (liquid, found.liquid if has_estimate else None, low, high, found.quality),
            (plate, found.plate, None, None, None),
            (ambient, found.ambient, None, None, None),
        )
        for key, value, lowest, highest, note in rows:
            if value is not None:
                batch.keys.append(key)
                batch.points.append((t_us, value, message.received_us, lowest, highest, note))
                batch.origins.append(message)

    return add


class _Quality(msgspec.Struct, gc=False):
    code: str = "ok"


class _OD(msgspec.Struct, gc=False):
    od: float
    timestamp: Moment
    channel: str | int
    angle: str | int
    calibration_name: str | None = None
    quality: _Quality | None = None


def optical_density(kind: str, unit: str, experiment: str) -> Route:
    """OD of one photodiode. Blank-subtracted readings below zero are readings like others."""
    decode = msgspec.json.Decoder(_OD).decode
    keys: dict[tuple[str | int, str | int, str | None], SeriesKey] = {}

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        which = (found.channel, found.angle, found.calibration_name)
        key = keys.get(which)
        if key is None:
            variant = found.calibration_name or ""
            key = keys[which] = SeriesKey(kind, experiment, unit, int(found.channel), int(found.angle), variant)
        note = found.quality.code if found.quality is not None else None
        batch.keys.append(key)
        batch.points.append((round(found.timestamp.timestamp() * 1e6), found.od, message.received_us, None, None, note))
        batch.origins.append(message)

    return add


class _Dose(msgspec.Struct, gc=False):
    volume_change: float
    event: str
    timestamp: Moment
    source_of_event: str | None = None


def dose(unit: str, experiment: str) -> Route:
    """Volumes that were moved, one series per event (add_media, remove_waste, ...)."""
    decode = msgspec.json.Decoder(_Dose).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        t_us = round(found.timestamp.timestamp() * 1e6)
        batch.keys.append(SeriesKey("dosing_events", experiment, unit, variant=found.event))
        batch.points.append((t_us, found.volume_change, message.received_us, None, None, found.source_of_event))
        batch.origins.append(message)

    return add


class _LEDChange(msgspec.Struct, gc=False):
    channel: str
    intensity: float
    timestamp: Moment
    source_of_event: str | None = None


def led_change(unit: str, experiment: str) -> Route:
    """Lamps that were set, one series per LED channel."""
    decode = msgspec.json.Decoder(_LEDChange).decode

    def add(message: Message, batch: Batch) -> None:
        found = decode(message.payload)
        if found.channel not in LED_CHANNELS:
            raise ValueError(f"LED channel {found.channel!r} is not one of A, B, C, D")
        t_us = round(found.timestamp.timestamp() * 1e6)
        batch.keys.append(SeriesKey("led_change_events", experiment, unit, variant=found.channel))
        batch.points.append((t_us, found.intensity, message.received_us, None, None, found.source_of_event))
        batch.origins.append(message)

    return add


def plain_number(kind: str, unit: str, experiment: str) -> Route:
    """Numbers without a time of their own; they get the time of arrival, or that of the unit's journal."""
    decode = msgspec.json.Decoder(float).decode
    key = SeriesKey(kind, experiment, unit)

    def add(message: Message, batch: Batch) -> None:
        value = decode(message.payload)
        batch.keys.append(key)
        batch.points.append((message.received_us, value, message.received_us, None, None, None))
        batch.origins.append(message)

    return add
