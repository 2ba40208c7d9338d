"""Trains the network of the telltales on rendered regions, resumable.

    python train_regions.py --crops CROPS --run RUN --start PATCH_RUN --samples 100000

Half of every batch are GAN faces, half photos: of these two thirds FFHQ-aligned (content matched) and one third wild.
Every part learns from every picture that shows it; glasses and earrings from those that wear them, by the labels.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from dataset import LOW_WEIGHT
from metrics import roc
from net import RegionNet
from render_regions import REGIONS, regions_file
from rows import Rows
from train import FAMILIES, recolour, soft, to_input
from trainer import add_arguments, averaged, train

BATCH = 24
# Quads, in pixels, between the sizes that are drawn separately: resolution must not go with the class.
SIZE_BORDERS = (90, 140, 220)
SIZE_SHARES = (0.15, 0.25, 0.3, 0.3)
ALIGNED = 2 / 3
# So many of a batch's pictures wear glasses, or earrings on both sides, by the labels.
WEARING = 0.25
MAX_SHIFT = 4  # pixels
CONDITIONS = ("400q85",)
RIGHT = [i for i, name in enumerate(REGIONS) if "ight" in name]
# What must be seen for an output to mean anything.
NEEDS = {"eyes": (0, 1), "glasses": (0, 1), "earrings": (2, 3), "mouth": (4,), "hair": (5, 6), "background": (7, 8, 9, 10)}


class Labels:
    """
    What was seen on pictures: {"picture", "glasses": bool, "left", "right": "earring" | "bare" | "hidden"}, null where
    that is not known.
    """

    def __init__(self, file: Path) -> None:
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        self.rows = {r["picture"]: r for r in rows}

    def targets(self, pictures: np.ndarray) -> np.ndarray:
        """[n, 5] of worn, left and right lobe visible, left and right earring; NaN where nobody looked."""
        out = np.full((len(pictures), 5), np.nan, np.float32)
        for i, name in enumerate(pictures):
            row = self.rows.get(str(name))
            if row is None:
                continue
            if row["glasses"] is not None:
                out[i, 0] = row["glasses"]
            for at, side in enumerate(("left", "right")):
                if row[side] is not None:
                    out[i, 1 + at] = row[side] != "hidden"
                if row[side] in ("earring", "bare"):
                    out[i, 3 + at] = row[side] == "earring"
        return out


def complete(crops: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """As the engine does: right squares mirrored, a background square that is missing stands for another."""
    crops = crops.copy()
    crops[RIGHT] = crops[RIGHT][:, :, ::-1]
    background = NEEDS["background"]
    there = [i for i in background if seen[i]]
    for i in background:
        if not seen[i] and there:
            crops[i] = crops[there[i % len(there)]]
    return crops


class Rounds:
    def __init__(self, folder: Path, labels: Labels) -> None:
        self.folder, self.labels, self.names = folder, labels, set()
        self.crops: list[Rows] = []
        self.seen: list[np.ndarray] = []
        self.targets: list[np.ndarray] = []
        self.index: dict[tuple[int, str], dict[str, list[tuple[int, int]]]] = {}
        self.wearing: dict[tuple[int, str], list[tuple[int, int]]] = {}

    def refresh(self) -> int:
        for meta_file in sorted(self.folder.glob("regions-0*.meta.npz")):
            name = meta_file.name.removesuffix(".meta.npz")
            if name in self.names or not regions_file(self.folder, name).exists():
                continue
            self.names.add(name)
            meta = np.load(meta_file)
            number = len(self.crops)
            self.crops.append(Rows(regions_file(self.folder, name)))
            self.seen.append(meta["seen"])
            targets = self.labels.targets(meta["picture"])
            self.targets.append(targets)
            sizes = np.searchsorted(SIZE_BORDERS, meta["quad"])
            for row, (size, label, source, aligned) in enumerate(zip(sizes, meta["label"], meta["source"], meta["aligned"])):
                kind = ("aligned" if aligned else "wild") if label == "real" else "gan"
                family = next((f for f in FAMILIES if source.startswith(f)), str(source))
                self.index.setdefault((int(size), kind), {}).setdefault(family, []).append((number, row))
                if targets[row, 0] == 1 or (targets[row, 3:] == 1).all():
                    self.wearing.setdefault((int(size), kind), []).append((number, row))
        return len(self.crops)

    def draw(self, size: int, kind: str, rng: np.random.Generator) -> tuple[int, int]:
        wearing = self.wearing.get((size, kind), [])
        if wearing and rng.random() < WEARING:
            return wearing[rng.integers(len(wearing))]
        sources = self.index[(size, kind)]
        names = list(sources)
        weight = np.array([LOW_WEIGHT.get(n, 1.0) * math.sqrt(len(sources[n])) for n in names])
        items = sources[names[rng.choice(len(names), p=weight / weight.sum())]]
        return items[rng.integers(len(items))]

    def batch(self, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Squares uint8 [n, 11, 3, s, s]; which were seen [n, 11]; generated [n]; the labels' targets [n, 5]."""
        half = BATCH // 2
        sizes = rng.choice(len(SIZE_SHARES), size=half, p=SIZE_SHARES)
        plan = [(int(s), "gan") for s in sizes]
        plan += [(int(s), "aligned" if i < half * ALIGNED else "wild") for i, s in enumerate(sizes)]
        drawn = [self.draw(size, kind, rng) for size, kind in plan]
        seen = np.stack([self.seen[n][row] for n, row in drawn])
        crops = np.stack([shifted(complete(self.crops[n][row], s), rng) for (n, row), s in zip(drawn, seen)])
        targets = np.stack([self.targets[n][row] for n, row in drawn])
        gan = torch.tensor([float(kind == "gan") for _, kind in plan])
        return torch.from_numpy(crops).permute(0, 1, 4, 2, 3), torch.from_numpy(seen), gan, torch.from_numpy(targets)


