"""Making certificates. Nothing is read or written here; names and times come in as arguments."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pioreactor.cluster.authority.keeping import Pair

AUTHORITY_LASTS: Final = timedelta(days=20 * 365)
UNIT_LASTS: Final = timedelta(days=396)
"""13 months. Browsers refuse more than 398 days."""
RENEWED_BEFORE: Final = timedelta(days=60)
BACKDATED: Final = timedelta(days=1)
"""A unit whose clock is a little behind can use a new certificate."""


def make_authority(cluster: str, now: datetime) -> Pair:
    """A certificate that signs others, and its key. ``cluster``: a name for people. ``now``: UTC."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Pioreactor cluster {cluster}"[:64])])
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        _begun(name, name, key, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(identity, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identity), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pair(certificate, key)


def issue(authority: Pair, unit: str, places: Iterable[str], now: datetime) -> Pair:
    """A certificate with which ``unit`` shows that it is at ``places`` (host names and addresses), and a new key."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    issuer_key = serialization.load_pem_private_key(authority.key, password=None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    identity = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unit[:64])]), issuer.subject, key, now, UNIT_LASTS)
        .add_extension(x509.SubjectAlternativeName([_place(text) for text in places]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identity), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return _pair(certificate, key)


def why_renew(authority: Pair, known: Pair | None, places: Iterable[str], now: datetime) -> str:
    """Why a unit needs another certificate; '' if it does not."""
    if known is None:
        return "it has none"
    certificate = x509.load_pem_x509_certificate(known.certificate)
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:
        return "it is of another authority"
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if set(named) != {_place(text) for text in places}:
        return "its names or addresses have changed"
    return "it ends soon" if ends_at(known.certificate) - now < RENEWED_BEFORE else ""


def ends_at(certificate: bytes) -> datetime:
    """The end of a PEM certificate, UTC."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def fingerprint(certificate: bytes) -> str:
    """SHA-256, as browsers show it."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + lasts)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _place(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Pair(certificate.public_bytes(serialization.Encoding.PEM), private)
