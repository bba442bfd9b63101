"""The small stores."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pioreactor.exc import StorageError
from pioreactor.storage.caches import local_intermittent_storage, local_persistent_storage


@pytest.fixture(autouse=True)
def unit(make_unit):
    return make_unit(None)


def test_a_store_behaves_like_a_dictionary():
    with local_intermittent_storage("leds") as cache:
        cache["A"] = 50.0
        cache[("exp 1", 2)] = "x"
        cache[17] = b"raw"
        assert (cache["A"], cache["exp 1", 2], cache[17]) == (50.0, "x", b"raw")
        assert set(cache) == {"A", ("exp 1", 2), 17}
        assert "B" not in cache
        assert cache.get("B") is None
        with pytest.raises(KeyError):
            cache["B"]
        del cache["A"]
        assert cache.pop(17) == b"raw"
        assert cache.pop(17, "gone") == "gone"
        cache.empty()
        assert len(cache) == 0


def test_values_are_converted_on_request():
    with local_persistent_storage("x") as cache:
        cache["n"] = "12"
        cache["yes"] = "On"
        cache["json"] = '{"a": 1}'
        assert (cache.getint("n"), cache.getfloat("n"), cache.getboolean("yes")) == (12, 12.0, True)
        assert cache.getjson("json") == {"a": 1}
        assert cache.getint("absent", fallback=3) == 3
        assert cache.getboolean("absent", fallback=False) is False
        with pytest.raises(ValueError, match="neither"):
            cache.getboolean("n")


def test_the_two_stores_are_different_files():
    with local_persistent_storage("x") as kept, local_intermittent_storage("x") as lost:
        kept["k"] = 1
        assert "k" not in lost


def test_of_many_only_one_sets_an_absent_value():
    won = []

    def try_it(i):
        with local_intermittent_storage("locks") as cache:
            if cache.set_if_absent("A", str(i)):
                won.append(str(i))

    threads = [threading.Thread(target=try_it, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with local_intermittent_storage("locks") as cache:
        assert [cache["A"]] == won


def test_a_name_is_letters_digits_and_underscores():
    with pytest.raises(ValueError, match="not a cache name"), local_persistent_storage('x"; DROP TABLE y'):
        pass


def test_an_unusable_file_is_named(unit):
    (unit.run / "cache").write_text("in the way")
    with pytest.raises(StorageError, match="local_intermittent"), local_intermittent_storage("x"):
        pass


keys = st.one_of(st.text(max_size=10), st.integers(-(2**40), 2**40), st.tuples(st.text(max_size=5), st.integers(0, 9)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.dictionaries(keys, st.one_of(st.text(max_size=20), st.integers(0, 2**40), st.binary(max_size=20))))
def test_what_goes_in_comes_out(values):
    with local_persistent_storage("round_trip") as cache:
        cache.empty()
        for key, value in values.items():
            cache[key] = value
        assert {key: cache[key] for key in cache} == values
