"""Makes the process that Ansible forks for each task and host cheaper: a fifth of the processor time of a whole run.

Each of them would look through everything that Ansible has loaded for garbage, and so copy the memory that it shares.
"""

from __future__ import annotations

import gc

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: light_workers
type: notification
short_description: Less to do for the process of each task
description: Takes what is loaded when a play begins out of the search for garbage, as Python recommends before a fork.
"""


class CallbackModule(CallbackBase):
    """Ansible calls a method for each thing that happens."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "light_workers"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_play_start(self, play):
        """Its roles have been read; nothing has been forked for it yet."""
        gc.collect()
        gc.freeze()
