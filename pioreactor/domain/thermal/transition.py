"""How small errors of the estimate grow over one step: the upper three rows of the transition matrix."""

from __future__ import annotations

from collections.abc import Sequence

from pioreactor.domain.thermal.model import Rates

Row = tuple[float, float, float, float, float, float, float, float]


def transition(r: Rates, jacobian_extra: Sequence[float], dt_s: float) -> tuple[Row, Row, Row]:
    """How plate, glass and liquid follow each of the eight numbers over ``dt_s`` ≤ 2.5 s.

    The series I + M + M²/2 + M³/6 of M = ``dt_s`` · Jacobian. The other five numbers stay as they are.

    ``jacobian_extra``: derivatives of (plate by gain, plate by log plate-to-glass, glass by the same, glass by log
    glass-to-liquid, liquid by the same), K/s.
    """
    by_gain, plate_by_1, glass_by_1, glass_by_2, liquid_by_2 = jacobian_extra
    pp, pg, pa, gp, gg, gl, ga, lg, ll, la, _, _, liquid_k_per_j = r
    half, sixth = 0.5 * dt_s * dt_s, dt_s**3 / 6.0

    def row(plate: float, glass: float, liquid: float) -> Row:
        """One row from its integral over the step."""
        return (
            plate * pp + glass * gp,
            plate * pg + glass * gg + liquid * lg,
            glass * gl + liquid * ll,
            plate * pa + glass * ga + liquid * la,
            plate * by_gain,
            plate * plate_by_1 + glass * glass_by_1,
            glass * glass_by_2 + liquid * liquid_by_2,
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
