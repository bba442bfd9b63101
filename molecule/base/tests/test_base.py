"""A unit after the role `base`, seen from outside the role."""

import json

import pytest

FAKE_PIO = """#!/bin/sh
echo "$(id -un) $HOME $DOT_PIOREACTOR $RUN_PIOREACTOR $1"
"""


def test_data_belongs_to_the_unit_s_own_user(host):
    root = host.file("/home/pioreactor/.pioreactor")
    assert (root.user, root.group, root.mode) == ("pioreactor", "pioreactor", 0o750)


def test_the_user_reads_the_journal_and_reaches_the_hat(host):
    assert {"systemd-journal", "gpio", "i2c", "spi"} <= set(host.user("pioreactor").groups)


def test_the_host_knows_its_own_and_other_names_without_a_resolver(host):
    assert host.check_output("hostname") == "unit01"
    for name in ("unit01", "unit01.local"):
        assert host.check_output(f"getent hosts {name}").split() == ["127.0.1.1", "unit01", "unit01.local"]
    assert host.check_output("getent hosts old-leader").split()[0] == "192.0.2.7"
    assert host.check_output("date +%Z") in ("CET", "CEST")


def test_without_a_release_pio_says_what_to_do(host):
    answer = host.run("pio version")
    assert answer.rc == 127
    assert "no release is installed" in answer.stderr


@pytest.fixture
def release(host):
    """A release whose `pio` tells who runs it, until the end of the test."""
    host.check_output("mkdir -p /opt/pioreactor/releases/0/bin && ln -s releases/0 /opt/pioreactor/current")
    host.check_output("printf %s > /opt/pioreactor/current/bin/pio", FAKE_PIO)
    host.check_output("chmod 755 /opt/pioreactor/current/bin/pio")
    yield
    host.check_output("rm -r /opt/pioreactor/current /opt/pioreactor/releases/0")


@pytest.mark.parametrize("caller", ["root", "admin", "pioreactor"])
def test_pio_is_always_the_unit_s_own_user(host, release, caller):
    with host.sudo(caller):
        said = host.check_output("/usr/local/bin/pio hello")
    assert said == "pioreactor /home/pioreactor /home/pioreactor/.pioreactor /run/pioreactor hello"


def test_a_command_that_the_release_lacks_is_named(host, release):
    answer = host.run("pios hello")
    assert answer.rc == 127
    assert "no such command" in answer.stderr


def test_places_come_back_after_a_boot(host, machine):
    host.check_output("chmod 777 /home/pioreactor/.pioreactor")
    machine.reboot()
    assert host.file("/home/pioreactor/.pioreactor").mode == 0o750
    run = host.file("/run/pioreactor")
    assert (run.user, run.mode) == ("pioreactor", 0o2770)


def test_a_misspelt_variable_is_refused_before_anything_is_changed(host):
    answer = host.ansible("include_role", "name=base", check=False, extra_vars={"base_timezne": "Europe/Vienna"})
    assert "base_timezone?" in json.dumps(answer)
