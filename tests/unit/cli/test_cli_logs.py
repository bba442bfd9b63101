from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor import clock
from pioreactor.utils import tailing
from pioreactor.utils.tailing import Tail


def lines(*hours: int) -> str:
    return "".join(f"2026-11-22T{hour:02}:00:00+0000 [CLI] INFO hour {hour}\n" for hour in hours)


def test_the_last_lines(invoke: Any, unit: Path) -> None:
    (unit / "pioreactor.log").write_text(lines(1, 2, 3))
    assert invoke("logs", "-n", "2").out == lines(2, 3)
    assert invoke("logs", "-n", "0").out == ""


def test_a_log_that_is_not_there(invoke: Any, unit: Path) -> None:
    result = invoke("logs")
    assert result.code == 1
    assert str(unit / "pioreactor.log") in result.err


def test_two_logs_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(lines(1, 4) + "  more of hour 4\n")
    (tmp_path / "b").write_text(lines(2, 5))
    shown = Tail([tmp_path / "a", tmp_path / "b", tmp_path / "absent"]).last(10)
    assert [line.split()[-1] for line in shown] == ["1", "2", "4", "4", "5"]


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 40), total=st.integers(0, 60), block=st.integers(1, 200))
def test_any_block_size_gives_the_same_lines(tmp_path_factory: object, count: int, total: int, block: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_text("".join(f"line {i}\n" for i in range(total)))
        before, tailing.BLOCK_BYTES = tailing.BLOCK_BYTES, block  # type: ignore[misc]
        try:
            assert Tail([path]).last(count) == [f"line {i}" for i in range(total)][-count:]
        finally:
            tailing.BLOCK_BYTES = before  # type: ignore[misc]


def test_following_survives_rotation(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("old\n")
    seen: list[str] = []
    tail = Tail([path])

    def follow() -> None:
        for line in tail.follow():
            seen.append(line)
            if line == "end":
                return

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    with path.open("a") as file:
        file.write("one\nhal")
        file.flush()
        assert clock.wait_until(lambda: seen == ["one"], timeout=5)
        file.write("f\n")
    assert clock.wait_until(lambda: seen == ["one", "half"], timeout=5)
    path.rename(tmp_path / "log.1")
    path.write_text("new file\nend\n")
    thread.join(timeout=5)
    assert seen == ["one", "half", "new file", "end"]
