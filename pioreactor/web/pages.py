"""The built web app: static files with their precompressed forms, the start page for every other path."""

from __future__ import annotations

import mimetypes
from html import escape
from pathlib import Path
from typing import Final

from flask import Blueprint, Request, Response, request
from werkzeug.security import safe_join

from pioreactor.web.errors import ApiError

STATIC_FOLDER: Final = Path(__file__).with_name("static")
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_IMMUTABLE: Final = "public, max-age=31536000, immutable"

pages = Blueprint("pages", __name__)


@pages.get("/", defaults={"path": ""})
@pages.get("/<path:path>")
def page(path: str) -> Response:
    """A file of the web app, or its start page: the app itself routes what has no file."""
    found = _file_for(path)
    if found is not None:
        return _send(found, _IMMUTABLE if path.startswith("assets/") else "no-cache")
    if Path(path).suffix and path.startswith("assets/"):
        raise ApiError(404, f"There is no file {path}.", remediation="Reload the page; the web app was replaced.")
    return _start_page()


def _start_page() -> Response:
    """For everybody: it holds no data, and asks who the person is."""
    index = _file_for("index.html")
    if index is None:
        return _words_page(
            404,
            "The web app is not built.",
            "Build it with `make web`; the API answers already. Documents: /api/openapi.json.",
        )
    return _send(index, "no-cache")


def _file_for(path: str) -> Path | None:
    joined = safe_join(str(STATIC_FOLDER), path) if path and "\0" not in path else None
    if joined is None:
        return None
    file = Path(joined)
    if not file.is_file() or file.suffix in {".br", ".gz"}:
        return None
    return None if STATIC_FOLDER.resolve() not in file.resolve().parents else file


def _send(file: Path, cache_control: str) -> Response:
    mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed, encoding = _packed_form(file, request)
    status = packed.stat()
    response = Response(packed.read_bytes(), mimetype=mimetype)
    response.set_etag(f"{status.st_mtime_ns:x}-{status.st_size:x}{encoding or ''}")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache_control
    response.make_conditional(request)
    return response


def _packed_form(file: Path, asked: Request) -> tuple[Path, str | None]:
    for encoding, suffix in _ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if asked.accept_encodings.quality(encoding) > 0 and packed.is_file():
            return packed, encoding
    return file, None


def _words_page(status: int, what: str, remedy: str) -> Response:
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Pioreactor</title><h1>{escape(what)}</h1><p>{escape(remedy)}</p></html>"
    )
    headers = {"Cache-Control": "no-store"}
    return Response(text, status=status, mimetype="text/html", headers=headers)
