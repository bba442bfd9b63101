"""Calibration sessions: a conversation of steps that ends with a calibration. The same for terminal and HTTP."""
