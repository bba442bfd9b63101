"""The page of the first boot over real HTTP: what it shows, what it takes, and from whom."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from pioreactor.appliance import asking
from pioreactor.appliance.host import Host
from pioreactor.appliance.page.__main__ import Server
from pioreactor.appliance.settings import Settings, Wifi
from pioreactor.appliance.state import Step

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def page(host: Host) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), host.places.run) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


def ask(page: Server, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", page.server_port, timeout=10)
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    connection.request(method, path, raw, headers or ({} if body is None else JSON))
    reply = connection.getresponse()
    reply.text = reply.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return reply


def test_the_page_needs_nothing_from_elsewhere(page: Server):
    html = ask(page, "GET", "/")
    assert html.status == 200 and html.getheader("Content-Type").startswith("text/html")
    texts = [html.text, ask(page, "GET", "/first-boot.css").text, ask(page, "GET", "/first-boot.js").text]
    assert not any("https://" in text or "//cdn" in text for text in texts)
    assert "width=device-width" in texts[0] and "prefers-color-scheme: dark" in texts[1]
    policy = html.getheader("Content-Security-Policy")
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert " style=" not in texts[0] and "onclick" not in texts[0], "the policy would not let it"


def test_it_shows_how_far_the_unit_is_and_begins_before_the_unit_does(page: Server, host: Host):
    assert json.loads(ask(page, "GET", "/progress.json").text)["step"] == "read"
    host.progress.shown.unit = "lab1"
    host.progress.step(Step.CONVERGE)
    host.progress.text("Install the packages")
    reply = ask(page, "GET", "/progress.json")
    shown = json.loads(reply.text)
    assert (shown["unit"], shown["step"], shown["text"]) == ("lab1", "converge", "Install the packages")
    assert reply.getheader("X-First-Boot") and reply.getheader("Cache-Control") == "no-store"


def test_nothing_secret_is_shown(page: Server, host: Host):
    settings = Settings(hostname="lab1", claim_code="7KQF-XT2M-99PD-ABCW", wifi=Wifi(ssid="lab", passphrase="hunter22"))
    host.state.settings = settings
    host.progress.shown.given = settings.without_secrets()
    host.progress.step(Step.ASK)
    text = ask(page, "GET", "/progress.json").text
    assert "hunter22" not in text and "7KQF" not in text and '"ssid":"lab"' in text


def test_an_answer_reaches_the_unit(page: Server, host: Host):
    host.progress.step(Step.ASK)
    wifi = {"ssid": "our lab", "passphrase": "hunter22"}
    body = {
        "settings": {
            "role": "worker",
            "hostname": "worker7",
            "leader": "",
            "claim_code": "",
            "country": "at",
            "wifi": wifi,
        }
    }
    assert ask(page, "POST", "/answer", body).status == 202
    assert host.places.answer.stat().st_mode & 0o077 == 0
    taken = asking.take_answer(host)
    assert taken is not None and taken.settings == Settings(
        role="worker", hostname="worker7", country="AT", wifi=Wifi(ssid="our lab", passphrase="hunter22")
    )


def test_what_is_wrong_is_said_like_in_the_file(page: Server, host: Host):
    host.progress.step(Step.ASK)
    reply = ask(
        page,
        "POST",
        "/answer",
        {"settings": {"role": "both", "hostname": "my lab", "wifi": {"ssid": "a", "passphrase": "1"}}},
    )
    problems = json.loads(reply.text)["problems"]
    assert reply.status == 422 and len(problems) == 2
    assert 'Did you mean "my-lab"?' in problems[0] and "8 to 63" in problems[1]
    assert ask(page, "POST", "/answer", {"settings": {}}).status == 422
    assert not host.places.answer.exists()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"settings": {"role": "both"}}, {"Content-Type": "text/plain"}, 403),
        ({"settings": {"role": "both"}}, {**JSON, "Origin": "http://evil.example"}, 403),
        (b"{", JSON, 400),
        (b"[1]", JSON, 400),
        (b" " * 20_000, JSON, 413),
        ({"again": True}, JSON, 409),
    ],
)
def test_what_is_no_answer_from_here_is_refused(page: Server, host: Host, body, headers, status):
    host.progress.step(Step.ASK)
    assert ask(page, "POST", "/answer", body, headers).status == status
    assert not host.places.answer.exists()


def test_nobody_answers_what_was_not_asked(page: Server, host: Host):
    host.progress.step(Step.CONVERGE)
    assert ask(page, "POST", "/answer", {"settings": {"role": "both"}}).status == 409
    host.progress.failed("The card is full.")
    assert ask(page, "POST", "/answer", {"again": True}).status == 202
    taken = asking.take_answer(host)
    assert taken is not None and taken.again


def test_a_telephone_in_our_access_point_is_led_to_the_page(page: Server):
    reply = ask(page, "GET", "/generate_204")
    assert reply.status == 302 and reply.getheader("Location").startswith("http://127.0.0.1")
    assert ask(page, "GET", "/unit_api/health").status == 503


def test_it_loads_no_library_before_somebody_answers():
    """So that it is there within a second or two also on the smallest Pi."""
    loaded = "[name for name in sys.modules if name.partition('.')[0] in ('msgspec', 'yaml', 'click')]"
    code = f"import sys; from pioreactor.appliance.page import __main__; print({loaded})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert run.stdout.strip() == "[]"


def test_what_the_page_gets_is_what_the_unit_writes(page: Server, host: Host):
    """The words that the script reads are fields of what is written."""
    from pioreactor.appliance.progress import Shown

    script = ask(page, "GET", "/first-boot.js").text
    read = {word.split("(")[0] for word in _after(script, "shown.")} | _after(script, "last.")
    assert read <= {field.name for field in msgspec.structs.fields(Shown)}


def _after(text: str, beginning: str) -> set[str]:
    words = set()
    for part in text.split(beginning)[1:]:
        word = ""
        for sign in part:
            if not (sign.isalnum() or sign == "_"):
                break
            word += sign
        words.add(word)
    return words
