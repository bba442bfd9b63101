"""The cluster as a whole: which units it has, their secrets, their software."""
