"""Loads what every job needs without what no job needs: 0.9 MB less in each.

It must come before anything else imports these modules, and costs more than a help page may: for the start of a job.
"""

from __future__ import annotations

from pioreactor.stand_ins import StandIn, late, standing_in


def load() -> None:
    """Import logging, pathlib, socket and msgspec; what is loaded already stays as it is."""
    # traceback (with linecache and tokenize): asked for when an exception is logged.
    with standing_in(StandIn("traceback")):
        import logging  # noqa: F401
    # urllib.parse (with ipaddress): for Path.as_uri. ntpath and fnmatch: for paths of Windows, and for patterns.
    with standing_in(
        StandIn("ntpath"),
        StandIn("fnmatch"),
        StandIn("urllib.parse", quote_from_bytes=late("urllib.parse", "quote_from_bytes")),
    ):
        import pathlib  # noqa: F401
    # selectors: for sending files, and for subprocess, which imports it itself.
    with standing_in(StandIn("selectors")):
        import socket  # noqa: F401
    # The description of types, as a JSON schema among others: for the web server and its reference.
    schema = ("schema", "schema_components")
    with standing_in(
        StandIn("msgspec.inspect"),
        StandIn("msgspec._json_schema", **{name: late("msgspec._json_schema", name) for name in schema}),
    ):
        import msgspec  # noqa: F401
