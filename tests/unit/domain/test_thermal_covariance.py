"""The plain arithmetic of the thermal observer: against numpy, against finite differences, and over a week."""

from __future__ import annotations

import copy
import subprocess
import sys

import numpy as np
import pytest

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal import holder_of
from pioreactor.domain.thermal.covariance import Covariance
from pioreactor.domain.thermal.model import Deviations, conductances, rates
from pioreactor.domain.thermal.observer import Observer
from pioreactor.domain.thermal.transition import Sensitivities, transition

HOLDER = holder_of("pioreactor_20ml", "1.0")
BY = Sensitivities(0.5, -0.3, 0.25, -0.2, 0.02, -0.05, -0.01, -0.4, -0.1)
DT_S = 2.0


def rates_now():
    return rates(conductances(HOLDER, 15.0, True, Deviations(0.05, -0.1, 0.1, 0.02, -0.05)))


def matrix(covariance: Covariance) -> np.ndarray:
    return np.array(covariance.rows)


def with_walk(moved: np.ndarray) -> np.ndarray:
    walks = moved.diagonal() < np.array(cov.MOST_VARIANCE)
    return moved + np.diag(walks * np.array(cov.NOISE_PER_S)) * DT_S


def test_prediction_and_update_are_those_of_a_kalman_filter():
    covariance, r = Covariance(), rates_now()
    whole = np.eye(cov.SIZE)
    whole[:3] = transition(r, BY, DT_S)
    for _ in range(50):
        expected = with_walk(whole @ matrix(covariance) @ whole.T)
        covariance.predict(r, BY, DT_S)
        assert matrix(covariance) == pytest.approx(expected, rel=1e-9, abs=1e-15)
        spread = covariance.variance(cov.PLATE) + 0.01
        gain = expected[:, 0] / spread
        assert covariance.update(spread) == pytest.approx(gain, rel=1e-9, abs=1e-15)
        assert matrix(covariance) == pytest.approx(expected - np.outer(gain, expected[0]), rel=1e-9, abs=1e-15)
    assert (matrix(covariance) == matrix(covariance).T).all(), "exactly symmetric"
    assert np.linalg.eigvalsh(matrix(covariance)).min() > 0.0


def test_the_transition_is_the_derivative_of_the_prediction():
    observer = Observer(HOLDER, 15.0)
    state = {"covariance": observer.covariance.state(), "is_stirred": True}
    at = [50.0, 40.0, 30.0, 22.0, 0.1, 0.05, -0.1, 0.1, 0.05, -0.05, 0.02]
    before = copy.deepcopy(observer.covariance)

    def predicted(x: list[float]) -> np.ndarray:
        observer.restore({**state, "x": x}, 0.0)
        observer.predict(DT_S, 0.6)
        return np.array(observer.x[:3])

    observer.restore({**state, "x": at}, 0.0)
    before.load(observer.covariance.state())
    observer.predict(DT_S, 0.6)
    first_rows = []
    for i in range(cov.SIZE):
        up, down = list(at), list(at)
        up[i] += 1e-4
        down[i] -= 1e-4
        first_rows.append((predicted(up) - predicted(down)) / 2e-4)
    f = np.eye(cov.SIZE)
    f[:3] = np.array(first_rows).T
    expected = with_walk(f @ matrix(before) @ f.T)
    observer.restore({**state, "x": at}, 0.0)
    observer.predict(DT_S, 0.6)
    # The power of the parameters changes within the step, which the filter leaves out: a few percent.
    assert matrix(observer.covariance) == pytest.approx(expected, rel=0.08, abs=1e-4)


def test_what_is_stored_comes_back_and_nonsense_does_not():
    covariance, other = Covariance(), Covariance()
    covariance.predict(rates_now(), BY, DT_S)
    other.load(covariance.state())
    assert other.rows == covariance.rows
    negative = covariance.state()
    negative[0] = -1.0
    coupled = [0.0] * 66
    coupled[1] = 1.0  # two numbers that hang together although neither varies
    for nonsense in ([1.0], [float("nan")] * 66, ["1"] * 66, negative, coupled):
        with pytest.raises(ValueError, match="start the observer anew"):
            other.load(nonsense)
    assert other.rows == covariance.rows


def test_days_at_rest_do_not_make_the_temperature_unknown():
    observer = Observer(HOLDER, 15.0)
    observer.start_cold(22.0)
    at_rest = [45.3, 38.9, 37.0, *observer.x[3:]]
    for i in (cov.AMBIENT, cov.UNEXPLAINED):  # as after days
        observer.covariance.loosen(i, cov.MOST_VARIANCE[i])
    for k in range(3 * 180):  # steps of 20 s, with a wiggle each half hour
        observer.x = list(at_rest)
        observer.predict(20.0, {1: 0.0, 2: 0.5}.get(k % 90, 0.25))
        observer.covariance.update(observer.covariance.variance(cov.PLATE) + 0.01 / 10.0)
    assert observer.covariance.sd(cov.LIQUID) < 0.5
    assert observer.covariance.sd(cov.AMBIENT) < 2.1
    assert observer.covariance.sd_of_moment(cov.LIQUID) < 0.3, "no caution without a reason"


def test_to_fix_constants_is_to_know_them_and_the_temperature_is_not_told_any_surer():
    observer = Observer(HOLDER, 15.0)
    observer.start_cold(22.0)
    for k in range(600):
        observer.predict(2.0, 1.0 if k < 300 else 0.25)
        observer.take(observer.x[cov.PLATE], 2.0)
    before, learned, variance = matrix(observer.covariance), observer.learned, observer.liquid_variance
    observer.settle()
    fixed, rest = list(cov.CONSTANTS), [i for i in range(cov.SIZE) if i not in cov.CONSTANTS]
    to_fixed = before[np.ix_(rest, fixed)]
    known = before[np.ix_(rest, rest)] - to_fixed @ np.linalg.inv(before[np.ix_(fixed, fixed)]) @ to_fixed.T
    after = matrix(observer.covariance)
    assert after[np.ix_(rest, rest)] == pytest.approx(known, rel=1e-6, abs=1e-12)
    assert not after[fixed].any()
    assert observer.liquid_variance == pytest.approx(variance)
    assert observer.learned == learned
    observer.settle()
    observer.predict(2.0, 0.25)
    follows = observer.covariance.update(0.02)
    assert [follows[i] for i in fixed] == [0.0] * len(fixed), "no reading moves them, nor does time"
    assert not matrix(observer.covariance)[fixed].any()


@pytest.mark.parametrize(
    "settled", [None, 3, {}, {"learned": [[0.1]], "liquid_sd_per_k": 0.0}, {"learned": 1, "liquid_sd_per_k": 0.0}]
)
def test_constants_that_are_known_without_saying_how_well_are_not_believed(settled):
    observer = Observer(HOLDER, 15.0)
    observer.settle()
    with pytest.raises(ValueError, match="start the observer anew"):
        Observer(HOLDER, 15.0).restore({**observer.state(), "settled": settled}, 0.0)


def test_the_observer_does_without_numpy():
    code = "import sys, pioreactor.automations.temperature.thermostat; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
