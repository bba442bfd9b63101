"""Automations: jobs that decide, every so often or on data, what to do with pumps, lamps and heater."""
