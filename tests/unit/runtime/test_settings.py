"""Declarations and wire forms of settings."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.exc import MQTTValueError
from pioreactor.runtime.settings import MAX_PAYLOAD_BYTES, check_declaration, decode, encode, for_registry
from pioreactor.states import JobState
from pioreactor.structs import MeasuredRPM


def declared(datatype):
    return {"datatype": datatype, "settable": True}


@pytest.mark.parametrize(
    ("name", "properties"),
    [
        ("a__b", declared("float")),
        ("_a", declared("float")),
        ("a-b", declared("float")),
        ("a", {"datatype": "float"}),
        ("a", {"settable": True}),
        ("a", {**declared("float"), "colour": "red"}),
        ("a", declared("colour")),
    ],
)
def test_a_bad_declaration_is_refused(name, properties):
    with pytest.raises(ValueError, match=r"setting|name"):
        check_declaration(name, properties)


def test_a_good_declaration_passes():
    check_declaration("target_rpm", {**declared("float"), "unit": "RPM", "persist": True})


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (1.0, b"1.0"),
        (3, b"3"),
        (True, b"True"),
        (False, b"False"),
        ("text", b"text"),
        (JobState.READY, b"ready"),
        (None, b""),
        ({"a": 1}, b'{"a":1}'),
        (
            MeasuredRPM(1.0, datetime(2026, 1, 1, tzinfo=UTC)),
            b'{"measured_rpm":1.0,"timestamp":"2026-01-01T00:00:00Z"}',
        ),
    ],
)
def test_wire_forms(value, wire):
    assert encode(value) == wire


def test_the_registry_keeps_plain_values_as_they_are():
    assert for_registry({"a": 1}) == '{"a":1}'
    assert for_registry(True) == "True"
    assert for_registry(2.5) == 2.5
    assert for_registry(2**63 - 1) == 2**63 - 1
    assert for_registry(10**30) == "1" + 30 * "0"  # SQLite has no such number
    assert type(for_registry(JobState.READY)) is str


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_comes_back(value):
    assert decode("x", declared("float"), encode(value)) == value


@given(st.integers())
def test_a_whole_number_comes_back(value):
    if abs(value) < 10**4000:
        assert decode("x", declared("integer"), encode(value)) == value


@given(st.text())
def test_text_comes_back(value):
    assert decode("x", declared("string"), encode(value)) == value


@pytest.mark.parametrize("payload", [b"true", b"1", b"Y", b"on", b"YES", b"t"])
def test_words_for_yes(payload):
    assert decode("x", declared("boolean"), payload) is True


@pytest.mark.parametrize(
    ("datatype", "payload"),
    [
        ("float", b"nan"),
        ("float", b"-inf"),
        ("float", b""),
        ("float", b"\xff"),
        ("float", b"1,5"),
        ("float", b"1e999"),
        ("integer", b"1.5"),
        ("integer", b"9" * 10_000),
        ("boolean", b"maybe"),
        ("boolean", b""),
        ("json", b"{"),
        ("json", b"NaN"),
        ("json", b"[" * 60_000),
        ("string", b"x" * (MAX_PAYLOAD_BYTES + 1)),
        ("MeasuredRPM", b"{}"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_name(datatype, payload):
    with pytest.raises(MQTTValueError, match="speed") as caught:
        decode("speed", declared(datatype), payload)
    assert len(str(caught.value)) < 200


@given(st.sampled_from(["float", "integer", "boolean", "json", "string"]), st.binary(max_size=60))
def test_no_payload_does_anything_but_decode_or_be_refused(datatype, payload):
    try:
        value = decode("x", declared(datatype), payload)
    except MQTTValueError:
        return
    assert not (isinstance(value, float) and not math.isfinite(value))
