"""``pio users``, ``pio tokens`` and ``pio audit`` on the leader."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pioreactor.cli.pio import pio
from pioreactor.config import forget_config

Run = Callable[..., Result]
PASSWORD = "grows-in-broth"


@pytest.fixture
def leader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "root"
    root.mkdir()
    (root / "config.ini").write_text("[cluster.topology]\nleader_hostname=leader1\n[ui]\nhost=127.0.0.1\nport=8931\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path / "run"))
    monkeypatch.setenv("HOSTNAME", "leader1")
    for name in ("GLOBAL_CONFIG", "LOCAL_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    forget_config()
    yield root
    forget_config()


@pytest.fixture
def run(leader: Path) -> Run:
    def invoke(*words: str, given: str | None = None, fails: bool = False) -> Result:
        result = CliRunner().invoke(pio, list(words), input=given)
        assert (result.exit_code != 0) == fails, result.output + repr(result.exception)
        return result

    return invoke


def told(result: Result) -> object:
    return json.loads(result.stdout)


def test_the_claim_code_is_the_same_until_somebody_is_let_in(run: Run, leader: Path) -> None:
    code = run("users", "claim-code").stdout.strip()
    assert run("users", "claim-code").stdout.strip() == code
    assert stat.S_IMODE((leader / "claim_code").stat().st_mode) == 0o600
    assert run("web", "--address").stdout.strip() == f"http://127.0.0.1:8931/#claim={code}"
    run("users", "add", "Mira", "--role", "admin", "--password-stdin", given=f"{PASSWORD}\n")
    assert not (leader / "claim_code").exists()
    assert "has been claimed" in run("users", "claim-code", fails=True).output
    assert run("web", "--address").stdout.strip() == "http://127.0.0.1:8931/"


def test_people_are_added_changed_and_removed(run: Run) -> None:
    run("users", "add", "mira", "--role", "admin", "--password-stdin", given=f"{PASSWORD}\n")
    run("users", "add", "theo", "--role", "viewer", "--password-stdin", given=f"{PASSWORD}\n")
    assert "already" in str(run("users", "add", "THEO", "--role", "admin", "--link", fails=True).exception)
    run("users", "set-role", "theo", "operator", "--reason", "joins the bench")
    rows = told(run("users", "list", "--json"))
    assert [(row["username"], row["role"], row["has_password"]) for row in rows] == [
        ("mira", "admin", True),
        ("theo", "operator", True),
    ]
    assert "last admin" in str(run("users", "remove", "mira", fails=True).exception)
    run("users", "remove", "theo")
    assert [row["username"] for row in told(run("users", "list", "--json"))] == ["mira"]


def test_a_weak_password_lets_nobody_in(run: Run) -> None:
    assert "at least 10" in str(
        run("users", "add", "theo", "--role", "viewer", "--password-stdin", given="short\n", fails=True).exception
    )
    assert told(run("users", "list", "--json")) == []


def test_a_password_is_asked_for_twice_and_never_shown(run: Run) -> None:
    result = run("users", "add", "theo", "--role", "viewer", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in result.output
    run("users", "set-password", "theo", "--password-stdin", given="another-in-broth\n")


def test_a_link_is_an_address_of_the_page(run: Run) -> None:
    made = told(run("users", "add", "theo", "--role", "viewer", "--link", "--json"))
    assert made["link"].startswith("http://127.0.0.1:8931/#sign-in=")
    assert run("users", "link", "theo").stdout.strip().startswith("http://127.0.0.1:8931/#sign-in=")
    assert "no user" in str(run("users", "link", "nobody", fails=True).exception)


def test_tokens_are_made_listed_and_revoked(run: Run) -> None:
    run("users", "add", "theo", "--role", "viewer", "--link")
    made = told(run("tokens", "create", "theo", "night watch", "--role", "admin", "--days", "7", "--json"))
    assert made["token"].startswith("pio_") and made["role"] == "viewer"
    plain = run("tokens", "create", "theo", "other")
    assert plain.stdout.strip().startswith("pio_") and "shown this once" in plain.stderr
    listed = run("tokens", "list", "--json").stdout
    assert made["token"] not in listed and len(json.loads(listed)) == 2
    run("tokens", "revoke", str(made["token_id"]))
    assert [row["name"] for row in told(run("tokens", "list", "--user", "theo", "--json"))] == ["other"]
    assert "no token" in str(run("tokens", "revoke", "99", fails=True).exception)


def test_every_change_stands_in_the_trail_without_its_secrets(run: Run) -> None:
    run("users", "add", "mira", "--role", "admin", "--password-stdin", given=f"{PASSWORD}\n")
    link = told(run("users", "add", "theo", "--role", "viewer", "--link", "--json"))["link"].partition("=")[2]
    run("users", "set-role", "theo", "operator", "--reason", "joins the bench")
    token = told(run("tokens", "create", "theo", "script", "--json"))["token"]
    run("users", "remove", "theo")
    rows = told(run("audit", "list", "--json"))
    assert [row["action"] for row in reversed(rows)] == [
        "Let somebody in", "Let somebody in", "Make a one-time sign-in link", "Change what somebody may do",
        "Make a personal token", "Let somebody in no more",
    ]  # fmt: skip
    change = rows[2]
    assert (change["object"], change["old"], change["new"]) == ("user theo", "viewer", "operator")
    assert change["reason"] == "joins the bench" and change["actor"].endswith("@leader1")
    for secret in (PASSWORD, link, token):
        assert secret not in str(rows)
    assert [row["event_id"] for row in told(run("audit", "list", "--text", "bench", "--json"))] == [change["event_id"]]


def test_the_trail_is_verified_and_a_broken_one_is_an_error(run: Run, leader: Path) -> None:
    import sqlite3

    run("users", "add", "mira", "--role", "admin", "--link")
    found = told(run("audit", "verify", "--json"))
    assert found["is_whole"] and found["events"] == 2
    assert "2 entries, whole" in run("audit", "verify", "--expect", found["last_hash"]).stdout
    assert "written anew" in run("audit", "verify", "--expect", "0" * 64, fails=True).output
    conn = sqlite3.connect(leader / "storage" / "pioreactor.sqlite")
    conn.execute("DROP TRIGGER audit_events_unchanged")
    conn.execute("UPDATE audit_events SET actor = 'theo' WHERE event_id = 1")
    conn.commit()
    conn.close()
    assert "broken at entry 1" in run("audit", "verify", fails=True).output


@pytest.mark.parametrize("words", [("users", "list"), ("tokens", "list"), ("audit", "verify")])
def test_they_belong_on_the_leader(run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("HOSTNAME", "worker1")
    forget_config()
    assert "leader only" in str(run(*words, fails=True).exception)
