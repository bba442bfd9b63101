"""TLS between units: certificates of the cluster's own authority, where it has one."""

from __future__ import annotations

import ssl
from typing import Final

from pioreactor import clock
from pioreactor.storage.paths import authority_path

_NOT_YET_VALID: Final = 9
_EXPIRED: Final = 10
_OF_A_STRANGER: Final = (18, 19, 20, 21)
_OTHER_NAME: Final = (62, 64)
"""Numbers of OpenSSL for why a certificate is refused."""


def context() -> ssl.SSLContext:
    """Trusts the cluster's authority alone; the system's where this unit has no ``ca.pem``. Raises OSError."""
    path = authority_path()
    made = ssl.create_default_context(cafile=str(path) if path.exists() else None)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def explain(error: BaseException) -> str:
    """Cause and remedy where a certificate was refused; else what the error says of itself."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return str(error)
    now = f"{clock.now():%Y-%m-%d %H:%M} UTC"
    if error.verify_code == _NOT_YET_VALID:
        return (
            f"its certificate is not valid yet by this unit's clock, which says {now}. Set the clock "
            "(timedatectl; docs/provisioning.md), then it works"
        )
    if error.verify_code == _EXPIRED:
        return (
            f"its certificate has ended by this unit's clock, which says {now}. If that time is right, run "
            "`pio cluster tls on` on the leader"
        )
    if error.verify_code in _OF_A_STRANGER:
        return (
            "its certificate is not of this cluster's authority. If the authority is new, run `pio cluster tls on` on "
            "the leader; if not, something else answers there"
        )
    if error.verify_code in _OTHER_NAME:
        return f"its certificate is for another name ({error.verify_message}). Run `pio cluster tls on` on the leader"
    return str(error)
