"""Reading the project's own source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """(path within the project, syntax tree) of every Python file below ``folders``."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if "node_modules" not in path.parts:
                yield str(path.relative_to(PROJECT)), parsed(path)


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an attribute expression; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""
