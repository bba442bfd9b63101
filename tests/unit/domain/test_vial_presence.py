from __future__ import annotations

from pioreactor.domain.vial_presence import VialWatch

REF = 0.065


def feed(watch: VialWatch, *readings: tuple[float, float], reference: float | None = REF) -> list[bool | None]:
    result = []
    for at_90, at_135 in readings:
        watch.update({"2": at_90, "3": at_135}, reference)
        result.append(watch.is_present)
    return result


def test_a_vial_that_is_taken_out_is_noticed_at_the_second_reading() -> None:
    watch = VialWatch()
    assert watch.is_present is None
    assert feed(watch, (0.02, 0.3), (0.0201, 0.301)) == [True, True]
    assert feed(watch, (0.0001, 0.003)) == [True]
    assert watch.is_doubtful
    assert feed(watch, (0.0001, 0.003)) == [False]
    assert watch.is_doubtful


def test_the_vial_comes_back_with_whatever_is_in_it() -> None:
    for contents in ((0.02, 0.3), (0.0004, 0.0107)):
        watch = VialWatch()
        feed(watch, (0.02, 0.3), (0.0001, 0.003), (0.0001, 0.003))
        assert feed(watch, contents, contents) == [False, True]
        assert not watch.is_doubtful


def test_one_odd_reading_is_no_removal() -> None:
    watch = VialWatch()
    assert feed(watch, (0.02, 0.3), (0.001, 0.01), (0.02, 0.3), (0.001, 0.01), (0.02, 0.3)) == [True] * 5
    assert not watch.is_doubtful


def test_growth_doses_and_one_bad_photodiode_are_no_removal() -> None:
    watch = VialWatch()
    assert feed(watch, (0.01, 0.1), (0.1, 1.0), (0.05, 0.5), (0.05, 0.01), (0.05, 0.01)) == [True] * 5


def test_a_lamp_that_fades_is_no_removal() -> None:
    watch = VialWatch()
    feed(watch, (0.02, 0.3))
    assert feed(watch, (0.005, 0.08), (0.005, 0.08), reference=0.25 * REF) == [True, True]


def test_without_a_reference_nothing_is_claimed() -> None:
    assert feed(VialWatch(), (0.02, 0.3), (0.0, 0.0), (0.0, 0.0), reference=None) == [None] * 3


def test_another_intensity_is_compared_with_the_next_reading() -> None:
    watch = VialWatch()
    feed(watch, (0.02, 0.3))
    watch.forget()
    assert feed(watch, (0.002, 0.03), (0.002, 0.03)) == [True, True]
