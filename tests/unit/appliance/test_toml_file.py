"""pioreactor.toml as people write it, on every kind of computer."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.appliance.settings import AccessPoint, Settings, Wifi
from pioreactor.appliance.toml_file import read, without_secrets

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDc5YzQ3NTQ0ZTk2ZDI0NTYzZGQ3NmE2 anna@laptop"
WHOLE = f"""# Settings of the second unit.
role = "worker"
hostname = "worker1"
country = "at"
time_zone = "Europe/Vienna"
ssh_keys = ["{KEY}"]
model = "pioreactor_40ml"
model_version = "1.5"
leader = "lab1"
claim_code = "7kqf-xt2m-99pd-abcw"  # made up

[wifi]
ssid = "Büro"
passphrase = "hunter22 and more"

[access_point]
passphrase = "beside-the-bench"
"""


def test_everything_that_may_be_said():
    found = read(WHOLE.encode())
    assert found.problems == []
    assert found.settings == Settings(
        role="worker",
        hostname="worker1",
        country="AT",
        time_zone="Europe/Vienna",
        ssh_keys=(KEY,),
        model="pioreactor_40ml",
        model_version="1.5",
        leader="lab1",
        claim_code="7KQF-XT2M-99PD-ABCW",
        wifi=Wifi(ssid="Büro", passphrase="hunter22 and more"),
        access_point=AccessPoint(passphrase="beside-the-bench"),
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + WHOLE.encode(),
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.replace("\n", "\r").encode(),
        WHOLE.encode("utf-16"),
        b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(),
    ],
    ids=["byte order mark", "Windows", "old Mac", "UTF-16", "Windows with a byte order mark"],
)
def test_every_editor_will_do(raw):
    assert read(raw) == read(WHOLE.encode())


def test_an_empty_or_commented_file_says_nothing():
    assert read(b"").is_empty
    assert read(b'# role = "leader"\n\n').is_empty
    assert not read(b'role = "leader"').is_empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('role = "lead"', 'pioreactor.toml, line 1: role: "lead" must be "leader", "worker" or "both"'),
        ('\nhostnme = "lab1"', "pioreactor.toml, line 2: hostnme is not known. Did you mean hostname?"),
        ('name = "lab1"', "Did you mean hostname?"),
        ('hostname = "my lab.local"', 'Did you mean "my-lab"?'),
        ("role = leader", 'role needs quotes around its value. Write: role = "leader"'),
        ("role = “leader”", "curly quotes"),
        ('role = "both"\nrole = "worker"', "line 2: role stands there twice"),
        ('time_zone = "Vienna"', 'Did you mean "Europe/Vienna"?'),
        ('country = "Austria"', 'Did you mean "AT"?'),
        ('country = "UK"', 'Did you mean "GB"?'),
        ('ssh_keys = ["-----BEGIN OPENSSH PRIVATE KEY-----"]', "belongs to nobody else"),
        ('[wifi]\nssid = "lab"\npassphrase = "short"', "line 3: [wifi] passphrase: must be 8 to 63"),
        ('[wifi]\npassphrase = "long enough"', "line 1: [wifi] needs ssid"),
        ('[wfi]\nssid = "lab"', "There is no section [wfi]. Did you mean wifi?"),
        ('passphrase = "hunter22"', "belongs below a line [wifi]"),
        ("model = 1", "model: 1 must be the bioreactor"),
        ('model = "pioreactor_20ml"', "model and model_version belong together"),
        ('leader = "lab1"', 'leader is for workers only: it names whose this one is. Add role = "worker".'),
        ('claim_code = "1234"', "claim_code: must be 16 letters and digits"),
        ('ssh_keys = ["a"\n', "cannot be read: unclosed array"),
        ("just words", "this is no setting"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, expected):
    assert expected in "\n".join(map(str, read(text.encode()).problems))


def test_all_that_is_wrong_is_said_at_once_and_the_rest_counts():
    raw = 'role = "lead"\nhostname = "lab1"\ntime_zone = Vienna\n[wifi]\nssid = "lab"\npassphrase = "hunter22"\n'
    found = read(raw.encode())
    assert [problem.where for problem in found.problems] == ["pioreactor.toml, line 1", "pioreactor.toml, line 3"]
    assert found.settings == Settings(hostname="lab1", wifi=Wifi(ssid="lab", passphrase="hunter22"))


def test_a_network_is_not_joined_without_the_passphrase_that_was_meant():
    found = read(b'[wifi]\nssid = "lab"\npassphrase = "short"\n')
    assert found.settings.wifi is None and found.problems


def test_signs_of_another_code_are_named_and_never_shown():
    found = read('role = "both"\n[wifi]\nssid = "lab"\npassphrase = "gehörtmir"\n'.encode("latin-1"))
    assert found.problems[0].where == "pioreactor.toml, line 4"
    assert "UTF-8" in found.problems[0].text and found.settings.role == "both"
    assert not any("gehört" in str(problem) for problem in found.problems)


def test_secrets_go_and_comments_stay():
    found = read(WHOLE.encode())
    kept = without_secrets(WHOLE.encode(), found.settings)
    assert "# Settings of the second unit." in kept and 'ssid = "Büro"' in kept
    assert not any(secret.lower() in kept.lower() for secret in found.settings.secrets())
    assert read(kept.encode()).settings.role == "worker"


def test_secrets_in_an_unusual_place_go_as_well():
    raw = b'role = "both"\nwifi = {ssid = "lab", passphrase = "hunter22"}\n'
    found = read(raw)
    assert found.settings.secrets() == ["hunter22"]
    assert "hunter22" not in without_secrets(raw, found.settings)


@given(st.binary(max_size=400))
def test_no_content_stops_the_unit(raw):
    found = read(raw)
    assert isinstance(found.settings, Settings)


WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["role", "hostname", "wifi", "ssid", "nope", "[wifi]", "=", '"']), WORDS)))
def test_no_text_that_looks_like_settings_stops_the_unit(pairs):
    text = "\n".join(f"{key} = {word}" if key.isalpha() else f"{key}{word}" for key, word in pairs)
    found = read(text.encode())
    try:
        is_toml = bool(tomllib.loads(text)) or True
    except tomllib.TOMLDecodeError:
        is_toml = False
    assert is_toml or found.problems, "what is no TOML is said"


NAMES = st.from_regex(r"\A[A-Za-z0-9]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?\Z")
PHRASES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=8, max_size=63)
SSIDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=10).map(str.strip).filter(bool)


@given(NAMES, SSIDS.filter(lambda ssid: len(ssid.encode()) <= 32), PHRASES)
def test_what_is_said_is_understood_and_no_secret_stays(name, ssid, passphrase):
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    raw = f"hostname = {quoted(name)}\n[wifi]\nssid = {quoted(ssid)}\npassphrase = {quoted(passphrase)}\n".encode()
    found = read(raw)
    assert found.problems == []
    assert found.settings == Settings(hostname=name, wifi=Wifi(ssid=ssid, passphrase=passphrase))
    kept = without_secrets(raw, found.settings)
    assert read(kept.encode()).problems == []
    assert passphrase.strip() not in kept or passphrase in (name, ssid) or len(passphrase.strip()) < 8
