"""``python -m pioreactor.appliance``: the first boot, as root's service; it ends when the unit is what it shall be."""

from __future__ import annotations

import sys

from pioreactor.appliance import finishing, machine, state
from pioreactor.appliance.host import Host
from pioreactor.appliance.places import Places
from pioreactor.appliance.progress import Progress


def main(places: Places) -> int:
    """Go on from where the last boot was cut off. Returns the exit code. Raises OSError."""
    if not places.pending.exists():
        return 0
    host = Host(places, state.load(places.memory / "state.json"), Progress(places))
    machine.run(host)
    finishing.clear_up(host)
    return 0


if __name__ == "__main__":
    sys.exit(main(Places()))
