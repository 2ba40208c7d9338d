"""Trains the classifier on rendered crops, resumable, on a GPU when there is one.

    python train.py --design whole --crops CROPS --run RUN --samples 600000

Half of every batch are GAN faces, half real ones: of these half FFHQ-aligned (the hard forensic problem) and half
wild (as people crop). Batches are drawn size by size, so that resolution never goes with the class.
"""

from __future__ import annotations

import argparse
import functools
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from dataset import LOW_WEIGHT
from metrics import roc
from net import DESIGNS, PatchNet
from render import crops_file, is_rendered
from rows import Rows
from simulate import SIZES
from trainer import add_arguments, averaged, train

BATCH = 64
NOT_PHOTO_PER_BATCH = 4
# Borders, in delivered pixels, between the sizes that are drawn separately, and how often each is drawn.
SIZE_BORDERS = (72, 112, 176)
SIZE_SHARES = (0.2, 0.3, 0.3, 0.2)
LABEL_DOUBT = 0.01
NOT_PHOTO_WEIGHT = 0.3
# Every position of a patch network is taught by what it sees, beside the picture as a whole.
POSITIONS_WEIGHT = 0.5
FAMILIES = ("conf-", "oss-", "site-")


class Rounds:
    """Stored rounds, indexed by (size, class, source); takes up new rounds as they are rendered."""

    def __init__(self, folder: Path, side: int) -> None:
        self.folder = folder
        self.side = side
        self.crops: list[Rows] = []
        self.names: set[str] = set()
        self.index: dict[tuple[int, str], dict[str, list[tuple[int, int]]]] = {}

    def refresh(self) -> int:
        for meta_file in sorted(self.folder.glob("round-*.meta.npz")):
            name = meta_file.name.removesuffix(".meta.npz")
            if name in self.names or not is_rendered(self.folder, name):
                continue
            self.names.add(name)
            meta = np.load(meta_file)
            number = len(self.crops)
            self.crops.append(Rows(crops_file(self.folder, name, self.side)))
            sizes = np.searchsorted(SIZE_BORDERS, meta["delivered"])
            for row, (size, label, source, aligned) in enumerate(
                zip(sizes, meta["label"], meta["source"], meta["aligned"])
            ):
                kind = ("aligned" if aligned else "wild") if label == "real" else str(label)
                family = next((f for f in FAMILIES if source.startswith(f)), str(source))
                key = (0 if kind == "nonface" else int(size), kind)
                self.index.setdefault(key, {}).setdefault(family, []).append((number, row))
        return len(self.crops)

    def draw(self, size: int, kind: str, rng: np.random.Generator) -> np.ndarray:
        sources = self.index[(size, kind)]
        names = list(sources)
        weight = np.array([LOW_WEIGHT.get(n, 1.0) * math.sqrt(len(sources[n])) for n in names])
        items = sources[names[rng.choice(len(names), p=weight / weight.sum())]]
        number, row = items[rng.integers(len(items))]
        return self.crops[number][row]

    def batch(self, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Images uint8 [n, 3, s, s] of the rounds' side; whether each is generated and whether it is no photo, [n] each."""
        half = (BATCH - NOT_PHOTO_PER_BATCH) // 2
        plan = ["gan"] * half + ["aligned"] * (half // 2) + ["wild"] * (half - half // 2)
        plan += ["nonface"] * NOT_PHOTO_PER_BATCH
        images = []
        sizes = rng.choice(len(SIZE_SHARES), size=half, p=SIZE_SHARES)
        for position, kind in enumerate(plan):
            size = 0 if kind == "nonface" else int(sizes[position % half])
            crop = self.draw(size, kind, rng)
            images.append(crop[:, ::-1] if rng.random() < 0.5 else crop)
        gan = torch.tensor([float(k == "gan") for k in plan])
        drawing = torch.tensor([float(k == "nonface") for k in plan])
        return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2), gan, drawing


def to_input(images: Tensor) -> Tensor:
    return (images.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def recolour(images: Tensor) -> Tensor:
    """A colour cast, brightness, contrast, and now and then grey: colours must not be what a picture is known by."""
    n = len(images)
    normal = functools.partial(torch.randn, device=images.device)
    gain = torch.exp(normal(n, 3, 1, 1) * 0.06 + normal(n, 1, 1, 1) * 0.1)
    mean = images.mean((1, 2, 3), keepdim=True)
    images = ((images - mean) * torch.exp(normal(n, 1, 1, 1) * 0.12) + mean + 1) * gain - 1
    grey = torch.rand(n, 1, 1, 1, device=images.device) < 0.08
    return torch.where(grey, images.mean(1, keepdim=True), images).clamp(-1, 1)


def rectangle(share: float, side: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """A random rectangle of about `share` of the area."""
    ratio = math.exp(rng.uniform(-0.7, 0.7))
    height, width = (min(side, int(side * math.sqrt(share * r))) for r in (ratio, 1 / ratio))
    y, x = rng.integers(0, side - height + 1), rng.integers(0, side - width + 1)
    return slice(y, y + height), slice(x, x + width)


def mix_classes(images: Tensor, generated: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """
    CutMix (Yun et al. 2019) between the generated faces and the real ones of the same size, which stand half a batch
    apart, and erased rectangles (Zhong et al. 2020): evidence must be found in every part of a face, and no picture
    can be learned by heart. `generated` says for each pixel [n, 1, side, side] whether it is; it goes with the pixels.
    """
    images, generated = images.clone(), generated.clone()
    half, side = (BATCH - NOT_PHOTO_PER_BATCH) // 2, images.shape[-1]
    for i in range(half):
        if rng.random() < 0.5:
            rows, columns = rectangle(float(rng.uniform(0.1, 0.5)), side, rng)
            for tensor in (images, generated):
                tensor[[i, i + half], :, rows, columns] = tensor[[i + half, i], :, rows, columns]
    for i in np.flatnonzero(rng.random(2 * half) < 0.25):
        rows, columns = rectangle(float(rng.uniform(0.05, 0.25)), side, rng)
        images[i, :, rows, columns] = float(rng.uniform(-1, 1))
    return images, generated


def soft(generated: Tensor) -> Tensor:
    return generated * (1 - 2 * LABEL_DOUBT) + LABEL_DOUBT


def part(images: Tensor, share: float, at: tuple[float, float], side: int) -> Tensor:
    """A square of `share` of the images' side [n, 3, s, s], placed by `at` in 0..1 (x, y), as a network's input."""
    whole = images.shape[-1]
    size = round(whole * share)
    x, y = (round(a * (whole - size)) for a in at)
    cut = images[..., y : y + size, x : x + size]
    return nn.functional.interpolate(cut, (side, side), mode="bicubic", antialias=True).clamp(-1, 1)


def parts(images: Tensor, shares: tuple[float, float], side: int, rng: np.random.Generator) -> Tensor:
    """A random part of every image: what gives a face away must be found from near, wherever one looks."""
    cuts = [part(i[None], rng.uniform(*shares), (rng.random(), rng.random()), side) for i in images]
    return torch.cat(cuts).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def scores(net: nn.Module, crops: np.ndarray, device: torch.device, share: float | None) -> np.ndarray:
    """Logits of whole crops, or of the middle `share` of each."""
    net.eval()
    logits = []
    for i in range(0, len(crops), 64):
        inputs = to_input(torch.from_numpy(np.array(crops[i : i + 64])).to(device).permute(0, 3, 1, 2))
        logits.append(net(inputs if share is None else part(inputs, share, (0.5, 0.5), net.side)).cpu())
    return torch.cat(logits).float().numpy()


def validate(
    net: nn.Module, folder: Path, device: torch.device, conditions: tuple[str, ...], side: int, share: float | None
) -> dict[str, object]:
    report: dict[str, dict[str, object]] = {}
    for condition in conditions:
        meta = np.load(folder / f"validation-{condition}.meta.npz")
        crops = np.load(crops_file(folder, f"validation-{condition}", side), mmap_mode="r")
        logits = scores(net, crops, device, share)
        gan = logits[:, 0]
        label, aligned, source = meta["label"], meta["aligned"], meta["source"]
        unseen = np.isin(source, ["fake-avatars", "tpdne-c-sg2", "sg2-seeds-b", "sg3-t-a", "sg3-misc"])
        report[condition] = {
            "unseen/aligned": roc(gan[(label == "real") & aligned], gan[(label == "gan") & unseen], (0.01,)),
            "all/aligned": roc(gan[(label == "real") & aligned], gan[label == "gan"], (0.01,)),
            "all/wild": roc(gan[(label == "real") & ~aligned], gan[label == "gan"], (0.01, 0.001)),
        }
        if "not_a_photo" in net.outputs:
            report[condition]["drawing"] = roc(logits[label == "real", 1], logits[label == "nonface", 1], (0.01,))
    return report


def loss_of(net: nn.Module, inputs: Tensor, generated: Tensor, drawing: Tensor) -> Tensor:
    """Cross-entropy of the outputs, and for a patch network of every position; drawings say nothing of generators."""
    cross_entropy = nn.functional.binary_cross_entropy_with_logits
    photo = 1 - drawing
    share = soft(generated.mean((1, 2, 3)))
    if isinstance(net, PatchNet):
        positions = net.positions(inputs)
        logits = net.pooled(positions)
        local = soft(nn.functional.adaptive_avg_pool2d(generated, positions.shape[2:]))
        by_position = cross_entropy(positions, local, reduction="none").mean((1, 2, 3))
        extra = POSITIONS_WEIGHT * (by_position * photo).sum()
    else:
        logits = net(inputs)
        extra = NOT_PHOTO_WEIGHT * cross_entropy(logits[:, 1], soft(drawing), reduction="sum")
    return ((cross_entropy(logits[:, 0], share, reduction="none") * photo).sum() + extra) / len(inputs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, samples=600_000, trunk_rate=8e-4, weight_decay=0.02)
    parser.add_argument("--design", choices=DESIGNS, required=True)
    parser.add_argument("--mix", action="store_true", help="recolour, mix classes and erase parts")
    parser.add_argument("--near", type=float, nargs=2, metavar=("LOW", "HIGH"),
                        help="show random parts of the largest crops: these shares of the side, resized to the input")
    parser.add_argument("--start", type=Path, help="begin with another run's averaged weights, not ImageNet's")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    net = DESIGNS[args.design]()
    if args.start is None:
        net.trunk.load_imagenet()
    else:
        net.load_state_dict(averaged(args.start))
    side = net.side if args.near is None else max(SIZES)
    rounds = Rounds(args.crops, side)
    rounds.refresh()

    def loss_at(net: nn.Module, step: int, device: torch.device) -> Tensor:
        rng = np.random.default_rng([args.seed, step])
        images, gan, drawing = (part.to(device) for part in rounds.batch(rng))
        inputs = to_input(images)
        if args.near is not None:
            inputs = parts(inputs, args.near, net.side, rng)
        generated = gan.view(-1, 1, 1, 1).expand(-1, 1, *inputs.shape[2:])
        if args.mix:
            inputs, generated = mix_classes(recolour(inputs), generated, rng)
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        return loss_of(net, inputs, generated, drawing)

    def report(net: nn.Module, validating: bool, device: torch.device) -> dict[str, object]:
        conditions = ("400q85", "128q75") if validating else ()
        share = args.near and sum(args.near) / 2
        return {"rounds": rounds.refresh(), "validation": validate(net, args.crops, device, conditions, side, share)}

    train(net, args, BATCH, loss_at, report)


if __name__ == "__main__":
    main()
