"""The books of the unit's bottles on disk: table ``bottles`` of the persistent cache, beside those of the vials.

A bottle is tracked while ``[bottles] <name>_ml`` says how much it holds. It stands beside the unit, so its books go on
from one experiment to the next.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.domain.bottles import (
    BOTTLE_OF_EVENT,
    BOTTLES,
    WASTE,
    Bottle,
    BottleName,
    BottleState,
    after_moving,
    look_at,
    new_state,
    with_content,
)
from pioreactor.domain.volumes import VialState
from pioreactor.storage.caches import Cache, local_persistent_storage

TABLE: Final = "bottles"
SECTION: Final = "bottles"


def sizes_ml() -> dict[BottleName, float]:
    """The bottles that are tracked and how much each holds. Raises ConfigError."""
    from pioreactor.config import get_config

    config = get_config()
    texts = {name: config.get(SECTION, f"{name}_ml", fallback="") for name in BOTTLES}
    return {name: float(text) for name, text in texts.items() if text}


def load_bottles() -> list[Bottle]:
    """Where each tracked bottle stands. Raises StorageError, ConfigError."""
    sizes = sizes_ml()
    if not sizes:
        return []
    now_s = clock.now_s()
    with local_persistent_storage(TABLE) as cache:
        return [_look(name, _read(cache, name, size, now_s), size, now_s) for name, size in sizes.items()]


def book_move(
    connection: sqlite3.Connection, event: str, volume_ml: float, before: VialState, after: VialState
) -> None:
    """Take a dose from its bottle, in the transaction that books the vial.

    The waste pump mostly sucks air: what reaches the bottle is what the vial has lost by the books.
    """
    name = BOTTLE_OF_EVENT.get(event)
    size = sizes_ml().get(name) if name is not None else None
    if name is None or size is None:
        return
    moved_ml = before.current_volume_ml - after.current_volume_ml if name == WASTE else volume_ml
    cache, now_s = Cache(TABLE, connection), clock.now_s()
    _write(cache, name, after_moving(_read(cache, name, size, now_s), name, moved_ml, now_s))


def say_content(contents_ml: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Enter what a person says is in bottles; all or none. Returns (before, after) by name.

    Raises ValueError for a bottle that is not tracked or a content that it cannot have, StorageError.
    """
    sizes, now_s = sizes_ml(), clock.now_s()
    changes: dict[str, tuple[float, float]] = {}
    with local_persistent_storage(TABLE) as cache, cache.transaction():
        for name, content_ml in contents_ml.items():
            known = next((one for one in BOTTLES if one == name), None)
            if known is None:
                raise ValueError(f"There is no bottle {name!r}. The bottles are {', '.join(BOTTLES)}.")
            if known not in sizes:
                raise ValueError(
                    f"The {name} bottle is not tracked. Say in the configuration how much it holds: [{SECTION}] "
                    f"{name}_ml"
                )
            before = _read(cache, known, sizes[known], now_s)
            after = with_content(before, content_ml, sizes[known])
            _write(cache, known, after)
            changes[name] = (before.content_ml, after.content_ml)
    return changes


def _look(name: BottleName, state: BottleState, size_ml: float, now_s: float) -> Bottle:
    from pioreactor.config import get_config

    config = get_config()
    low_ml, low_hours = (config.getfloat(SECTION, key) for key in ("low_ml", "low_hours"))
    return look_at(state, name, size_ml, now_s, low_ml=low_ml, low_hours=low_hours)


def _read(cache: Cache, name: BottleName, size_ml: float, now_s: float) -> BottleState:
    stored = cache.get(name)
    if stored is None:
        return new_state(name, size_ml, now_s)
    try:
        return msgspec.json.decode(stored, type=BottleState)
    except msgspec.MsgspecError:
        return new_state(name, size_ml, now_s)


def _write(cache: Cache, name: BottleName, state: BottleState) -> None:
    cache.set(name, msgspec.json.encode(state).decode())
