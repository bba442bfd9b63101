"""What makes a process a job."""
