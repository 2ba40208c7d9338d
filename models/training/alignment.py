"""Fits the alignment check: how the faces of FFHQ-trained generators lie in their pictures, against how people crop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from curves import curve, interval, quantile_curve, rounded

if TYPE_CHECKING:
    from calibrate import Measures

# Share of wild photos that may count as aligned at the strict point.
STRICT_FALSE_POSITIVES = 0.0015
LOG_RATIO_LIMIT = 6.0
GENERATED_PHOTOS = "generated-photos"


def fit_alignment(m: Measures) -> tuple[dict[str, object], np.ndarray, np.ndarray]:
    """
    The contract's part, and for every face of the measures whether it is strictly aligned and its log-likelihood ratio.
    Fitted on the training half of the GAN pictures and on all wild photos: no network learns from either.
    """
    generated_photos = np.char.startswith(m.source, GENERATED_PHOTOS)
    fit = m.is_gan & ~m.validation
    templates = [template("ffhq", m.vector[fit & ~generated_photos]),
                 template("generated.photos", m.vector[fit & generated_photos])]
    distance = nearest(m.vector, templates)
    # Each wild photo once: validation photos were measured in several conditions.
    once = np.isin(m.condition, ["stored", "400q85"])
    wild_distance = distance[m.wild & once]
    strict = float(np.quantile(wild_distance, STRICT_FALSE_POSITIVES))
    ratio_curve = log_ratio_curve(distance[m.is_gan & once], wild_distance)
    percentile = quantile_curve(-wild_distance)
    print(f"alignment: strict at M <= {strict:.2f}; wild {interval(int((wild_distance <= strict).sum()), len(wild_distance))}")
    for condition in ("400q85", "200q75", "128q75", "96q70"):
        chosen = m.is_gan & m.validation & (m.condition == condition)
        print(f"  {condition} recall on validation GAN: {interval(int((distance[chosen] <= strict).sum()), int(chosen.sum()))}")
    part = {
        "templates": templates,
        "percentile": {"x": [-v for v in percentile["x"]][::-1], "y": percentile["y"][::-1]},
        "logLikelihoodRatio": ratio_curve,
        "strict": float(f"{strict:.4g}"),
    }
    return part, distance <= strict, np.interp(distance, ratio_curve["x"], ratio_curve["y"])


def template(name: str, vectors: np.ndarray) -> dict[str, object]:
    """A Gaussian of the alignment vector, refitted once without the 2 % farthest: landmarks fail now and then."""
    mean, covariance = vectors.mean(0), np.cov(vectors.T)
    distance = mahalanobis(vectors, mean, np.linalg.inv(covariance))
    core = vectors[distance <= np.quantile(distance, 0.98)]
    mean, covariance = core.mean(0), np.cov(core.T)
    return {"name": name, "mean": rounded(mean), "inverseCovariance": [rounded(r) for r in np.linalg.inv(covariance)]}


def mahalanobis(vectors: np.ndarray, mean: np.ndarray, inverse: np.ndarray) -> np.ndarray:
    off = vectors - mean
    return np.sqrt(np.maximum(0, np.einsum("ni,ij,nj->n", off, inverse, off)))


def nearest(vectors: np.ndarray, templates: list[dict]) -> np.ndarray:
    return np.min(
        [mahalanobis(vectors, np.array(t["mean"]), np.array(t["inverseCovariance"])) for t in templates], axis=0
    )


def log_ratio_curve(gan: np.ndarray, real: np.ndarray) -> dict[str, list[float]]:
    """Smoothed log of the densities' ratio over the distance, made monotone and clipped."""
    edges = np.array([0, 1.5, 2.5, 3.5, 4.5, 5.5, 7, 9, 12, 16, 24, 40, 80, 1e9])
    counts = [np.histogram(v, edges)[0].astype(float) for v in (gan, real)]
    shares = [(c + 0.5) / (c.sum() + 0.5 * len(c)) for c in counts]
    ratio = np.clip(np.log(shares[0] / shares[1]), -LOG_RATIO_LIMIT, LOG_RATIO_LIMIT)
    ratio = np.minimum.accumulate(ratio)
    return curve((edges[:-1] + np.minimum(edges[1:], 120)) / 2, ratio)
