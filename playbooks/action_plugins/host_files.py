"""The part of host_files on the machine that runs Ansible: a host that is as it should be is not asked again.

Role base looks at a host once (``base__look.files``, see roles/base/files/look.py). Where that look says that every
file, folder and link of a task is as wanted, nothing is run on the host. Of a path that the look does not name nothing
is known, unless it was looked for by a pattern without ``**``: then it is absent. Otherwise the module runs, as it does
where there was no look.
"""

from __future__ import annotations

import fnmatch
import hashlib
from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Called by Ansible in the place of the module."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The module's answer, or the same answer without it."""
        known = task_vars or {}
        result = super().run(tmp, known)
        look = known.get("base__look", {})
        seen, patterns = look.get("files", {}), look.get("patterns", [])
        wanted = self._task.args.get("files")
        if isinstance(wanted, list) and wanted and all(is_as_wanted(entry, seen, patterns) for entry in wanted):
            return result | {"changed": False, "paths": [], "diff": []}
        return result | self._execute_module(module_name="host_files", module_args=self._task.args, task_vars=known)


def is_as_wanted(entry: Any, seen: dict[str, str], patterns: list[str]) -> bool:
    """Whether the look has found what an entry of host_files wants. The module checks entries that are none."""
    if not isinstance(entry, dict):
        return False
    if entry.get("state") == "absent" and entry.get("path") not in seen:
        return any(_covers(pattern, str(entry.get("path"))) for pattern in patterns)
    if entry.get("path") not in seen:
        return False
    rights = f"{entry.get('owner') or 'root'}:{entry.get('group') or 'root'}"
    content, link, mode = entry.get("content"), entry.get("link"), entry.get("mode")
    kind = "file" if content is not None else "link" if link is not None else "directory"
    if entry.get("state") not in (None, kind):
        return False
    if content is not None:
        digest = hashlib.sha256(str(content).encode()).hexdigest()
        expected = f"file {_digits(mode or '0644')} {rights} {digest}"
    elif link is not None:
        expected = f"link {link}"
    else:
        expected = f"folder {_digits(mode or '0755')} {rights}"
    return seen[entry["path"]] == expected


def _covers(pattern: str, path: str) -> bool:
    """Whether a look by this pattern would have found the path."""
    parts, wanted = pattern.split("/"), path.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, wanted, parts)) and "**" not in parts


def _digits(mode: str) -> str:
    """``0644`` as stat prints it; other ways to say rights are for the module."""
    return mode.lstrip("0")
