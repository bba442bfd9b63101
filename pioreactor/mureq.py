"""Plain HTTP requests under the name that plugins import."""

from __future__ import annotations

from typing import Any

from pioreactor.pubsub.http import HTTPErrorStatus, HTTPException, Response, request

__all__ = ["HTTPErrorStatus", "HTTPException", "Response", "delete", "get", "patch", "post", "put", "request"]


def get(url: str, **options: Any) -> Response:
    """GET. Options and errors: :func:`pioreactor.pubsub.http.request`."""
    return request("GET", url, **options)


def post(url: str, body: bytes | None = None, **options: Any) -> Response:
    """POST."""
    return request("POST", url, body=body, **options)


def put(url: str, body: bytes | None = None, **options: Any) -> Response:
    """PUT."""
    return request("PUT", url, body=body, **options)


def patch(url: str, body: bytes | None = None, **options: Any) -> Response:
    """PATCH."""
    return request("PATCH", url, body=body, **options)


def delete(url: str, **options: Any) -> Response:
    """DELETE."""
    return request("DELETE", url, **options)
