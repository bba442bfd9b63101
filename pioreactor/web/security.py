"""Headers that tell a browser what our pages may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Flask, Response, request

from pioreactor.web.hosts import host_name

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def content_security_policy(live_url: str | None, inline_scripts: Iterable[str] = ()) -> str:
    """Only our own files; ``live_url`` is the websocket of the broker, the one other place a page talks to.

    ``inline_scripts``: digests (``sha256-…``) of scripts within the page that may run.
    """
    scripts = "".join(f" '{digest}'" for digest in inline_scripts)
    live = f" {live_url.rpartition('/')[0]}" if live_url else ""
    return (
        f"default-src 'self'; connect-src 'self'{live}; img-src 'self' data: blob:; style-src 'self'; "
        f"script-src 'self'{scripts}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


def register_security_headers(app: Flask, live_url: Callable[[str], str | None]) -> None:
    """Add the headers to every reply. ``live_url`` gives the broker's websocket for a host name."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        if "Content-Security-Policy" in response.headers:
            return response
        if response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = content_security_policy(live_url(host_name(request.host)))
        elif response.mimetype == "application/json":
            response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response
