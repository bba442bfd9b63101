"""Releases of the software: bundles that are signed and checked, and changing from one to another on a host."""
