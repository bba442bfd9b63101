"""What a monitoring system such as Prometheus may read from a unit. Imported when it is asked for the first time."""
