"""``pio export``, and ``pio run export_experiment_data`` as the ecosystem types it."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.completing import complete_dataset, complete_known_experiment, complete_unit
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pioreactor.cluster.exports.writing import Written

_from = click.option("--start-time", "--from", "start_time", help="From this time on: ISO-8601 with Z or an offset.")
_to = click.option("--end-time", "--to", "end_time", help="Up to this time, which does not belong to it.")
_by_unit = click.option("--partition-by-unit", "--by-unit", "by_unit", is_flag=True, help="A file per unit.")
_units = click.option(
    "--unit", "units", multiple=True, shell_complete=complete_unit, help="Only this unit; may be repeated."
)


@click.group("export", no_args_is_help=True)
def export() -> None:
    """Export what was measured, as CSV files in a ZIP."""
    require_leader("pio export")


@export.command("datasets")
@json_option
def list_datasets(as_json: bool) -> None:
    """List the datasets that can be exported. Descriptor files that cannot be used are named on stderr."""
    import msgspec

    from pioreactor.cluster.exports import datasets

    found = datasets.datasets()
    if as_json:
        echo_json(msgspec.to_builtins(found))
    else:
        echo_table(("Dataset", "Name", "Source"), [(one.dataset_name, one.display_name, one.source) for one in found])
    for bad in datasets.left_out():
        click.echo(f"Left out: {bad.file}: {bad.reason}", err=True)


@export.command("preview")
@click.argument("dataset", shell_complete=complete_dataset)
@click.option("-e", "--experiment", "experiments", multiple=True, shell_complete=complete_known_experiment,
              help="Experiment; may be repeated. $experiment: what belongs to none.")  # fmt: skip
@_units
@_from
@_to
@click.option("-n", "--rows", type=click.IntRange(1, 1000), default=10, show_default=True, help="So many rows.")
@json_option
def preview(
    dataset: str,
    experiments: tuple[str, ...],
    units: tuple[str, ...],
    start_time: str | None,
    end_time: str | None,
    rows: int,
    as_json: bool,
) -> None:
    """Show the first rows of DATASET."""
    import msgspec

    from pioreactor.cluster.exports import looking
    from pioreactor.cluster.exports.datasets import get_dataset
    from pioreactor.cluster.exports.reading import snapshot
    from pioreactor.cluster.exports.selection import select

    found = get_dataset(dataset)
    with snapshot() as conn:
        selection, _, _ = select(conn, [dataset], experiments, units, start_time, end_time)
        shown = looking.preview(conn, found, selection, rows)
    if as_json:
        echo_json(msgspec.to_builtins(shown))
    elif not shown.rows:
        click.echo("No rows.")
    else:
        units_of = shown.column_units
        heads = [f"{name}, {units_of[name]}" if name in units_of else name for name in shown.columns]
        echo_table(heads, shown.rows)


@export.command("create")
@click.option("-e", "--experiment", "experiments", multiple=True, shell_complete=complete_known_experiment,
              help="Experiment; may be repeated. $experiment: what belongs to none.")  # fmt: skip
@click.option("--all-experiments", is_flag=True, help="All experiments that are there.")
@click.option("-d", "--dataset", "datasets", multiple=True, shell_complete=complete_dataset,
              help="Dataset; may be repeated. Default: all.")  # fmt: skip
@_units
@_from
@_to
@_by_unit
@click.option("--partition-by-experiment", "--by-experiment", "by_experiment", is_flag=True,
              help="A file per experiment.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), help="ZIP to write; default: export_<time>.zip here.")
@json_option
def create(
    experiments: tuple[str, ...],
    all_experiments: bool,
    datasets: tuple[str, ...],
    units: tuple[str, ...],
    start_time: str | None,
    end_time: str | None,
    by_unit: bool,
    by_experiment: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write a ZIP with a CSV file per dataset, or per unit and experiment of it.

    Everything is of one moment, whatever is measured meanwhile. Ctrl-C stops it and leaves nothing.
    """
    from pioreactor import clock
    from pioreactor.cluster.exports import datasets as known

    if all_experiments:
        experiments = tuple(_all_experiments())
    names = datasets or tuple(one.dataset_name for one in known.datasets())
    target = output or Path(f"export_{clock.now():%Y%m%d%H%M%S}.zip")
    _write(
        target, names, experiments, units, start_time, end_time, by_unit=by_unit, by_experiment=by_experiment,
        as_json=as_json,
    )  # fmt: skip


