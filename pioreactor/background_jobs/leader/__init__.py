"""Jobs that only the leader runs."""
