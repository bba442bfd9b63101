"""The built web app: packed files, the start page for every path, headers."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

SCRIPT = b"console.log(1)" * 50


@pytest.fixture(autouse=True)
def built_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>app</title>")
    (folder / "assets" / "main-abc.js").write_bytes(SCRIPT)
    (folder / "assets" / "main-abc.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "main-abc.js.br").write_bytes(b"br")
    (folder / "docs" / "decisions").mkdir(parents=True)
    (folder / "docs" / "index.html").write_text("<!doctype html><title>documentation</title>")
    (folder / "docs" / "decisions" / "index.html").write_text("<!doctype html><title>decisions</title>")
    (folder / "docs" / "inline-scripts.txt").write_text("sha256-AAAA=\nsha256-BBBB=\n")
    (tmp_path / "outside.txt").write_text("outside")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    monkeypatch.setattr("pioreactor.web.pages.STATIC_FOLDER", folder)
    return folder


@pytest.mark.parametrize("path", ["/", "/units/worker1", "/experiments/My experiment", "/a.b"])
def test_every_path_of_the_app_gets_its_start_page(leader: FlaskClient, path: str) -> None:
    reply = leader.get(path)
    assert reply.status_code == 200 and b"<title>app" in reply.data
    assert reply.headers["Cache-Control"] == "no-cache"


def test_packed_forms_are_sent_to_those_who_take_them(leader: FlaskClient) -> None:
    plain = leader.get("/assets/main-abc.js")
    assert plain.data == SCRIPT and "Content-Encoding" not in plain.headers
    packed = leader.get("/assets/main-abc.js", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == SCRIPT and packed.headers["Content-Encoding"] == "gzip"
    brotli = leader.get("/assets/main-abc.js", headers={"Accept-Encoding": "gzip, br"})
    assert brotli.data == b"br"
    for reply in (plain, packed, brotli):
        assert reply.mimetype == "text/javascript"
        assert reply.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in reply.headers["Cache-Control"]


def test_a_browser_may_install_the_page_under_the_name_of_the_cluster(leader: FlaskClient) -> None:
    reply = leader.application.test_client().get("/app.webmanifest")
    assert reply.mimetype == "application/manifest+json" and reply.headers["Cache-Control"] == "no-cache"
    found = reply.get_json(force=True)
    assert found["name"] == leader.get("/api/session").get_json()["cluster_name"]
    assert (found["start_url"], found["display"]) == ("/", "standalone")
    there = {path.name for path in (Path(__file__).parents[3] / "web/public").iterdir()}
    assert {icon["src"].removeprefix("/") for icon in found["icons"]} <= there


def test_a_missing_asset_is_missing_and_a_link_out_is_not_followed(leader: FlaskClient) -> None:
    assert leader.get("/assets/main-old.js").status_code == 404
    assert b"outside" not in leader.get("/link.txt").data
    assert leader.get("/assets/main-abc.js.gz").status_code == 404


def test_a_stranger_gets_the_app_which_asks_who_they_are_and_no_data(leader: FlaskClient) -> None:
    stranger = leader.application.test_client()
    reply = stranger.get("/units")
    assert reply.status_code == 200 and b"<title>app" in reply.data
    assert stranger.get("/api/session").status_code == 401


def test_headers_keep_foreign_content_out(leader: FlaskClient) -> None:
    page = leader.get("/", headers={"Host": "leader1.local:8931"})
    policy = page.headers["Content-Security-Policy"]
    assert "connect-src 'self' ws://leader1.local:9123;" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    data = leader.get("/api/units")
    assert data.headers["Cache-Control"] == "no-store"
    for reply in (page, data):
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "no-referrer"


def test_a_conditional_request_costs_nothing(leader: FlaskClient) -> None:
    etag = leader.get("/assets/main-abc.js").headers["ETag"]
    assert leader.get("/assets/main-abc.js", headers={"If-None-Match": etag}).status_code == 304


def test_the_documentation_is_there_for_everybody(leader: FlaskClient) -> None:
    stranger = leader.application.test_client()
    assert stranger.get("/docs").headers["Location"] == "/docs/"
    assert b"<title>documentation" in stranger.get("/docs/").data
    assert b"<title>decisions" in stranger.get("/docs/decisions/").data
    missing = stranger.get("/docs/no-such-page.html")
    assert missing.status_code == 404 and b"Begin at /docs/." in missing.data
    assert stranger.get("/docs/../link.txt").status_code == 404


def test_only_its_own_small_scripts_may_run_within_its_pages(leader: FlaskClient) -> None:
    policy = leader.get("/docs/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-AAAA=' 'sha256-BBBB=';" in policy and "unsafe" not in policy
    assert "sha256" not in leader.get("/").headers["Content-Security-Policy"]


def test_documentation_that_is_not_built_says_how_to_build_it(leader: FlaskClient, built_app: Path) -> None:
    shutil.rmtree(built_app / "docs")
    reply = leader.get("/docs/")
    assert reply.status_code == 404 and b"make web" in reply.data
