"""The built web app: static files with their precompressed forms, the start page for every other path.

Below ``/docs/`` lies the documentation, whose pages bring small scripts of their own.
"""

from __future__ import annotations

import mimetypes
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final

import msgspec
from flask import Blueprint, Request, Response, redirect, request
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from pioreactor.web.errors import ApiError
from pioreactor.web.security import content_security_policy
from pioreactor.web.services import cluster_name

STATIC_FOLDER: Final = Path(__file__).with_name("static")
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_IMMUTABLE: Final = "public, max-age=31536000, immutable"

_SHORT_NAME_LENGTH: Final = 16
"""What a phone shows below the sign of an app."""
_GROUND: Final = "#f3f5f4"
"""Of the page in light, as `tokens.css` has it: the colour while the app starts."""

pages = Blueprint("pages", __name__)


@pages.get("/", defaults={"path": ""})
@pages.get("/<path:path>")
def page(path: str) -> AnyResponse:
    """A file of the web app, or its start page: the app itself routes what has no file."""
    if path == "app.webmanifest":
        return _app_manifest()
    if path == "docs":
        return redirect("/docs/")
    if path.startswith("docs/"):
        return _document(path)
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


def _app_manifest() -> Response:
    """What a browser needs to install the page as an app with the name of the cluster."""
    name = cluster_name()
    content = {
        "name": name,
        "short_name": name[:_SHORT_NAME_LENGTH],
        "description": "Run and watch the bioreactors of this cluster.",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _GROUND,
        "icons": [
            {"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            *({"src": f"/icon-{px}.png", "sizes": f"{px}x{px}", "type": "image/png"} for px in (192, 512)),
            {"src": "/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": title, "url": address}
            for title, address in (("Units", "/units"), ("Plate", "/plate"), ("Alarms", "/alarms"))
        ],
    }
    response = Response(msgspec.json.encode(content), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _document(path: str) -> Response:
    file = _file_for(path + "index.html" if path.endswith("/") else path)
    if file is None:
        is_built = _file_for("docs/index.html") is not None
        remedy = "Begin at /docs/." if is_built else "They are built together with the web app: `make web`."
        return _words_page(404, "There is no such page in the documentation.", remedy)
    response = _send(file, "no-cache")
    if response.mimetype == "text/html":
        scripts = _inline_scripts(STATIC_FOLDER / "docs" / "inline-scripts.txt")
        response.headers["Content-Security-Policy"] = content_security_policy(None, scripts)
    return response


@lru_cache(maxsize=1)
def _inline_scripts(names: Path) -> tuple[str, ...]:
    """Digests of the scripts that stand within the pages; the build has written them down."""
    return tuple(names.read_text().split()) if names.is_file() else ()


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
