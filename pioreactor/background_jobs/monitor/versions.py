"""What this unit is made of, in software and hardware."""

from __future__ import annotations

from typing import Any

from pioreactor import __version__, clock
from pioreactor.background_jobs.monitor import computer
from pioreactor.exc import PioreactorError

_HARDWARE_ABSENT = (PioreactorError, OSError, ImportError)


def collect_versions() -> dict[str, Any]:
    """Payload of the topic ``versions``; what is not there or cannot be read is None."""
    hat, serial, machine = _hat()
    return {
        "app": __version__,
        "hat": hat,
        "firmware": _firmware() if hat is not None else None,
        "hat_serial": serial,
        "rpi_machine": machine,
        "timestamp": clock.timestamp(),
    }


def describe_unit() -> dict[str, str | None]:
    """Lines of ``pio version --verbose``: name and value, None for unknown."""
    versions = collect_versions()
    return {
        "App": versions["app"],
        "HAT": versions["hat"],
        "Firmware": versions["firmware"],
        "Bioreactor model": _model(),
        "HAT serial": versions["hat_serial"],
        "Operating system": computer.operating_system(),
        "Computer": versions["rpi_machine"],
        "Image": _image(),
    }


def merge_versions(present: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """``present`` with the known keys of ``request``; unknown keys are left out."""
    return {key: request.get(key, value) for key, value in present.items()}


def _hat() -> tuple[str | None, str | None, str | None]:
    try:
        from pioreactor.hardware.backends import get_system_root
        from pioreactor.hardware.identity import format_version, read_hat

        hat = read_hat()
        machine = computer.machine(get_system_root())
    except _HARDWARE_ABSENT:
        return None, None, None
    version = format_version(hat.version) if hat.version else None
    return version, hat.serial if hat.is_present else None, machine


def _firmware() -> str | None:
    try:
        from pioreactor.hardware.identity import firmware_version, format_version

        version = firmware_version()
    except _HARDWARE_ABSENT:
        return None
    return format_version(version) if version else None


def _model() -> str | None:
    from pioreactor.whoami import get_pioreactor_model

    try:
        model = get_pioreactor_model()
    except PioreactorError:
        return None
    return f"{model.model_name} {model.model_version}"


def _image() -> str | None:
    from pioreactor.storage.paths import data_root

    text = computer.read_text(data_root() / ".image_info")
    return text.splitlines()[0] if text else None
