"""Science without input or output."""
