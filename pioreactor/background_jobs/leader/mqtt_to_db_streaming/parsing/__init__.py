"""From messages to rows: one file per family of topics, tied together in routes.py."""
