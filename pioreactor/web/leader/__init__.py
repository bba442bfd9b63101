"""The API that only the leader has (``/api``), one file per noun."""
