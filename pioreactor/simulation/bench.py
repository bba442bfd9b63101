"""A client of the bench: what a person does with the vial, and what really is in it. For tests and ``pio bench``."""

from __future__ import annotations

import itertools
import json
import socket
from pathlib import Path
from typing import Any

from pioreactor.exc import HardwareError, PioreactorError
from pioreactor.simulation import protocol as p

PATIENCE_WALL_S = 5.0


class BenchError(PioreactorError):
    """The bench refused a request; the message says why."""


class BenchClient:
    """The bench of the simulator whose vial socket is ``path`` (default: this unit's). Methods are those of the RPC.

    ``bench.truth()``, ``bench.inoculate(od=0.1)``, ``bench.fault_add(name="stir.stall", duration_s=30)`` …
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = p.bench_socket(path if path is not None else p.default_socket())
        self._numbers = itertools.count(1)
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._link.settimeout(PATIENCE_WALL_S)
        try:
            self._link.connect(str(self.path))
        except OSError as error:
            self._link.close()
            raise HardwareError(
                f"No bench answers at {self.path} ({error.strerror or error}). Start the vial with `pio simulate`."
            ) from None
        self._answers = self._link.makefile("rb")

    def call(self, method: str, **params: Any) -> Any:
        """Call one method of the bench. Raises BenchError with its reason, HardwareError when it is gone."""
        request = {"jsonrpc": "2.0", "id": next(self._numbers), "method": method, "params": params}
        try:
            self._link.sendall(json.dumps(request).encode() + b"\n")
            line = self._answers.readline()
        except OSError as error:
            raise HardwareError(f"The bench at {self.path} does not answer: {error}.") from None
        if not line:
            raise HardwareError(f"The simulator at {self.path} has ended.")
        answer = json.loads(line)
        if "error" in answer:
            raise BenchError(answer["error"]["message"])
        return answer["result"]

    def __getattr__(self, method: str) -> Any:
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda **params: self.call(method, **params)

    def close(self) -> None:
        """End the connection. Safe to call twice."""
        self._answers.close()
        self._link.close()

    def __enter__(self) -> BenchClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
