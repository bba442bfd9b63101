"""Says as JSON where a host is weak. Reads only.

``accounts``: whom anybody can log in as, because the password is empty or one that images used to have. ``sudo``: files
that let the user pioreactor do everything, as older cards and the Raspberry Pi Imager write them.
"""

import ctypes
import ctypes.util
import json
import re
import sys
from pathlib import Path

# Known to everybody who has read the ecosystem's instructions, or has tried the usual ones.
KNOWN = ("raspberry", "notaraspberry", "pioreactor", "password", "admin", "root", "pi", "debian", "12345678")
UNLIMITED = (Path("/etc/sudoers.d/010_pioreactor-nopasswd"), Path("/etc/sudoers.d/010_pi-nopasswd"))


def load_crypt():
    """The C library's password function: it knows each method of this system, which Python itself no longer does."""
    library = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    library.crypt.argtypes = (ctypes.c_char_p, ctypes.c_char_p)
    return library.crypt


def is_known(name: str, stored: str, crypt) -> bool:
    """True if ``stored``, a field of /etc/shadow, is the hash of the account's name or of a known password."""
    return any(crypt(word.encode(), stored.encode()) == stored.encode() for word in {name, *KNOWN})


def is_unlimited(file):
    """True if a file in /etc/sudoers.d lets the user pioreactor do everything."""
    return file.exists() and bool(re.search(r"^pioreactor\s.*NOPASSWD:\s*ALL\s*$", file.read_text(), re.MULTILINE))


def main() -> int:
    """Print it. Ends with 0, whether or not there is anything."""
    crypt = load_crypt()
    accounts = []
    for line in Path("/etc/shadow").read_text().splitlines():
        name, stored = line.split(":")[:2]
        if not stored or (stored[0] == "$" and is_known(name, stored, crypt)):
            accounts.append(name)
    sudo = [str(file) for file in UNLIMITED if is_unlimited(file)]
    print(json.dumps({"accounts": accounts, "sudo": sudo}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
