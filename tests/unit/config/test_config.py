"""What gets into the configuration, what does not, and what is there when nobody says anything."""

from __future__ import annotations

import configparser

import pytest

from pioreactor.config import forget_config, get_config, get_mqtt_address
from pioreactor.config.schema import SECTIONS, check_value
from pioreactor.exc import ConfigError


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    for name in ("GLOBAL_CONFIG", "LOCAL_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def write(shared="", own=None):
        (tmp_path / "config.ini").write_text(shared)
        if own is not None:
            (tmp_path / "unit_config.ini").write_text(own)
        forget_config()
        return get_config()

    yield write
    forget_config()


def test_every_default_is_legal():
    for name, section in SECTIONS.items():
        for key, rule in section.keys.items():
            if rule.default is not None:
                check_value(name, key, rule.default)
            assert rule.meaning


def test_defaults_hold_where_the_files_are_silent(files):
    config = files()
    assert config.getfloat("stirring.config", "initial_target_rpm") == 500.0
    assert config.getboolean("od_reading.config", "turn_off_leds_during_reading")
    assert not config.has_option("od_reading.config", "local_ac_hz")
    assert config["leds_reverse"]["IR"] == "A"
    assert get_mqtt_address() == "localhost"


def test_the_units_own_file_wins(files):
    config = files("[stirring.config]\ninitial_target_rpm=400\npwm_hz=100", "[stirring.config]\ninitial_target_rpm=300")
    assert config.getint("stirring.config", "initial_target_rpm") == 300
    assert config.getint("stirring.config", "pwm_hz") == 100


def test_a_channel_map_is_taken_whole(files):
    config = files("[od_config.photodiode_channel]\n3=90\n4=\n[PWM]\n1=media\n2=stirring\n")
    assert dict(config.items("od_config.photodiode_channel")) == {"3": "90"}
    assert dict(config["PWM_reverse"]) == {"media": "1", "stirring": "2"}


def test_keys_keep_their_case_later_duplicates_win_and_percent_is_doubled(files):
    config = files("[my_plugin]\nKey=a\nkey=b\nkey=c\nrate=5%%\nflag\n")
    assert dict(config["my_plugin"]) == {"Key": "a", "key": "c", "rate": "5%", "flag": None}


def test_the_leader_gets_its_address(files):
    config = files("[cluster.topology]\nleader_hostname=boss\nleader_address=10.0.0.1\n")
    assert config.get("cluster.addresses", "boss") == "10.0.0.1"
    assert get_mqtt_address() == "10.0.0.1"


def test_the_first_broker_counts(files):
    files("[mqtt]\nbroker_address = a.local;b.local\n")
    assert get_mqtt_address() == "a.local"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[stirring.config]\ninitial_target_rmp=5", ["config.ini", "initial_target_rmp", "Did you mean"]),
        ("[stirring.config]\npwm_hz=fast", ["pwm_hz = fast", "must be a number"]),
        ("[stirring.config]\npwm_hz=nan", ["must be from 1 to 20000"]),
        ("[mqtt]\nbroker_port=70000", ["must be from 1 to 65535"]),
        ("[mqtt]\nuse_tls=perhaps", ["must be yes or no"]),
        ("[od_config.photodiode_channel]\n1=91", ["must be one of", "REF"]),
        ("[stiring.config]\nx=1", ["[stiring.config]", "[stirring.config]"]),
        ("no section", ["config.ini"]),
        ("[mqtt]\nusername=5%", ["percent sign twice"]),
    ],
)
def test_a_fault_is_named(files, text, words):
    with pytest.raises(ConfigError) as caught:
        files(text)
    for word in words:
        assert word in str(caught.value)


def test_a_short_section_of_a_plugin_is_no_typo(files):
    files("[a]\nx=1\n[abc]\ny=2")
    assert get_config().get("a", "x") == "1"


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    forget_config()
    with pytest.raises(ConfigError, match=r"config\.ini is missing"):
        get_config()


def test_an_override_is_for_this_process_and_is_checked(files):
    config = files()
    config.set_override("stirring.config", "pwm_hz", "50")
    assert config.getint("stirring.config", "pwm_hz") == 50
    with pytest.raises(ConfigError, match="must be"):
        config.set_override("stirring.config", "pwm_hz", "0")
    assert config.getint("stirring.config", "pwm_hz") == 50


def test_a_missing_key_without_a_fallback_is_an_error_that_is_logged(files, caplog):
    config = files()
    assert config.get("nowhere", "key", fallback="x") == "x"
    assert config.getint("nowhere", "key", fallback=3) == 3
    assert not caplog.records
    with pytest.raises(configparser.NoSectionError):
        config.get("nowhere", "key")
    assert "[nowhere] key" in caplog.text
