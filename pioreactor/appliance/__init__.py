"""The first boot: a card with our image becomes a leader, a worker or both by itself, offline.

``settings``, ``checking``: what may be said about a unit, and what is wrong with what was said; ``toml_file``,
``imager``: who says it; ``step``, ``state``, ``machine``: what is done about it, in which order, and how a power cut is
survived; ``steps_*``: each step; ``progress``, ``light``: how people see it; ``page``: the page on port 80;
``hand_offs``: files on the boot partition that count at every boot. Roles do the work wherever one can: this package
decides, asks and tells, and then runs the playbooks of the release.
"""
