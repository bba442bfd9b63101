"""The options that say which units are meant, and the question before something happens to them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pioreactor.cli.completing import complete_group, complete_known_experiment, complete_unit

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Default, Member, Selection

Command = TypeVar("Command", bound=Callable[..., Any])

yes_option = click.option("-y", "--yes", is_flag=True, help="Do not ask.")


def units_argument(command: Command) -> Command:
    """Names of units as plain arguments."""
    return click.argument("names", nargs=-1, metavar="[UNIT]...", shell_complete=complete_unit)(command)


def target_options(*, short_experiment: bool = True, only_ecosystem: bool = False) -> Callable[[Command], Command]:
    """Options that become one parameter ``selection`` of the command.

    ``short_experiment``: also ``--experiment``, where the command has no other use for it. ``only_ecosystem``: those of
    ``pios`` alone.
    """
    experiment_names = ["--experiments", *(["--experiment"] if short_experiment else [])]
    options = [
        click.option(
            "--units", "--unit", "units", multiple=True, metavar="UNIT", shell_complete=complete_unit,
            help="This unit; repeatable, or names with commas between them.",
        ),
        click.option(
            *experiment_names, "experiments", multiple=True, metavar="NAME", shell_complete=complete_known_experiment,
            help="The active workers of this experiment; repeatable.",
        ),
    ]  # fmt: skip
    if not only_ecosystem:
        options += [
            click.option("--all", "everybody", is_flag=True, help="Every unit."),
            click.option("--workers", is_flag=True, help="Every worker."),
            click.option(
                "--group", "groups", multiple=True, metavar="GROUP", shell_complete=complete_group,
                help="leader, workers, active, or a model such as pioreactor_20ml; repeatable.",
            ),
        ]  # fmt: skip

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_selection(
            *values: Any,
            units: tuple[str, ...],
            experiments: tuple[str, ...],
            names: tuple[str, ...] = (),
            everybody: bool = False,
            workers: bool = False,
            groups: tuple[str, ...] = (),
            **others: Any,
        ) -> Any:
            from pioreactor.cluster.fleet.members import Selection

            chosen = tuple(name for text in (*names, *units) for name in text.split(",") if name)
            selection = Selection(chosen, everybody, workers, groups, experiments)
            return command(*values, selection=selection, **others)

        decorated: Any = with_selection
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def chosen_members(selection: Selection, default: Default) -> list[Member]:
    """The members that are meant. Raises UsageError (exit code 2) if nobody is, or somebody unknown."""
    from pioreactor.cluster.fleet.members import TargetError, select

    try:
        return select(all_members(), selection, default)
    except TargetError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error


def all_members() -> list[Member]:
    """Everybody in the cluster, as the leader's database has them."""
    from contextlib import closing

    from pioreactor.cluster.fleet.members import members
    from pioreactor.storage import database

    with closing(database.connect(readonly=True)) as connection:
        return members(connection)


def confirm(question: str, members: Sequence[Member], yes: bool) -> None:
    """Ask whether it is really meant; only ``Y`` and ``y`` go on. Raises Abort (exit code 1)."""
    if yes:
        return
    names = ", ".join(member.name for member in members)
    answer = click.prompt(f"{question} on {names}? Y/n", default="n", show_default=False, prompt_suffix=": ", err=True)
    if answer not in ("Y", "y"):
        raise click.Abort()
