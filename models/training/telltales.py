"""Fits the checks of the portrait's parts: what their gates ask, what their values say, and what they add."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from curves import Tail, interval, quantile_curve, rounded
from logistic import logistic
from metrics import roc
from render_regions import MAX_ROLL

if TYPE_CHECKING:
    from calibrate import Measures

CHECKS = ("glasses", "earrings", "eyes", "mouth", "hair", "background")
REGIONS = {"eyes": ("leftEye", "rightEye"), "glasses": ("leftEye", "rightEye"), "earrings": ("leftLobe", "rightLobe"),
           "mouth": ("mouth",), "hair": ("leftHair", "rightHair")}
PAIRS = ("glasses", "earrings")
# Share of real pairs that may differ so much that a person is told.
UNEQUAL = 0.001
# Shares of portraits without glasses, without an earring, without a visible lobe that a gate may let through.
WORN_FALSE_POSITIVES, EARRING_FALSE_POSITIVES, LOBE_FALSE_POSITIVES = 0.01, 0.02, 0.1
# Share of aligned photos whose backgrounds count as too plain or blurred to be judged.
PLAIN = 0.25
# A check counts where the lower end of its AUC's 95 % interval against aligned photos lies above.
SIGNAL = 0.55
# … and so many aligned photos show the part: fewer are no measurement.
FEWEST = 30
# A likelihood ratio is not claimed beyond what so many of the photos at hand bear out.
BORNE_OUT_BY = 10
FOLDS = 5
# What condition stands for the picture as it was stored; gates are fitted there.
LARGEST = "400q85"


class Regions:
    """What the region network said of every face of the measures; NaN where it did not look."""

    def __init__(self, m: Measures) -> None:
        rows = [r.get("regions") for r in m.faces]
        names = sorted({name for r in rows if r for name in r} - {"hidden", "detail", "differences"})
        self.logit = {name: np.array([r[name] if r else np.nan for r in rows]) for name in names}
        self.detail = np.array([np.nan if not r or r["detail"] is None else r["detail"] for r in rows])
        self.differences = {
            (pair, part): np.array([(r["differences"][pair] or {}).get(part, np.nan) if r else np.nan for r in rows])
            for pair in PAIRS for part in ("shape", "colour")
        }
        self.hidden = [set(r["hidden"]) if r else set() for r in rows]
        self.quad = np.array([r["quad"] for r in m.faces])
        self.roll = m.vector[:, 3]

    def sees(self, check: str) -> np.ndarray:
        needed = REGIONS[check]
        return np.array([not any(name in hidden for name in needed) for hidden in self.hidden])


def gates(m: Measures, r: Regions, labels: Path, min_quad: float) -> dict[str, float]:
    by_name = {row["picture"]: row for row in map(json.loads, labels.read_text().splitlines())}
    labelled = [by_name.get(Path(face["file"]).name) for face in m.faces]
    here = m.validation & (m.condition == LARGEST) & np.isfinite(r.detail + r.logit["worn"])
    at = [i for i in np.flatnonzero(here) if labelled[i] is not None]

    def threshold(name: str, values: np.ndarray, truth: np.ndarray, false_positives: float) -> float:
        found = float(np.quantile(values[~truth], 1 - false_positives))
        print(f"  {name}: log-odds >= {found:.2f}; AUC {roc(values[~truth], values[truth], ())['auc']:.3f}, found "
              f"{interval(int((values[truth] >= found).sum()), int(truth.sum()))}, wrongly {interval(int((values[~truth] >= found).sum()), int((~truth).sum()))}")
        return float(f"{found:.4g}")

    print(f"gates, on {len(at)} labelled validation pictures:")
    worn = threshold("glasses worn", r.logit["worn"][at], np.array([labelled[i]["glasses"] for i in at]), WORN_FALSE_POSITIVES)
    sides = [(i, side) for i in at for side in ("left", "right")]
    values = lambda name: np.array([r.logit[f"{side}{name}"][i] for i, side in sides])
    state = np.array([labelled[i][side] for i, side in sides])
    lobe = threshold("lobe visible", values("Lobe"), state != "hidden", LOBE_FALSE_POSITIVES)
    seen = state != "hidden"
    earring = threshold("earring worn", values("Earring")[seen], state[seen] == "earring", EARRING_FALSE_POSITIVES)
    aligned = here & m.is_real & m.aligned
    plain = float(f"{np.quantile(r.detail[aligned], PLAIN):.4g}")
    print(f"  background plain below a mean step of {plain}")
    return {"minQuad": min_quad, "maxRoll": MAX_ROLL, "worn": worn, "lobe": lobe, "earring": earring, "plain": plain}


def covered(r: Regions, limits: dict[str, float]) -> dict[str, np.ndarray]:
    """Which faces each check judges, as the engine's gates do."""
    judged = (r.quad >= limits["minQuad"]) & (np.abs(r.roll) <= limits["maxRoll"]) & np.isfinite(r.logit["eyes"])
    out = {check: judged & r.sees(check) for check in CHECKS if check != "background"}
    out["glasses"] &= r.logit["worn"] >= limits["worn"]
    out["earrings"] &= np.minimum(r.logit["leftEarring"], r.logit["rightEarring"]) >= limits["earring"]
    out["background"] = judged & (np.nan_to_num(r.detail, nan=-1) >= limits["plain"])
    return out


