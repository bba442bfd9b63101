"""The first step: what somebody has put onto the card. Its secrets are erased there once they are kept elsewhere."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.appliance import archive, imager, state, toml_file, wish
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Settings
from pioreactor.appliance.state import Step
from pioreactor.storage.files import write_atomically

ERASED_USER_DATA: Final = "#cloud-config\n# What the Raspberry Pi Imager had written here was used and erased.\n"
_OVER: Final = b"#"
"""What secrets are overwritten with: to every reader of these files a comment."""
_LARGEST_BYTES: Final = 1_000_000
_PIECE_BYTES: Final = 1 << 20
_RUNS_SCRIPT: Final = ("systemd.run", "systemd.unit=kernel-command-line.target")


def read_hand_over(host: Host) -> Step:
    """Take it over, unless that was done at an earlier boot. Raises OSError."""
    boot = host.places.boot
    _finish_replacing(host)
    file = find(boot)
    raw = content(file)
    if _digest(raw, {name: content(boot / name) for name in imager.FILES}) == host.state.taken_from:
        host.state.problems = []  # those of the network are looked for anew
        return Step.IDENTIFY
    said, imaged = toml_file.read(raw, file.name), imager.read(boot)
    host.state.settings = _with_known_passphrase(merged(imaged.settings, said.settings), host.state.settings)
    host.state.account, host.state.keyboard = imaged.account, imaged.keyboard
    host.state.problems = said.problems + imaged.problems
    host.state.taken_from = ""
    if not host.state.problems and host.state.settings.restore:
        archive.take_name(host)
    if not host.state.problems:
        _take(host, file, raw, imaged.used)
    return Step.IDENTIFY


def merged(below: Settings, above: Settings) -> Settings:
    """``below``, with everything that ``above`` says."""
    return msgspec.structs.replace(below, **{name: getattr(above, name) for name in said_in(above)})


def _with_known_passphrase(settings: Settings, before: Settings) -> Settings:
    """A file that was changed after its passphrase had been erased still means the same network."""
    wifi, known = settings.wifi, before.wifi
    if wifi is None or wifi.passphrase or known is None or known.ssid != wifi.ssid:
        return settings
    return msgspec.structs.replace(settings, wifi=msgspec.structs.replace(wifi, passphrase=known.passphrase))


def said_in(settings: Settings) -> list[str]:
    """The names of what was said."""
    return [
        field.name
        for field in msgspec.structs.fields(settings)
        if getattr(settings, field.name) != (field.default if field.default is not msgspec.NODEFAULT else None)
    ]


def remember_as_read(host: Host) -> None:
    """What is on the card now counts no more; a later change of it does."""
    boot = host.places.boot
    wish.remember_as_handled(host.places, content(find(boot)))
    host.state.taken_from = _digest(content(find(boot)), {name: content(boot / name) for name in imager.FILES})


def _take(host: Host, file: Path, raw: bytes, used: list[str]) -> None:
    """Keep what was said, then erase the secrets: a power cut in between leads to the same."""
    boot, settings = host.places.boot, host.state.settings
    replacing: dict[str, str | None] = dict.fromkeys(used)
    if imager.USER_DATA in used:
        replacing[imager.USER_DATA] = ERASED_USER_DATA
    # A wish to be reset must not be found again when this is over: the card is fresh.
    if raw and (settings.secrets() or settings.factory_reset):
        replacing[file.name] = toml_file.without_secrets(raw, settings)
    after = (replacing.get(file.name) or "").encode() if file.name in replacing else raw
    others = {
        name: (replacing.get(name) or "").encode() if name in used else content(boot / name) for name in imager.FILES
    }
    host.state.taken_from, host.state.replacing = _digest(after, others), replacing
    state.save(host.places.memory / "state.json", host.state)
    try:
        for name, text in replacing.items():
            erase(boot / name)
            _put(boot / name, text)
        if imager.FIRST_RUN in used:
            _forget_script(boot / "cmdline.txt")
    except OSError as error:
        host.note(f"Secrets could not be erased from the card ({error.strerror}). Delete {file.name} on it yourself.")
        host.state.taken_from = ""
    host.state.replacing = {}
    host.state.settings = msgspec.structs.replace(settings, factory_reset=None)


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
    else:
        write_atomically(path, text)


def _finish_replacing(host: Host) -> None:
    """What a power cut has left overwritten and not yet replaced."""
    for name, text in host.state.replacing.items():
        raw = content(host.places.boot / name)
        if raw and not raw.strip(_OVER):
            _put(host.places.boot / name, text)
    host.state.replacing = {}


def erase(path: Path) -> None:
    """Overwrite the content where it lies, so that no undelete brings it back. Raises OSError."""
    left = path.stat().st_size
    with path.open("r+b") as handle:
        while left > 0:
            left -= handle.write(_OVER * min(left, _PIECE_BYTES))
        handle.flush()
        os.fsync(handle.fileno())


def _forget_script(cmdline: Path) -> None:
    """The kernel's words without those that run the Imager's script."""
    if cmdline.exists():
        words = cmdline.read_text(encoding="utf-8").split()
        kept = [word for word in words if not word.startswith(_RUNS_SCRIPT)]
        if kept != words:
            write_atomically(cmdline, " ".join(kept) + "\n")


def find(boot: Path) -> Path:
    """The file, also where Windows has hidden an ending from its writer."""
    wanted = (toml_file.NAME, f"{toml_file.NAME}.txt")
    there = {path.name.lower(): path for path in boot.glob("*.[tT]*")} if boot.is_dir() else {}
    return next((there[name] for name in wanted if name in there), boot / toml_file.NAME)


def content(path: Path) -> bytes:
    """What is in a file; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_BYTES)
    except OSError:
        return b""


def _digest(raw: bytes, others: dict[str, bytes]) -> str:
    parts = [raw, *(others[name] for name in imager.FILES)]
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()
