"""Making the SD-card image: see image/README.md. Part of the development tools, never installed on a unit."""
