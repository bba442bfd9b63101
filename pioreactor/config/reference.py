"""The page docs/configuration.md, made from the declared keys: `python -m pioreactor.config.reference`."""

from __future__ import annotations

import math
import sys

from pioreactor.config.schema import SECTIONS, Key

_HEAD = """# Configuration

Made from the declarations in `pioreactor/config/schema.py`; renew with `python -m pioreactor.config.reference`.

`config.ini` holds for the whole cluster, `unit_config.ini` for one unit and wins. A key that stands in neither has the
default below. `pio config show --with-source` prints what is in force and where it comes from; `pio config set` changes
a value in place. An unknown key, a wrong type or a value outside its limits is an error that names the file, the
section and the nearest known key. Sections that are not listed belong to plugins.

A change of `config.ini` is made on the leader and comes to every unit: see [the cluster](cluster.md). The page
Configuration shows all of this with the layer that each value comes from, and before saving who will notice.
"""


def _allowed(key: Key) -> str:
    if key.choices:
        return ", ".join(f"`{choice}`" if choice else "empty" for choice in key.choices)
    if key.kind is bool:
        return "yes or no"
    low, high = math.isfinite(key.low), math.isfinite(key.high)
    limits = (
        f"{key.low:g} to {key.high:g}"
        if low and high
        else f"at least {key.low:g}"
        if low
        else f"at most {key.high:g}"
        if high
        else {str: "text", int: "whole number", float: "number"}[key.kind]
    )
    return f"{limits} or `{key.word}`" if key.word else limits


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for name, section in SECTIONS.items():
        parts.append(f"\n## [{name}]\n\n| Key | Default | Allowed | Meaning |\n| --- | --- | --- | --- |")
        for key_name, key in section.keys.items():
            default = "–" if key.default is None else "empty" if not key.default else f"`{key.default}`"
            parts.append(f"| `{key_name}` | {default} | {_allowed(key)} | {key.meaning} |")
        if section.others is not None:
            parts.append(f"| any other | – | {_allowed(section.others)} | {section.others.meaning} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
