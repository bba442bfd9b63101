"""Leader and worker after the role `time_sync`, without any other source of time."""

import json
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


def test_a_wish_to_set_the_clock_is_carried_out(host):
    """The hosts share their machine's clock, which nobody sets here: each way ends at its last step, and says so."""
    is_leader = host.backend.host.startswith("leader")
    wish = {"wish_id": f"of {time.time()}", "utc_s": time.time() if is_leader else None, "noted_s": time.monotonic()}
    leave = f"cd /run/pioreactor/clock && echo '{json.dumps(wish)}' > aside && mv aside wish"
    # As the account of the web server, which can do no more than leave it.
    host.check_output("runuser -u pioreactor -- sh -c %s", leave)
    deadline = time.monotonic() + 40
    while wish["wish_id"] not in (
        told := host.run("runuser -u pioreactor -- cat /run/pioreactor/clock/outcome").stdout
    ):
        assert time.monotonic() < deadline, host.run("journalctl -u pioreactor-clock.service").stdout
        time.sleep(0.5)
    last = "This computer's clock cannot be set: Operation not permitted." if is_leader else "chronyc makestep failed"
    assert json.loads(told)["failure"].startswith(last)
    assert not host.file("/run/pioreactor/clock/wish").exists
    assert host.service("pioreactor-clock.path").is_running


def test_it_comes_back_after_a_boot(host, machine):
    machine.reboot()
    assert host.service("chrony").is_running
    assert machine.failed_units() == []
