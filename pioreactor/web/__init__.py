"""The web server of a unit and of the leader."""
