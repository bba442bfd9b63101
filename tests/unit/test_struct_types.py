from __future__ import annotations

import subprocess
import sys

import msgspec

from pioreactor import struct_types

# Many types, each decoded for the first time by three threads at once; a few of them end a process that is not ready.
DECODING = """
import sys, threading, msgspec
from pioreactor.struct_types import make_ready
sys.setswitchinterval(1e-6)
DATA = b'{"x": {"a": 1, "b": "s"}, "y": {"inner": {"a": 1, "b": "q"}}, "z": 3}'
for number in range(300):
    Inner = msgspec.defstruct("Inner", [("a", int), ("b", str)])
    Middle = msgspec.defstruct("Middle", [("inner", Inner)])
    Outer = msgspec.defstruct("Outer", [("x", Inner), ("y", Middle), ("z", int)])
    together = threading.Barrier(3)
    make_ready()
    def decode():
        together.wait()
        msgspec.json.decode(DATA, type=Outer)
    threads = [threading.Thread(target=decode) for _ in range(3)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
print("lives")
"""


def test_threads_that_decode_a_type_for_the_first_time_at_once_live() -> None:
    ended = subprocess.run([sys.executable, "-c", DECODING], capture_output=True, text=True, timeout=50, check=False)
    assert (ended.returncode, ended.stdout) == (0, "lives\n"), ended.stderr


def test_every_type_of_a_job_and_of_the_web_server_can_be_made_ready() -> None:
    import pioreactor.background_jobs.monitor.job
    import pioreactor.web.app  # noqa: F401

    struct_types.make_ready()
    ours = [found for found in struct_types._loaded(msgspec.Struct) if found.__module__.startswith("pioreactor.")]
    assert len(ours) > 100
    # Parts of a running automation: no message becomes one.
    assert {found.__name__ for found in ours if found not in struct_types._ready} <= {"Parts"}
