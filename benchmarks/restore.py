"""How long it takes to back a large database up, and to put a backup in its place, by the commands that people use.

A database of about 1 GB of one unit's readings with their roll-ups. `pio backup restore --apply` reads the backup,
compares its rows, copies, and looks at the copy once more.

    python -m benchmarks.restore [--gb 1] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.database_growth import fill, roll_up
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.experiments import create_experiment

MB_PER_DAY = 4.4
TARGET_S = 120.0
CONFIG = "[cluster.topology]\nleader_hostname = leader1\nleader_address = 127.0.0.1\n"


def prepare(root: Path, gigabytes: float) -> int:
    """A leader's data root with a database; returns its rows."""
    (root / "storage").mkdir(parents=True)
    (root / "config.ini").write_text(f"{CONFIG}\n[logging]\nlog_file = {root / 'pioreactor.log'}\n")
    with closing(connect(root / "storage/pioreactor.sqlite")) as conn:
        migrate(conn)
        create_experiment(conn, "exp")
        rows = fill(conn, gigabytes * 1000 / MB_PER_DAY)
        roll_up(conn)
    return rows


def pio(root: Path, *words: str) -> tuple[float, str]:
    """Seconds that a command takes, and what it said."""
    environment = {**os.environ, "DOT_PIOREACTOR": str(root), "RUN_PIOREACTOR": f"{root}-run", "HOSTNAME": "leader1"}
    began = time.perf_counter()
    done = subprocess.run(
        [str(Path(sys.executable).with_name("pio")), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - began, done.stdout


def measure(gigabytes: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        rows = prepare(root, gigabytes)
        database = root / "storage/pioreactor.sqlite"
        size_gb = database.stat().st_size / 1e9
        create_s, _ = pio(root, "backup", "create")
        with closing(connect(database)) as conn:
            conn.execute("DELETE FROM points WHERE series_id = 1")
        restore_s, _ = pio(root, "backup", "restore", "--apply")
        with closing(connect(database, readonly=True)) as conn:
            restored = conn.execute("SELECT count(*) FROM points").fetchone()[0]
    return {
        "gigabytes": size_gb,
        "rows": rows,
        "rows_restored": restored,
        "create_s": create_s,
        "restore_s": restore_s,
        "passed": restored == rows and restore_s <= TARGET_S * max(1.0, size_gb),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gb", type=float, default=1.0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = measure(asked.gb)
    print(f"{found['gigabytes']:.2f} GB, {found['rows']:,} readings")
    print(f"backed up and read back in {found['create_s']:.1f} s")
    print(f"restored in {found['restore_s']:.1f} s (target {TARGET_S:g} s per GB), {found['rows_restored']:,} readings")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2))
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
