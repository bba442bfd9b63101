"""The guardian: switches off what nobody answers for. See docs/safety.md."""
