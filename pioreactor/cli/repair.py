"""``pio repair``."""

from __future__ import annotations

import click


@click.command("repair")
def repair() -> None:
    """Mend folders, owners and modes of this unit's files, and start services that ought to run.

    A line per step. Nothing that is measured or configured is touched. Ends with code 1 if something is still wrong.
    """
    from pioreactor.runtime.repairing import steps

    is_mended = True
    for step in steps():
        word = click.style("ok  ", fg="green") if step.is_mended else click.style("FAIL", fg="red")
        click.echo(f"{word} {step.name}: {step.text}")
        is_mended = is_mended and step.is_mended
    if not is_mended:
        raise SystemExit(1)
    click.echo("Repair complete.")
