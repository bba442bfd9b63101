"""``pio run growth_rate_calculating``."""

from __future__ import annotations

import click


@click.group(name="growth_rate_calculating", invoke_without_command=True)
@click.pass_context
def click_growth_rate_calculating(context: click.Context) -> None:
    """Estimate the growth rate."""
    if context.invoked_subcommand is not None:
        return
    from pioreactor.background_jobs.growth_rate_calculating.start import start_growth_rate_calculating

    with start_growth_rate_calculating() as job:
        job.block_until_disconnected()


@click_growth_rate_calculating.command(name="clear_cache")
def clear_cache() -> None:
    """Forget the reference level and the state of the current experiment."""
    from pioreactor import whoami
    from pioreactor.background_jobs.growth_rate_calculating import memory, normalisation

    experiment = whoami.get_assigned_experiment_name(whoami.get_unit_name())
    had_factors = normalisation.clear(experiment)
    memory.clear(experiment)
    click.echo(f"{'Cleared' if had_factors else 'Nothing was stored for'} {experiment}.")
