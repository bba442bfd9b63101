"""Messages between processes and units."""