def shifted(crops: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every square moved by some pixels, its border repeated: landmarks are not exact."""
    side = crops.shape[1]
    out = np.empty_like(crops)
    for i, crop in enumerate(crops):
        dx, dy = rng.integers(-MAX_SHIFT, MAX_SHIFT + 1, 2)
        rows = np.clip(np.arange(side) + dy, 0, side - 1)
        columns = np.clip(np.arange(side) + dx, 0, side - 1)
        out[i] = crop[rows][:, columns]
    return out


def masks(seen: Tensor, targets: Tensor) -> Tensor:
    """Which evidence outputs mean something [n, 6]: what they need is seen, and worn where it must be."""
    shown = {name: seen[:, list(at)].any(1) if name == "background" else seen[:, list(at)].all(1) for name, at in NEEDS.items()}
    shown["glasses"] = shown["glasses"] & (targets[:, 0] == 1)
    shown["earrings"] = shown["earrings"] & (targets[:, 3:] == 1).all(1)
    return torch.stack([shown[name] for name in RegionNet.evidence], 1)


def loss_of(logits: Tensor, seen: Tensor, gan: Tensor, targets: Tensor) -> Tensor:
    cross_entropy = nn.functional.binary_cross_entropy_with_logits
    count = len(RegionNet.evidence)
    mask = masks(seen, targets)
    evidence = cross_entropy(logits[:, :count], soft(gan)[:, None].expand(-1, count), reduction="none")
    known = ~targets.isnan()
    # A square that was not seen says nothing of a lobe.
    known[:, [1, 3]] &= seen[:, 2:3]
    known[:, [2, 4]] &= seen[:, 3:4]
    gates = cross_entropy(logits[:, count:], soft(targets.nan_to_num()), reduction="none")
    return ((evidence * mask).sum() + 0.5 * (gates * known).sum()) / len(logits)


@torch.no_grad()
def validate(net: nn.Module, folder: Path, labels: Labels, condition: str, device: torch.device) -> dict[str, object]:
    """AUC and TPR at 1 % of every evidence against FFHQ photos, and AUC of the gates, with how many were covered."""
    net.eval()
    meta = np.load(folder / f"regions-{condition}.meta.npz")
    crops = np.load(regions_file(folder, f"regions-{condition}"), mmap_mode="r")
    chosen = np.flatnonzero((meta["label"] == "gan") | (meta["aligned"] & (meta["label"] == "real")))
    logits = []
    for i in range(0, len(chosen), 32):
        part = np.stack([complete(crops[j], meta["seen"][j]) for j in chosen[i : i + 32]])
        flat = to_input(torch.from_numpy(part).flatten(0, 1).permute(0, 3, 1, 2)).to(device)
        logits.append(net(flat.unflatten(0, part.shape[:2])).cpu())
    logit = torch.cat(logits).numpy()
    targets = labels.targets(meta["picture"][chosen])
    mask = masks(torch.from_numpy(meta["seen"][chosen]), torch.from_numpy(targets)).numpy()
    is_gan = meta["label"][chosen] == "gan"
    report: dict[str, object] = {}
    for i, name in enumerate(RegionNet.evidence):
        real, gan = logit[mask[:, i] & ~is_gan, i], logit[mask[:, i] & is_gan, i]
        if len(real) > 5 and len(gan) > 5:
            report[name] = {"n": [len(gan), len(real)], **roc(real, gan, (0.01,))}
    for i, name in enumerate(RegionNet.outputs[len(RegionNet.evidence) :]):
        known = ~np.isnan(targets[:, i])
        there, absent = logit[known & (targets[:, i] == 1), 6 + i], logit[known & (targets[:, i] == 0), 6 + i]
        if len(there) > 5 and len(absent) > 5:
            report[name] = {"n": [len(there), len(absent)], **roc(absent, there, (0.05,))}
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, samples=100_000, trunk_rate=4e-4, weight_decay=0.05)
    parser.add_argument("--labels", type=Path, default=Path(__file__).parent / "worn.jsonl")
    parser.add_argument("--start", type=Path, help="begin with the trunk of a patch run, not ImageNet's")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    net = RegionNet()
    if args.start is None:
        net.trunk.load_imagenet()
    else:
        prefix = "trunk."
        state = averaged(args.start)
        net.trunk.load_state_dict({k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)})
    labels = Labels(args.labels)
    rounds = Rounds(args.crops, labels)
    rounds.refresh()

    def loss_at(net: nn.Module, step: int, device: torch.device) -> Tensor:
        crops, seen, gan, targets = (part.to(device) for part in rounds.batch(np.random.default_rng([args.seed, step])))
        # One change of colours a picture: its parts must stay comparable.
        n, squares, channels, side, _ = crops.shape
        wide = to_input(crops.permute(0, 2, 1, 3, 4).reshape(n, channels, squares * side, side))
        inputs = recolour(wide).reshape(n, channels, squares, side, side).permute(0, 2, 1, 3, 4)
        return loss_of(net(inputs), seen, gan, targets)

    def report(net: nn.Module, validating: bool, device: torch.device) -> dict[str, object]:
        found = {c: validate(net, args.crops, labels, c, device) for c in CONDITIONS} if validating else {}
        return {"rounds": rounds.refresh(), "validation": found}

    train(net, args, BATCH, loss_at, report)


if __name__ == "__main__":
    main()
