"""``pio run od_reading``."""

from __future__ import annotations

import click


@click.command(name="od_reading")
@click.option("--fake-data", is_flag=True, help="Made-up readings, no hardware needed.")
@click.option("--interval", type=click.FloatRange(0, min_open=True), help="Seconds between readings.")
@click.option("--ir-led-intensity", help="Percent, or auto.")
@click.option("--snapshot", is_flag=True, help="Print one reading as JSON and end.")
def click_od_reading(fake_data: bool, interval: float | None, ir_led_intensity: str | None, snapshot: bool) -> None:
    """Measure optical density."""
    from pioreactor.background_jobs.od_reading.settings import parse_intensity, settings_from_config
    from pioreactor.background_jobs.od_reading.start import build
    from pioreactor.background_jobs.od_reading.wiring import configured_channels, parse_wiring

    settings = settings_from_config()
    if interval is not None:
        settings = settings._replace(interval_s=interval)
    if ir_led_intensity is not None:
        settings = settings._replace(ir_led_intensity=parse_intensity(ir_led_intensity))
    if snapshot:
        settings = settings._replace(interval_s=None)
    with build(parse_wiring(configured_channels()), settings, is_fake=fake_data) as reader:
        if not snapshot:
            reader.block_until_disconnected()
            return
        reading = reader.take_reading()
        if reading is None:
            raise click.ClickException("The optics did not answer; the log says which device.")
        click.echo(str(reading))
