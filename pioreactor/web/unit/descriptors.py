"""What the page shows of this unit's jobs, settings and automations."""

from __future__ import annotations

from pioreactor.web.descriptor_routes import add_descriptor_routes
from pioreactor.web.routing import RouteTable

table = RouteTable("descriptors", "/unit_api")
add_descriptor_routes(table)