def auc_interval(real: np.ndarray, gan: np.ndarray) -> tuple[float, float]:
    """Hanley & McNeil 1982, 95 %."""
    auc = roc(real, gan, ())["auc"]
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = (auc * (1 - auc) + (len(gan) - 1) * (q1 - auc**2) + (len(real) - 1) * (q2 - auc**2)) / (len(gan) * len(real))
    spread = 1.96 * math.sqrt(max(variance, 0))
    return auc - spread, min(1.0, auc + spread)


def fit_telltales(
    m: Measures, judged: np.ndarray, aligned_real: np.ndarray, labels: Path
) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """The contract's part, and for every face each check's log-likelihood ratio, 0 where it abstains."""
    r = Regions(m)
    limits = gates(m, r, labels, smallest_quad(m, r, judged, aligned_real))
    shown = covered(r, limits)
    checks, ratios = {}, {}
    print("checks, against aligned photos at 400 px unless said otherwise:")
    for check in CHECKS:
        value, use = r.logit[check], judged & shown[check]
        gan, real = use & m.is_gan, use & aligned_real
        largest = m.condition == LARGEST
        low, high = auc_interval(value[real & largest], value[gan & largest])
        counts = low > SIGNAL and (real & largest).sum() >= FEWEST
        balance = np.where(m.is_gan, 0.5 / gan.sum(), 0.5 / real.sum())
        fit = gan | real
        beta = logistic(value[fit, None], m.is_gan[fit].astype(float), balance[fit] * fit.sum())
        limit = math.log(max(2.0, (real & largest).sum() / BORNE_OUT_BY))
        ratio = np.clip(beta[0] + beta[1] * value, -limit, limit)
        ratios[check] = np.where(shown[check] & counts, np.nan_to_num(ratio), 0.0)
        people = use & m.is_real & (m.condition == LARGEST)
        checks[check] = {"intercept": float(f"{beta[0]:.5g}"), "slope": float(f"{beta[1]:.5g}"),
                         "limit": float(f"{limit:.4g}"), "counts": bool(counts),
                         "percentile": quantile_curve(value[people])}
        by_size = ", ".join(f"{c} {roc(value[real & (m.condition == c)], value[gan & (m.condition == c)], ())['auc']:.3f}"
                            for c in sorted(set(m.condition[judged])) if (gan & (m.condition == c)).sum() > 5)
        report = roc(value[real & largest], value[gan & largest], (0.01,))
        share = lambda mask: f"{(mask & use & largest).sum()}/{(mask & judged & largest).sum()}"
        print(f"  {check}: AUC {report['auc']:.3f} [{low:.3f}, {high:.3f}], TPR at 1 % {report['tpr@0.01']:.3f}; judged GAN {share(m.is_gan)}, "
              f"aligned {share(aligned_real)}, wild {share(m.wild)}; {'counts' if counts else 'an aid to the eye'}; by size {by_size}")
    return {**limits, "checks": checks, "unequal": unequal(m, r, judged, shown)}, ratios