@click.command("export_experiment_data")
@click.option("--experiment", required=True, shell_complete=complete_known_experiment, help="Experiment.")
@click.option("--output", type=click.Path(path_type=Path), default=Path("output.zip"), show_default="./output.zip",
              help="ZIP to write.")  # fmt: skip
@click.option("--dataset-name", "datasets", multiple=True, required=True, shell_complete=complete_dataset,
              help="Dataset; may be repeated.")  # fmt: skip
@click.option("--partition-by-unit", "by_unit", is_flag=True, help="A file per unit.")
@click.option("--partition-by-experiment", "by_experiment", is_flag=True, help="The experiment in the files' names.")
@click.option("--start-time", help="From this time on: ISO-8601 with Z or an offset.")
@click.option("--end-time", help="Up to this time, which does not belong to it.")
def click_export_experiment_data(
    experiment: str,
    output: Path,
    datasets: tuple[str, ...],
    by_unit: bool,
    by_experiment: bool,
    start_time: str | None,
    end_time: str | None,
) -> None:
    """Export datasets of one experiment as a ZIP of CSV files. `pio export create` does more."""
    require_leader("pio run export_experiment_data")
    _write(output, datasets, (experiment,), (), start_time, end_time, by_unit=by_unit, by_experiment=by_experiment)


def _write(
    target: Path,
    names: Sequence[str],
    experiments: Sequence[str],
    units: Sequence[str],
    start_time: str | None,
    end_time: str | None,
    *,
    by_unit: bool,
    by_experiment: bool,
    as_json: bool = False,
) -> None:
    from pioreactor.cluster.exports import writing
    from pioreactor.cluster.exports.looking import estimates
    from pioreactor.cluster.exports.reading import snapshot
    from pioreactor.cluster.exports.selection import select

    if target.suffix != ".zip":
        raise click.ClickException(f"{target} does not end in .zip, which an export is. Choose such a name.")
    with snapshot() as conn:
        selection, chosen, unknown = select(
            conn, names, experiments, units, start_time, end_time,
            partition_by_unit=by_unit, partition_by_experiment=by_experiment,
        )  # fmt: skip
        warnings = [f"There is no dataset {name[:100]!r}; it is left out." for name in unknown]
        for warning in warnings:
            click.echo(warning, err=True)
        expected = sum(one.rows or 0 for one in estimates(conn, chosen, selection).values())
        with _progress(expected) as tell:
            written = writing.write(conn, target.absolute(), selection, chosen, warnings, tell)
    for warning in written.warnings[len(warnings) :]:
        click.echo(warning, err=True)
    _conclude(written, as_json)


def _conclude(written: Written, as_json: bool) -> None:
    if as_json:
        rows = {one.dataset_name: one.row_count for one in written.datasets}
        row = {"path": str(written.path), "size_bytes": written.size_bytes, "sha256": written.sha256}
        echo_json(row | {"rows": written.rows, "datasets": rows, "warnings": written.warnings})
        return
    files = sum(len(one.csv_files) for one in written.datasets)
    click.echo(f"{written.path}: {written.rows} rows in {files} files, {written.size_bytes / 1e6:.1f} MB.")


@contextlib.contextmanager
def _progress(expected: int) -> Iterator[Callable[[str, int], None]]:
    """A line on stderr that says how far it is, for whoever sits in front of it."""
    if not sys.stderr.isatty():
        yield lambda dataset, rows: None
        return
    done: dict[str, int] = {}

    def tell(dataset: str, rows: int) -> None:
        done[dataset] = rows
        total = sum(done.values())
        click.echo(f"\r\033[K{dataset}: {total} of about {max(expected, total)} rows", err=True, nl=False)

    try:
        yield tell
    finally:
        click.echo("\r\033[K", err=True, nl=False)


def _all_experiments() -> list[Any]:
    from pioreactor.storage import database
    from pioreactor.storage.database.experiments import list_experiments

    with contextlib.closing(database.connect(readonly=True)) as conn:
        return [one.experiment for one in list_experiments(conn)]
