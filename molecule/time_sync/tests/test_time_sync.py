"""Leader and worker after the role `time_sync`, without any other source of time."""

import time


def test_the_worker_follows_the_leader(host):
    if "worker" not in host.backend.host:
        return
    (source,) = host.check_output("chronyc -c -n sources").splitlines()
    kind, state, address = source.split(",")[:3]
    assert (kind, state, address) == ("^", "*", "10.77.0.11")


def test_only_the_leader_answers_others(host):
    serves = ":123 " in host.check_output("ss --listening --udp --numeric --no-header")
    assert serves == host.backend.host.startswith("leader")


def test_nobody_takes_commands_from_the_network(host):
    assert ":323 " not in host.check_output("ss --listening --udp --numeric --no-header")


def test_the_time_is_noted(host):
    host.check_output("systemctl start pioreactor-clock-note.service")
    noted = int(host.check_output("stat --format=%Y /var/lib/systemd/timesync/clock"))
    assert abs(noted - time.time()) < 60
    assert host.service("pioreactor-clock-note.timer").is_running


def test_it_comes_back_after_a_boot(host, machine):
    machine.reboot()
    assert host.service("chrony").is_running
    assert machine.failed_units() == []
