"""What is wrong with a configuration file, and the line where it stands."""

from __future__ import annotations

import pytest

from pioreactor.config.faults import faults
from pioreactor.config.options import EVERYTHING, known_options, used_by

LEADER = "[cluster.topology]\nleader_hostname = lead\nleader_address = 10.0.0.1\n[mqtt]\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# a comment\n[stirring.config]\ninitial_target_rmp = 300\n", 3, "Did you mean 'initial_target_rpm'?"),
        ("[stiring.config]\n", 1, "Did you mean [stirring.config]?"),
        ("[stirring.config]\nuse_rpm = 1\ninitial_target_rpm = fast\n", 3, "must be a number"),
        ("[stirring.config]\ninitial_target_rpm = 1\ninitial_target_rpm = 2\n", 3, "stands there twice"),
        ("[leds]\nA = 1\n[leds]\n", 3, "stands there twice"),
        ("initial_target_rpm = 300\n", 1, "before the first [section]"),
        ("[stirring.config]\n = 3\n", 2, "neither a [section] nor"),
        ("[ui]\ndomain_alias = 100%\n", 2, "percent sign twice"),
        ("[od_reading.config]\n\nir_led_intensity: 300\n", 3, "from 0 to 100"),
    ],
)
def test_a_fault_stands_at_its_line(text: str, line: int, words: str) -> None:
    [fault] = faults(text, is_shared=False)
    assert fault.line == line and words in fault.text


def test_all_faults_are_told_in_the_order_of_the_lines() -> None:
    found = faults("[stirring.config]\nuse_rpm = perhaps\ncolour = red\n[leds]\nE = IR\n", is_shared=True)
    assert [(fault.line, fault.section, fault.key) for fault in found] == [
        (0, "cluster.topology", "leader_hostname"),
        (0, "cluster.topology", "leader_address"),
        (0, "mqtt", ""),
        (2, "stirring.config", "use_rpm"),
        (3, "stirring.config", "colour"),
        (5, "leds", "E"),
    ]


def test_a_file_that_can_be_used_has_none() -> None:
    long_value = "[my_plugin]\nlist = a,\n  b = c\n  d\nflag\n"
    assert faults(LEADER + long_value, is_shared=True) == []
    assert faults("", is_shared=False) == []


def test_the_options_say_what_can_be_set_and_who_reads_it() -> None:
    found = {section.section: section for section in known_options()}
    rpm = next(o for o in found["stirring.config"].options if o.key == "initial_target_rpm")
    assert (rpm.kind, rpm.default, rpm.low, rpm.high) == ("number", "500", 0, 5000)
    assert found["stirring.pid"].used_by == ["stirring"] and found["mqtt"].used_by == [EVERYTHING]
    assert found["ui"].used_by == [] == found["cluster.addresses"].used_by
    assert found["cluster.addresses"].others is not None and found["leds"].is_whole
    password = next(o for o in found["mqtt"].options if o.key == "password")
    assert password.is_secret and not rpm.is_secret


def test_jobs_that_are_named_exist() -> None:
    from pioreactor.cli.run import run

    jobs = set(run.list_commands(None)) | {EVERYTHING, "metrics", "backup"}  # type: ignore[arg-type]
    named = {job for section in known_options() for job in used_by(section.section)}
    assert named - jobs == set()
