"""What client and simulator say to each other over the unix socket.

One datagram (SOCK_SEQPACKET) is one request or one answer. A request is one byte of operation, eight bytes of clock
seconds (the caller's ``clock.monotonic()``) and the operation's own bytes. An answer is one byte of status (0 or an
errno) and the operation's own bytes, or, after an errno, a sentence. Little-endian throughout.
"""

from __future__ import annotations

import os
from pathlib import Path
from struct import Struct
from typing import Final

VERSION: Final = 1
MAX_MESSAGE: Final = 65_536

SOCKET_ENV: Final = "PIO_VIAL_SOCKET"

OP_HELLO: Final = 1
OP_I2C: Final = 2
OP_PIN_FUNCTION: Final = 10
OP_PIN_STATE: Final = 11
OP_PIN_FREQUENCY: Final = 12
OP_PIN_PULL: Final = 13
OP_PIN_READ: Final = 14
OP_PIN_RELEASE: Final = 15
OP_WATCH: Final = 20
OP_UNWATCH: Final = 21

# Frames that the simulator pushes to a connection that watches lines.
PUSH_EDGES: Final = 30
PUSH_WATCH_ENDED: Final = 31

HEADER: Final = Struct("<Bd")
I2C_MESSAGE: Final = Struct("<HHH")
PIN: Final = Struct("<B")
PIN_AND_BYTE: Final = Struct("<BB")
PIN_AND_NUMBER: Final = Struct("<Bd")
PIN_REPORT: Final = Struct("<BdBd")
EDGES_HEAD: Final = Struct("<BBH")
EDGE: Final = Struct("<dB")
WATCH: Final = Struct("<BBI")
WATCH_ENDED: Final = Struct("<BBI")
HELLO: Final = Struct("<H")

I2C_READ_FLAG: Final = 1

FUNCTIONS: Final = ("input", "output")
PULLS: Final = ("floating", "up", "down")
EDGE_KINDS: Final = ("none", "falling", "rising", "both")


def default_run_dir() -> Path:
    """Where a unit keeps what does not survive a boot: ``RUN_PIOREACTOR``, else /run/pioreactor."""
    return Path(os.environ.get("RUN_PIOREACTOR") or "/run/pioreactor")


def default_socket() -> Path:
    """The socket of this unit's simulator: ``PIO_VIAL_SOCKET``, else ``<run dir>/vial.sock``."""
    given = os.environ.get(SOCKET_ENV)
    return Path(given) if given else default_run_dir() / "vial.sock"


def bench_socket(vial_socket: Path) -> Path:
    """The socket of the bench beside a simulator's socket."""
    return vial_socket.with_name(vial_socket.name + ".bench")
