"""``pio hardware``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.hardware.report import Report


@click.command("hardware")
@json_option
def hardware(as_json: bool) -> None:
    """Show what this unit is made of and what does not answer. Switches nothing. Ends with code 1 after an error."""
    from pioreactor.hardware.report import examine

    report = examine()
    if as_json:
        from msgspec import to_builtins

        echo_json(to_builtins(report))
    else:
        _show(report)
    if any(problem.severity == "error" for problem in report.problems):
        raise SystemExit(1)


def _show(report: Report) -> None:
    facts = {
        "Backend": report.backend,
        "HAT": (report.hat_version or "unknown") if report.hat_present else "none",
        "Serial": report.hat_serial,
        "Firmware": report.firmware or "none",
        "Model": report.model or "none assigned",
    }
    for name, value in facts.items():
        click.echo(f"{name + ':':<10}{value}")
    _section("Two-wire bus")
    echo_table(
        ["Address", "Chip", "Used for", "Answers", "Repeats", "Failures"],
        [
            [d.address, d.name or "not described", ", ".join(d.used_for), "yes" if d.answers else "NO", d.retries,
             d.failures]
            for d in report.devices
        ],
    )  # fmt: skip
    _section("PWM outputs")
    echo_table(["Channel", "Pin", "Load", "Timing"], [[o.channel, o.pin, o.load, o.timing] for o in report.outputs])
    _section("LEDs")
    echo_table(["Channel", "Label"], [[channel, label] for channel, label in report.lamps.items()])
    _section("Photodiodes")
    echo_table(
        ["Channel", "Angle", "Chip", "Address", "Input"],
        [[p.channel, p.angle or "not used", p.driver, p.address, p.input] for p in report.photodiodes],
    )
    _section("Other lines")
    echo_table(["Use", "Pin"], [[use.removesuffix("_pin"), pin] for use, pin in report.pins.items()])
    _section("Problems")
    for problem in report.problems:
        colour = "red" if problem.severity == "error" else "yellow"
        click.echo(f"{click.style(problem.severity.upper(), fg=colour)}: {problem.text} {problem.remedy}".rstrip())
    if not report.problems:
        click.echo("none")


def _section(title: str) -> None:
    click.echo(f"\n{click.style(title, bold=True)}")
