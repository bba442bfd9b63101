"""Names the accounts that anybody can log in to: the password is empty, or one that images used to have. Reads only."""

import ctypes
import ctypes.util
import sys
from pathlib import Path

# Known to everybody who has read the ecosystem's instructions, or has tried the usual ones.
KNOWN = ("raspberry", "notaraspberry", "pioreactor", "password", "admin", "root", "pi", "debian", "12345678")


def load_crypt():
    """The C library's password function: it knows each method of this system, which Python itself no longer does."""
    library = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    library.crypt.argtypes = (ctypes.c_char_p, ctypes.c_char_p)
    return library.crypt


def is_known(name: str, stored: str, crypt) -> bool:
    """True if ``stored``, a field of /etc/shadow, is the hash of the account's name or of a known password."""
    return any(crypt(word.encode(), stored.encode()) == stored.encode() for word in {name, *KNOWN})


def main() -> int:
    """Print a name a line. Ends with 0, whether or not there are any."""
    crypt = load_crypt()
    for line in Path("/etc/shadow").read_text().splitlines():
        name, stored = line.split(":")[:2]
        if not stored or (stored[0] == "$" and is_known(name, stored, crypt)):
            print(name)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
