"""Fixtures for tests of this package and of plugins; never imported by what they test.

Put ``pytest_plugins = ["pioreactor.testing.fixtures"]`` into a `conftest.py` to have them.
"""
