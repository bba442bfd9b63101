"""Where a unit keeps its files.

The data root survives a reboot, the run directory does not. The environment decides about both; `[storage]` and
`[logging]` in the configuration may move single files.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

DATA_ROOT_ENV: Final = "DOT_PIOREACTOR"
RUN_DIR_ENV: Final = "RUN_PIOREACTOR"
DEFAULT_RUN_DIR: Final = "/run/pioreactor"


def data_root() -> Path:
    """The folder with configuration, storage and plugins: ``DOT_PIOREACTOR``, else ``~/.pioreactor``."""
    return Path(os.environ.get(DATA_ROOT_ENV) or "~/.pioreactor").expanduser()


def run_dir() -> Path:
    """The folder that a reboot empties: ``RUN_PIOREACTOR``, else ``/run/pioreactor``."""
    return Path(os.environ.get(RUN_DIR_ENV) or DEFAULT_RUN_DIR)


def config_path() -> Path:
    """The configuration shared by the cluster: ``GLOBAL_CONFIG``, else ``config.ini`` in the data root."""
    explicit = os.environ.get("GLOBAL_CONFIG")
    return Path(explicit) if explicit else data_root() / "config.ini"


def unit_config_path() -> Path:
    """The overrides of this unit: ``LOCAL_CONFIG``, else ``unit_config.ini`` in the data root."""
    explicit = os.environ.get("LOCAL_CONFIG")
    return Path(explicit) if explicit else data_root() / "unit_config.ini"


def storage_dir() -> Path:
    """The folder of databases, calibrations and the journal."""
    return data_root() / "storage"


def credentials_path() -> Path:
    """The unit's secrets; readable by its owner only."""
    return data_root() / "credentials.json"


def cluster_secrets_path() -> Path:
    """On the leader: the secrets of all units, from which their credentials are made; readable by its owner only."""
    return data_root() / "cluster_credentials.json"


def authority_path() -> Path:
    """The certificate of the cluster's authority, by which units know each other; missing where TLS is off."""
    return data_root() / "ca.pem"


def claim_code_path() -> Path:
    """On a leader that nobody has claimed: the code for doing so; readable by its owner only."""
    return data_root() / "claim_code"


def unit_state_path() -> Path:
    """What this unit has been assigned to."""
    return storage_dir() / "unit_state.json"


def journal_path() -> Path:
    """The unit's journal of readings and events."""
    return storage_dir() / "journal.sqlite"


def database_path() -> Path:
    """The leader's experiment database."""
    return _configured("storage", "database") or storage_dir() / "pioreactor.sqlite"


def persistent_cache_path() -> Path:
    """Small values that survive a reboot."""
    return _configured("storage", "persistent_cache") or storage_dir() / "local_persistent_pioreactor_metadata.sqlite"


def temporary_cache_path() -> Path:
    """Small values and the job registry; gone after a reboot."""
    configured = _configured("storage", "temporary_cache")
    return configured or run_dir() / "cache" / "local_intermittent_pioreactor_metadata.sqlite"


def log_path() -> Path:
    """The unit's log file."""
    return _configured("logging", "log_file") or Path("/var/log/pioreactor.log")


def _configured(section: str, key: str) -> Path | None:
    from pioreactor.config import get_config

    value = get_config().get(section, key, fallback="")
    return Path(value).expanduser() if value else None
