"""Every route, without credentials, with wrong ones, and with those of each role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from pioreactor.leader.identity.roles import Role
from tests.unit.web.web_bench import PAGE, TOKEN, has_own_token, signed_in

OPEN = {
    "GET /unit_api/health", "GET /unit_api/metrics", "GET /api/ca.pem", "GET /api/sign_in", "POST /api/sign_in",
    "POST /api/sign_in/claim", "POST /api/sign_in/link",
}  # fmt: skip
READ_BY_ADMINS = {
    "GET /api/users", "GET /api/audit", "GET /api/audit/verification",
    "GET /unit_api/config/version", "GET /unit_api/config/texts",
}  # fmt: skip
# What people decide about themselves, their own exports, and questions that change nothing.
CHANGED_BY_VIEWERS = (
    "POST /api/sign_out", "POST /api/tokens", "DELETE /api/tokens/", "PUT /api/users/x/password",
    "DELETE /api/users/x/sessions", "POST /unit_api/dose/preview", "POST /api/units/x/dose/preview",
    "POST /api/workers/x/dose/preview", "POST /api/datasets/exportable/", "POST /api/exports/", "DELETE /api/exports/",
)  # fmt: skip
# People, membership, configuration of units, and what only the leader says to its units.
CHANGED_BY_ADMINS = re.compile(
    r"(POST /api/users|(PATCH|DELETE) /api/users/x|POST /api/users/x/sign_in_link|PUT /api/workers"
    r"|DELETE /api/workers/x|PUT /api/workers/x/(is_active|model)|POST /api/workers/setup"
    r"|\w+ (/api|/unit_api)/config/.*|PUT /unit_api/assignment"
    r"|POST /api/dead_letters/forget|POST /api/backups/x/check|DELETE /api/deleted_experiments/x"
    r"|\w+ /api/(units|workers)/x/system/(reboot|shutdown|repair|utc_clock)|\w+ /unit_api/journal/ack"
    r"|\w+ (/api|/unit_api)/(upgrades?|joining|releases?|cluster|power|system)\b.*)"
)


def expected(method: str, path: str) -> Role:
    what = f"{method} {path}"
    if what in OPEN:
        return Role.NOBODY
    if method == "GET":
        return Role.ADMIN if what in READ_BY_ADMINS else Role.VIEWER
    if what.startswith(CHANGED_BY_VIEWERS):
        return Role.VIEWER
    return Role.ADMIN if CHANGED_BY_ADMINS.fullmatch(what) else Role.OPERATOR


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/api/", "/unit_api/", "/exports/")):
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<\w+>", "x", rule.rule))
            yield from ((method, path) for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}))


@pytest.fixture
def app(make_app: Callable[[], Flask]) -> Flask:
    """An application in which no route does anything but say that its caller came through."""
    app = make_app()
    for endpoint, view in app.view_functions.items():
        if hasattr(view, "route"):
            passed = lambda **_: "passed"  # noqa: E731
            passed.route = view.route  # type: ignore[attr-defined]
            app.view_functions[endpoint] = passed
    return app


def test_there_are_the_routes_that_this_is_about(app: Flask) -> None:
    found = set(routes(app))
    assert len(found) > 150
    assert {("POST", "/api/users"), ("PATCH", "/unit_api/config/shared"), ("GET", "/api/overview")} <= found


def test_nobody_comes_in_without_credentials_or_with_wrong_ones(app: Flask) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"Authorization": "Bearer pio_wrong"},
        {"Authorization": "Basic eDp3cm9uZw=="},
        {"Cookie": "pioreactor_session_8931=wrong", **PAGE},
    ]
    for method, path in routes(app):
        is_open = expected(method, path) is Role.NOBODY
        for headers in wrong:
            app.extensions["gate"].wrong_keys.forget("127.0.0.1")
            status = app.test_client().open(path, method=method, headers=headers).status_code
            assert status == (200 if is_open else 401), (method, path, headers)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.ADMIN])
@pytest.mark.parametrize("kind", ["session", "token"])
def test_a_role_may_do_what_it_is_for_and_no_more(
    make_app: Callable[[], Flask], app: Flask, role: Role, kind: str
) -> None:
    browser = signed_in(make_app(), role.word)
    headers = dict(PAGE)
    if kind == "token":
        token = browser.post("/api/tokens", json={"name": "script"}).get_json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
    else:
        cookie = browser.get_cookie("pioreactor_session_8931")
        assert cookie is not None
        headers["Cookie"] = f"pioreactor_session_8931={cookie.value}"
    client = app.test_client(use_cookies=False)
    for method, path in routes(app):
        reply = client.open(path, method=method, headers=headers)
        assert reply.status_code == (200 if role >= expected(method, path) else 403), (method, path)
        if reply.status_code == 403:
            told = reply.get_json()
            assert role.word in told["cause"] and "set-role" in told["remediation"]


def test_the_leader_itself_may_do_everything(app: Flask) -> None:
    client = app.test_client()
    for method, path in routes(app):
        assert client.open(path, method=method, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


# What a unit may ask the leader with its own token: about all, or about itself. Nothing else, however new.
READ_BY_UNITS = re.compile(
    r"GET (/unit_api/task_results/x|/api/openapi\.json|/api/config/shared|/api/(workers|units|models|logs)"
    r"|/api/experiments(/(?!x/(alarms|contents)).*)?"
    r"|/api/workers/assignments|/api/workers/x(/(experiment|model))?|/api/(\w+|workers/x/\w+|automations)/descriptors(/x)?"
    r"|/api/workers/x/automations/descriptors/x|/api/(units|workers)/x/(experiments/x/)?\w*_?logs"
    r"|/api/workers/x/experiments/x/time_series/.*)"
)
ASKED_BY_A_UNIT_ABOUT_ITSELF = re.compile(
    r"\w+ /api/(workers|units)/x/(jobs/(run|stop|update|running|settings|outcome)\b.*|bioreactor/.*|bottles|outputs"
    r"|blink|capabilities|dose/preview|self_test/results|calibration_protocols|(active_|zipped_)?calibrations(/x(/x(/file)?)?)?|versions/app)"
    r"|GET /api/units/x/system/utc_clock|GET /api/workers/x/calibrations/sessions"
    r"|POST /api/config/units/x/sync|POST /api/(workers|units)/x/experiments/x/logs|DELETE /api/experiments/x/workers/x"
)


def test_a_unit_asks_the_leader_only_for_what_concerns_it(app: Flask, data_root: Path) -> None:
    """A route that is not named here is closed to units: a new one, too."""
    asking = {"Authorization": f"Bearer {has_own_token(data_root, 'x')}"}
    other = {"Authorization": f"Bearer {has_own_token(data_root, 'y')}"}
    client = app.test_client()
    for method, path in routes(app):
        what = f"{method} {path}"
        is_open = expected(method, path) is Role.NOBODY
        # The handler looks at the name in the body: test_web_units.py.
        for_all = is_open or READ_BY_UNITS.fullmatch(what) is not None or what == "PUT /api/experiments/x/workers"
        is_own = for_all or ASKED_BY_A_UNIT_ABOUT_ITSELF.fullmatch(what) is not None
        assert client.open(path, method=method, headers=asking).status_code == (200 if is_own else 403), what
        assert client.open(path, method=method, headers=other).status_code == (200 if for_all else 403), what


def test_no_route_changes_anything_by_get(app: Flask) -> None:
    for view in app.view_functions.values():
        if hasattr(view, "route"):
            assert not (set(view.route.methods) > {"GET"}), view.route
            assert "GET" not in view.route.methods or not view.route.is_audited
