"""Passwords of people, kept as argon2id."""

from __future__ import annotations

import functools
import secrets
import threading
from typing import TYPE_CHECKING, Final

from pioreactor.exc import PioreactorError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH: Final = 10
MAX_LENGTH: Final = 256
# 19 MiB and two passes, what OWASP asks for at least: more would keep the smallest computers busy for seconds.
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
# One at a time: many tries at once must not fill the memory that the jobs need.
_one_at_a_time = threading.Lock()


class WeakPasswordError(PioreactorError, ValueError):
    """The password can be guessed too easily."""


def check_strength(password: str, username: str) -> None:
    """Raise WeakPasswordError for less than 10 or more than 256 characters, the name, or a single repeated sign."""
    if len(password) < MIN_LENGTH:
        raise WeakPasswordError(f"The password has {len(password)} characters. Use at least {MIN_LENGTH}.")
    if len(password) > MAX_LENGTH:
        raise WeakPasswordError(f"The password has more than {MAX_LENGTH} characters. Use a shorter one.")
    if username.lower() in password.lower() and len(password) < len(username) + MIN_LENGTH:
        raise WeakPasswordError("The password is little more than the user name. Use another one.")
    if len(set(password)) < 4:
        raise WeakPasswordError("The password repeats very few signs. Use another one.")


def make_hash(password: str, username: str) -> str:
    """What is stored of a password. Raises WeakPasswordError. Takes some tenths of a second on a small computer."""
    check_strength(password, username)
    with _one_at_a_time:
        return _hasher().hash(password)


def is_right(password: str, stored: str) -> bool:
    """True if ``stored`` was made of this password. Takes as long for nobody's password ('' stored) as for another."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    with _one_at_a_time:
        try:
            return _hasher().verify(stored or _nobodys(), password) and bool(stored)
        except (Argon2Error, InvalidHashError):
            return False


@functools.cache
def _nobodys() -> str:
    """The hash of a password that nobody has."""
    return _hasher().hash(secrets.token_urlsafe(32))


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)
