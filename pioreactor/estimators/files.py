"""Where estimators are kept: ``<data root>/storage/estimators/<device>/<name>.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from pioreactor.calibrations.structs import AkimaData
from pioreactor.exc import EstimatorError
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.storage.paths import storage_dir
from pioreactor.types import PdAngle

ACTIVE_TABLE = "active_estimators"


class EstimatorBase(msgspec.Struct, kw_only=True, tag_field="estimator_type"):
    """What every estimator has."""

    estimator_name: str
    calibrated_on_pioreactor_unit: str
    created_at: str


class ODFusionEstimator(EstimatorBase, kw_only=True, tag="od_fused_estimator"):
    """One biomass value from several angles; forward curves of ln volts over log10 concentration."""

    ir_led_intensity: float
    angles: list[PdAngle]
    mu_splines: dict[PdAngle, AkimaData]
    sigma_splines_log: dict[PdAngle, AkimaData]
    min_logc: float
    max_logc: float
    sigma_floor: float
    low_conc_scales: dict[PdAngle, float] = {}
    recorded_data: Any = None


def estimators_dir() -> Path:
    """Folder of all estimators."""
    return storage_dir() / "estimators"


def load_estimator(device: str, name: str) -> ODFusionEstimator:
    """One estimator. Raises EstimatorError when the file is missing or not an estimator."""
    file = estimators_dir() / device / f"{name}.yaml"
    import yaml

    try:
        return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), ODFusionEstimator, strict=False)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise EstimatorError(f"The estimator {file} cannot be used: {error}") from error


def active_estimator_name(device: str) -> str | None:
    """Name of the active estimator of a device (``od_fused``), or None."""
    with local_persistent_storage(ACTIVE_TABLE) as cache:
        name = cache.get(device)
    return None if name is None else str(name)


def load_active_estimator(device: str) -> ODFusionEstimator | None:
    """The active estimator of a device (``od_fused``), or None. Raises EstimatorError when its file is unusable."""
    name = active_estimator_name(device)
    return None if name is None else load_estimator(device, name)
