"""Messages that were not understood: look at them, store them once their cause is mended, forget them."""

from __future__ import annotations

from contextlib import closing

from pioreactor.leader.identity.roles import Role
from pioreactor.storage import database
from pioreactor.storage.database import dead_letters
from pioreactor.storage.database.dead_letters import Choice, DeadLetter
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import RowNumber, TaskAccepted
from pioreactor.web.wire.dead_letters import DeadLetterChoice, DeadLetterQuery, DeadLetters, DeadLettersForgotten

table = RouteTable("dead_letters", "/api")

_LOCK = "dead-letters-lock"


@table.add(
    "GET",
    "/dead_letters",
    summary="Messages that were not understood",
    query=DeadLetterQuery,
    response=DeadLetters,
)
def list_letters(query: DeadLetterQuery) -> DeadLetters:
    """Newest first, as they came, each with its reason."""
    text = query.text or None
    with database_connection(readonly=True) as connection:
        found = dead_letters.list_dead_letters(connection, query.limit, text=text, skip=query.skip)
        return DeadLetters(dead_letters.count_dead_letters(connection, text=text), found)


@table.add("GET", "/dead_letters/{number:int}", summary="One message that was not understood", response=DeadLetter)
def get_letter(number: RowNumber) -> DeadLetter:
    """404 if there is none of this number."""
    with database_connection(readonly=True) as connection:
        return dead_letters.get_dead_letter(connection, number)


@table.add(
    "POST",
    "/dead_letters/replay",
    summary="Store messages that were not understood",
    request=DeadLetterChoice,
    response=TaskAccepted,
    status=202,
    least=Role.OPERATOR,
)
def replay(body: DeadLetterChoice) -> TaskAccepted | Reply:
    """The task's result has ``stored`` and what is ``refused`` again, which is kept. 404 for an unknown number.

    With the plugins that this web server has loaded: restart it after an installation.
    """
    choice = _choice(body)

    def work(record: TaskRecord) -> object:
        from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.at_leader import routes
        from pioreactor.background_jobs.leader.mqtt_to_db_streaming.replaying import replay as store

        with closing(database.connect(enforce_experiments=False)) as connection:
            return store(connection, routes(), choice)

    with database_connection(readonly=True) as connection:
        dead_letters.numbers_of(connection, choice)
    return accept_leader_task(work, lock=_LOCK)


@table.add(
    "POST",
    "/dead_letters/forget",
    summary="Delete messages that were not understood",
    request=DeadLetterChoice,
    response=DeadLettersForgotten,
    least=Role.ADMIN,
)
def forget(body: DeadLetterChoice) -> DeadLettersForgotten:
    """For good: what is in them is lost. 404 for an unknown number."""
    with database_connection() as connection:
        return DeadLettersForgotten(dead_letters.forget_dead_letters(connection, _choice(body)))


def _choice(body: DeadLetterChoice) -> Choice:
    given = [body.ids is not None, body.text is not None, body.all]
    if sum(given) != 1:
        raise ApiError(
            400, "It is not clear which letters are meant.", remediation="Give one of ids, text and all=true."
        )
    return Choice(ids=body.ids, text=body.text)
