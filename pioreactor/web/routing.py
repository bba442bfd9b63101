"""One declaration per route.

A route names its methods, paths, request body, query and reply once. The same declaration registers the view, decodes
and checks what comes in, encodes what goes out, and becomes an entry of the OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeVar

import msgspec
from flask import Blueprint, Response, request

from pioreactor.leader.identity.roles import Role
from pioreactor.web.errors import ApiError
from pioreactor.web.wire.common import TaskAccepted

Handler = TypeVar("Handler", bound=Callable[..., object])

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
PARAMETER = re.compile(r"{(\w+)(?::(\w+))?}")


class ForUnits(Enum):
    """Whether a unit may ask the leader for this with its own token: not at all, about itself only, or about all."""

    NO = "no"
    ITSELF = "itself"
    ALL = "all"


@dataclass(frozen=True)
class Reply:
    """A reply that is not the declared default: another status or more headers."""

    value: object
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One declared route; ``paths`` are relative to the table's prefix, parameters as ``{name}`` or ``{name:int}``.

    ``least``: the role that a caller needs; ``units``: how far a unit that is not the leader comes. ``is_audited``:
    whoever uses it is written down. ``is_body_secret``: its body is not.
    """

    name: str
    methods: tuple[str, ...]
    paths: tuple[str, ...]
    summary: str
    handler: Callable[..., object]
    request: Any = None
    query: Any = None
    response: Any = None
    status: int = 200
    media_type: str = JSON
    max_age_s: int = 0
    least: Role = Role.ADMIN
    units: ForUnits = ForUnits.NO
    is_audited: bool = True
    is_body_secret: bool = False

    @property
    def is_open(self) -> bool:
        """True if anybody may use it."""
        return self.least is Role.NOBODY

    def rule(self, path: str) -> str:
        """The path in Flask's notation."""
        return PARAMETER.sub(lambda match: f"<{match[2]}:{match[1]}>" if match[2] else f"<{match[1]}>", path)

    def answer(self, **parameters: Any) -> Response:
        """Decode the request, call the handler, encode its reply."""
        if self.request is not None:
            parameters["body"] = decode_body(request.get_data(), self.request)
        if self.query is not None:
            parameters["query"] = decode_query(request.args.to_dict(), self.query)
        outcome = self.handler(**parameters)
        if isinstance(outcome, Response):
            return outcome
        reply = outcome if isinstance(outcome, Reply) else Reply(outcome)
        status = reply.status
        if status is None:
            status = 202 if isinstance(reply.value, TaskAccepted) else self.status
        is_text = isinstance(reply.value, str) and self.media_type != JSON
        payload = str(reply.value).encode() if is_text else msgspec.json.encode(reply.value)
        response = Response(payload, status=status, content_type=self.media_type if is_text else JSON)
        response.headers["Cache-Control"] = f"private, max-age={self.max_age_s}" if self.max_age_s else "no-store"
        response.headers.update(reply.headers)
        return response


class RouteTable:
    """The routes of one noun. ``prefix`` is ``/unit_api`` or ``/api``.

    ``changes``: the role that its routes need unless they say otherwise; those that only read need a viewer.
    ``units``: how far a unit comes at the leader, unless a route says otherwise; it changes only what is its own.
    """

    def __init__(self, noun: str, prefix: str, *, changes: Role = Role.ADMIN, units: ForUnits = ForUnits.NO) -> None:
        self.noun = noun
        self.prefix = prefix
        self.changes = changes
        self.units = units
        self.routes: list[Route] = []

    def add(
        self,
        methods: str,
        *paths: str,
        summary: str,
        request: Any = None,
        query: Any = None,
        response: Any = None,
        status: int = 200,
        media_type: str = JSON,
        max_age_s: int = 0,
        least: Role | None = None,
        units: ForUnits | None = None,
        is_audited: bool | None = None,
        is_body_secret: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare a route. ``methods`` is a space-separated list; ``response`` is the type of the reply's body.

        ``is_audited``: default for everything that is not only read.
        """
        reads = set(methods.split()) <= SAFE_METHODS
        reach = self.units if reads or self.units is ForUnits.ITSELF else ForUnits.NO
        needed = least if least is not None else Role.VIEWER if reads else self.changes

        def declare(handler: Handler) -> Handler:
            self.routes.append(
                Route(
                    name=handler.__name__,
                    methods=tuple(methods.split()),
                    paths=paths,
                    summary=summary,
                    handler=handler,
                    request=request,
                    query=query,
                    response=response,
                    status=status,
                    media_type=media_type,
                    max_age_s=max_age_s,
                    least=needed,
                    units=reach if units is None else units,
                    is_audited=is_audited if is_audited is not None else not reads,
                    is_body_secret=is_body_secret,
                )
            )
            return handler

        return declare

    def register(self, blueprint: Blueprint) -> None:
        """Put the routes on a blueprint whose prefix is this table's."""
        for route in self.routes:
            for number, path in enumerate(route.paths):
                endpoint = f"{self.noun}-{route.name}-{number}"
                blueprint.add_url_rule(
                    route.rule(path), endpoint=endpoint, view_func=_view(route), methods=list(route.methods)
                )


def _view(route: Route) -> Callable[..., Response]:
    def view(**parameters: Any) -> Response:
        return route.answer(**parameters)

    view.route = route  # type: ignore[attr-defined]
    return view


def decode_body(raw: bytes, shape: Any) -> Any:
    """The request body as ``shape``; an empty body stands for ``{}``. Raises ApiError 400 with the required fields."""
    try:
        return msgspec.json.decode(raw if raw.strip() else b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(400, "Invalid request body.", cause=str(error), remediation=_describe_fields(shape)) from error


def decode_query(arguments: dict[str, str], shape: Any) -> Any:
    """The query as ``shape``; numbers are read from their text. Unknown keys are ignored, as in the ecosystem."""
    try:
        return msgspec.convert(arguments, shape, strict=False)
    except msgspec.ValidationError as error:
        names = ", ".join(
            msgspec.structs.fields(shape)[n].encode_name for n in range(len(msgspec.structs.fields(shape)))
        )
        raise ApiError(
            400, "Invalid query.", cause=str(error), remediation=f"The query takes: {names}; numbers are finite."
        ) from error


def _describe_fields(shape: Any) -> str:
    if not (isinstance(shape, type) and issubclass(shape, msgspec.Struct)):
        return "Send JSON of the documented shape."
    fields = msgspec.structs.fields(shape)
    required = [f.encode_name for f in fields if f.required]
    optional = [f.encode_name for f in fields if not f.required]
    text = f"Send a JSON object with the required fields: {', '.join(required) or 'none'}"
    return text + (f"; optional: {', '.join(optional)}." if optional else ".")
