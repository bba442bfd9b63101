"""A unit tells its numbers to who is named, through lighttpd; others need the key; jobs do not notice."""

import json
import os
import subprocess

PIO = "/usr/local/bin/pio"
ASK = """python3 -c 'from urllib.request import urlopen
print(urlopen("http://{}/unit_api/metrics", timeout=20).read().decode())'"""


def test_the_unit_tells_its_numbers(host):
    page = host.check_output(ASK.format("127.0.0.1"))
    for line in (
        'pioreactor_info{unit="leader01",version="1.0.0"} 1',
        'pioreactor_broker_up{unit="leader01"} 1',
        'pioreactor_outputs_guarded{unit="leader01"} 1',
        'pioreactor_job_state{unit="leader01",job="monitor",state="ready"} 1',
    ):
        assert line in page.splitlines()
    memory = [line for line in page.splitlines() if line.startswith("pioreactor_job_memory_bytes")]
    assert len(memory) == 2 and all(1e6 < float(line.split()[-1]) < 1e8 for line in memory), memory


def test_a_neighbour_that_is_named_needs_no_key_and_a_stranger_does(host, machine):
    """A unit that asks itself by its address in the network comes from that address."""
    address = machine.address
    assert "pioreactor_info" in host.check_output(ASK.format(address))
    wanted = json.dumps({"metrics": {"allowed": "127.0.0.1"}})
    machine.run([PIO, "config", "apply", "--specific"], stdin=wanted)
    machine.run(["systemctl", "restart", "pioreactor-web"])
    until_told = "for i in $(seq 100); do {} && exit 0; sleep 0.2; done; exit 1"
    host.check_output(until_told.format(ASK.format("127.0.0.1")))
    refused = host.run(ASK.format(address))
    assert refused.rc != 0 and "401" in refused.stderr


def test_what_is_no_address_is_refused():
    command = ["ansible-playbook", "-i", os.environ["MOLECULE_INVENTORY_FILE"]]
    command += [f"{os.environ['MOLECULE_PROJECT_DIRECTORY']}/molecule/metrics/converge.yml"]
    extra = json.dumps({"metrics_allowed": ["everybody"]})
    done = subprocess.run([*command, "--extra-vars", extra], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "metrics_allowed has everybody" in " ".join(done.stdout.split())
