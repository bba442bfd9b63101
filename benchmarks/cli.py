"""How long the command line takes to answer, as a multiple of the bare interpreter.

    python benchmarks/cli.py [--runs 21] [--json FILE]

Each command is started as a user starts it (the console script, a new process, output thrown away). The commands and
``python -c pass`` take turns, so that other work on the machine disturbs all of them alike; medians are compared.

The bare interpreter of a development environment is slower than that of an installed one, because the finder of an
editable installation is imported at every start. So the same is measured again with an interpreter that finds the same
packages by a plain path, as an installed release does; that is the stricter ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from pathlib import Path

TARGET = 3.5
REPOSITORY = Path(__file__).resolve().parent.parent
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "pio --help": ["-m", "pio", "--help"],
    "pio --version": ["-m", "pio", "--version"],
    "pio run --help": ["-m", "pio", "run", "--help"],
    "pio run stirring --help": ["-m", "pio", "run", "stirring", "--help"],
    "pio run monitor --help": ["-m", "pio", "run", "monitor", "--help"],
}
HELD = ("pio --help", "pio run stirring --help")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = {
            "installed": measure(_plain_interpreter(Path(folder)), options.runs, Path(folder)),
            "development": measure(Path(sys.executable), options.runs, Path(folder)),
        }
    for kind, rows in results.items():
        print(f"\n{kind} interpreter, medians of {options.runs} runs")
        print(f"{'command':<28}{'ms':>8}{'ratio':>8}")
        for name, row in rows.items():
            print(f"{name:<28}{row['median_ms']:>8.1f}{row['ratio']:>8.2f}")
    worst = max(rows[name]["ratio"] for rows in results.values() for name in HELD)
    print(f"\nlargest ratio of {' and '.join(HELD)}: {worst:.2f} (target {TARGET})")
    if options.json:
        options.json.write_text(json.dumps({"target": TARGET, "worst": worst, "results": results}, indent=2))
    return 0


def measure(python: Path, runs: int, folder: Path) -> dict[str, dict[str, float]]:
    script = Path(sys.executable).with_name("pio")
    # Compiled files are kept, as on every installed unit, but not inside the repository.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"RUN_PIOREACTOR": str(folder), "DOT_PIOREACTOR": str(folder)}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):  # the first turn fills the file cache and is not counted
        for name, arguments in COMMANDS.items():
            words = [str(script), *arguments[2:]] if arguments[:2] == ["-m", "pio"] else arguments
            began = time.perf_counter()
            subprocess.run([str(python), *words], stdout=subprocess.DEVNULL, env=environment, check=True)
            if turn:
                times[name].append(time.perf_counter() - began)
    bare = statistics.median(times["python -c pass"])
    return {
        name: {
            "median_ms": statistics.median(values) * 1000,
            "fastest_ms": min(values) * 1000,
            "ratio": statistics.median(values) / bare,
        }
        for name, values in times.items()
    }


def _plain_interpreter(folder: Path) -> Path:
    venv.create(folder / "plain", symlinks=True)
    python = folder / "plain" / "bin" / "python"
    site = folder / "plain" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (site / "packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n{REPOSITORY}\n")
    return python


if __name__ == "__main__":
    sys.exit(main())
