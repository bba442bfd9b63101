"""What makes a process a job: its lifecycle, its settings, its place in the registry, and how it starts and stops."""
