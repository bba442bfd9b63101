"""A leader and two workers that were bare, after a boot of all three in the middle of an experiment."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pioreactor.clock import wait_until

# Each look costs a unit a start of Python.
POLL_S = 0.5
DATABASE = "/home/pioreactor/.pioreactor/storage/pioreactor.sqlite"
QUERY = """
import json, sqlite3, sys
connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=20)
print(json.dumps(connection.execute(sys.argv[2]).fetchall()))
"""
ASK = """
import http.cookiejar, sys, urllib.request
address, body, token = [*sys.argv[1:], "", ""][:3]
headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} if token else {}
keeper = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
with keeper.open(urllib.request.Request(address, body.encode() or None, headers), timeout=20) as answer:
    print(answer.status, answer.read().decode("utf-8", "replace"))
"""
# As seen from the process itself: what systemd says about a unit is not what the kernel does.
SANDBOX = """
import json, os, pathlib, sys
process = pathlib.Path("/proc", sys.argv[1])
status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
mounts = {words[4]: words[5].split(",") for words in map(str.split, (process / "mountinfo").read_text().splitlines())}
print(json.dumps({
    "root": status["Uid"].split()[1] == "0", "rights": int(status["CapEff"], 16),
    "new_rights": status["NoNewPrivs"].strip() == "0",
    "calls": status["Seccomp"].strip(), "system": "ro" in mounts["/"],
}))
"""


class Cluster:
    """The three hosts, by name and by part."""

    def __init__(self, lab):
        self.leader, self.workers = lab.host("leader01"), [lab.host("worker01"), lab.host("worker02")]
        self.hosts = [self.leader, *self.workers]
        self.booted_s = 0.0

    def pio(self, host, *words):
        return host.run(["/usr/local/bin/pio", *words]).stdout

    def get(self, host, address):
        """Status and body of a page, as ``host`` sees it."""
        return host.run(["python3", "-c", ASK, address]).stdout

    def ask(self, path, body=""):
        """What the leader answers to somebody who may do everything."""
        file = "/home/pioreactor/.pioreactor/credentials.json"
        token = json.loads(self.leader.run(["cat", file]).stdout)["api_token"]
        said = self.leader.run(["python3", "-c", ASK, f"http://127.0.0.1{path}", body, token]).stdout
        return json.loads(said.partition(" ")[2])

    def ask_and_wait(self, path, body):
        """As the page asks, which then looks what became of it; the result of the task."""
        task = self.ask(path, body)
        ended = ("succeeded", "failed")
        assert wait_until(lambda: self.ask(task["result_url_path"])["status"] in ended, 60, POLL_S), task
        outcome = self.ask(task["result_url_path"])
        assert outcome["status"] == "succeeded", outcome
        return outcome["result"]

    def start_job(self, worker, job):
        outcome = self.ask_and_wait(f"/api/workers/{worker.name}/jobs/run/job_name/{job}/experiments/exp", "{}")
        assert outcome[worker.name]["ok"], outcome

    def sql(self, query):
        return json.loads(self.leader.run(["python3", "-c", QUERY, DATABASE, query]).stdout)

    def readings_since(self, worker, since_s):
        query = (
            "SELECT count(*) FROM points AS p JOIN series AS s USING (series_id) WHERE s.kind = 'od_readings' "
            f"AND s.pioreactor_unit = '{worker.name}' AND p.t_us > {int(since_s * 1e6)}"
        )
        return self.sql(query)[0][0]


@pytest.fixture(scope="module")
def cluster(lab):
    """With an experiment on both workers, all three hosts rebooted while it runs."""
    made = Cluster(lab)
    made.pio(made.leader, "experiments", "create", "exp")
    for worker in made.workers:
        made.pio(made.leader, "workers", "assign", worker.name, "exp")
    state = ["cat", "/home/pioreactor/.pioreactor/storage/unit_state.json"]
    for worker in made.workers:
        assert wait_until(lambda w=worker: "exp" in w.run(state, check=False).stdout, 60, POLL_S)
        for job in ("stirring", "od_reading"):
            made.start_job(worker, job)
    for worker in made.workers:
        assert wait_until(lambda w=worker: made.readings_since(w, 0) > 0, 90, POLL_S), made.pio(worker, "jobs", "list")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda host: host.reboot(), made.hosts))
    made.booted_s = time.time()
    return made


@pytest.mark.timeout(600)
def test_readings_arrive_in_the_leader_s_database_again_without_anybody(cluster):
    for worker in cluster.workers:
        arrive = wait_until(lambda w=worker: cluster.readings_since(w, cluster.booted_s) >= 2, 150, POLL_S)
        assert arrive, cluster.pio(worker, "jobs", "list") + cluster.pio(worker, "logs")
    assert cluster.sql("SELECT * FROM points WHERE same_time > 0") == []
    assert cluster.sql("SELECT * FROM dead_letters") == []


def test_all_are_well(cluster):
    for host in cluster.hosts:
        found = {}

        def is_well(host=host, found=found):
            found |= json.loads(host.run(["/usr/local/bin/pio", "health", "--json"], check=False).stdout)
            return found["is_well"]

        assert wait_until(is_well, 60, POLL_S), found["problems"]
        assert host.failed_units() == []


def test_the_leader_knows_its_workers_and_what_they_are(cluster):
    query = "SELECT pioreactor_unit, is_active, model_name, model_version FROM workers ORDER BY pioreactor_unit"
    rows = [["worker01", 1, "pioreactor_20ml", "1.5"], ["worker02", 1, "pioreactor_20ml", "1.5"]]
    assert cluster.sql(query) == rows


def test_clocks_are_the_leader_s(cluster):
    for worker in cluster.workers:
        chosen = f"^,*,{cluster.leader.address},"
        sources = ["chronyc", "-c", "-n", "sources"]
        assert wait_until(lambda w=worker, c=chosen, s=sources: c in w.run(s).stdout, 90, POLL_S)


def test_the_page_answers_on_the_leader_by_its_name(cluster):
    for name in ("leader01.local", "pioreactor.local"):
        assert '<div id="root">' in cluster.get(cluster.workers[0], f"http://{name}/")


def test_units_find_each_other_by_name(cluster):
    for worker in cluster.workers:
        assert worker.name in cluster.get(cluster.leader, f"http://{worker.name}.local/unit_api/health")


def test_only_what_is_needed_can_be_reached(cluster):
    """Mosquitto of Debian 12 puts its websockets on every address, whatever it is told; the firewall keeps them."""
    for host in cluster.hosts:
        needed = {22, 80} | ({1883} if host is cluster.leader else set())
        for port in needed:
            host.connect(port).close()
        rows = [line.split() for line in host.run(["ss", "-Hltn"]).stdout.splitlines()]
        listening = {int(row[3].rsplit(":", 1)[1]) for row in rows}
        assert {1883, 4999} <= listening
        for port in listening - needed:
            with pytest.raises(TimeoutError):
                host.connect(port, timeout_seconds=1)


def hub_publish(cluster, unit, topic):
    """A message to the hub under the account of a unit, with the password that its own bridge uses."""
    settings = unit.run(["cat", "/etc/mosquitto/conf.d/pioreactor.conf"]).stdout
    password = next(line.split()[1] for line in settings.splitlines() if line.startswith("remote_password"))
    client = ["mosquitto_pub", "-V", "5", "-q", "1", "-h", cluster.leader.address, "-u", unit.name, "-P", password]
    return unit.run([*client, "-t", topic, "-m", "1"], check=False)


def test_a_worker_cannot_write_what_belongs_to_another(cluster):
    first, second = cluster.workers
    for topic in (
        f"pioreactor/{second.name}/exp/od_reading/od1",
        f"pioreactor/{second.name}/exp/stirring/target_rpm/set",
        "pioreactor/$broadcast/exp/stirring/$state/set",
        f"pioreactor/{first.name}/$experiment/assignment",
    ):
        assert "Not authorized" in hub_publish(cluster, first, topic).stderr, topic
    own = hub_publish(cluster, first, f"pioreactor/{first.name}/exp/trial/note")
    assert (own.returncode, own.stderr) == (0, "")


def test_units_have_different_secrets_that_nobody_else_reads(cluster):
    seen = set()
    for host in cluster.hosts:
        file = "/home/pioreactor/.pioreactor/credentials.json"
        assert host.run(["stat", "--format=%a %U", file]).stdout == "600 pioreactor\n"
        seen.add(json.loads(host.run(["cat", file]).stdout)["mqtt_password"])
        nobody = host.run(["setpriv", "--reuid=65534", "--clear-groups", "cat", file], check=False)
        assert nobody.returncode != 0
    assert len(seen) == len(cluster.hosts)


def test_services_are_in_their_sandboxes(cluster):
    confined = {"root": False, "rights": 0, "new_rights": False, "calls": "2", "system": True}
    names = ["pioreactor-web", "pioreactor-monitor"]
    for host in cluster.hosts:
        for name in names + (["pioreactor-ingest"] if host is cluster.leader else ["pioreactor-vial"]):
            process = host.run(["systemctl", "show", "--property=MainPID", "--value", name]).stdout.strip()
            assert json.loads(host.run(["python3", "-c", SANDBOX, process]).stdout) == confined, name


def test_a_service_that_is_killed_comes_back(cluster):
    worker = cluster.workers[1]
    for name in ("pioreactor-web", "pioreactor-monitor", "mosquitto", "lighttpd"):
        worker.run(["systemctl", "kill", "--signal=KILL", "--kill-whom=main", name])
    ask = ["/usr/local/bin/pio", "health", "--json"]
    is_well = wait_until(lambda: worker.run(ask, check=False).returncode == 0, 60, POLL_S)
    assert is_well, worker.run(ask, check=False).stdout


def test_a_unit_has_its_files_and_services_mended(cluster):
    worker, storage = cluster.workers[0], "/home/pioreactor/.pioreactor/storage"
    worker.run(["touch", f"{storage}/of_root"])
    worker.run(["ln", "--symbolic", "/etc/hostname", f"{storage}/link"])
    worker.run(["systemctl", "stop", "lighttpd"])
    told = cluster.pio(worker, "repair")
    assert told.splitlines()[-1] == "Repair complete.", told
    assert "lighttpd.service did not run: started." in told
    owners = worker.run(["stat", "--format=%U", f"{storage}/of_root", "/etc/hostname"]).stdout
    assert owners.split() == ["pioreactor", "root"], told
    assert worker.run(["systemctl", "is-active", "lighttpd", "pioreactor-repair.path"]).stdout.split() == ["active"] * 2
    worker.run(["rm", f"{storage}/of_root", f"{storage}/link"])


def test_an_export_is_made_by_a_service_of_its_own(cluster):
    wanted = {"datasets": ["od_readings"], "experiment": "exp", "partition_by_unit": True}
    made = cluster.ask_and_wait("/api/datasets/exportable/export", json.dumps(wanted))
    assert made["rows"] > 0, made
    path = f"/home/pioreactor/.pioreactor/storage/exports/{made['filename']}"
    names = cluster.leader.run(["python3", "-m", "zipfile", "-l", path]).stdout
    assert all(f"od_readings-exp-{worker.name}-" in names for worker in cluster.workers), names
    assert cluster.leader.run(["sha256sum", path]).stdout.split()[0] == made["sha256"]
    assert "Export of data" in cluster.leader.journal("-u", "pioreactor-export")


def test_a_mirror_is_filled_by_a_service_of_its_own(cluster):
    """No PostgreSQL is here: that there is none is told by the library, out of the sandbox of the service."""
    leader, folder = cluster.leader, "/home/pioreactor/.pioreactor/storage/mirror"
    leader.run(["install", "--directory", "--owner=pioreactor", "--group=pioreactor", folder])
    leader.file(f"{folder}/new.json").write_text('{"address": "postgresql://pioreactor@127.0.0.1:1/lab"}')
    leader.run(["chown", "pioreactor:", f"{folder}/new.json"])
    leader.run(["mv", f"{folder}/new.json", f"{folder}/wish.json"])

    def status():
        state = leader.file(f"{folder}/state.json")
        return json.loads(state.read_text()) if state.exists() else {}

    assert wait_until(lambda: "problem" in status(), 60, POLL_S), leader.journal("-u", "pioreactor-mirror")
    assert "cannot be reached: connection failed" in status()["problem"], status()
    checks = {check["name"]: check["status"] for check in json.loads(cluster.pio(leader, "status", "--json"))["checks"]}
    assert checks["storage:mirror"] == "WARN"
    cluster.pio(leader, "mirror", "off")

    def is_over():
        return leader.run(["systemctl", "is-active", "pioreactor-mirror"], check=False).stdout.strip() == "inactive"

    assert wait_until(is_over, 60, POLL_S), leader.journal("-u", "pioreactor-mirror")


@pytest.mark.timeout(300)
def test_a_backup_can_be_restored(cluster):
    leader = cluster.leader
    leader.run(["systemctl", "start", "pioreactor-backup.service"])
    copies = leader.run(["ls", "/home/pioreactor/.pioreactor/backups"]).stdout.split()
    assert len(copies) == 1
    cluster.pio(leader, "backup", "verify")
    cluster.pio(leader, "experiments", "create", "later")

    def experiments():
        return {row[0] for row in cluster.sql("SELECT experiment FROM experiments")} & {"exp", "later"}

    def with_services_stopped(*words):
        services = ["pioreactor-web.service", "pioreactor-ingest.service"]
        leader.run(["systemctl", "stop", *services])
        try:
            return cluster.pio(leader, *words)
        finally:
            leader.run(["systemctl", "start", *services])

    assert experiments() == {"exp", "later"}
    with_services_stopped("backup", "restore", copies[0], "--apply")
    assert experiments() == {"exp"}
    with_services_stopped("backup", "restore", "--undo")
    assert experiments() == {"exp", "later"}
    # What the units measured meanwhile arrives all the same.
    now_s = time.time()
    assert wait_until(lambda: all(cluster.readings_since(worker, now_s) for worker in cluster.workers), 90, POLL_S)


def test_the_leader_can_look_at_itself_with_the_playbooks_of_its_release(cluster):
    """As its own command does it; without the variables of this scenario, so what it finds is not asked about."""
    command = ["sudo", "-n", "pioreactor-playbook", "verify", "--limit", "leader01"]
    said = cluster.leader.run(["runuser", "-u", "pioreactor", "--", *command], check=False)
    assert "Say how the host is" in said.stdout, said.stdout[-500:] + said.stderr[-500:]
