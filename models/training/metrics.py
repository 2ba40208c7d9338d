"""How well scores tell two groups apart."""

from __future__ import annotations

import numpy as np


def roc(negative: np.ndarray, positive: np.ndarray, rates: tuple[float, ...]) -> dict[str, float]:
    order = np.concatenate([negative, positive]).argsort(kind="stable").argsort() + 1
    auc = (order[len(negative):].sum() - len(positive) * (len(positive) + 1) / 2) / (len(negative) * len(positive))
    result = {"auc": round(float(auc), 4)}
    for rate in rates:
        result[f"tpr@{rate:g}"] = round(float((positive > np.quantile(negative, 1 - rate)).mean()), 4)
    return result
