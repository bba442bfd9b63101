"""A bench of simulated vials under the hardware seams."""
