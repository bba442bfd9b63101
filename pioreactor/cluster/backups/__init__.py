"""Copies of what the leader holds: database, configuration, secrets, calibrations, profiles and plugins."""
