"""The document describes exactly what is served."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from flask import Flask
from openapi_spec_validator import validate

from tests.unit.web.web_bench import with_token


def test_the_document_is_valid_and_complete(make_app: Callable[[], Flask]) -> None:
    app = make_app()
    document = with_token(app).get("/api/openapi.json").get_json()
    validate(document)
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api", "/unit_api", "/exports"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))
    assert {"Overview", "Session", "SeriesColumns", "StopOutcome", "UnitReply"} <= set(
        document["components"]["schemas"]
    )


def test_it_is_written_without_any_configuration() -> None:
    command = [sys.executable, "-m", "pioreactor.web.openapi"]
    made = subprocess.run(command, capture_output=True, check=True, env={"DOT_PIOREACTOR": "/nonexistent"})
    assert msgspec.json.decode(made.stdout)["openapi"] == "3.1.0"


def test_the_page_of_routes_is_current() -> None:
    from pioreactor.web.reference import page

    assert (Path(__file__).parents[3] / "docs" / "http-routes.md").read_text() == page()
