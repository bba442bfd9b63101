"""The text format in which Prometheus reads numbers (version 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Family:
    """One metric. ``name`` without our prefix, with its unit; ``samples``: values by their labels, None is left out."""

    name: str
    meaning: str
    kind: Literal["gauge", "counter"] = "gauge"
    samples: list[tuple[dict[str, str], float]] = field(default_factory=list)

    def add(self, value: float | None, **labels: str | None) -> None:
        """One more value; None: there is none. Labels without a value are left out."""
        if value is not None:
            self.samples.append(({name: text for name, text in labels.items() if text is not None}, float(value)))


def render(families: Iterable[Family], labels: Mapping[str, str]) -> str:
    """The page. ``labels``: what every value carries."""
    lines = []
    for family in families:
        if not family.samples:
            continue
        name = f"pioreactor_{family.name}"
        lines += [f"# HELP {name} {_escaped(family.meaning, quotes=False)}", f"# TYPE {name} {family.kind}"]
        for own, value in family.samples:
            words = ",".join(f'{key}="{_escaped(text)}"' for key, text in {**labels, **own}.items())
            lines.append(f"{name}{{{words}}} {value:.17g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str, *, quotes: bool = True) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quotes else text
