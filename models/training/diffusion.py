"""Would an output "diffusion-generated" hold on a generator that it was not trained on?

    python diffusion.py --run RUN --data DATA --faces FACES --drawings DRAWINGS

Fits a logistic regression on the features of a trained network (its means over positions at several depths) and, for
comparison, on those of the ImageNet trunk it started from: one source of diffusion portraits and the real photos of the
training half against the other source and the real photos of the validation half. Prints AUC and the true positive
rate at 0.5 % false positives. Below 60 % the product says that diffusion faces are not covered.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

import dataset
from logistic import logistic
from metrics import roc
from net import WholeNet
from render import delivered_frame, open_picture
from simulate import classifier_input, rendition
from train import to_input

SOURCES = ("sd3-portraits", "t2i-faces")
RENDITIONS = 6  # of every diffusion portrait to train on
REAL_TRAINING, REAL_VALIDATION = 1500, 1500
CONDITION = (256, 85)
RIDGES = (1.0, 10.0, 100.0)
FPR = 0.005


def random_views(p: dataset.Picture, count: int, seed: int) -> list[np.ndarray]:
    original = open_picture(p.file)
    views = []
    for repeat in range(count):
        im, box, _ = rendition(original, p.quad, np.random.default_rng([seed, repeat]))
        views.append(classifier_input(im, box, WholeNet.side))
    return views


def delivered_view(p: dataset.Picture) -> np.ndarray:
    return classifier_input(*delivered_frame(p, p.quad, *CONDITION), WholeNet.side)


@torch.no_grad()
def features(net: WholeNet, views: list[np.ndarray]) -> np.ndarray:
    parts = []
    for i in range(0, len(views), 64):
        maps = net.trunk(to_input(torch.from_numpy(np.stack(views[i : i + 64])).permute(0, 3, 1, 2)))
        parts.append(torch.cat([m.mean((2, 3)) for m in maps], 1))
    return torch.cat(parts).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    dataset.add_arguments(parser)
    args = parser.parse_args()
    torch.set_num_threads(1)
    pictures = [p for p in dataset.given(args) if p.quad is not None]
    rng = np.random.default_rng(1)
    some = lambda group, count: [group[i] for i in rng.permutation(len(group))[:count]]
    real = [p for p in pictures if p.label == "real"]
    training = some([p for p in real if not p.validation], REAL_TRAINING)
    validation = some([p for p in real if p.validation], REAL_VALIDATION)
    views = {"training": [random_views(p, 1, i)[0] for i, p in enumerate(training)],
             "validation": [delivered_view(p) for p in validation]}
    for source in SOURCES:
        group = [p for p in pictures if p.source == source]
        views[f"{source} random"] = [v for i, p in enumerate(group) for v in random_views(p, RENDITIONS, i)]
        views[source] = [delivered_view(p) for p in group]

    trained, imagenet = WholeNet().eval(), WholeNet().eval()
    trained.load_state_dict(torch.load(args.run / "checkpoint.pt", map_location="cpu")["ema"])
    imagenet.trunk.load_imagenet()
    for name, net in (("trained for GAN faces", trained), ("ImageNet", imagenet)):
        found = {key: features(net, value) for key, value in views.items()}
        for left_out in SOURCES:
            fit = np.concatenate([found[f"{s} random"] for s in SOURCES if s != left_out])
            x = np.concatenate([found["training"], fit])
            y = np.concatenate([np.zeros(len(found["training"])), np.ones(len(fit))])
            balance = np.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
            mean, spread = x.mean(0), x.std(0) + 1e-6
            for ridge in RIDGES:
                beta = logistic((x - mean) / spread, y, balance, ridge)
                score = {k: beta[0] + (v - mean) / spread @ beta[1:] for k, v in found.items()}
                report = roc(score["validation"], score[left_out], (FPR,))
                print(f"{name}, {left_out} ({len(score[left_out])}) left out, ridge {ridge:g}: AUC {report['auc']:.3f}, "
                      f"TPR at 0.5 % {report[f'tpr@{FPR:g}']:.3f}", flush=True)


if __name__ == "__main__":
    main()
