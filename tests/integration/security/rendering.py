"""The files of role mosquitto, as Ansible would write them."""

from __future__ import annotations

from typing import Any

import jinja2
import yaml

from tests.programs import ROLES, load_program

ROLE = ROLES / "mosquitto"


def rendered(name: str, **variables: Any) -> str:
    """A template with the role's defaults and these variables."""
    module = load_program("mosquitto/filter_plugins/mosquitto_hash.py")
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROLE / "templates/etc/mosquitto"), trim_blocks=True, keep_trailing_newline=True
    )
    templates.filters["mosquitto_hash"] = module.mosquitto_hash
    defaults = yaml.safe_load((ROLE / "defaults/main.yml").read_text())
    return templates.get_template(name).render({**defaults, "ansible_managed": "made by a test", **variables})
