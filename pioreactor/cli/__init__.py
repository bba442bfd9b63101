"""The command line. Importing this package loads click in the short way of :mod:`pioreactor.cli.lean_click`."""

from pioreactor.cli import lean_click

lean_click.load()
