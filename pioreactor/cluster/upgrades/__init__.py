"""Upgrades of the cluster that outlive whoever asked: the bundle, the plan, the run and what is written down of it.

The page and ``pio cluster upgrade`` ask (``asking``), a service of its own runs the playbook (``runner``), everybody
reads what it writes down (``records``). All files are below ``storage/upgrades`` of the leader's data folder.
"""
