"""Signals that ask a process to end. Several parts of a process can add what must happen then."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, Final

Handler = Callable[[int, FrameType | None], Any]


class callable_stack:
    """Functions that are called in reverse order of their arrival; a failing one does not stop the others."""

    def __init__(self, *functions: Callable[..., Any]) -> None:
        self.callables: list[Callable[..., Any]] = list(functions)
        self.swallowing: list[Callable[..., Any]] = []

    def append(self, function: Callable[..., Any]) -> None:
        """Add one; it will be called first."""
        self.callables.append(function)

    def remove(self, function: Callable[..., Any]) -> None:
        """Take one out, if it is there."""
        for functions in (self.callables, self.swallowing):
            if function in functions:
                functions.remove(function)

    def __call__(self, *args: Any) -> None:
        """Call all, newest first."""
        for function in reversed(list(self.callables)):
            try:
                function(*args)
            except Exception:
                import logging

                logging.getLogger("pioreactor").exception("A clean-up step failed.")


_LOOKS_EVERY_S: Final = 1.0
_stacks: dict[int, callable_stack] = {}


def wait_for_the_end(ended: threading.Event) -> None:
    """Wait in the main thread until ``ended`` is set; handlers of signals run meanwhile, a wall second late at most.

    The kernel may hand a signal to any thread of a process, as it does when that one has just been continued (SIGCONT).
    Python runs the handlers in the main thread, which then has to wake up by itself.
    """
    while not ended.wait(_LOOKS_EVERY_S):
        continue


def append_signal_handlers(
    signal_value: signal.Signals, new_callbacks: Iterable[Handler], *, swallow_first: bool = False
) -> None:
    """Call ``new_callbacks(signum, frame)`` on this signal, newest first, then whatever handled it before.

    ``swallow_first``: while one of these callbacks is in place, the first such signal goes no further than to the
    callbacks, so that a script can end in its own way.

    Where nothing handled it before, the process ends: SIGINT as an interrupted command, others with exit code 0.
    Outside the main thread nothing is installed, for Python gives signals to that thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    stack = _stacks.get(signal_value)
    if stack is None:
        previous = signal.getsignal(signal_value)
        if signal_value == signal.SIGHUP and previous is signal.SIG_IGN:
            return  # started under nohup: the terminal's end is not ours
        stack = _stacks[signal_value] = callable_stack()
        signal.signal(signal_value, _Dispatcher(stack, previous))
    for callback in new_callbacks:
        stack.append(callback)
        if swallow_first:
            stack.swallowing.append(callback)


def append_signal_handler(signal_value: signal.Signals, new_callback: Handler) -> None:
    """As :func:`append_signal_handlers`, for one."""
    append_signal_handlers(signal_value, [new_callback])


def remove_signal_handler(signal_value: signal.Signals, callback: Handler) -> None:
    """Take one back. The last one to go restores what was there before."""
    stack = _stacks.get(signal_value)
    if stack is None:
        return
    stack.remove(callback)
    if not stack.callables and threading.current_thread() is threading.main_thread():
        current = signal.getsignal(signal_value)
        if isinstance(current, _Dispatcher):
            signal.signal(signal_value, current.previous)
        del _stacks[signal_value]


class _Dispatcher:
    def __init__(self, stack: callable_stack, previous: Any) -> None:
        self.stack = stack
        self.previous = previous

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        if signum == signal.SIGHUP:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.stack(signum, frame)
        if self.stack.swallowing:
            have_had_their_turn = list(self.stack.swallowing)
            for stack in _stacks.values():
                stack.swallowing = [f for f in stack.swallowing if f not in have_had_their_turn]
            return
        if callable(self.previous):
            self.previous(signum, frame)
        elif self.previous is not signal.SIG_IGN:
            raise SystemExit(0)
