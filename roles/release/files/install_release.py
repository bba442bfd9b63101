"""Installs a release beside others: /opt/pioreactor/releases/<version>, made as <version>.incoming and then renamed.

Needs only Python, ssh-keygen and the bundle; never the internet. Interrupted, it is run again.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

NAMESPACE = "pioreactor-release"
IDENTITY = "release@pioreactor"
# The library of the pins: for some versions of Python there are no wheels of it, but Raspberry Pi OS has it.
SYSTEM = pathlib.Path("/usr/lib/python3/dist-packages")
LENT = ("lgpio.py", "_lgpio*.so")


def main():
    """Install, or end with one sentence that says why not."""
    parser = argparse.ArgumentParser()
    for name in ("bundle", "sha256", "version", "lock", "root", "signers"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    final = pathlib.Path(options.root, "releases", options.version)
    incoming = final.with_name(final.name + ".incoming")
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(mode=0o755)
    try:
        unpack(options, incoming / "bundle")
        make_environment(options, incoming / "bundle", incoming, final)
        arrange(incoming / "bundle", incoming)
        lend(incoming / "venv")
        give_everybody_access(incoming)
    except BaseException:
        shutil.rmtree(incoming, ignore_errors=True)
        raise
    shutil.rmtree(final, ignore_errors=True)
    incoming.rename(final)
    subprocess.run(["sync", "-f", str(final.parent)], check=False)
    print("installed", final)  # noqa: T201


def unpack(options, folder):
    """The bundle that was checked as a whole: this very file, and signed by somebody whom this host trusts as well."""
    digest = hashlib.sha256()
    with pathlib.Path(options.bundle).open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    if digest.hexdigest() != options.sha256:
        sys.exit(f"{options.bundle} is not the file that was checked. It was not used; run it again.")
    with tarfile.open(options.bundle) as archive:
        secure = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder, **secure)  # noqa: S202 - its digest is that of a file that was checked
    command = ["ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", IDENTITY, "-f", options.signers]
    command += ["-s", str(folder / "manifest.json.sig")]
    run = subprocess.run(command, input=(folder / "manifest.json").read_bytes(), capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"This host does not trust who signed the bundle ({options.signers}). It was not used.")


def make_environment(options, bundle, incoming, final):
    """A virtual environment of the locked packages, which believes to be in its final place."""
    venv = incoming / "venv"
    call([sys.executable, "-m", "venv", str(venv)])
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    pip += ["--no-index", "--no-deps", "--no-compile", "--find-links", str(bundle / "wheels"), "--require-hashes"]
    call([*pip, "-r", str(bundle / options.lock)])
    # Unchecked: the stamps of files that came out of an archive say nothing, and comparing them costs each start.
    call([str(venv / "bin" / "python"), "-m", "compileall", "-q", "-j", "0", str(venv / "lib")])
    for path in [*(venv / "bin").iterdir(), venv / "pyvenv.cfg"]:
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if str(incoming).encode() in content:
            path.write_bytes(content.replace(str(incoming).encode(), str(final).encode()))


def arrange(bundle, incoming):
    """What belongs to a release beside its environment; the wheels are not needed any more."""
    (incoming / "bin").mkdir()
    for command in ("pio", "pios"):
        (incoming / "bin" / command).symlink_to(f"../venv/bin/{command}")
    (incoming / "share").mkdir()
    if (bundle / "ansible").is_dir():
        (bundle / "ansible").rename(incoming / "share" / "ansible")
    for name in ("manifest.json", "manifest.json.sig", "CHANGELOG.md"):
        (bundle / name).rename(incoming / name)
    shutil.rmtree(bundle)


def lend(venv):
    """What only the distribution has for this Python is linked into the environment, where it has it."""
    (place,) = (venv / "lib").glob("python3*/site-packages")
    if not (place / "lgpio.py").exists():
        for file in [path for pattern in LENT for path in SYSTEM.glob(pattern)]:
            (place / file.name).symlink_to(file)


def give_everybody_access(folder):
    """Readable for all, writable for root alone, whatever the umask was."""
    for place, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = pathlib.Path(place, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def call(command):
    """Run it; end with what it said if it fails."""
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command[:4])} failed: {(run.stderr or run.stdout).strip()[-1500:]}")


if __name__ == "__main__":
    main()
