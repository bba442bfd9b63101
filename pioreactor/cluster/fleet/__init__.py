"""Doing the same on many units: who is meant, all of them at once, and what became of each."""
