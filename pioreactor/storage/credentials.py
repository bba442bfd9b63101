"""The secrets of a unit. They are read where they are needed and never logged."""

from __future__ import annotations

import msgspec

from pioreactor.exc import StorageError
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import credentials_path


class Credentials(msgspec.Struct, kw_only=True):
    """What this unit shows to others. An empty text means: not set."""

    api_token: str = ""
    mqtt_username: str = ""
    mqtt_password: str = ""
    ui_mqtt_username: str = ""
    ui_mqtt_password: str = ""

    def __repr__(self) -> str:
        known = [name for name in self.__struct_fields__ if getattr(self, name)]
        return f"Credentials(set: {', '.join(known) or 'none'})"

    __str__ = __repr__


def load() -> Credentials:
    """Read the secrets; all empty where the file is missing. Raises StorageError for a damaged or unreadable file."""
    path = credentials_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Credentials)
    except FileNotFoundError:
        return Credentials()
    except (OSError, msgspec.DecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not the JSON we wrote"
        raise StorageError(f"{path} cannot be used: {cause}. Restore it from a backup or remove it.") from error


def save(credentials: Credentials) -> None:
    """Write the secrets, readable by the owner only. Raises OSError."""
    write_atomically(credentials_path(), msgspec.json.format(msgspec.json.encode(credentials)), mode=0o600)
    credentials_path().chmod(0o600)
