"""Whole files, identity and secrets."""

from __future__ import annotations

import pytest

from pioreactor import whoami
from pioreactor.exc import NotAssignedAnExperimentError, StorageError
from pioreactor.storage import credentials, unit_state
from pioreactor.storage.files import write_atomically
from pioreactor.storage.recorded import RECORDED, is_recorded, register_recorded


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_atomically(path, "old", mode=0o600)
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_permissions_stay(tmp_path):
    path = tmp_path / "secret"
    write_atomically(path, "1", mode=0o600)
    write_atomically(path, "2")
    assert path.stat().st_mode & 0o777 == 0o600


def test_secrets_are_not_shown(make_unit):
    make_unit(None)
    secrets = credentials.load()
    assert secrets.api_token
    assert secrets.api_token not in repr(secrets) + str(secrets)
    credentials.save(secrets)
    assert credentials.load() == secrets
    assert credentials.credentials_path().stat().st_mode & 0o077 == 0


def test_damaged_files_are_named(make_unit):
    unit = make_unit(None)
    (unit.root / "credentials.json").write_text("{")
    (unit.root / "storage" / "unit_state.json").write_text("[]")
    with pytest.raises(StorageError, match=r"credentials\.json"):
        credentials.load()
    with pytest.raises(StorageError, match=r"unit_state\.json"):
        unit_state.load()


def test_identity_comes_from_the_units_own_disk(make_unit, monkeypatch):
    make_unit(None, name="worker7", experiment="yeast 1")
    assert whoami.get_unit_name() == "worker7"
    assert whoami.get_assigned_experiment_name("worker7") == "yeast 1"
    assert whoami.get_testing_experiment_name() == "_testing_yeast 1"
    assert whoami.is_active("worker7")
    assert whoami.am_I_leader()
    assert whoami.am_I_a_worker()
    assert whoami.get_pioreactor_model().reactor_max_fill_volume_ml == 18
    unit_state.save(unit_state.UnitState(is_active=False))
    assert not whoami.is_active("worker7")
    with pytest.raises(NotAssignedAnExperimentError, match="worker7"):
        whoami.get_assigned_experiment_name()
    monkeypatch.setenv("EXPERIMENT", "e2")
    monkeypatch.setenv("ACTIVE", "1")
    assert whoami.get_assigned_experiment_name() == "e2"
    assert whoami.is_active()


@pytest.mark.parametrize(
    ("levels", "recorded"),
    [
        (("od_reading", "od1"), True),
        (("od_reading", "$state"), False),
        (("od_reading", "ods"), False),
        (("logs", "app", "info"), True),
        (("logs", "a", "b", "c"), True),
        (("dosing_events",), True),
        (("experiment_profile", "7", "experiment_profile_name"), True),
        (("od_blank", "mean"), False),
    ],
)
def test_what_is_recorded(levels, recorded):
    assert is_recorded(levels) is recorded


def test_a_plugin_can_have_its_topic_recorded():
    assert not is_recorded(("ph_reading", "ph"))
    register_recorded("ph_reading/ph")
    try:
        assert is_recorded(("ph_reading", "ph"))
    finally:
        RECORDED.remove("ph_reading/ph")
