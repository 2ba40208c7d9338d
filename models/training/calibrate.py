"""Fits every number that the engine decides by and writes them into the contract, `models/models.json`.

    python calibrate.py --measures MEASURES.jsonl [--models ..]

Reads what `measure.ts` measured through the shipped stages. Alignment is fitted on the training half of the GAN
pictures and all wild photos (no network learns from either); everything that rests on the classifier uses validation
pictures only, of sources and clusters never trained on.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy import stats

from alignment import STRICT_FALSE_POSITIVES, fit_alignment
from curves import Tail, exceeded_by, interval, quantile_curve, rounded
from logistic import logistic
from metrics import roc
from telltales import fit_appearance, fit_telltales

# Shorter sides at which the size buckets begin, in pixels, and the conditions that stand for each. The first also holds
# for what is smaller still.
BUCKETS = {64: ("80q70",), 96: ("96q70", "128q75"), 160: ("200q75",), 256: ("400q85",)}
# Share of wild photos for which the first network asks the others: what a page costs rests on it.
ASKED = 0.25
# How strong signs are tried: the smallest and worst of what the stability grid of the bench holds.
STABILITY = {"side": 128, "quality": 50}
# Shares of aligned real photos that may look generated where the picture is framed like a generated one, and where like
# a crop of one, which tells less. Times the share of wild photos that are framed so it is what a strong verdict may cost
# among wild photos, 1 in 67,000: well below the 1 in 10,000 that the product promises, since photos elsewhere are more
# often framed tightly than those at hand, ten times as often where everybody crops so.
STRONG_ALIGNED_FALSE_POSITIVES = 0.01
STRONG_CENTRED_FALSE_POSITIVES = 0.005
# Share of real photos, by the extrapolated tail, that may have strong signs by the classifier alone.
STRONG_ALONE_FALSE_POSITIVES = 1e-5
# Share of wild photos that may have some signs.
SOME_FALSE_POSITIVES = 0.01
# Parts that pictures are dealt into to try what was not fitted on them.
FOLDS = 5
# Share of photos of people that may be taken for drawings.
DRAWING_FALSE_POSITIVES = 0.002
# Wild photos are far more common on social pages than FFHQ-cropped ones.
ALIGNED_REAL_WEIGHT = 0.1


class Measures:
    def __init__(self, file: Path) -> None:
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        self.faces = [r for r in rows if r["reason"] is None]
        self.every = rows
        column = lambda name: np.array([r[name] for r in self.faces])
        self.label, self.source, self.condition = column("label"), column("source"), column("condition")
        self.aligned, self.validation = column("aligned"), column("validation")
        self.vector = column("vector")
        self.drawing = np.array([np.nan if r["notAPhoto"] is None else r["notAPhoto"] for r in self.faces])
        # Log-odds by network and look: [faces, networks, looks]. Unknown for pictures trained on; beyond the first
        # network's first look also where that saw nothing.
        networks = max(len(r["gan"]) for r in self.faces)
        looks = max(len(taken) for r in self.faces for taken in r["gan"])
        self.looks = np.full((len(self.faces), networks, looks), np.nan)
        for at, r in enumerate(self.faces):
            for number, taken in enumerate(r["gan"]):
                self.looks[at, number, : len(taken)] = taken
        self.suspected = column("suspected")
        self.is_gan, self.is_real = self.label == "gan", self.label == "real"
        self.wild = self.is_real & ~self.aligned


def combine(m: Measures, judged: np.ndarray, aligned_real: np.ndarray) -> tuple[dict[str, object], np.ndarray, np.ndarray]:
    """
    How much each network counts, and from which answer of the first the others are asked. Returns the contract's part
    the classifier's log-odds for every face, as the engine forms them, and whether all were asked.
    """
    # A network that takes fewer looks than another leaves the last places empty.
    counts = np.isfinite(m.looks[judged]).any(0)
    screen = m.looks[:, 0, 0]
    means = np.stack([m.looks[:, n, c].mean(1) for n, c in enumerate(counts)], 1)
    ask = float(f"{np.quantile(screen[judged & m.wild], 1 - ASKED):.3g}")
    asked = judged & (m.suspected | (screen >= ask))
    if np.isnan(means[asked]).any():
        raise ValueError(f"faces that the first network gives {ask} or more were not looked at by all: see measure.ts")
    # Against aligned photos alone: framing and look of wild ones are easier, and the alignment check sees them better.
    hard = asked & (m.is_gan | aligned_real)
    weight = np.where(m.is_gan, 1 / (hard & m.is_gan).sum(), 1 / (hard & aligned_real).sum())
    chosen = choose(m, means, hard, aligned_real)
    beta = logistic(means[hard][:, chosen], m.is_gan[hard].astype(float), weight[hard] * hard.sum() / 2)
    weights = np.zeros(means.shape[1])
    weights[chosen] = beta[1:]
    logit = np.where(asked, beta[0] + np.nan_to_num(means) @ weights, screen)
    print(f"classifier: {beta[0]:.3f} + {' + '.join(f'{b:.3f}' for b in weights)} (each network's mean over its looks); asked from {ask}")
    for name, group in (("GAN", judged & m.is_gan), ("aligned", judged & aligned_real), ("wild", judged & m.wild)):
        print(f"  asked of {name}: {interval(int(asked[group].sum()), int(group.sum()))}")
    for condition in sorted(set(m.condition[judged])):
        here = judged & (m.condition == condition)
        for name, score in {"first look": screen, "together": logit}.items():
            report = roc(score[here & aligned_real], score[here & m.is_gan], (0.01,))
            print(f"  {condition} {name}: AUC {report['auc']:.4f}, TPR at 1 % {report['tpr@0.01']:.3f} against aligned photos")
    part = {"ask": ask, "intercept": float(f"{beta[0]:.5g}"), "weights": rounded(weights)}
    return part, logit, asked


def choose(m: Measures, means: np.ndarray, hard: np.ndarray, aligned_real: np.ndarray) -> list[int]:
    """
    Which networks count: the first, and of the others those with which most generated faces are found at 1 % of aligned
    photos, on average over the conditions, by weights fitted on other pictures. One that does not count still shows
    where it saw something.
    """
    names = np.array([face["file"] for face in m.faces])
    _, number = np.unique(names, return_inverse=True)
    fold = np.random.default_rng(0).integers(0, FOLDS, number.max() + 1)[number]
    others = range(1, means.shape[1])
    found: dict[tuple[int, ...], float] = {}
    for size in range(means.shape[1]):
        for extra in combinations(others, size):
            columns = [0, *extra]
            logit = np.full(len(names), np.nan)
            for held in range(FOLDS):
                learn, test = hard & (fold != held), hard & (fold == held)
                weight = np.where(m.is_gan, 1 / (learn & m.is_gan).sum(), 1 / (learn & aligned_real).sum())
                beta = logistic(means[learn][:, columns], m.is_gan[learn].astype(float), weight[learn] * learn.sum() / 2)
                logit[test] = beta[0] + means[test][:, columns] @ beta[1:]
            reports = [roc(logit[hard & aligned_real & here], logit[hard & m.is_gan & here], (0.01,))
                       for here in (m.condition == condition for condition in sorted(set(m.condition[hard])))]
            found[extra] = float(np.mean([report["tpr@0.01"] for report in reports]))
            print(f"  networks {[1, *(e + 1 for e in extra)]}: TPR at 1 % {found[extra]:.3f}, AUC "
                  f"{np.mean([report['auc'] for report in reports]):.4f} (mean over conditions, cross-validated)")
    return [0, *max(found, key=lambda extra: found[extra])]


def calibrate(m: Measures, labels: Path) -> dict[str, object]:
    alignment, strictly_aligned, centred, ratio = fit_alignment(m)
    people = m.validation & (m.is_gan | m.is_real)
    drawing = float(np.quantile(m.drawing[people], 1 - DRAWING_FALSE_POSITIVES))
    nonface = m.validation & (m.label == "nonface")
    print(f"drawing: logit >= {drawing:.2f}; caught {interval(int((m.drawing[nonface] >= drawing).sum()), int(nonface.sum()))}"
          " of non-faces in which a face was found")

    judged = people & (m.drawing < drawing)
    weight = np.where(m.is_gan, 1 / m.is_gan[judged].sum(), 0.0)
    weight[m.wild] = (1 - ALIGNED_REAL_WEIGHT) / m.wild[judged].sum()
    aligned_real = m.is_real & m.aligned
    weight[aligned_real] = ALIGNED_REAL_WEIGHT / aligned_real[judged].sum()
    combined, classifier, asked = combine(m, judged, aligned_real)
    telltales, ratios = fit_telltales(m, judged, aligned_real, labels)
    appearance, logit = fit_appearance(m, judged, aligned_real, classifier, asked, ratios)
    beta = logistic(np.column_stack([logit, ratio])[judged], m.is_gan[judged].astype(float), weight[judged] * judged.sum())
    fused = beta[0] + beta[1] * logit + beta[2] * ratio
    print(f"fusion: {beta[0]:.3f} + {beta[1]:.3f} x appearance + {beta[2]:.3f} x alignment")

    buckets = []
    for side, conditions in BUCKETS.items():
        here = judged & np.isin(m.condition, conditions)
        wild, real = here & m.wild, here & aligned_real
        when_aligned = exceeded_by(logit[real], STRONG_ALIGNED_FALSE_POSITIVES)
        when_centred = exceeded_by(logit[real], STRONG_CENTRED_FALSE_POSITIVES)
        tail = Tail(logit[wild | real], cautious=True)
        alone = max(tail.exceeded_by(STRONG_ALONE_FALSE_POSITIVES), float(logit[wild | real].max()) + 0.25)
        some = exceeded_by(fused[wild], SOME_FALSE_POSITIVES)
        strong = (strictly_aligned & (logit >= when_aligned)) | (centred & (logit >= when_centred)) | (logit >= alone)
        gan = here & m.is_gan
        count = lambda mask, of: interval(int((mask & of).sum()), int(of.sum()))
        print(f"side >= {side} ({', '.join(conditions)}): strong when aligned from {when_aligned:.2f}, when centred from {when_centred:.2f}, alone from {alone:.2f}, "
              f"some from {some:.2f}")
        print(f"  strong: GAN {count(strong, gan)}, wild {count(strong, wild)}, aligned real {count(strong, real)}")
        print(f"  appearance among wild photos: highest of {int(wild.sum())} is {logit[wild].max():.2f}; 1 in 10,000 lies beyond, extrapolated:")
        for cautious in (False, True):
            wild_tail = Tail(logit[wild], cautious)
            low, high = wild_tail.interval(1e-4)
            print(f"    {wild_tail.exceeded_by(1e-4):.2f} [{low:.2f}, {high:.2f}] by shape {wild_tail.shape:.2f}"
                  f"{', the cautious tail' if cautious else ', as fitted'}")
        # If wild photos that happen to be aligned score like aligned real photos, which is what aligned reals are for:
        expected = (STRICT_FALSE_POSITIVES * (STRONG_ALIGNED_FALSE_POSITIVES + STRONG_CENTRED_FALSE_POSITIVES)
                    + tail.share_beyond(alone))
        # Weighed for whoever estimates from a list's verdicts how many of its photos are generated.
        rates = {name: {"of": int(of.sum()), "strong": int((strong & of).sum()), "some": int(((strong | (fused >= some)) & of).sum())}
                 for name, of in (("gan", gan), ("wild", wild), ("aligned", real))}
        buckets.append({"minSide": side, "appearancePercentile": quantile_curve(logit[wild]),
                        "strongWhenAligned": float(f"{when_aligned:.4g}"), "strongWhenCentred": float(f"{when_centred:.4g}"), "strongAlone": float(f"{alone:.4g}"),
                        "some": float(f"{some:.4g}"), "rates": rates | {"expectedStrong": float(f"{expected:.4g}")}})
        print(f"  expected strong among wild photos: {1e4 * expected:.2f} in 10,000 (strict alignment x appearance among aligned, "
              f"plus appearance alone, extrapolated); counted: {int((strong & wild).sum())}, at most "
              f"{1e4 * stats.beta.ppf(0.95, int((strong & wild).sum()) + 1, int(wild.sum())):.1f} in 10,000 (95 %, one-sided)")
    return {"classifier": combined, "stability": STABILITY, "alignment": alignment, "drawing": float(f"{drawing:.4g}"),
            "telltales": telltales, "appearance": appearance,
            "fusion": {"intercept": float(f"{beta[0]:.5g}"), "appearance": float(f"{beta[1]:.5g}"),
                       "alignment": float(f"{beta[2]:.5g}")},
            "buckets": buckets}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measures", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=Path(__file__).parent / "worn.jsonl")
    parser.add_argument("--models", type=Path, default=Path(__file__).parent.parent)
    args = parser.parse_args()
    contract_file = args.models / "models.json"
    contract = json.loads(contract_file.read_text())
    contract["calibration"] = calibrate(Measures(args.measures), args.labels)
    models = contract["models"]
    hashes = "".join(network["sha256"][:4] for network in (*models["classifier"], models["regions"]))
    contract["version"] = f"{date.today().isoformat()}-{hashes}"
    contract_file.write_text(json.dumps(contract, indent=2) + "\n")
    print(f"models.json is version {contract['version']}")


if __name__ == "__main__":
    main()
