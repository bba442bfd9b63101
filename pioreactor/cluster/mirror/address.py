"""Where the mirror is, and how it is reached: an address as libpq knows it, its password kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pioreactor.cluster.mirror.errors import AddressError, MirrorError

if TYPE_CHECKING:
    import psycopg

SCHEMA: Final = "pioreactor"
"""The schema of the database that the mirror has to itself."""
OLDEST_SERVER: Final = 130_000
_SCHEMES: Final = ("postgresql://", "postgres://")
_DEFAULTS: Final = {
    "application_name": "pioreactor mirror",
    "connect_timeout": "10",
    # A server whose cable was pulled is noticed within a minute or so ...
    "keepalives_idle": "30",
    "tcp_user_timeout": "60000",
}
_SETTINGS: Final = {
    "search_path": SCHEMA,
    "timezone": "UTC",
    # ... and by these the server notices that this leader is gone, which alone may fill the mirror.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_HERE: Final = ("", "localhost", "127.0.0.1", "::1")
_REMEDY: Final = "It looks like postgresql://pioreactor@server.lab:5432/pioreactor"


def split(address: str) -> tuple[str, str]:
    """An address without its password, and the password, '' if it has none. Raises AddressError."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not address.startswith(_SCHEMES):
        raise AddressError(f"The address of a PostgreSQL database begins with postgresql://. {_REMEDY}")
    try:
        parts = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise AddressError(f"The address cannot be read: {str(error).strip()}. {_REMEDY}") from error
    if not parts.get("dbname"):
        raise AddressError(f"The address names no database. {_REMEDY}")
    password = str(parts.get("password") or "")
    if not password:
        return address, ""
    # The password may stand before the @ or among the parameters.
    head, _, tail = address.partition("?")
    scheme, _, rest = head.partition("://")
    authority, slash, path = rest.partition("/")
    if "@" in authority:
        user, _, host = authority.rpartition("@")
        authority = f"{user.partition(':')[0]}@{host}"
    kept = [one for one in tail.split("&") if one and not one.startswith("password=")]
    return f"{scheme}://{authority}{slash}{path}" + (f"?{'&'.join(kept)}" if kept else ""), password


def connect(address: str, password: str) -> psycopg.Connection:
    """A connection whose names are those of the mirror's schema. Raises AddressError, MirrorError.

    Over a network the server's certificate is verified, unless the address says ``sslmode`` itself.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = dict(_DEFAULTS)
    if not _is_here(address):
        parts |= {"sslmode": "verify-full", "sslrootcert": "system"}
    parts |= {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    if parts.get("sslmode") not in ("verify-full", "verify-ca") and parts.get("sslrootcert") == "system":
        del parts["sslrootcert"]  # libpq takes the two only together
    if password:
        parts["password"] = password
    settings = [f"-c {name}={value}" for name, value in _SETTINGS.items()]
    parts["options"] = " ".join([parts.get("options", ""), *settings]).strip()
    try:
        conn = psycopg.connect(make_conninfo(**parts), autocommit=True)
    except psycopg.OperationalError as error:
        raise MirrorError(_explained(str(error).strip(), parts)) from error
    if conn.info.server_version < OLDEST_SERVER:
        version = conn.info.server_version // 10_000
        conn.close()
        raise MirrorError(f"The server is PostgreSQL {version}; {OLDEST_SERVER // 10_000} or newer is needed.")
    return conn


def _is_here(address: str) -> bool:
    from psycopg.conninfo import conninfo_to_dict

    hosts = str(conninfo_to_dict(address).get("host") or "").split(",")
    return all(host in _HERE or host.startswith("/") for host in hosts)


def _explained(cause: str, parts: dict[str, str]) -> str:
    where = f"{parts.get('host') or 'this computer'}, database {parts['dbname']}"
    lowered = cause.lower()
    if "certificate" in lowered or "ssl" in lowered:
        remedy = (
            "Name the certificate of its authority (?sslrootcert=/path/to/ca.pem), or say ?sslmode=require for a "
            "connection that is encrypted to a server nobody has verified."
        )
    elif "password" in lowered or "authentication" in lowered or "role" in lowered:
        remedy = "Look at user and password, and at pg_hba.conf of the server."
    elif "does not exist" in lowered:
        remedy = f"On the server: CREATE DATABASE {parts['dbname']} OWNER {parts.get('user', 'pioreactor')};"
    else:
        remedy = "Look whether it runs, listens on the network and is let through by the firewall."
    return f"PostgreSQL at {where} cannot be reached: {' '.join(cause.split())}. {remedy}"
