"""What all test folders share."""

pytest_plugins = ["pioreactor.testing.fixtures"]
