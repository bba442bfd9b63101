"""Short activities: one process, one purpose."""
