"""Curves of the contract, the tail that continues them, and intervals of counts."""

from __future__ import annotations

import numpy as np
from scipy import stats

PERCENTILES = (0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99)
# Continued by the fitted tail: too few photos lie beyond to be counted.
TAIL_PERCENTILES = (99.5, 99.8, 99.9, 99.95, 99.98, 99.99)
TAIL_SHARE = 0.05
TAIL_RESAMPLES = 200


def rounded(values) -> list[float]:
    return [float(f"{v:.6g}") for v in values]


def curve(x, y) -> dict[str, list[float]]:
    return {"x": rounded(x), "y": rounded(y)}


def quantile_curve(values: np.ndarray) -> dict[str, list[float]]:
    """Value to percentile: counted where photos are many, by the tail up to what one photo in those at hand is."""
    tail = Tail(values)
    rarest = 1 / (len(values) + 1)
    beyond = [p for p in TAIL_PERCENTILES if 1 - p / 100 > rarest]
    x = [*np.quantile(values, np.array(PERCENTILES) / 100), *(tail.exceeded_by(1 - p / 100) for p in beyond),
         max(float(values.max()), tail.exceeded_by(rarest))]
    x, y = np.maximum.accumulate(x), np.array([*PERCENTILES, *beyond, 100 * (1 - rarest)])
    keep = np.append(np.diff(x) > 1e-4, True)
    return curve(x[keep], y[keep])


def exceeded_by(values: np.ndarray, share: float) -> float:
    """The value that at most `share` of the values reach, half-way between the two that it lies between."""
    ordered = np.sort(values)[::-1]
    reached = int(len(ordered) * share)
    return float((ordered[reached - 1] + ordered[reached]) / 2) if reached > 0 else float(np.nextafter(ordered[0], np.inf))


class Tail:
    """
    A generalised Pareto distribution over the highest `TAIL_SHARE` of the values (Coles 2001, ch. 4). A `cautious` one
    is kept from ending: the networks' outputs saturate, so that the fitted shape is negative, and a bounded tail would
    claim that nothing can lie beyond the photos at hand.
    """

    def __init__(self, values: np.ndarray, cautious: bool = False) -> None:
        self.values, self.cautious = values, cautious
        self.start = float(np.quantile(values, 1 - TAIL_SHARE))
        excess = values[values > self.start] - self.start
        self.shape, _, self.scale = stats.genpareto.fit(excess, floc=0)
        if cautious and self.shape < 0:
            self.shape, self.scale = 0.0, float(excess.mean())

    def exceeded_by(self, share: float) -> float:
        """The value that `share` (below `TAIL_SHARE`) of the population exceeds."""
        return float(self.start + stats.genpareto.isf(share / TAIL_SHARE, self.shape, scale=self.scale))

    def share_beyond(self, value: float) -> float:
        return float(TAIL_SHARE * stats.genpareto.sf(value - self.start, self.shape, scale=self.scale))

    def interval(self, share: float) -> tuple[float, float]:
        """95 % bootstrap interval of `exceeded_by`."""
        rng = np.random.default_rng(1)
        resampled = (rng.choice(self.values, len(self.values)) for _ in range(TAIL_RESAMPLES))
        found = [Tail(values, self.cautious).exceeded_by(share) for values in resampled]
        return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def interval(hits: int, n: int) -> str:
    """Clopper-Pearson, 95 %."""
    low = stats.beta.ppf(0.025, hits, n - hits + 1) if hits else 0.0
    high = stats.beta.ppf(0.975, hits + 1, n - hits) if hits < n else 1.0
    return f"{hits}/{n} = {hits / n:.4f} [{low:.4f}, {high:.4f}]"
