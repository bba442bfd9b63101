from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor.background_jobs.od_reading.settings import parse_intensity, settings_from_config
from pioreactor.background_jobs.od_reading.wiring import configured_channels, infrared_channel, parse_wiring
from pioreactor.exc import ConfigError, HardwareError, UnknownModelAssignedError
from pioreactor.hardware import descriptions, identity
from pioreactor.models import get_model, get_registered_models


def test_wiring_of_the_shipped_configuration(unit_folder: Path) -> None:
    wiring = parse_wiring(configured_channels())
    assert wiring.reference == "1"
    assert wiring.signals == {"2": "90"}
    assert infrared_channel() == "A"
    assert settings_from_config().interval_s == 5.0


@pytest.mark.parametrize(
    ("channels", "words"),
    [({"1": "REF", "2": "REF"}, "both REF"), ({"1": "REF"}, "No photodiode"), ({"1": "91"}, "'91'")],
)
def test_wiring_that_cannot_be(channels: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        parse_wiring(channels)


def test_intensity() -> None:
    assert parse_intensity("auto") is None
    assert parse_intensity("70") == 70.0
    with pytest.raises(ConfigError, match="intensity"):
        parse_intensity(0.0)


def test_every_board_is_described(unit_folder: Path) -> None:
    for hat in ("1.0", "1.1", "1.2"):
        for kind in descriptions.KINDS:
            assert descriptions.describe(kind, hat=hat), (hat, kind)
    assert descriptions.describe("adc", hat="1.0", model=("pioreactor_20ml", "1.0"))["pd1"]["driver"] == "ads1115"
    assert descriptions.get_adc_descriptions()["pd2"] == ("ads1114", 0x4A, 0)
    assert descriptions.get_available_pd_channels() == ["1", "2"]
    assert descriptions.get_pwm_to_pin_map() == {"1": 17, "2": 13, "3": 16, "4": 12, "5": 18}


def test_older_names_of_the_hardware_module(unit_folder: Path) -> None:
    from pioreactor import hardware

    assert hardware.PWM_TO_PIN["1"] == 17
    assert (hardware.SCL, hardware.SDA, hardware.TEMP, hardware.DAC) == (3, 2, 0x4F, 0x2C)
    assert hardware.HALL_SENSOR_PIN == hardware.get_gpio_pin("hall_sensor_pin") == 21
    with pytest.raises(AttributeError, match="nonsense"):
        _ = hardware.nonsense


def test_a_users_file_overrides_one_key(unit_folder: Path) -> None:
    folder = unit_folder / "hardware/models/pioreactor_20ml/1.5"
    folder.mkdir(parents=True)
    (folder / "adc.yaml").write_text("pd1: {address: '0x48'}\n")
    assert descriptions.get_adc_descriptions()["pd1"] == ("ads1114", 0x48, 0)


def test_an_unknown_board_is_an_error(unit_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARDWARE")
    with pytest.raises(HardwareError, match="not known"):
        descriptions.describe("pwm")
    monkeypatch.setenv("HARDWARE", "two")
    with pytest.raises(HardwareError, match="version"):
        identity.hat_version()


def test_identification_chip(unit_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HARDWARE", "HAT_PRESENT"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PIO_VIAL_SOCKET", str(unit_folder / "vial.sock"))
    assert not identity.is_HAT_present()
    node = unit_folder / "sysroot/proc/device-tree/hat"
    node.mkdir(parents=True)
    for name, text in {
        "vendor": "Pioreactor Inc.\0",
        "product_id": "0x0001\0",
        "product_ver": "0x0012\0",
        "uuid": "5ee1\0",
    }.items():
        (node / name).write_text(text)
    assert identity.read_hat() == identity.Hat(True, (1, 2), "5ee1")


def test_models(unit_folder: Path) -> None:
    assert get_model("pioreactor_20ml", "1.0").max_temp_to_shutdown == 66.0
    assert get_model("pioreactor_40ml_XR", "1.5").reactor_max_fill_volume_ml == 36.0
    with pytest.raises(UnknownModelAssignedError, match="flask"):
        get_model("flask", "1")
    folder = unit_folder / "models"
    folder.mkdir()
    (folder / "flask.yaml").write_text(
        "model_name: flask\nmodel_version: '1'\ndisplay_name: Flask\nreactor_capacity_ml: 100\n"
        "reactor_max_fill_volume_ml: 80\n"
    )
    (folder / "broken.yml").write_text("model_name: [")
    assert get_model("flask", "1").is_contrib
    assert len(get_registered_models()) == 8


def test_a_users_board_replaces_and_adds_keys(unit_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = unit_folder / "hardware/hats/9.0"
    folder.mkdir(parents=True)
    (folder / "gpio.yaml").write_text("hall_sensor_pin: 19\n")
    monkeypatch.setenv("HARDWARE", "9.0")
    assert descriptions.get_gpio_pin("hall_sensor_pin") == 19
    with pytest.raises(HardwareError, match="pwm_to_pin"):
        descriptions.get_pwm_to_pin_map()
    (folder / "dac.yaml").write_text("address: [")
    with pytest.raises(HardwareError, match=r"dac\.yaml"):
        descriptions.get_dac_address()
