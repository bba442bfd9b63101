"""The authority's certificate for browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask


def test_anybody_may_have_the_certificate_where_there_is_one(make_app: Callable[[], Flask], data_root: Path) -> None:
    client = make_app().test_client()
    refused = client.get("/api/ca.pem")
    assert refused.status_code == 404 and "pio cluster tls on" in refused.get_json()["remediation"]
    (data_root / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    given = client.get("/api/ca.pem")
    assert given.status_code == 200 and given.mimetype == "application/x-x509-ca-cert"
    assert given.get_data(as_text=True).startswith("-----BEGIN CERTIFICATE")
