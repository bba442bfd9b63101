"""Configuration, read once."""
