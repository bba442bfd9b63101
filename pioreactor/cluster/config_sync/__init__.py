"""How every unit comes to hold the leader's shared configuration, and how no text that somebody wrote gets lost.

The leader's ``config.ini`` is the truth; each unit has a copy. ``unit_config.ini`` belongs to its unit; the leader
keeps its versions. ``versions``, ``looking`` and ``bringing`` are the leader's side, ``holding`` is the unit's, and
``following`` is what monitor does so that a unit catches up by itself. Reasons: docs/decisions/0015-config-sync.md.
"""
