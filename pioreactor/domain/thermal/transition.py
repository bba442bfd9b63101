"""How small errors of the estimate grow over one step: the upper three rows of the transition matrix."""

from __future__ import annotations

from typing import NamedTuple

from pioreactor.domain.thermal.model import Rates
from pioreactor.domain.thermal.products import Row


class Sensitivities(NamedTuple):
    """Derivatives of the speeds of the nodes by what is learned, K/s per unit of its log."""

    plate_by_gain: float
    plate_by_first: float  # conductance, plate to glass
    glass_by_first: float
    glass_by_second: float  # conductance, glass to liquid
    liquid_by_second: float
    plate_by_leak: float
    glass_by_leak: float
    plate_by_capacity: float
    glass_by_capacity: float


def transition(r: Rates, by: Sensitivities, dt_s: float) -> tuple[Row, Row, Row]:
    """How plate, glass and liquid follow each of the eleven numbers over ``dt_s`` ≤ 2.5 s.

    The series I + M + M²/2 + M³/6 of M = ``dt_s`` · Jacobian. The other eight numbers stay as they are.
    """
    gain, plate_first, glass_first, glass_second, liquid_second, plate_leak, glass_leak, plate_own, glass_own = by
    pp, pg, pa, gp, gg, gl, ga, lg, ll, la, _, _, liquid_k_per_j = r
    half, sixth = 0.5 * dt_s * dt_s, dt_s**3 / 6.0

    def row(plate: float, glass: float, liquid: float) -> Row:
        """One row from its integral over the step."""
        return (
            plate * pp + glass * gp,
            plate * pg + glass * gg + liquid * lg,
            glass * gl + liquid * ll,
            plate * pa + glass * ga + liquid * la,
            plate * gain,
            plate * plate_first + glass * glass_first,
            glass * glass_second + liquid * liquid_second,
            plate * plate_leak + glass * glass_leak,
            plate * plate_own,
            glass * glass_own,
            liquid * liquid_k_per_j,
        )

    # Integral of exp(A·t) over the step, A being the 3 × 3 part between the nodes: dt·(I + A·dt/2 + A²·dt²/6).
    upper, lower = sixth * (pp + gg), sixth * (gg + ll)
    plate = row(dt_s + half * pp + sixth * (pp * pp + pg * gp), pg * (half + upper), sixth * pg * gl)
    glass = row(
        gp * (half + upper), dt_s + half * gg + sixth * (gp * pg + gg * gg + gl * lg), gl * (half + lower)
    )  # fmt: skip
    liquid = row(sixth * lg * gp, lg * (half + lower), dt_s + half * ll + sixth * (lg * gl + ll * ll))
    return (
        (1.0 + plate[0], *plate[1:]),
        (glass[0], 1.0 + glass[1], *glass[2:]),
        (liquid[0], liquid[1], 1.0 + liquid[2], *liquid[3:]),
    )
