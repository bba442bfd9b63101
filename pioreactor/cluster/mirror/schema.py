"""The tables of the mirror, made where they are missing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pioreactor.cluster.mirror import views
from pioreactor.cluster.mirror.address import SCHEMA
from pioreactor.cluster.mirror.errors import MirrorError

if TYPE_CHECKING:
    import psycopg

VERSION: Final = 1
_LOCK: Final = 0x70696F
_LOCK_WITHIN_S: Final = 5


def take_place(conn: psycopg.Connection) -> None:
    """Be the only one who fills this mirror while ``conn`` lives. Raises MirrorError where somebody else does."""
    import psycopg

    try:
        # The server may need a moment to see that whoever held it before is gone.
        conn.execute(f"SET lock_timeout = '{_LOCK_WITHIN_S}s'")
        conn.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        conn.execute("SET lock_timeout = 0")
    except psycopg.errors.LockNotAvailable as error:
        raise MirrorError(
            "Another leader, or another process of this one, fills this database. Give each leader its own."
        ) from error


def prepare(conn: psycopg.Connection) -> None:
    """Make schema, tables and views, all or none. Raises MirrorError where the database does not allow it."""
    import psycopg

    try:
        with conn.transaction():
            conn.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            known = _version(conn)
            if known is None:
                # Without parameters a text may hold several statements.
                conn.execute(Path(__file__).with_name("schema.sql").read_bytes())
            elif known != VERSION:
                raise MirrorError(
                    f"The mirror has schema {known}, this release knows {VERSION}. Install the release that filled it, "
                    f"or let it begin anew: DROP SCHEMA {SCHEMA} CASCADE;"
                )
            _make_views(conn)
    except psycopg.errors.InsufficientPrivilege as error:
        raise MirrorError(
            f"The account may not make tables: {str(error).strip()}. On the server: ALTER DATABASE … OWNER TO …;"
        ) from error
    except psycopg.Error as error:
        raise MirrorError(f"The tables of the mirror could not be made: {str(error).strip()}.") from error


def _make_views(conn: psycopg.Connection) -> None:
    """Only those of another release: a view that is made waits for everybody who reads from it, and they for it."""
    statements = list(views.statements())
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    if conn.execute("SELECT views FROM version").fetchone() == (digest,):
        return
    for statement in statements:
        conn.execute(statement.encode())
    conn.execute("UPDATE version SET views = %s", (digest,))


def _version(conn: psycopg.Connection) -> int | None:
    if conn.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.version",)).fetchone() == (None,):
        return None
    row = conn.execute("SELECT number FROM version").fetchone()
    return int(row[0]) if row else None
