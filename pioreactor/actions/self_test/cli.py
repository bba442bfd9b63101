"""``pio run self_test``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pioreactor.actions.self_test.runner import Verdict

_PREREQUISITES = "In the vial: water and a stir bar. Not in direct sunlight."


@click.command(name="self_test")
@click.option("-k", "part", default="", metavar="TEXT", help="Only tests whose name contains TEXT.")
@click.option("--retry-failed", is_flag=True, help="Only tests that failed the last time.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document at the end, for scripts.")
def click_self_test(part: str, retry_failed: bool, as_json: bool) -> None:
    """Try every part of this unit and say what is wrong. Ends with code 1 when a test fails."""
    from pioreactor.runtime.running import errors_as_sentences

    with errors_as_sentences():
        verdicts = _run(part, retry_failed, as_json)
    if not all(verdict.passed for verdict in verdicts):
        raise SystemExit(1)


def _run(part: str, retry_failed: bool, as_json: bool) -> list[Verdict]:
    from pioreactor import whoami
    from pioreactor.actions.self_test.catalogue import all_tests
    from pioreactor.actions.self_test.runner import JOB_NAME, choose, refuse_beside_others, run_tests
    from pioreactor.logging import create_logger
    from pioreactor.runtime.actions import managed_lifecycle

    known = all_tests()
    chosen = choose(known, part, only_failed=retry_failed)
    refuse_beside_others()
    unit, experiment = whoami.get_unit_name(), whoami.UNIVERSAL_EXPERIMENT
    progress = Progress(chosen, is_silent=as_json)
    with managed_lifecycle(unit, experiment, JOB_NAME) as state:
        logger = create_logger(JOB_NAME, unit=unit, experiment=experiment, pub_client=state.mqtt_client)
        _leave_terminal_to_table(logger)
        try:
            progress.begin()
            verdicts = run_tests(state, logger, chosen, known, progress.show)
        finally:
            logger.clean_up()
    if as_json:
        click.echo(_as_json(verdicts))
    else:
        progress.summarise(verdicts)
    return verdicts


def _leave_terminal_to_table(logger: Any) -> None:
    """What is logged goes to the file and to the page; on the terminal the table says it already."""
    import logging

    for handler in list(logger.handlers):
        if type(handler) is logging.StreamHandler:  # the file's handler is a subclass
            logger.removeHandler(handler)


class Progress:
    """The table on the terminal, a line as soon as a test has ended."""

    def __init__(self, names: Iterable[str], *, is_silent: bool) -> None:
        self._names = list(names)
        self._width = max(len(name) for name in self._names)
        self._is_silent = is_silent

    def begin(self) -> None:
        """Heading."""
        if not self._is_silent:
            click.echo(f"{len(self._names)} tests. {_PREREQUISITES}\n")
            click.echo(f"{'Test':<{self._width}}  Verdict  Measured (limit)")

    def show(self, verdict: Verdict) -> None:
        """One line, and below it what is to be done."""
        if self._is_silent:
            return
        word = click.style("pass   ", fg="green") if verdict.passed else click.style("FAIL   ", fg="red", bold=True)
        limit = f" ({verdict.limit})" if verdict.limit else ""
        click.echo(f"{verdict.test:<{self._width}}  {word}  {verdict.measured}{limit}".rstrip())
        for line in filter(None, (verdict.cause, verdict.remedy)):
            click.echo(f"    {line}")
        for finding in verdict.findings:
            click.echo(f"    {click.style('Note:', fg='yellow')} {finding}.")

    def summarise(self, verdicts: list[Verdict]) -> None:
        """The last line."""
        failed = [verdict.test for verdict in verdicts if not verdict.passed]
        if failed:
            click.echo(f"\n{len(failed)} of {len(verdicts)} tests failed. Again, only these: ", nl=False)
            click.echo("pio run self_test --retry-failed")
        else:
            click.echo(f"\nAll {len(verdicts)} tests passed.")


def _as_json(verdicts: list[Verdict]) -> str:
    import msgspec

    document = {"all_passed": all(verdict.passed for verdict in verdicts), "tests": msgspec.to_builtins(verdicts)}
    return msgspec.json.format(msgspec.json.encode(document)).decode()
