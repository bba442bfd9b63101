"""Errors. Each says in one sentence what happened and, where it can, what to do."""

from __future__ import annotations


class PioreactorError(Exception):
    """Root of all errors of this package."""


def in_words(error: BaseException) -> str:
    """The sentence of one of our errors, which says all; of any other error also its kind."""
    text = str(error)
    return text.removesuffix(".") if isinstance(error, PioreactorError) and text else repr(error)


class ConfigError(PioreactorError, ValueError):
    """A configuration file or value cannot be used."""


class ClockError(PioreactorError, ValueError):
    """The time source was set up wrongly."""


class JobRequiredError(PioreactorError):
    """Another job must run first."""


class UnusableReadingError(JobRequiredError):
    """A reading is there, but nothing may be decided on it: saturated, dark or stale."""


class AutomationError(PioreactorError, ValueError):
    """An automation does not exist, or cannot work with the settings that it was given."""


class JobPresentError(PioreactorError):
    """The same job runs already on this unit."""


class NotActiveWorkerError(PioreactorError):
    """The unit is switched off in the inventory."""


class NotAssignedAnExperimentError(PioreactorError):
    """The unit belongs to no experiment."""


class NoWorkerFoundError(PioreactorError):
    """The unit is not in the inventory."""


class RoleError(PioreactorError):
    """The command belongs on the leader (or on a worker)."""


class MQTTValueError(PioreactorError, ValueError):
    """A message carried a value that cannot be used."""


class IllegalTransitionError(PioreactorError):
    """A job was asked to move to a state that its present state does not allow."""


class HardwareError(PioreactorError):
    """A device did not do what it was asked."""


class HardwareNotFoundError(HardwareError):
    """A device does not answer."""


class BusError(HardwareError, OSError):
    """A transfer on the two-wire bus failed after its retries. Made as ``BusError(errno, sentence)``."""

    def __str__(self) -> str:
        """The sentence alone; the number stays in ``errno``."""
        return self.strerror or super().__str__()


class PWMError(HardwareError):
    """An output cannot be driven."""


class LeaseError(PWMError):
    """An output belongs to another process, or it cannot be noted who owns it."""


class GuardianMissingError(PWMError):
    """An output that must be guarded stays off, because the unit's guardian does not run."""


class VialFullError(PioreactorError):
    """An inflow was refused: it would fill the vial above its limit."""


class CalibrationError(PioreactorError):
    """A calibration is missing or unusable."""


class EstimatorError(PioreactorError):
    """An estimator is missing or unusable."""


class NoSolutionsFoundError(CalibrationError):
    """The curve never takes this value."""


class SolutionBelowDomainError(CalibrationError):
    """The value lies below the calibrated range."""


class SolutionAboveDomainError(CalibrationError):
    """The value lies above the calibrated range."""


class NoModelAssignedError(PioreactorError):
    """The unit has no bioreactor model."""


class UnknownModelAssignedError(PioreactorError):
    """The unit's bioreactor model is not known."""


class DodgingTimingError(PioreactorError):
    """The pauses around an OD reading do not fit its interval."""


class BashScriptError(PioreactorError):
    """A script failed."""


class SSHError(PioreactorError):
    """A command over SSH failed."""


class RsyncError(PioreactorError):
    """Copying files to a unit failed."""


class JournalError(PioreactorError):
    """The journal of readings cannot be written."""


class DatabaseError(PioreactorError):
    """The database refused a statement."""


class StorageError(PioreactorError):
    """A file or a small database on this unit cannot be used."""


class AlarmError(PioreactorError):
    """There is no such alarm, or it does not take what was asked."""


class JobFaultedError(PioreactorError):
    """A job ended because one of its own steps failed; ``__cause__`` is the first failure."""


class BundleError(PioreactorError):
    """A release bundle cannot be trusted or does not fit; nothing of it is used."""


class UpgradeError(PioreactorError):
    """A unit could not change to another release, or must not."""
