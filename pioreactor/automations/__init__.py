"""Control strategies that command jobs."""
