"""A unit after the role `hardening`: what gets in, and what does not."""

import os
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(os.environ["MOLECULE_PROJECT_DIRECTORY"])


@pytest.fixture(scope="module")
def listeners(host):
    """Somebody answers on ports that are open and on ports that are not, so that only the firewall decides."""
    ports = (80, 1883, 8081, 4999, 8000, 9001)
    for port in ports:
        host.check_output(
            f"systemd-run --quiet --unit=listener-{port} --property=Restart=always "
            f"python3 -m http.server --bind 0.0.0.0 {port}"
        )
    loop = "for port; do until : >/dev/tcp/127.0.0.1/$port; do sleep 0.1; done; done"
    host.check_output(f"timeout 20 bash -c '{loop}' - {' '.join(map(str, ports))} 2>/dev/null")
    yield
    for port in ports:
        host.run(f"systemctl stop listener-{port}")


@pytest.mark.parametrize("port", [22, 80, 1883, 8081])
def test_open(machine, listeners, port):
    machine.connect(port, timeout_seconds=5).close()


@pytest.mark.parametrize("port", [4999, 8000, 9001])
def test_dropped(machine, listeners, port):
    with pytest.raises(TimeoutError):
        machine.connect(port, timeout_seconds=1)


def test_a_password_is_not_even_asked_for(machine):
    command = machine.ssh_command(["true"])
    no_key = [
        "-o",
        "PubkeyAuthentication=no",
        "-o",
        "ControlPath=none",
        "-o",
        "BatchMode=no",
        "-o",
        "NumberOfPasswordPrompts=0",
    ]
    refused = subprocess.run([command[0], *no_key, *command[1:]], capture_output=True, text=True, check=False)
    assert refused.returncode == 255
    assert "Permission denied (publickey)" in refused.stderr


def test_default_and_empty_passwords_are_locked_and_others_are_not(host):
    shadow = dict(line.split(":")[:2] for line in host.check_output("cat /etc/shadow").splitlines())
    assert shadow["pi"].startswith("!")
    assert shadow["guest"].startswith("!")
    assert shadow["alice"].startswith("$")


@pytest.mark.parametrize(
    "command",
    [
        "cat /etc/shadow",
        "systemctl stop ssh.service",
        "systemctl start pioreactor-web.service ssh.service",
        "systemctl --help",
        "/opt/pioreactor/current/venv/bin/ansible-playbook",
    ],
)
def test_pioreactor_may_not(host, command):
    with host.sudo("pioreactor"):
        answer = host.run(f"sudo -n {command}")
    assert answer.rc == 1
    assert "a password is required" in answer.stderr or "not allowed" in answer.stderr


@pytest.mark.parametrize(
    "command", ["systemctl restart pioreactor-web.service", "systemctl reboot", "pioreactor-playbook upgrade"]
)
def test_pioreactor_may(host, command):
    with host.sudo("pioreactor"):
        assert host.run(f"sudo -n -l {command}").rc == 0


@pytest.mark.parametrize(
    "arguments",
    [
        "reset",
        "../../../../tmp/evil",
        "upgrade --extra-vars release_version=1",
        "upgrade --var ansible_python_interpreter=/tmp/evil",
        "upgrade --var 'release_version={{lookup(1)}}'",
        "restore --var backup_file=../../etc/shadow",
        "upgrade --limit @/etc/shadow",
        "upgrade --connection local",
        "upgrade --within 5m",
        "upgrade --within 0",
    ],
)
def test_the_way_to_playbooks_is_narrow(host, arguments):
    with host.sudo("pioreactor"):
        answer = host.run(f"sudo -n pioreactor-playbook {arguments}")
    assert answer.rc == 1
    assert "is not allowed" in answer.stderr


def test_what_the_way_lets_through(host):
    with host.sudo("pioreactor"):
        answer = host.run(
            "sudo -n pioreactor-playbook upgrade --limit worker1,worker2 --within 900 "
            "--var release_bundle=/srv/a-1.2.3.tar --check"
        )
    assert "this host has no Ansible" in answer.stderr


def test_closed_after_a_boot_as_well(machine, host):
    machine.reboot()
    assert "policy drop" in host.check_output("nft list chain inet pioreactor input")
    assert machine.failed_units() == []


def _converge(*options):
    environment = os.environ | {
        "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
        "ANSIBLE_ROLES_PATH": str(PROJECT / "roles"),
    }
    playbook = PROJECT / "molecule" / "hardening" / "converge.yml"
    command = ["ansible-playbook", "-i", os.environ["MOLECULE_INVENTORY_FILE"], str(playbook), *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.timeout(400)
def test_rules_that_lock_us_out_are_taken_back(machine):
    rules = '{"hardening_input_rules": ["ip saddr 10.77.0.0/24 drop"], "hardening_unlock_after_s": 10}'
    attempt = _converge("--extra-vars", rules)
    assert attempt.returncode != 0
    assert "kept Ansible out" in attempt.stdout
    machine.connect(22).close()
    again = _converge()
    assert again.returncode == 0, again.stdout
    machine.connect(22).close()
    with pytest.raises(TimeoutError):
        machine.connect(9001, timeout_seconds=1)
