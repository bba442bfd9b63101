"""Activities that run until they are stopped."""
