"""``pio run stirring``."""

from __future__ import annotations

import click


@click.command(name="stirring")
@click.option("--target-rpm", type=float, help="Speed, 0 to 1500 RPM (default: configuration).")
@click.option("--use-rpm", type=bool, help="Closed loop on the measured speed (default: configuration).")
@click.option("--duty-cycle", type=click.FloatRange(0, 100), help="Percent to start with; without --use-rpm it stays.")
@click.option("--target-rpm-during-od-reading", type=float, help="Speed during readings while dodging.")
@click.option("--target-rpm-outside-od-reading", type=float, help="Speed between readings while dodging.")
@click.option("--enable-dodging-od", type=bool, help="Be quiet during OD readings.")
@click.option("--measure-rpm-only", is_flag=True, help="Motor off, only measure.")
def click_stirring(
    target_rpm: float | None,
    use_rpm: bool | None,
    duty_cycle: float | None,
    target_rpm_during_od_reading: float | None,
    target_rpm_outside_od_reading: float | None,
    enable_dodging_od: bool | None,
    measure_rpm_only: bool,
) -> None:
    """Stir the vial at a set speed."""
    from pioreactor.background_jobs.stirring.settings import HIGHEST_CLI_RPM
    from pioreactor.background_jobs.stirring.start import start_stirring

    with start_stirring(
        target_rpm=None if target_rpm is None else max(0.0, min(target_rpm, HIGHEST_CLI_RPM)),
        use_rpm=use_rpm,
        duty_cycle=duty_cycle,
        target_rpm_during_od_reading=target_rpm_during_od_reading,
        target_rpm_outside_od_reading=target_rpm_outside_od_reading,
        enable_dodging_od=enable_dodging_od,
        measure_only=measure_rpm_only,
    ) as stirrer:
        stirrer.block_until_disconnected()
