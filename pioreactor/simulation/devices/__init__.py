"""The chips on the two-wire bus, register by register."""
