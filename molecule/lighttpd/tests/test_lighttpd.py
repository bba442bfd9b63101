"""lighttpd in front of a web server: what it passes on, what it serves itself, what it refuses."""

import json

import pytest

ASK = """
import http.client, json, sys
method, path, size, headers = json.loads(sys.argv[1])
connection = http.client.HTTPConnection("127.0.0.1", 80, timeout=20)
try:
    connection.request(method, path, b"x" * size if size else None, headers)
    answer = connection.getresponse()
    print(json.dumps([answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")]))
except ConnectionError as error:
    print(json.dumps([0, {}, str(error)]))
"""
BEHIND = """
import http.server, json
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
http.server.ThreadingHTTPServer(("127.0.0.1", 4999), Handler).serve_forever()
"""


def ask(host, path, method="GET", size=0, **headers):
    """Status, headers and body of a request to the host's port 80."""
    question = json.dumps([method, path, size, headers])
    run = host.run("python3 -c %s %s", ASK, question)
    return json.loads(run.stdout)


@pytest.fixture
def behind(host):
    """A web server on the inner port that tells what it was asked."""
    host.check_output("systemd-run --unit=behind -- python3 -c %s", BEHIND)
    host.check_output("for i in $(seq 100); do ss -ltn | grep -q 127.0.0.1:4999 && break; sleep 0.1; done")
    yield
    host.check_output("systemctl stop behind")


def is_leader(host):
    return host.check_output("hostname") == "leader01"


def test_requests_reach_the_web_server_with_their_name_and_origin(host, behind):
    status, _, body = ask(host, "/unit_api/health?a=1", Host="worker.local")
    told = json.loads(body)
    assert (status, told["path"]) == (200, "/unit_api/health?a=1")
    assert told["headers"]["Host"] == "worker.local"
    assert told["headers"]["X-Forwarded-For"] == "127.0.0.1"


def test_a_foreign_origin_cannot_be_claimed(host, behind):
    _, _, body = ask(host, "/", **{"X-Forwarded-For": "10.9.9.9"})
    # The web server believes the last one only, which lighttpd has added.
    assert json.loads(body)["headers"]["X-Forwarded-For"].split(",")[-1].strip() == "127.0.0.1"


def test_without_the_web_server_it_says_so_at_once_and_goes_on_when_it_is_back(host):
    assert ask(host, "/")[0] == 503
    host.check_output("systemd-run --unit=later -- python3 -c %s", BEHIND)
    host.check_output("for i in $(seq 100); do ss -ltn | grep -q 127.0.0.1:4999 && break; sleep 0.1; done")
    until_200 = "for i in $(seq 50); do python3 -c %s %s | grep -q '^.200' && exit 0; sleep 0.2; done; exit 1"
    answered = host.run(until_200, ASK, json.dumps(["GET", "/", 0, {}]))
    host.check_output("systemctl stop later")
    assert answered.exit_status == 0


def test_a_body_that_is_too_large_does_not_reach_the_web_server(host, behind):
    assert ask(host, "/api", "POST", size=1000)[0] == 200
    assert ask(host, "/api", "POST", size=17 * 1024 * 1024)[0] in (0, 413)


def test_workers_fetch_releases_from_the_leader_and_nobody_lists_them(host, behind):
    status, headers, body = ask(host, "/releases/1.0.0/manifest.json")
    if is_leader(host):
        assert (status, headers["Content-Type"], body) == (200, "application/json", "{}\n")
        assert ask(host, "/releases/1.0.0/")[0] in (403, 404)
        assert "root:" not in ask(host, "/releases/../../../etc/passwd")[2]
    else:
        assert json.loads(body)["path"] == "/releases/1.0.0/manifest.json"


def test_a_configuration_with_a_fault_is_told_from_a_sound_one(host):
    host.check_output("echo 'server.port = nonsense(' > /tmp/broken.conf; ! lighttpd -tt -f /tmp/broken.conf")
    host.check_output("lighttpd -tt -f /etc/lighttpd/lighttpd.conf; rm /tmp/broken.conf")


def test_a_killed_server_comes_back(host):
    main_pid = "systemctl show --property=MainPID --value lighttpd"
    killed = host.check_output(main_pid)
    host.check_output("systemctl kill --signal=KILL lighttpd")
    # For a moment after the kill it is listed as if nothing had happened.
    is_back = f"[ \"$({main_pid})\" != {killed} ] && ss -ltn | grep -q '0.0.0.0:80 '"
    back = host.run(f"for i in $(seq 100); do {is_back} && exit 0; sleep 0.2; done; exit 1")
    assert back.exit_status == 0
