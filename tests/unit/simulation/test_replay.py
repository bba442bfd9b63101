from __future__ import annotations

import pytest

from pioreactor.simulation.physics.replay import ReplayError, read_trace

HEAD = "timestamp,od_reading,angle,channel\n"
ROWS = "2025-02-26T10:00:00Z,0.20,90,2\n2025-02-26T10:10:00Z,0.40,90,2\n"


def write(tmp_path, text):
    path = tmp_path / "trace.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_90_degree_signal_follows_the_trace_and_ref_stays_its_own(build, tmp_path):
    hands = build("clear", traces=read_trace(write(tmp_path, HEAD + ROWS)), noise=False)
    start = hands.t
    ref, signal = hands.snapshot()
    norm = signal / 0.20
    assert norm == pytest.approx(1.0, abs=0.05)
    hands.t = start + 300
    assert hands.snapshot()[1] == pytest.approx(0.30, rel=0.03)
    hands.t = start + 3000
    ref_later, held = hands.snapshot()
    assert held == pytest.approx(0.40, rel=0.03)
    assert ref_later == pytest.approx(ref, rel=0.03)


def test_a_trace_can_loop(build, tmp_path):
    hands = build("clear", traces=read_trace(write(tmp_path, HEAD + ROWS), loop=True))
    hands.t += 900
    assert hands.snapshot()[1] == pytest.approx(0.30, rel=0.03)


def test_angle_and_channel_may_be_missing(tmp_path):
    assert set(read_trace(write(tmp_path, "timestamp,od_reading\n2025-02-26T10:00:00Z,0.2\n"))) == {"90"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("time,od\n", "line 1.*od_reading, timestamp"),
        (HEAD, "no readings"),
        (HEAD + ROWS + "2025-02-26T10:11:00Z,abc,90,2\n", "line 4, column od_reading.*'abc'"),
        (HEAD + "yesterday,0.2,90,2\n", "line 2, column timestamp.*'yesterday'"),
        (HEAD + ROWS + "2025-02-26T10:01:00Z,0.2,90,2\n", "line 4, column timestamp: earlier"),
        (HEAD + "2025-02-26T10:00:00Z,nan,90,2\n", "line 2, column od_reading"),
        (HEAD + "2025-02-26T10:00:00Z,0.2,12,2\n", "line 2, column angle: '12'"),
        (HEAD + "2025-02-26T10:00:00Z\n", "line 2, column od_reading"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_column(tmp_path, text, words):
    with pytest.raises(ReplayError, match=words):
        read_trace(write(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ReplayError, match="cannot be read"):
        read_trace(tmp_path / "absent.csv")
