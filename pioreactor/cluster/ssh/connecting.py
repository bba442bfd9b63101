"""A connection to a unit: the host must show its pinned key, then the leader logs in."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pioreactor.cluster.ssh import keys
from pioreactor.cluster.ssh.errors import (
    HostKeyChangedError,
    HostKeyUnknownError,
    LoginRefusedError,
    SshError,
    UnreachableError,
)
from pioreactor.cluster.ssh.host_keys import HostKey, pinned, scan
from pioreactor.cluster.ssh.hosts import SshHost

if TYPE_CHECKING:
    from fabric import Connection

_TIMEOUT_S: Final = 10.0


@contextlib.contextmanager
def connect(
    host: SshHost, *, timeout_s: float = _TIMEOUT_S, password: str | None = None, key: HostKey | None = None
) -> Iterator[Connection]:
    """A connection on which somebody is logged in; closed at the end.

    With the leader's key; with ``password`` if that is given and the key does not open. ``key``: what the host must
    show; default: what is pinned for its name. ``timeout_s``: wall seconds for each of reaching it, its greeting and
    the login. Raises UnreachableError, HostKeyUnknownError, HostKeyChangedError, LoginRefusedError.
    """
    wanted = key or _vouched(host, timeout_s)
    connection = _prepared(host, wanted, timeout_s, password)
    try:
        _open(connection, host, wanted, timeout_s, password is not None)
        yield connection
    finally:
        connection.close()


def _vouched(host: SshHost, timeout_s: float) -> HostKey:
    known = pinned(host.name)
    if known is None:
        shown = scan(host.address, host.port, timeout_s=timeout_s)
        raise HostKeyUnknownError(
            f"The host key of {host.name} is not pinned; {host.address} shows {shown.fingerprint}.",
            f"Compare it with what {host.name} says on its own screen, then add the unit: pio cluster add {host.name}",
        )
    return known


def _prepared(host: SshHost, wanted: HostKey, timeout_s: float, password: str | None) -> Connection:
    """Only our own key and our own list: nothing of ``~/.ssh``, and never a key that nobody has vouched for."""
    import paramiko
    from fabric import Config, Connection

    from pioreactor.cluster.ssh.limits import LimitedRemote

    options: dict[str, Any] = {
        "key_filename": [str(keys.ensure_key())],
        "password": password,
        "allow_agent": False,
        "look_for_keys": False,
        "banner_timeout": timeout_s,
        "auth_timeout": timeout_s,
    }
    # What a person has configured for SSH could send us elsewhere; what they type is not for the unit.
    own = {"load_ssh_configs": False, "run": {"in_stream": False, "hide": True}, "runners": {"remote": LimitedRemote}}
    config = Config(overrides=own, lazy=True)
    connection = Connection(
        host.address,
        user=host.user,
        port=host.port,
        config=config,
        connect_timeout=max(1, round(timeout_s)),
        connect_kwargs=options,
    )
    known = f"[{host.address}]:{host.port}" if host.port != paramiko.config.SSH_PORT else host.address
    own_key = paramiko.PKey.from_type_string(wanted.kind, base64.b64decode(wanted.blob))
    connection.client.get_host_keys().add(known, wanted.kind, own_key)
    connection.client.set_missing_host_key_policy(paramiko.RejectPolicy())
    return connection


def _open(connection: Connection, host: SshHost, wanted: HostKey, timeout_s: float, has_password: bool) -> None:
    """Log in, with paramiko's complaints in our words."""
    import paramiko

    try:
        connection.open()
    except paramiko.BadHostKeyException as error:
        raise _changed(host, wanted, HostKey(error.key.get_name(), error.key.get_base64())) from error
    except paramiko.AuthenticationException as error:
        raise _refused(host, has_password) from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise _in_our_words(host, wanted, timeout_s, error) from error


def _in_our_words(host: SshHost, wanted: HostKey, timeout_s: float, error: Exception) -> SshError:
    """What paramiko does not tell apart: a host that is away, and one whose keys are all of another kind."""
    try:
        shown = scan(host.address, host.port, timeout_s=timeout_s)
    except UnreachableError as unreachable:
        return unreachable
    if shown != wanted:
        return _changed(host, wanted, shown)
    return UnreachableError(
        f"The connection to {host} broke off: {error or 'it hung up'}.", "Try it again in a few seconds."
    )


def _changed(host: SshHost, wanted: HostKey, shown: HostKey) -> HostKeyChangedError:
    return HostKeyChangedError(
        f"{host} shows the host key {shown.fingerprint}, not {wanted.fingerprint}, which is pinned.",
        f"If its card was written anew or replaced: pio cluster add {host.name} --host-key {shown.fingerprint} "
        "If not, another host answers at its address: find out which before you go on.",
    )


def _refused(host: SshHost, has_password: bool) -> LoginRefusedError:
    if has_password:
        return LoginRefusedError(
            f"{host} lets {host.user} in neither with this password nor with the leader's key.",
            "See whether name and password are right, and whether it allows passwords over SSH at all; a claim code "
            "needs neither.",
        )
    return LoginRefusedError(
        f"{host} does not let {host.user} in with the leader's key.",
        f"If it is a unit of this cluster, add it again: pio cluster add {host.name}",
    )
