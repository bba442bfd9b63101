"""Checks of a finished image file, without mounting it: ``python -m image.verify IMAGE``."""
