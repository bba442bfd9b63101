"""The unit's side of keeping the configuration the same: what it takes, and when it asks the leader."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.cluster.config_sync import diffs, following, holding
from pioreactor.cluster.config_sync.following import Follower
from pioreactor.cluster.config_sync.structs import Confirmation, SharedCopy, Word
from pioreactor.config import forget_config
from pioreactor.config.files import FileChangedError, digest, digest_of
from pioreactor.exc import ConfigError

TEXT = "[cluster.topology]\nleader_hostname=lead\nleader_address=127.0.0.1\n[mqtt]\nbroker_address=127.0.0.1\n"
WORD = Word(3, "2026-01-02T03:04:05.678Z")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "storage").mkdir()
    (tmp_path / "config.ini").write_text(TEXT)
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    monkeypatch.setenv("HOSTNAME", "work1")
    for name in ("GLOBAL_CONFIG", "LOCAL_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    forget_config()
    yield tmp_path
    forget_config()


def take(text: str, word: Word = WORD, replaces: str | None = None) -> None:
    holding.take(SharedCopy(text, word.version, word.saved_at, replaces))


def test_a_unit_knows_what_it_was_brought(root: Path) -> None:
    text = TEXT + "# ends without a line feed, and has a dash \u2014 which stays"
    take(text)
    assert (root / "config.ini").read_text() == text
    held = holding.files_held()
    assert (held.unit, held.version, held.saved_at) == ("work1", 3, WORD.saved_at)
    assert held.shared_digest == digest_of(text) and held.own_digest == ""
    assert holding.describe() == {"version": 3, "saved_at": WORD.saved_at, "is_edited": False}
    assert not holding.needs_leader(WORD)


def test_an_unusable_text_or_a_copy_changed_meanwhile_replaces_nothing(root: Path) -> None:
    with pytest.raises(ConfigError, match="broker_address"):
        take(TEXT.replace("broker_address", "broker_adress"))
    with pytest.raises(FileChangedError):
        take(TEXT + "# new\n", replaces=digest_of("another text"))
    assert (root / "config.ini").read_text() == TEXT and holding.files_held().version is None
    take(TEXT + "# new\n", replaces=digest(root / "config.ini"))
    assert (root / "config.ini").read_text() == TEXT + "# new\n"


def test_a_unit_needs_its_leader_only_when_something_differs(root: Path) -> None:
    assert holding.needs_leader(WORD)  # nothing is known of its files yet
    take(TEXT)
    assert holding.needs_leader(Word(4, WORD.saved_at))
    assert holding.needs_leader(Word(3, "2026-01-02T00:00:00.000Z"))  # a leader that was restored from a backup
    (root / "config.ini").write_text(TEXT + "# edited here\n")
    assert holding.needs_leader(WORD) and holding.describe()["is_edited"]
    take(TEXT)
    (root / "unit_config.ini").write_text("[stirring.config]\ninitial_target_rpm=400\n")
    assert holding.needs_leader(WORD)


def test_the_leaders_confirmation_counts_only_for_the_files_it_saw(root: Path) -> None:
    own = root / "unit_config.ini"
    own.write_text("[stirring.config]\ninitial_target_rpm=400\n")
    seen = Confirmation(version=3, saved_at=WORD.saved_at, shared_digest=digest_of(TEXT), own_digest=digest(own))
    own.write_text("[stirring.config]\ninitial_target_rpm=401\n")
    holding.confirm(seen)
    assert holding.files_held().version == 3 and holding.needs_leader(WORD)
    holding.confirm(Confirmation(version=3, saved_at=WORD.saved_at, shared_digest="", own_digest=digest(own)))
    assert not holding.needs_leader(WORD)


def test_a_damaged_note_makes_the_unit_ask(root: Path) -> None:
    take(TEXT)
    (root / "storage" / "config_versions.json").write_text("{")
    assert holding.needs_leader(WORD)


class Leader:
    """Counts the questions; answers the n-th by bringing the file."""

    def __init__(self, answers_from: int) -> None:
        self.asked = 0
        self.answers_from = answers_from

    def ask(self, unit: str) -> None:
        assert unit == "work1"
        self.asked += 1
        if self.asked < self.answers_from:
            raise OSError("nobody answers")
        take(TEXT)


def test_a_unit_asks_until_it_has_the_file_and_then_no_more(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "FIRST_WALL_S", 0.02)
    leader, seen = Leader(answers_from=3), []
    follower = Follower(
        "work1", logging.getLogger("test"), lambda: seen.append(holding.describe()["version"]), leader.ask
    )
    follower.start()
    try:
        follower.note(b"not a word")
        follower.note(b'{"version": 3, "saved_at": "2026-01-02T03:04:05.678Z"}')
        assert clock.wait_until(lambda: leader.asked == 3 and seen[-1:] == [3], 10)
        asked = leader.asked
        follower.note(b'{"version": 3, "saved_at": "2026-01-02T03:04:05.678Z"}')
        clock.wall_sleep(0.2)
        assert leader.asked == asked
    finally:
        follower.close()


def test_differences_hide_secrets_and_are_told_in_short() -> None:
    diff = diffs.unified("[mqtt]\npassword=a\nx=1\n", "[mqtt]\npassword=b\nx=2\ny=3\n", "old", "new")
    assert "-x=1" in diff and "+y=3" in diff and "=a" not in diff and "=b" not in diff
    assert diffs.in_short(diff) == "+2 -1 lines"
    only_secret = diffs.unified("[mqtt]\npassword=a\n", "[mqtt]\npassword=b\n", "old", "new")
    assert only_secret == "" and diffs.in_short(only_secret) == "only hidden values"
