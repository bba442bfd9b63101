"""The stages of joining and leaving, in their order. No I/O."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class StageName(StrEnum):
    """Joining: from ``find`` to ``register``. Leaving: from ``retire`` to ``look``."""

    FIND = "find"
    IDENTITY = "identity"
    LOGIN = "login"
    FREE = "free"
    SOFTWARE = "software"
    DISK = "disk"
    CLOCK = "clock"
    KEY = "key"
    ROLE = "role"
    REPORT = "report"
    REGISTER = "register"

    RETIRE = "retire"
    LEAVE = "leave"
    TOPICS = "topics"
    FORGET = "forget"
    LOOK = "look"


class About(NamedTuple):
    """``title``: for people; ``limit_s``: wall seconds after which a stage fails, and what was changed is put back."""

    title: str
    limit_s: float


ADDING: Final[dict[StageName, About]] = {
    StageName.FIND: About("Find on the network", 10),
    StageName.IDENTITY: About("Pin its identity", 10),
    StageName.LOGIN: About("Log in", 10),
    StageName.FREE: About("See whether it is free to join", 10),
    StageName.SOFTWARE: About("Compare software", 5),
    StageName.DISK: About("Check disk", 5),
    StageName.CLOCK: About("Check clock", 10),
    StageName.KEY: About("Install the leader's key", 10),
    StageName.ROLE: About("Write its credentials and configuration, provision the worker role", 900),
    StageName.REPORT: About("Wait for its first report", 60),
    StageName.REGISTER: About("See it in the inventory", 10),
}
REMOVING: Final[dict[StageName, About]] = {
    StageName.RETIRE: About("Stop its jobs, close its accounts", 300),
    StageName.LEAVE: About("Take the leader's key off it", 15),
    StageName.TOPICS: About("Clear its messages at the broker", 10),
    StageName.FORGET: About("Forget its host key and address", 5),
    StageName.LOOK: About("See that nothing is left", 10),
}
