"""ssh's ProxyCommand into a lab: `python tunnel.py NAMESPACE ADDRESS PORT`.

Connects on the lab's network and hands the open socket back to ssh (ProxyUseFdpass), so that no byte passes through
here. Run as a file, not as a module, because every ssh start pays for what is imported.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys


def main() -> None:
    """Sends the connected socket over standard output, which ssh has made a socket."""
    namespace, address, port = sys.argv[1:]
    handle = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(handle, 0x40000000) != 0:
        sys.exit(f"{namespace}: {os.strerror(ctypes.get_errno())}")
    connection = socket.create_connection((address, int(port)), 30)
    connection.settimeout(None)
    with socket.socket(fileno=os.dup(1)) as ssh:
        socket.send_fds(ssh, [b"x"], [connection.fileno()])


if __name__ == "__main__":
    main()
