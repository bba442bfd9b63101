"""Parts of the growth-rate benchmark."""
