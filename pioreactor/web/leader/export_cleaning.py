"""Deletes exports whose time is over, also when nobody looks at them any more.

Lifecycle: ``start()`` begins a thread that sleeps between two looks; ``stop()`` ends it at once.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from pioreactor.cluster.exports import keeping
from pioreactor.exc import PioreactorError

LOOKS_EACH_S: Final = 600.0
"""Wall seconds."""
_log = logging.getLogger("pioreactor.web.exports")


class ExportCleaning:
    """One per web server of a leader."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look now, and from then on every ten minutes."""
        self._thread = threading.Thread(target=self._run, name="export-cleaning", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; does nothing where it was not started."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while True:
            try:
                gone = keeping.clean()
                if gone:
                    _log.info("Deleted exports whose time is over: %s.", ", ".join(gone))
            except (OSError, PioreactorError) as error:
                _log.warning("Exports cannot be cleaned: %s", error)
            if self._ended.wait(LOOKS_EACH_S):
                return
