"""Fits the alignment check: how the faces of FFHQ-trained generators lie in their pictures, against how people crop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from curves import curve, exceeded_by, interval, quantile_curve, rounded

if TYPE_CHECKING:
    from calibrate import Measures

# Share of wild photos that may count as framed like a generated picture, and as many like a crop of one.
STRICT_FALSE_POSITIVES = 0.001
# Mahalanobis distance up to which landmarks are refined: beyond it a face is not aligned whatever they find.
REFINE = 14
# Share of the side that a crop round the centre may take away.
LARGEST_CROP = 0.2
# Of the generated pictures' scales, at either end: what lies beyond are failed landmarks.
SCALE_OUTLIERS = 0.005
LOG_RATIO_LIMIT = 6.0
GENERATED_PHOTOS = "generated-photos"
# Distance of a face whose scale lies out of range.
FAR = 1e6


def fit_alignment(m: Measures) -> tuple[dict[str, object], np.ndarray, np.ndarray, np.ndarray]:
    """
    The contract's part, and for every face of the measures whether it is framed like a generated picture, whether
    like a crop of one, and its log-likelihood ratio.
    Fitted on the training half of the GAN pictures and on all wild photos: no network learns from either.
    """
    generated_photos = np.char.startswith(m.source, GENERATED_PHOTOS)
    fit = m.is_gan & ~m.validation
    whole, whole_distance, whole_ratio = framing(m, m.vector, [
        template("ffhq", m.vector[fit & ~generated_photos]),
        template("generated.photos", m.vector[fit & generated_photos]),
    ])
    log_scale, centred_vector = m.vector[:, 0], centred_vectors(m.vector)
    low, high = np.quantile(log_scale[fit], [SCALE_OUTLIERS, 1 - SCALE_OUTLIERS])
    scales = rounded([low, high - np.log(1 - LARGEST_CROP)])
    in_range = (log_scale >= scales[0]) & (log_scale <= scales[1])
    # Without the scale, the tighter template of generated.photos lies within the other.
    centred, centred_distance, centred_ratio = framing(m, centred_vector, [
        template("ffhq", centred_vector[fit & ~generated_photos]),
    ], in_range)
    strict, centred_strict = whole_distance <= whole["strict"], centred_distance <= centred["strict"]
    report(m, {"whole": strict, "centred": centred_strict, "either": strict | centred_strict})
    part = {
        "whole": whole,
        "centred": centred | {"logScale": {"from": scales[0], "to": scales[1]}},
        "refine": REFINE,
    }
    return part, strict, centred_strict, np.where(in_range, np.maximum(whole_ratio, centred_ratio), whole_ratio)


def centred_vectors(vectors: np.ndarray) -> np.ndarray:
    """(centre x, centre y, roll), the centre by the quad's side: a crop round the centre keeps them."""
    return np.column_stack([vectors[:, 1:3] / np.exp(vectors[:, :1]), vectors[:, 3]])


def framing(m: Measures, vectors: np.ndarray, templates: list[dict],
            applies: np.ndarray | None = None) -> tuple[dict[str, object], np.ndarray, np.ndarray]:
    """The contract's part of one framing, and every face's distance and log-likelihood ratio by it."""
    distance = nearest(vectors, templates)
    if applies is not None:
        distance = np.where(applies, distance, FAR)
    wild = distance[m.wild & once(m)]
    ratios = log_ratio_curve(distance[m.is_gan & once(m)], wild)
    percentile = quantile_curve(-wild)
    part = {
        "templates": templates,
        "percentile": curve(*zip(*[(-x, y) for x, y in zip(percentile["x"], percentile["y"]) if -x < FAR][::-1])),
        "logLikelihoodRatio": ratios,
        "strict": float(f"{-exceeded_by(-wild, STRICT_FALSE_POSITIVES):.4g}"),
    }
    return part, distance, np.interp(distance, ratios["x"], ratios["y"])


def once(m: Measures) -> np.ndarray:
    """Each picture in one condition: validation pictures were measured in several."""
    return np.isin(m.condition, ["stored", "400q85"])


def report(m: Measures, flags: dict[str, np.ndarray]) -> None:
    for name, flag in flags.items():
        count = lambda mask: interval(int(flag[mask].sum()), int(mask.sum()))
        print(f"alignment, {name}: wild {count(m.wild & once(m))}; recall on validation GAN:")
        for condition in ("400q85", "200q75", "128q75", "96q70", "80q70"):
            print(f"  {condition} {count(m.is_gan & m.validation & (m.condition == condition))}")


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
