"""Configuration over HTTP: secrets stay inside, a bad file never replaces a good one."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.config.files import HIDDEN, hide_secrets, restore_secrets
from pioreactor.config.parser import parse_text
from pioreactor.exc import ConfigError

NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
VALUES = st.text("abcXYZ019 .-$", max_size=12).map(str.strip)


@given(
    st.dictionaries(
        NAMES, st.dictionaries(st.sampled_from(["password", "api_key", "port", "host"]), VALUES), min_size=1
    )
)
def test_hiding_and_restoring_gives_the_same_configuration(sections: dict[str, dict[str, str]]) -> None:
    text = "".join(f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) for name, keys in sections.items())
    hidden = hide_secrets(text)
    for keys in sections.values():
        for key in ("password", "api_key"):
            if keys.get(key):
                assert f"{key} = {keys[key]}\n" not in hidden or keys[key] == HIDDEN
    before, after = parse_text(text, "before"), parse_text(restore_secrets(hidden, text), "after")
    assert {s: dict(before[s]) for s in before} == {s: dict(after[s]) for s in after}


def test_a_secret_in_a_comment_is_hidden_too() -> None:
    assert "hunter2" not in hide_secrets("[mqtt]\n# password = hunter2\n; password: hunter2\npassword=hunter2\n")


def test_stars_for_nothing_stored_are_refused() -> None:
    with pytest.raises(ConfigError, match="nothing is stored"):
        restore_secrets(f"[mqtt]\npassword = {HIDDEN}\n", "[mqtt]\n")


def test_the_shared_file_never_shows_the_password(leader: FlaskClient) -> None:
    for path in ("/api/config/shared", "/unit_api/config/merged"):
        text = leader.get(path).get_data(as_text=True)
        assert "hunter2" not in text and "never-shown" not in text
        assert HIDDEN in text
    session = leader.get("/api/session").get_data(as_text=True)
    assert "never-shown" not in session and "seen-by-page" in session


def test_saving_what_was_shown_keeps_the_password(leader: FlaskClient, data_root: Path) -> None:
    code = leader.get("/api/config/shared").get_data(as_text=True)
    reply = leader.patch("/api/config/shared", json={"code": code.replace("9123", "9124")})
    assert reply.status_code == 200, reply.get_data(as_text=True)
    stored = (data_root / "config.ini").read_text()
    assert "password=hunter2" in stored and "9124" in stored
    history = leader.get("/api/config/shared/history").get_json()
    assert history[0]["filename"] == "config.ini" and "hunter2" not in history[0]["data"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("[mqtt]", "[mqt]"), "mqtt"),
        (("leader_hostname=leader1", ""), "leader_hostname"),
        (("leader_address=127.0.0.1", "leader_address=http://x"), "http"),
        (("broker_port=9", "broker_port=many"), "broker_port"),
        (("broker_port=9", "broker_prot=9"), "broker_port"),
        (("[ui]", "[ui]\nport=1"), "twice"),
        (("[ui]", "nonsense without a section"), ""),
    ],
)
def test_a_bad_shared_file_changes_nothing(
    leader: FlaskClient, data_root: Path, edit: tuple[str, str], said: str
) -> None:
    before = (data_root / "config.ini").read_text()
    reply = leader.patch("/api/config/shared", json={"code": before.replace(*edit)})
    assert reply.status_code == 400, reply.get_data(as_text=True)
    assert said in reply.get_json()["error"]
    assert (data_root / "config.ini").read_text() == before


def test_the_units_own_file(leader: FlaskClient, data_root: Path) -> None:
    assert leader.get("/unit_api/config/specific").get_data(as_text=True) == ""
    code = "[stirring.config]\n# quiet room\ninitial_target_rpm = 400\n"
    assert leader.patch("/unit_api/config/specific", json={"code": code}).status_code == 200
    assert leader.get("/unit_api/config/specific").get_data(as_text=True) == code
    assert leader.get("/unit_api/config/merged").get_json()["stirring.config"]["initial_target_rpm"] == "400"
    reply = leader.patch("/unit_api/config/specific", json={"code": code.replace("400", "fast")})
    assert reply.status_code == 400
    assert (data_root / "unit_config.ini").read_text() == code


def test_typographic_dashes_become_hyphens(leader: FlaskClient, data_root: Path) -> None:
    leader.patch("/unit_api/config/specific", json={"code": "[plugin_x]\na = 1\u20132\u20143\n"})
    assert "1-2-3" in (data_root / "unit_config.ini").read_text()
