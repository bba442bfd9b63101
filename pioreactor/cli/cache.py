"""``pio cache``."""

from __future__ import annotations

from ast import literal_eval
from typing import Any

import click


@click.group("cache", no_args_is_help=True)
def cache() -> None:
    """Look into the small stores of this unit, temporary and persistent."""


@cache.command("view")
@click.argument("name", metavar="CACHE")
@click.argument("key", required=False)
def view(name: str, key: str | None) -> None:
    """Print the entries of CACHE as `key = value`, or the one under KEY."""
    wanted = None if key is None else _as_key(key)
    for store in _stores():
        with store(name) as entries:
            for found in sorted(entries, key=str):
                if wanted is None or found in (wanted, key):
                    click.echo(f"{found} = {entries[found]}")


@cache.command("purge")
@click.argument("name", metavar="CACHE")
@click.argument("key")
@click.option("--as-int", is_flag=True, help="KEY is a whole number.")
def purge(name: str, key: str, as_int: bool) -> None:
    """Remove the entry KEY (a word, a number or a Python tuple) from CACHE, in both stores."""
    if as_int and not key.lstrip("-").isdigit():
        raise click.UsageError(f"'{key}' is not a whole number.", click.get_current_context())
    candidates = [int(key)] if as_int else list(dict.fromkeys([key, _as_key(key)]))
    removed = 0
    for store in _stores():
        with store(name) as entries:
            for candidate in candidates:
                if candidate in entries:
                    del entries[candidate]
                    removed += 1
    click.echo(f"Removed {key} from {name}." if removed else f"{name} has no entry {key}.")


def _stores() -> list[Any]:
    from pioreactor.utils import local_intermittent_storage, local_persistent_storage

    return [local_intermittent_storage, local_persistent_storage]


def _as_key(text: str) -> Any:
    try:
        value = literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, (str, int, tuple)) else text
