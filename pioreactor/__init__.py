"""Cluster appliance for Raspberry Pi bioreactors."""

__version__ = "0.1.0"
