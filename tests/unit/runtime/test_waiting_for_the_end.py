"""A signal that the kernel hands to another thread ends the wait of the main thread all the same."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import signal, threading
from pioreactor.runtime.signals import wait_for_the_end

ended = threading.Event()
signal.signal(signal.SIGUSR1, lambda *_: ended.set())
threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)).start()
wait_for_the_end(ended)
print("ended", flush=True)
"""


def test_a_signal_that_another_thread_receives_ends_the_wait() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=20, check=True)
    assert run.stdout == "ended\n"
