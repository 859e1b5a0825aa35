"""Student's t at any confidence, without a table."""

from statistics import NormalDist


def student(freedom: float, confidence: float) -> float:
    """Return Student's t for a two-sided interval, by its expansion (Abramowitz and Stegun 26.7.5): 1 % off at 5.

    Args:
        freedom: its degrees.
        confidence: of the interval.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))
