"""Two units and a leader: what goes over the bridge, what does not, and who may say what."""

import shlex
import uuid
from contextlib import contextmanager

import pytest

HUB = "10.77.0.11"


def said(host, *words):
    """Run a client on the host; what it printed."""
    return host.run(" ".join(shlex.quote(word) for word in words))


def publish(host, account, password, topic, payload, *more, broker="127.0.0.1"):
    command = ["mosquitto_pub", "-V", "5", "-h", broker, "-u", account, "-P", password, "-q", "1"]
    return said(host, *command, "-t", topic, "-m", payload, *more)


@contextmanager
def listening(host, account, password, pattern):
    """Within it, everything that the host's broker says to the account is collected; afterwards it is in the list."""
    name, heard = f"heard-{uuid.uuid4().hex[:8]}", []
    client = ["mosquitto_sub", "-V", "5", "-h", "127.0.0.1", "-u", account, "-P", password, "-q", "1", "-d"]
    command = [*client, "-F", "HEARD %t %p %P", "-t", pattern]
    said(host, "systemd-run", f"--unit={name}", "--", *command).exit_status == 0 or pytest.fail("no listener")
    wait_for(host, f"journalctl -o cat -u {name} | grep -q SUBACK")
    yield heard
    # What was published before this mark has arrived when the mark has.
    unit = pattern.split("/")[1]
    mark = uuid.uuid4().hex
    publish(host, account, password, f"pioreactor/{unit}/mark/mark/mark", mark)
    wait_for(host, f"journalctl -o cat -u {name} | grep -q {mark}")
    lines = host.check_output(f"journalctl -o cat -u {name}").splitlines()
    heard += [line.removeprefix("HEARD ") for line in lines if line.startswith("HEARD ") and mark not in line]
    said(host, "systemctl", "stop", name)


def wait_for(host, condition):
    waited = host.run(f"for i in $(seq 150); do {condition} && exit 0; sleep 0.2; done; exit 1")
    assert waited.exit_status == 0, condition


@pytest.fixture
def of(host):
    """Other hosts of the scenario by name."""
    import testinfra

    inventory = host.backend.ansible_runner.inventory_file
    return lambda name: testinfra.get_host(f"ansible://{name}", ansible_inventory=inventory, sudo=True)


def name_of(host):
    return host.check_output("hostname")


def only_on(host, *names):
    if name_of(host) not in names:
        pytest.skip("about another host")


def test_the_hub_listens_to_all_and_a_local_broker_to_its_own_unit(host):
    is_hub = name_of(host) == "leader01"
    assert host.socket("tcp://0.0.0.0:1883").is_listening == is_hub
    assert host.socket("tcp://127.0.0.1:9001").is_listening == is_hub
    assert is_hub or host.socket("tcp://127.0.0.1:1883").is_listening


def test_nobody_comes_in_without_an_account_or_with_a_wrong_password(host):
    assert said(host, "mosquitto_pub", "-h", "127.0.0.1", "-t", "a", "-m", "b").exit_status != 0
    assert publish(host, name_of(host), "wrong", "a", "b").exit_status != 0


def test_passwords_are_in_no_file_that_others_read_and_not_in_plain_where_they_can_be_hashed(host):
    for file in ("pioreactor.accounts", "pioreactor.access"):
        assert host.file(f"/etc/mosquitto/{file}").mode == 0o600
    assert host.file("/etc/mosquitto/conf.d/pioreactor.conf").mode == 0o640
    accounts = host.file("/etc/mosquitto/pioreactor.accounts").content_string
    assert "hub of" not in accounts and ":local" not in accounts and "$7$" in accounts


def test_a_unit_writes_below_its_own_name_only(host):
    only_on(host, "worker01")
    assert publish(host, "worker01", "local", "pioreactor/worker02/e/od_reading/od1", "1").stderr
    for topic in (
        "pioreactor/worker02/e/od_reading/od1",
        "pioreactor/$broadcast/e/stirring/$state/set",
        "pioreactor/worker01/$experiment/assignment",
    ):
        refused = publish(host, "worker01", "hub of worker01", topic, "1", broker=HUB)
        assert "Not authorized" in refused.stderr, topic
    own = publish(host, "worker01", "hub of worker01", "pioreactor/worker01/e/od_reading/od1", "1", broker=HUB)
    assert own.exit_status == 0 and not own.stderr


def test_a_reading_arrives_at_the_hub_once_with_the_journal_s_number(host, of):
    only_on(host, "leader01")
    with listening(host, "leader01", "hub of leader01", "pioreactor/worker01/#") as heard:
        where = "pioreactor/worker01/e/od_reading/od1"
        publish(of("worker01"), "worker01", "local", where, "0.5", "-D", "publish", "user-property", "journal", "41")
        wait_for(host, "journalctl -o cat -u 'heard-*' | grep -q 'od1 0.5'")
    assert [line for line in heard if "od_reading" in line] == [f"{where} 0.5 journal:41"]


def test_a_command_arrives_on_its_unit_alone_and_does_not_come_back(host, of):
    only_on(host, "leader01")
    setting = "stirring/target_rpm/set"
    with (
        listening(of("worker01"), "worker01", "local", "pioreactor/worker01/#") as first,
        listening(of("worker02"), "worker02", "local", "pioreactor/worker02/#") as second,
        listening(host, "leader01", "hub of leader01", "pioreactor/worker01/#") as hub,
    ):
        publish(host, "leader01", "hub of leader01", f"pioreactor/worker01/e/{setting}", "400")
        wait_for(of("worker01"), "journalctl -o cat -u 'heard-*' | grep -q 'set 400'")
    arrived = [[line for line in heard if setting in line] for heard in (first, second, hub)]
    assert [len(lines) for lines in arrived] == [1, 0, 1]


def test_the_hub_knows_who_is_connected(host):
    only_on(host, "leader01")
    for unit in ("worker01", "worker02"):
        topic = f"pioreactor/{unit}/$experiment/link"
        account = ["-u", "browser", "-P", "hub of browser"]
        assert (
            said(host, "mosquitto_sub", "-h", "127.0.0.1", *account, "-t", topic, "-C", "1", "-W", "60").stdout == "1\n"
        )


def test_a_killed_broker_comes_back(host):
    main_pid = "systemctl show --property=MainPID --value mosquitto"
    killed = host.check_output(main_pid)
    host.check_output("systemctl kill --signal=KILL mosquitto")
    # For a moment after the kill it is listed as if nothing had happened.
    wait_for(host, f'[ "$({main_pid})" != {killed} ] && ss -ltn | grep -q :1883')
