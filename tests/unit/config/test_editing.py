"""Editing a file in place."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.config.editing import _with_value, apply_values, remove_value, set_value
from pioreactor.config.parser import parse_text
from pioreactor.exc import ConfigError

FILE = """# shared by all
[stirring.config]
# speed at start
initial_target_rpm = 500
pwm_hz=200

[mqtt]
broker_port: 1883
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "config.ini"
    file.write_text(FILE)
    return file


def test_comments_and_order_stay(path):
    set_value(path, "stirring.config", "initial_target_rpm", "300")
    assert path.read_text() == FILE.replace("= 500", "= 300")


def test_a_new_key_goes_to_the_end_of_its_section(path):
    set_value(path, "stirring.config", "use_rpm", "no")
    assert "pwm_hz=200\nuse_rpm = no\n\n[mqtt]" in path.read_text()


def test_a_new_section_goes_to_the_end(path):
    set_value(path, "my_plugin", "rate", "5%")
    assert path.read_text().endswith("broker_port: 1883\n\n[my_plugin]\nrate = 5%%\n")


def test_an_illegal_value_leaves_the_file_alone(path):
    for key, value in (("pwm_hz", "0"), ("pwm_hx", "5"), ("pwm_hz", "5\n[x]")):
        with pytest.raises(ConfigError):
            set_value(path, "stirring.config", key, value)
    assert path.read_text() == FILE
    assert [p.name for p in path.parent.iterdir()] == ["config.ini"]


def test_a_value_can_be_taken_out(path):
    assert remove_value(path, "mqtt", "broker_port")
    assert not remove_value(path, "mqtt", "broker_port")
    assert "broker_port" not in path.read_text()


words = st.text(string.ascii_letters + string.digits + "_-.", min_size=1, max_size=12)
values = st.text(string.ascii_letters + string.digits + " _-.;/", max_size=20).map(str.strip)


@given(st.dictionaries(words, st.dictionaries(words, values, max_size=4), max_size=4), words, words, values)
def test_what_is_set_is_read_back_and_nothing_else_changes(sections, section, key, value):
    text = "".join(
        f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) + "\n" for name, keys in sections.items()
    )
    before = {name: dict(parse_text(text, "f").items(name)) for name in sections}
    after = parse_text(_with_value(text, section, key, value), "f")
    assert after.get(section, key) == value
    before.setdefault(section, {})[key] = value
    assert {name: dict(after.items(name)) for name in after.sections()} == before


WANTED = {"ui": {"listen_port": "4999"}, "mqtt": {"broker_address": "127.0.0.1"}}


def test_applying_values_twice_changes_nothing_and_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    path = tmp_path / "unit_config.ini"
    path.write_text("# mine\n[stirring.config]\npwm_hz = 150\n")
    assert apply_values(path, WANTED) == ["[ui] listen_port", "[mqtt] broker_address"]
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert apply_values(path, WANTED) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert "# mine" in path.read_text() and "pwm_hz = 150" in path.read_text()


def test_applying_makes_a_file_for_owner_and_group_only(tmp_path: Path) -> None:
    apply_values(tmp_path / "config.ini", WANTED)
    assert (tmp_path / "config.ini").stat().st_mode & 0o777 == 0o640


def test_one_illegal_value_keeps_all_out(tmp_path: Path) -> None:
    path = tmp_path / "unit_config.ini"
    with pytest.raises(ConfigError):
        apply_values(path, {**WANTED, "stirring.config": {"pwm_hz": "fast"}})
    assert not path.exists()


def test_applying_nothing_takes_a_key_out_and_a_dry_run_only_looks(tmp_path: Path) -> None:
    path = tmp_path / "unit_config.ini"
    apply_values(path, WANTED)
    gone: dict[str, dict[str, str | None]] = {"ui": {"listen_port": None, "host": None}}
    assert apply_values(path, gone, dry_run=True) == ["[ui] listen_port"] and "listen_port" in path.read_text()
    assert apply_values(path, gone) == ["[ui] listen_port"] and "listen_port" not in path.read_text()
