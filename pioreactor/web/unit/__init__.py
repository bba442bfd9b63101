"""The API of every unit (``/unit_api``), one file per noun."""
