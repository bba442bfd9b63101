"""Runs every benchmark, prints their tables and writes one JSON file each to benchmarks/results/.

Each benchmark is a program of its own (`python -m benchmarks.<name> --json FILE`), so that one cannot warm up another.
The temperature is run in its quick form; `python -m benchmarks.temperature` is the whole.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SUPPORT = {"__init__", "__main__", "report"}
SHORTENED = {"temperature": ["--quick"]}


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in SUPPORT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", help=f"some of: {', '.join(names())}")
    chosen = parser.parse_args().only or names()
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}")
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    failed = []
    for name in chosen:
        print(f"\n=== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(results / f"{name}.json")]
        command += SHORTENED.get(name, [])
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"\nThese ended with an error: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
