"""What the last self-test of this unit found."""

from __future__ import annotations

from typing import Final

from pioreactor.storage.caches import local_persistent_storage
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.outputs import SelfTestResults

table = RouteTable("self_test", "/unit_api")

RESULTS_TABLE: Final = "self_test_results"


@table.add("GET", "/self_test/results", summary="Results of the last self-test", response=SelfTestResults)
def results() -> SelfTestResults:
    """1 passed, 0 failed, by test; kept over restarts. Start one with the job ``self_test``."""
    with local_persistent_storage(RESULTS_TABLE) as cache:
        found = {str(name): cache.getint(name, 0) for name in cache}
    return SelfTestResults(found, services().registry.is_running("self_test"))
