"""Parts of the temperature benchmark."""
