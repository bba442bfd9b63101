"""Three Kalman filters that share one model and differ in how fast µ may wander (interacting multiple models)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from pioreactor.domain.growth_rate import model
from pioreactor.domain.growth_rate.model import Array, DoseInput
from pioreactor.domain.growth_rate.settings import GrowthRateSettings
from pioreactor.domain.growth_rate.stored_state import numbers

PROBABILITY_FLOOR = 1e-9
VARIANCE_FLOOR = 1e-12
MAX_RATE_VARIANCE = 1.0
DECLARED_CHANGE_VARIANCE = 1.0


class ModeBank:
    """Means, covariances and probabilities of the three modes.

    Attributes:
        mean: shape (3, size), see `model` for the order of the numbers.
        covariance: shape (3, size, size), symmetric.
        probability: three numbers adding up to 1.
    """

    def __init__(self, settings: GrowthRateSettings) -> None:
        self._steps = model.ModelSteps(settings)
        self.size = self._steps.size
        self._h = model.observation_vector(self.size)
        self._gain_prior = model.gain_covariance(settings.dose_accuracy)
        self._stationary: list[float] = model.stationary_probabilities(self._steps.rates).tolist()
        shifted = [*range(model.SIZE_WITHOUT_COPIES), model.RATE, *range(model.SIZE_WITHOUT_COPIES, self.size - 1)]
        self._shifted = np.array(shifted)
        self._shifted_pairs = np.ix_(range(model.N_MODES), shifted, shifted)
        self.mean: Array = np.zeros((model.N_MODES, self.size))
        self._set_covariance(np.zeros((model.N_MODES, self.size, self.size)))
        self.probability = [1.0 / model.N_MODES] * model.N_MODES
        self._covariance_h: Array = np.zeros((model.N_MODES, self.size))

    def start(self, log_reading: float, level_variance: float) -> None:
        """Begin at a reading, knowing nothing: µ = 0 ± 0.5 1/h, modes equally likely.

        Args:
            log_reading: ln of the reading.
            level_variance: variance of ln OD, from the noise of the readings.
        """
        self.mean[:] = 0.0
        self.mean[:, model.LEVEL] = log_reading
        self.mean[:, model.GAINS] = model.GAIN_START
        covariance = np.zeros((model.N_MODES, self.size, self.size))
        covariance[:, model.LEVEL, model.LEVEL] = level_variance
        covariance[:, model.GAINS, model.GAINS] = self._gain_prior
        rates = np.array([model.RATE, *range(model.SIZE_WITHOUT_COPIES, self.size)])
        covariance[:, rates[:, None], rates[None, :]] = model.START_RATE_VARIANCE
        self._set_covariance(covariance)
        self.probability = [1.0 / model.N_MODES] * model.N_MODES

    def predict(self, dt_s: float, dose: DoseInput | None) -> None:
        """Let the modes interact and carry them over ``dt_s`` seconds and the doses within."""
        transition, noise = self._steps.mode_step(dt_s)
        joint = np.array(self.probability)[:, None] * transition
        following = joint.sum(axis=0)
        weights = (joint / following).T
        mean = weights @ self.mean
        deviation = self.mean - mean[:, None, :]
        covariance = (weights @ self.covariance.reshape(model.N_MODES, -1)).reshape(self.covariance.shape)
        covariance += (deviation * weights[:, :, None]).transpose(0, 2, 1) @ deviation
        step = self._steps.transition(dt_s, dose)
        moved = step @ covariance @ step.T
        moved[:, :2, :2] += noise
        if dose is not None:
            self._add_dose_noise(moved, mean, dose)
        self.mean = mean @ step.T
        self._set_covariance(moved)
        self.probability = following.tolist()

    @staticmethod
    def _add_dose_noise(covariance: Array, mean: Array, dose: DoseInput) -> None:
        """Doses repeat to 2 %, and the gains may wander a little with each."""
        gains = mean[:, model.GAINS]
        effect = np.column_stack([-dose.dilution * gains.sum(axis=1), gains[:, 1:] * np.array(dose.lagged)])
        seen = np.array([model.LEVEL, 2, 3, 4])
        covariance[:, seen[:, None], seen[None, :]] += (
            model.DOSE_REPEATABILITY**2 * effect[:, :, None] * effect[:, None, :]
        )
        wander = model.GAIN_WANDER_PER_DOSE**2 * min(abs(dose.dilution) / model.DOSE_OF_FULL_WANDER, 1.0)
        gain_indices = np.arange(model.GAINS.start, model.GAINS.stop)
        covariance[:, gain_indices, gain_indices] += wander

    def outlook(self) -> tuple[list[float], list[float], float]:
        """Return the predicted ln reading and its variance per mode, and the mixing still to come (ln OD)."""
        self._covariance_h = self.covariance @ self._h
        predicted: list[float] = (self.mean @ self._h).tolist()
        variances: list[float] = (self._covariance_h @ self._h).tolist()
        mixing = 0.0
        for p, parts in zip(self.probability, self.mean[:, model.MIXING].tolist(), strict=True):
            mixing += p * sum(parts)
        return predicted, variances, mixing

    def correct(
        self, innovations: Sequence[float], variances: Sequence[float], noise: float, learn_modes: bool
    ) -> None:
        """Take in one reading; call `outlook` first.

        Args:
            innovations: ln reading minus prediction, per mode.
            variances: variance of the prediction, per mode.
            noise: variance the reading counts with.
            learn_modes: whether the reading may change the probabilities of the modes.
        """
        totals = [v + noise for v in variances]
        gain = self._covariance_h / np.array(totals)[:, None]
        self.mean += gain * np.array(innovations)[:, None]
        self.covariance -= gain[:, :, None] * self._covariance_h[:, None, :]
        if learn_modes:
            exponents = [-0.5 * e * e / s - 0.5 * math.log(s) for e, s in zip(innovations, totals, strict=True)]
            top = max(exponents)
            likely = [p * math.exp(x - top) for p, x in zip(self.probability, exponents, strict=True)]
            total = sum(likely)
            floored = [max(x / total, PROBABILITY_FLOOR) for x in likely]
            total = sum(floored)
            self.probability = [x / total for x in floored]

    def tidy(self) -> bool:
        """Keep covariances symmetric and bounded; return False if any number is no longer finite."""
        covariance = self.covariance
        covariance += covariance.transpose(0, 2, 1)
        covariance *= 0.5
        diagonal = self._diagonal
        np.maximum(diagonal, VARIANCE_FLOOR, out=diagonal)
        largest = float(diagonal[:, model.RATE].max())
        if largest > MAX_RATE_VARIANCE:
            self._limit_rate_variance(MAX_RATE_VARIANCE)
        return math.isfinite(largest + float(covariance.sum()) + float(self.mean.sum()) + sum(self.probability))

    def _limit_rate_variance(self, limit: float) -> None:
        """Shrink µ's row and column together, which keeps the matrix positive semi-definite."""
        factor = np.sqrt(np.minimum(1.0, limit / self.covariance[:, model.RATE, model.RATE]))
        self.covariance[:, model.RATE, :] *= factor[:, None]
        self.covariance[:, :, model.RATE] *= factor[:, None]

    def shift_copies(self) -> None:
        """Make a fresh copy of µ and move the older ones on by one."""
        self.mean = self.mean[:, self._shifted]
        self._set_covariance(self.covariance[self._shifted_pairs])

    def loosen_level(self, variance: float) -> None:
        """Add variance (ln OD²) to the level, so that the next reading decides where it is."""
        self.covariance[:, model.LEVEL, model.LEVEL] += variance

    def loosen_gains(self) -> None:
        """Add the prior covariance to the dose gains, so that they are learned again."""
        self.covariance[:, model.GAINS, model.GAINS] += self._gain_prior

    def drop_mixing(self) -> None:
        """Forget dilution still to come."""
        self.mean[:, model.MIXING] = 0.0

    def restart_level(self, log_reading: float, level_variance: float) -> None:
        """Take the level from a reading after a long gap; µ stays, no more certain than ± 0.5 1/h need be."""
        self.mean[:, model.LEVEL] = log_reading
        self.covariance[:, model.LEVEL, :] = 0.0
        self.covariance[:, :, model.LEVEL] = 0.0
        self.covariance[:, model.LEVEL, model.LEVEL] = level_variance
        self._limit_rate_variance(model.START_RATE_VARIANCE)
        self.probability = list(self._stationary)

    def _set_covariance(self, covariance: Array) -> None:
        self.covariance: Array = covariance
        self._diagonal = np.einsum("kii->ki", covariance)

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types; covariances as upper triangles, row by row."""
        rows, columns = np.triu_indices(self.size)
        return {
            "mean": self.mean.ravel().tolist(),
            "covariance": self.covariance[:, rows, columns].ravel().tolist(),
            "probability": list(self.probability),
        }

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit these settings.
        """
        rows, columns = np.triu_indices(self.size)
        self.mean = numbers(state, "mean", model.N_MODES * self.size).reshape(model.N_MODES, self.size)
        triangle = numbers(state, "covariance", model.N_MODES * len(rows)).reshape(model.N_MODES, -1)
        covariance = np.zeros((model.N_MODES, self.size, self.size))
        covariance[:, rows, columns] = triangle
        covariance[:, columns, rows] = triangle
        self._set_covariance(covariance)
        probability = numbers(state, "probability", model.N_MODES)
        if not (probability > 0.0).all() or abs(float(probability.sum()) - 1.0) > 1e-6:
            raise ValueError("stored mode probabilities do not add up to 1; start the estimator anew")
        self.probability = probability.tolist()
