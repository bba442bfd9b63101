#!/usr/bin/python
"""An Ansible module: files, folders and links of a role in one go.

Each of Ansible's own file tasks costs a unit two starts of Python (to compare, to set the rights). A role brings up to
ten files; in one module run they cost one start.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: host_files
short_description: Files, folders and links of a role in one go
description:
  - Puts them there in the order of the list, each with its owner and its mode.
  - A file is written beside its place, checked, synced and renamed; what is as it should be stays untouched.
  - Works with C(--check) and C(--diff).
author: Pioreactor developers
options:
  files:
    description: What is to be there.
    type: list
    elements: dict
    required: true
    suboptions:
      path: {description: Where. Folders above it must exist or stand earlier in the list., type: path, required: true}
      content: {description: The text of a file., type: str}
      link: {description: Where a link leads., type: str}
      state:
        description: What it is. Without it, a file if there is C(content), a link if there is C(link), else a folder.
        type: str
        choices: [file, link, directory, absent]
      owner: {description: User., type: str, default: root}
      group: {description: Group., type: str, default: root}
      mode: {description: "Rights; default: 0644 for a file, 0755 for a folder.", type: str}
      validate:
        description: A command, in words, that must not fail. C(%s) stands for the new file.
        type: list
        elements: str
"""
EXAMPLES = r"""
- name: Write the settings
  host_files:
    files:
      - { path: /etc/example.d }
      - { path: /etc/example.d/a.conf, content: "{{ lookup('ansible.builtin.template', 'etc/example.d/a.conf') }}" }
"""
RETURN = r"""
paths:
  description: What was changed.
  type: list
  returned: always
"""
OPTIONS = {
    "path": {"type": "path", "required": True},
    "content": {"type": "str"},
    "link": {"type": "str"},
    "state": {"type": "str", "choices": ["file", "link", "directory", "absent"]},
    "owner": {"type": "str", "default": "root"},
    "group": {"type": "str", "default": "root"},
    "mode": {"type": "str"},
    "validate": {"type": "list", "elements": "str"},
}


def main() -> None:
    """Called by Ansible on the host."""
    module = AnsibleModule(
        argument_spec={"files": {"type": "list", "elements": "dict", "required": True, "options": OPTIONS}},
        supports_check_mode=True,
    )
    paths, diffs = [], []
    for wanted in module.params["files"]:
        try:
            change = Entry(module, wanted).put()
        except OSError as error:
            module.fail_json(msg=f"{wanted['path']}: {error.strerror or error}")
        if change is not None:
            paths.append(wanted["path"])
            diffs.append(change)
    module.exit_json(changed=bool(paths), paths=paths, diff=diffs)


class Entry:
    """One file, folder or link."""

    def __init__(self, module: AnsibleModule, wanted: dict[str, Any]) -> None:
        self.module = module
        self.wanted = wanted
        self.path = Path(wanted["path"])
        kind = "file" if wanted["content"] is not None else "link" if wanted["link"] else "directory"
        self.state: str = wanted["state"] or kind

    def put(self) -> dict[str, str] | None:
        """Makes it what it should be; what has changed, if anything had to."""
        put = {"file": self._file, "link": self._link, "directory": self._folder, "absent": self._away}[self.state]
        change = put()
        if self.state in ("file", "directory") and self.path.exists():
            rights: dict[str, Any] = {}
            if self._set_rights(self.path, rights) and change is None:
                change = self._said(str(rights.get("before", "")), str(rights.get("after", "")))
        return change

    def _set_rights(self, path: Path, said: dict[str, Any]) -> bool:
        mode = self.wanted["mode"] or ("0644" if self.state == "file" else "0755")
        changed = self.module.set_owner_if_different(str(path), self.wanted["owner"], False, said)
        changed = self.module.set_group_if_different(str(path), self.wanted["group"], changed, said)
        return bool(self.module.set_mode_if_different(str(path), mode, changed, said))

    def _file(self) -> dict[str, str] | None:
        self._must_not_be_a_folder()
        content = str(self.wanted["content"])
        before = self._content()
        if before == content and not self.path.is_symlink():
            return None
        if not self.module.check_mode:
            self._write(content)
        return self._said(before or "", content)

    def _write(self, content: str) -> None:
        # Readable by root alone until owner and mode are set.
        handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._validate(name)
            self._set_rights(beside, {})
            beside.rename(self.path)
        finally:
            beside.unlink(missing_ok=True)

    def _validate(self, beside: str) -> None:
        if command := self.wanted["validate"]:
            code, out, complaint = self.module.run_command([word.replace("%s", beside) for word in command])
            if code != 0:
                self.module.fail_json(msg=f"{self.path} would not be valid and stays as it was: {complaint or out}")

    def _content(self) -> str | None:
        try:
            return self.path.read_bytes().decode("utf-8", "surrogateescape")
        except FileNotFoundError:
            return None

    def _link(self) -> dict[str, str] | None:
        self._must_not_be_a_folder()
        target = str(self.wanted["link"])
        before = str(self.path.readlink()) if self.path.is_symlink() else ""
        if before == target:
            return None
        if not self.module.check_mode:
            beside = self.path.with_name(f".{self.path.name}.new-link")
            beside.unlink(missing_ok=True)
            beside.symlink_to(target)
            beside.rename(self.path)
        return self._said(before, target)

    def _must_not_be_a_folder(self) -> None:
        if self.path.is_dir() and not self.path.is_symlink():
            self.module.fail_json(
                msg=f"{self.path} is a folder and should be a {self.state}. Nothing was changed there."
            )

    def _folder(self) -> dict[str, str] | None:
        if self.path.is_dir():
            return None
        if not self.module.check_mode:
            self.path.mkdir(0o700)
        return self._said("absent", "directory")

    def _away(self) -> dict[str, str] | None:
        if not self.path.is_symlink() and not self.path.exists():
            return None
        if not self.module.check_mode:
            self.path.unlink()
        return self._said("present", "absent")

    def _said(self, before: str, after: str) -> dict[str, str]:
        lines = [text if text.endswith("\n") or not text else f"{text}\n" for text in (before, after)]
        return {"before_header": str(self.path), "after_header": str(self.path), "before": lines[0], "after": lines[1]}


if __name__ == "__main__":
    main()
