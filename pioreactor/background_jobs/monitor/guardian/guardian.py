"""The guardian as monitor runs it: outputs low at the start, the watch, and what comes after a cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pioreactor.background_jobs.monitor.guardian.aftermath import Aftermath
from pioreactor.background_jobs.monitor.guardian.boot import BootReport
from pioreactor.background_jobs.monitor.guardian.judging import Verdict
from pioreactor.background_jobs.monitor.guardian.watch import Watch

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client
    from pioreactor.runtime.registry import JobRecord, Registry


class Guardian:
    """Watches every output of this unit. ``at_boot``: what :func:`boot.settle` found, before anything else began.

    ``on_beat`` is called once a second or more often by the watching thread: whoever guards the guardian hears
    nothing any more when that thread hangs.
    """

    def __init__(
        self,
        unit: str,
        client: Client,
        logger: Any,
        registry: Registry,
        at_boot: BootReport,
        *,
        on_beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._logger = logger
        self._at_boot = at_boot
        self.aftermath = Aftermath(unit, client, logger, registry)
        self._watch = Watch(self.aftermath.put, on_beat=on_beat, complain=logger.error)

    def on_death(self, listener: Callable[[JobRecord], None]) -> None:
        """Call ``listener(record)`` for each job whose process died, after its outputs are off and it is signed off."""
        self.aftermath.on_death.append(listener)

    def start(self) -> None:
        """Begin to watch; what the start found is finished first."""
        boot = self._at_boot
        for lease in boot.stuck:
            self._watch.cutter.begin(lease, Verdict.DEAD, was_noticed=False)
        self._watch.start()
        for report in boot.cut:
            self.aftermath.put(report)
        self.aftermath.settle_later({outcome.output for outcome in boot.refused})
        self.aftermath.start(are_all_off=not (boot.stuck or boot.refused or boot.problem))
        if boot.problem:
            self._logger.info(f"Outputs were not looked at: {boot.problem}.")
        for outcome in boot.refused:
            self._logger.warning(
                f"{outcome.output} could not be made low at the start: {outcome.error}. It is tried again."
            )

    def close(self) -> None:
        """End. Outputs of living owners stay as they are."""
        self._watch.close()
        self.aftermath.close()
