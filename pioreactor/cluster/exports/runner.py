"""``python -m pioreactor.cluster.exports.runner``: makes the export that somebody has asked for.

A process of its own, so that the web server goes on answering, and that takes only the time which nobody else wants.
"""

from __future__ import annotations

import contextlib
import os
from typing import Final

from pioreactor import clock
from pioreactor.cluster.errands import carry_out
from pioreactor.cluster.exports import keeping, writing
from pioreactor.cluster.exports.datasets import get_dataset
from pioreactor.cluster.exports.errors import ExportStoppedError
from pioreactor.cluster.exports.looking import estimates
from pioreactor.cluster.exports.reading import snapshot
from pioreactor.cluster.exports.runs import DESK, ExportRun, ExportStage
from pioreactor.exc import PioreactorError

SAVES_EACH_S: Final = 1.0
"""Wall seconds between two savings of how far it is: each is synced to the disk."""
NICENESS: Final = 10


def perform(run: ExportRun) -> None:
    """Make it, and write down how far it is and what came of it. Raises ExportError, OSError."""
    _Book(run).make()


class _Book:
    """The record of a run while it lasts."""

    def __init__(self, run: ExportRun) -> None:
        self._run = run
        self._began_s = self._stage_began_s = self._saved_s = clock.wall_monotonic()
        self._stage: ExportStage | None = None

    def make(self) -> None:
        run = self._run
        run.outcome, run.began_at = "running", clock.timestamp()
        DESK.save(run)
        ended = "failed"
        try:
            keeping.clean(is_maker=True)
            written = self._write()
            run.filename, run.size_bytes, run.sha256 = written.path.name, written.size_bytes, written.sha256
            run.warnings = written.warnings
            run.rows, run.files = written.rows, sum(len(one.csv_files) for one in written.datasets)
            run.expires_at, ended = keeping.expires_at(), "succeeded"
        except ExportStoppedError as error:
            run.message, ended = str(error), "stopped"
        except (PioreactorError, OSError) as error:
            run.message = str(error)
            raise
        finally:
            self._end_stage("done" if ended == "succeeded" else "failed" if ended == "failed" else "skipped")
            for stage in run.stages:
                stage.state = "skipped" if stage.state == "waiting" else stage.state
            run.message = run.message or ("It was broken off." if ended == "failed" else "")
            run.outcome = "succeeded" if ended == "succeeded" else "stopped" if ended == "stopped" else "failed"
            run.ended_at, run.took_s = clock.timestamp(), round(clock.wall_monotonic() - self._began_s, 1)
            DESK.save(run)
            DESK.forget_old()
            keeping.clean(is_maker=True)

    def _write(self) -> writing.Written:
        run = self._run
        chosen = [get_dataset(name) for name in run.selection.datasets]
        with snapshot() as conn:
            expected = estimates(conn, chosen, run.selection)
            run.stages = [
                ExportStage(
                    dataset=one.dataset_name,
                    display_name=one.display_name,
                    expected=expected[one.dataset_name].rows,
                )
                for one in chosen
            ]
            DESK.save(run)
            return writing.write(conn, keeping.new_file(), run.selection, chosen, run.warnings, self._tell)

    def _tell(self, dataset: str, rows: int) -> None:
        if self._stage is None or self._stage.dataset != dataset:
            self._end_stage("done")
            self._stage = next(stage for stage in self._run.stages if stage.dataset == dataset)
            self._stage.state, self._stage.began_at = "running", clock.timestamp()
            self._stage_began_s = clock.wall_monotonic()
        self._stage.rows = rows
        if DESK.stop_request().exists():
            raise ExportStoppedError("It was stopped. Nothing of it is left on the disk.")
        if clock.wall_monotonic() - self._saved_s >= SAVES_EACH_S:
            self._saved_s = clock.wall_monotonic()
            DESK.save(self._run)

    def _end_stage(self, state: str) -> None:
        if self._stage is not None and self._stage.state == "running":
            self._stage.state = "done" if state == "done" else "failed" if state == "failed" else "skipped"
            self._stage.took_s = round(clock.wall_monotonic() - self._stage_began_s, 1)


def main() -> None:
    """Do it, after whatever else this computer has to do."""
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    carry_out(DESK, perform)


if __name__ == "__main__":
    main()
