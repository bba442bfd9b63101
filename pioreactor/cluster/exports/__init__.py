"""Data of experiments as CSV files in a ZIP."""
