"""Helpers that plugins import."""
