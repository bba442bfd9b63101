"""Editing a file in place."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.config.editing import _with_value, remove_value, set_value
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
