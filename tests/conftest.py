"""What all test folders share."""

from hypothesis import settings

pytest_plugins = ["pioreactor.testing.fixtures"]

# On a busy machine an example may take long; pytest's own time limit ends what hangs.
settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")
