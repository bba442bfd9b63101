"""Units that join the cluster and leave it: staged, repeatable, taken back where it cannot be finished.

The page and ``pio cluster add`` ask (``asking``), a service of its own does it (``runner``), everybody reads what it
writes down (``records``). What a stage does stands in ``adding`` and ``leaving``; what is asked of the unit itself in
``on_unit``, which also runs there on its own; how a unit is claimed with the code that it shows, in ``claim``.
"""
