"""Names that plugins import from here; each lives in its own module and is loaded when it is first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor import whoami as whoami
    from pioreactor.runtime.actions import long_running_managed_lifecycle as long_running_managed_lifecycle
    from pioreactor.runtime.actions import managed_lifecycle as managed_lifecycle
    from pioreactor.runtime.signals import append_signal_handler as append_signal_handler
    from pioreactor.runtime.signals import append_signal_handlers as append_signal_handlers
    from pioreactor.runtime.signals import callable_stack as callable_stack
    from pioreactor.storage.caches import local_intermittent_storage as local_intermittent_storage
    from pioreactor.storage.caches import local_persistent_storage as local_persistent_storage
    from pioreactor.utils.jobs import get_running_pio_job_id as get_running_pio_job_id
    from pioreactor.utils.jobs import is_pio_job_running as is_pio_job_running
    from pioreactor.utils.numbers import SummableDict as SummableDict
    from pioreactor.utils.numbers import argextrema as argextrema
    from pioreactor.utils.numbers import boolean_retry as boolean_retry
    from pioreactor.utils.numbers import clamp as clamp
    from pioreactor.utils.system import get_cpu_temperature as get_cpu_temperature

_HOMES: Final = {
    "managed_lifecycle": "pioreactor.runtime.actions:managed_lifecycle",
    "long_running_managed_lifecycle": "pioreactor.runtime.actions:long_running_managed_lifecycle",
    "callable_stack": "pioreactor.runtime.signals:callable_stack",
    "append_signal_handler": "pioreactor.runtime.signals:append_signal_handler",
    "append_signal_handlers": "pioreactor.runtime.signals:append_signal_handlers",
    "local_intermittent_storage": "pioreactor.storage.caches:local_intermittent_storage",
    "local_persistent_storage": "pioreactor.storage.caches:local_persistent_storage",
    "get_running_pio_job_id": "pioreactor.utils.jobs:get_running_pio_job_id",
    "is_pio_job_running": "pioreactor.utils.jobs:is_pio_job_running",
    "SummableDict": "pioreactor.utils.numbers:SummableDict",
    "argextrema": "pioreactor.utils.numbers:argextrema",
    "boolean_retry": "pioreactor.utils.numbers:boolean_retry",
    "clamp": "pioreactor.utils.numbers:clamp",
    "get_cpu_temperature": "pioreactor.utils.system:get_cpu_temperature",
}


def __getattr__(name: str) -> Any:
    if name == "whoami":
        return importlib.import_module("pioreactor.whoami")
    if name in _HOMES:
        module, _, attribute = _HOMES[name].partition(":")
        return getattr(importlib.import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
