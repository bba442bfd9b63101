"""What certificates units show, as somebody sees it who connects to them."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime
from typing import Final

import msgspec

from pioreactor.cluster.authority import keeping
from pioreactor.pubsub.addresses import for_socket
from pioreactor.pubsub.tls import explain

PORT: Final = 443
_LIMIT_S: Final = 5.0


class Shown(msgspec.Struct):
    """``ends_at``: the end of the certificate that the unit shows, None with the reason in ``trouble``."""

    unit: str
    ends_at: datetime | None = None
    trouble: str = ""


def look(unit: str, host: str, port: int = PORT) -> Shown:
    """Connect and verify as every unit does; at most five wall seconds per step."""
    own = keeping.load_own()
    if own is None:
        return Shown(unit, trouble="this cluster has no authority")
    context = ssl.create_default_context(cadata=own.certificate.decode())
    try:
        with (
            socket.create_connection((for_socket(host), port), _LIMIT_S) as connection,
            context.wrap_socket(connection, server_hostname=host) as encrypted,
        ):
            certificate = encrypted.getpeercert(binary_form=True) or b""
    except OSError as error:
        return Shown(unit, trouble=explain(error) or type(error).__name__)
    from cryptography import x509

    return Shown(unit, ends_at=x509.load_der_x509_certificate(certificate).not_valid_after_utc)
