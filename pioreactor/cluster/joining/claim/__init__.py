"""Claiming a fresh unit with the code that it shows: both sides prove that they know it, and neither says it.

The leader asks with its public key; the unit answers with its host key; each then shows a proof over all of that, made
with a key derived from the code. Who stands between them knows the code of neither side, and whatever they change, a
key of their own above all, no proof fits any more. The unit proves first, so the leader never talks on to a stranger.
Afterwards the unit has let the leader's key in, and the leader has pinned the unit's.

``proof``: what both compute; ``at_leader``: the asking side; ``service``: the answering side, as root on a unit that
nobody has taken in; ``showing``: where the code can be read.
"""
