from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor.exc import StorageError
from pioreactor.runtime import open_accounts
from pioreactor.runtime.open_accounts import OpenAccount

MEDIA = OpenAccount("unit1", "exp", "add_media", 0.05)
WASTE = OpenAccount("unit1", "exp", "remove_waste", -0.01)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path))
    return tmp_path


def test_what_was_left_is_entered_once_and_in_order(run: Path) -> None:
    entered: list[OpenAccount] = []
    assert open_accounts.close_all(entered.append) == 0
    assert open_accounts.leave(MEDIA) and open_accounts.leave(WASTE)
    assert open_accounts.close_all(entered.append) == 2
    assert open_accounts.close_all(entered.append) == 0
    assert entered == [MEDIA, WASTE]


def test_what_cannot_be_entered_yet_stays(run: Path) -> None:
    open_accounts.leave(MEDIA)
    open_accounts.leave(WASTE)
    entered: list[OpenAccount] = []

    def full(account: OpenAccount) -> None:
        if account == WASTE and not entered[1:]:
            entered.append(account)
            raise StorageError("The disk is full.")
        entered.append(account)

    with pytest.raises(StorageError):
        open_accounts.close_all(full)
    open_accounts.close_all(full)
    assert entered == [MEDIA, WASTE, WASTE]


def test_a_damaged_file_does_not_hold_up_the_others(run: Path) -> None:
    open_accounts.leave(MEDIA)
    (run / open_accounts.FOLDER / "1-1-abc").write_text("{")
    entered: list[OpenAccount] = []
    open_accounts.close_all(entered.append)
    assert entered == [MEDIA] and list((run / open_accounts.FOLDER).iterdir()) == []


def test_nowhere_to_leave_it_is_told(run: Path) -> None:
    (run / open_accounts.FOLDER).write_text("a file where the folder ought to be")
    assert not open_accounts.leave(MEDIA)
