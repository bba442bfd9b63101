"""Figures of the project against their targets: `make bench`."""
