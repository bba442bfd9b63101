"""The leader's database; README.md lists the functions."""

from __future__ import annotations

from pioreactor.storage.database.connection import connect, transaction
from pioreactor.storage.database.migrating import migrate, schema_version

__all__ = ["connect", "migrate", "schema_version", "transaction"]
