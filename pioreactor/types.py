"""Names for the plain types that cross module borders."""

from __future__ import annotations

from typing import Literal, NotRequired, Protocol, TypeAlias, TypedDict

Unit: TypeAlias = str
Experiment: TypeAlias = str
JobName: TypeAlias = str

LedChannel: TypeAlias = Literal["A", "B", "C", "D"]
PwmChannel: TypeAlias = Literal["1", "2", "3", "4", "5"]
PdChannel: TypeAlias = Literal["1", "2", "3", "4"]
PdAngle: TypeAlias = Literal["45", "90", "135", "180"]
PdAngleOrRef: TypeAlias = Literal["REF", "45", "90", "135", "180"]
Volt: TypeAlias = float
GpioPin: TypeAlias = int

LED_CHANNELS: tuple[LedChannel, ...] = ("A", "B", "C", "D")
PD_CHANNELS: tuple[PdChannel, ...] = ("1", "2", "3", "4")

DataType: TypeAlias = Literal[
    "string",
    "float",
    "integer",
    "boolean",
    "json",
    "GrowthRate",
    "ODFiltered",
    "ODFused",
    "Temperature",
    "MeasuredRPM",
    "AutomationEvent",
    "Voltage",
    "KalmanFilterOutput",
    "ODReadings",
    "ODReading",
    "RawODReading",
    "CalibratedODReading",
]


class PublishableSetting(TypedDict):
    """How a job declares one value that it publishes."""

    datatype: DataType
    settable: bool
    unit: NotRequired[str]
    persist: NotRequired[bool]


class MQTTMessage(Protocol):
    """What a subscription callback receives."""

    topic: str
    payload: bytes
    retain: bool
    qos: int
