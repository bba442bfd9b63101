"""Says on stdout how far each unit is, a line of JSON each: what `pio cluster upgrade` and the page show.

Quiet unless the playbook is run with ``-e upgrade_progress=true``.
"""

from __future__ import annotations

import base64
import json
import sys
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: pioreactor_progress
type: notification
short_description: How far each unit is, a line of JSON each
description: Prints lines that begin with C(@progress) where the variable C(upgrade_progress) is true.
"""

PREFIX = "@progress "
CHANGE = (
    "to",
    "come_from",
    "step",
    "is_rollback",
    "is_ready",
    "away_s",
    "progress",
    "failure",
    "ready_within_s",
    "stable_for_s",
)


class CallbackModule(CallbackBase):
    """Ansible calls a method for each thing that happens."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "pioreactor_progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self.is_wanted = False
        self.began = time.monotonic()
        self.step = ""

    def v2_playbook_on_play_start(self, play):
        """A play is a step of the whole."""
        wanted = play.get_variable_manager().extra_vars.get("upgrade_progress", "")
        self.is_wanted = str(wanted).lower() == "true"
        self.step = play.get_name().strip()
        self.tell(unit="", state="running", text="")

    def v2_runner_on_start(self, host, task):
        """A unit begins with a task, whose name is a sentence."""
        self.tell(unit=host.get_name(), state="working", text=task.get_name().rpartition(" : ")[2].strip())

    def v2_runner_on_ok(self, result):
        """A task has succeeded; the state of the host's own change is read from the task that looks on."""
        self.tell_change(result)

    def v2_runner_retry(self, result):
        """The task that looks on has looked once more."""
        self.tell_change(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task has failed. Whether the unit has failed is known at the end: another way may follow."""
        if not ignore_errors:
            text = (
                str(result.result.get("msg", "")) if hasattr(result, "result") else str(result._result.get("msg", ""))
            )
            self.tell(unit=name_of(result), state="trouble", text=text)

    def v2_runner_on_unreachable(self, result):
        """A host does not answer."""
        self.tell(unit=name_of(result), state="unreachable", text="does not answer; the rest goes on without it")

    def v2_playbook_on_stats(self, stats):
        """The end."""
        self.step = "done"
        for unit in sorted(stats.processed):
            summary = stats.summarize(unit)
            word = "unreachable" if summary["unreachable"] else "failed" if summary["failures"] else "ok"
            self.tell(unit=unit, state=word, text="")

    def tell_change(self, result):
        """How far the host's own change is, where the result carries it."""
        state = host_state(result)
        if state:
            change = {key: state[key] for key in CHANGE if key in state}
            self.tell(unit=name_of(result), state=state.get("step", ""), text=text_of(state), change=change)

    def tell(self, **event):
        """One line."""
        if self.is_wanted:
            event.update(step=self.step, seconds=round(time.monotonic() - self.began, 1))
            self._display.display(PREFIX + json.dumps(event, sort_keys=True), log_only=False)
            sys.stdout.flush()  # whoever reads a pipe would else get it in blocks, half a minute later


def name_of(result):
    """The host of a result."""
    host = getattr(result, "host", None) or result._host
    return host.get_name()


def host_state(result):
    """The content of upgrade.json, where a result carries it."""
    data = getattr(result, "result", None) or result._result
    if not isinstance(data, dict) or not str(data.get("source", "")).endswith("/upgrade.json"):
        return None
    try:
        return json.loads(base64.b64decode(data.get("content", "")))
    except ValueError:
        return None


def text_of(state):
    """What a person wants to know of it."""
    return state.get("failure") or state.get("progress") or ""
