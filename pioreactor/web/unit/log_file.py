"""The unit's own log, also what has not reached the leader."""

from __future__ import annotations

from pioreactor.storage.log_files import log_files
from pioreactor.utils.tailing import Tail
from pioreactor.web.routing import RouteTable
from pioreactor.web.wire.logs import LogTail, LogTailQuery

table = RouteTable("log_file", "/unit_api")


@table.add("GET", "/logs", summary="The end of the unit's log", query=LogTailQuery, response=LogTail)
def tail(query: LogTailQuery) -> LogTail:
    """The last lines as they stand in the file, in the order of their time; none where there is no file yet."""
    return LogTail(Tail(log_files()).last(query.count))