def unequal(m: Measures, r: Regions, judged: np.ndarray, shown: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """From where on two lenses or earrings differ more than nearly all real ones: by the tail, since 1 in 1,000 is more
    than there are."""
    out: dict[str, dict[str, float]] = {}
    for pair in PAIRS:
        use = judged & shown[pair] & (m.condition == LARGEST)
        out[pair] = {}
        for part in ("shape", "colour"):
            value = r.differences[pair, part]
            use = use & np.isfinite(value)
            found = Tail(value[use & m.is_real], cautious=True).exceeded_by(UNEQUAL)
            out[pair][part] = float(f"{found:.4g}")
            print(f"  {pair} unequal by {part} beyond {found:.3f}: GAN {interval(int((value[use & m.is_gan] > found).sum()), int((use & m.is_gan).sum()))}, "
                  f"real {interval(int((value[use & m.is_real] > found).sum()), int((use & m.is_real).sum()))}; AUC against aligned photos "
                  f"{roc(value[use & m.is_real & m.aligned], value[use & m.is_gan], ())['auc']:.3f}")
    return out


def smallest_quad(m: Measures, r: Regions, judged: np.ndarray, aligned_real: np.ndarray) -> float:
    """The eyes' AUC by size says how small a face may be: quads of the smallest condition where it is still above SIGNAL."""
    enough = []
    for condition in set(m.condition[judged]):
        here = judged & (m.condition == condition) & np.isfinite(r.logit["eyes"])
        low, _ = auc_interval(r.logit["eyes"][here & aligned_real], r.logit["eyes"][here & m.is_gan])
        if low > SIGNAL:
            enough.append(float(np.quantile(r.quad[here & aligned_real], 0.01)))
    return float(f"{min(enough):.3g}")


def fit_appearance(
    m: Measures, judged: np.ndarray, aligned_real: np.ndarray, classifier: np.ndarray, asked: np.ndarray, ratios: dict[str, np.ndarray]
) -> tuple[dict[str, object], np.ndarray]:
    """
    How much each check counts beside the classifier: fitted together, since they see the same face and are correlated.
    Returns the contract's part and every face's log-odds, as the engine forms them. What is printed of the gain is
    cross-validated by picture.
    """
    hard = asked & (m.is_gan | aligned_real)
    balance = np.where(m.is_gan, 1 / (hard & m.is_gan).sum(), 1 / (hard & aligned_real).sum()) * hard.sum() / 2
    counted = [check for check in CHECKS if ratios[check].any()]
    features = np.column_stack([classifier, *(ratios[c] for c in counted)])
    names = np.array([face["file"] for face in m.faces])
    fold = np.array([sum(name.encode()) % FOLDS for name in names])

    def fitted(rows: np.ndarray) -> np.ndarray:
        """No check may speak against what it found: negative weights are left out one by one."""
        use = list(range(features.shape[1]))
        while True:
            beta = logistic(features[rows][:, use], m.is_gan[rows].astype(float), balance[rows])
            worst = int(np.argmin(beta[1:]))
            if beta[1 + worst] >= 0:
                out = np.zeros(1 + features.shape[1])
                out[[0, *(1 + u for u in use)]] = beta
                return out
            use.pop(worst)

    def logit(beta: np.ndarray) -> np.ndarray:
        return np.where(asked, beta[0] + features @ beta[1:], classifier)

    validated = np.zeros(len(classifier))
    for number in range(FOLDS):
        outside = fold == number
        validated[outside] = logit(fitted(np.flatnonzero(hard & ~outside)))[outside]
    beta = fitted(np.flatnonzero(hard))
    print(f"appearance: {beta[0]:.3f} + {beta[1]:.3f} x classifier + "
          + " + ".join(f"{b:.3f} x {c}" for b, c in zip(beta[2:], counted)))
    print("  correlation of the ratios with the classifier's log-odds among aligned photos: "
          + ", ".join(f"{c} {np.corrcoef(classifier[hard & aligned_real & (ratios[c] != 0)], ratios[c][hard & aligned_real & (ratios[c] != 0)])[0, 1]:.2f}" for c in counted))
    for condition in sorted(set(m.condition[judged])):
        here = judged & (m.condition == condition)
        line = []
        for name, score in {"classifier": classifier, "with telltales": logit(beta), "cross-validated": validated}.items():
            report = roc(score[here & aligned_real], score[here & m.is_gan], (0.01,))
            line.append(f"{name} AUC {report['auc']:.4f}, TPR at 1 % {report['tpr@0.01']:.3f}")
        print(f"  {condition}: " + "; ".join(line))
    effects(m, judged, aligned_real, classifier, ratios, counted)
    weights = dict(zip(counted, beta[2:]))
    part = {"intercept": float(f"{beta[0]:.5g}"), "classifier": float(f"{beta[1]:.5g}"),
            "telltales": {c: rounded([weights.get(c, 0.0)])[0] for c in CHECKS}}
    return part, logit(beta)


def effects(m: Measures, judged, aligned_real, classifier, ratios, counted) -> None:
    """Every check alone and added to the classifier, on the faces that it judges, at 400 px."""
    print("  on the faces that each check judges, at 400 px, against aligned photos (AUC) and wild ones (TPR at 0.1 %):")
    for check in counted:
        here = judged & (m.condition == LARGEST) & (ratios[check] != 0)
        both = classifier + ratios[check]
        cells = []
        for name, score in {"alone": ratios[check], "classifier": classifier, "both": both}.items():
            hard = roc(score[here & aligned_real], score[here & m.is_gan], ())
            easy = roc(score[here & m.wild], score[here & m.is_gan], (0.001,))
            cells.append(f"{name} {hard['auc']:.3f}, {easy['tpr@0.001']:.3f}")
        print(f"    {check}: " + "; ".join(cells))
