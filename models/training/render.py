"""Renders the pictures once, so that training reads arrays: rounds for training, fixed conditions for validation.

    python render.py --data ../../../shared/data --faces FACES --drawings DRAWINGS --out CROPS --rounds 20

A round holds one random rendition of every training picture (two of the rarer real ones). Rounds are independent and
seeded by their number: training starts with the first and takes up the others as they come.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

import dataset
from simulate import FRAME, SIZES, Box, classifier_input, delivered_at, frame, rendition

CONDITIONS = {"400q85": (400, 85), "200q75": (200, 75), "128q75": (128, 75), "96q70": (96, 70)}
PER_ROUND = {"gan": 1, "real": 2, "nonface": 1, "diffusion": 0}


def open_picture(file: Path) -> Image.Image:
    im = ImageOps.exif_transpose(Image.open(file))
    if im.mode in ("RGBA", "LA", "P"):
        im = im.convert("RGBA")
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
    return im.convert("RGB")


def face_or_whole(p: dataset.Picture) -> tuple[float, float, float, float] | None:
    """Non-faces are shown whole where no face is found; other pictures without a face are never judged."""
    if p.quad is not None:
        return p.quad
    return (p.size[0] / 2, p.size[1] / 2, min(p.size) * 1.1, 0.0) if p.label == "nonface" else None


class Crops:
    """The frames of a round or condition at every network's size, and what is known of each."""

    def __init__(self) -> None:
        self.views: dict[int, list[np.ndarray]] = {side: [] for side in SIZES}
        self.columns: dict[str, list] = {}

    def add(self, im: Image.Image, box: Box, **known: object) -> None:
        for side, view in self.views.items():
            view.append(classifier_input(im, box, side))
        for key, value in known.items():
            self.columns.setdefault(key, []).append(value)

    def save(self, out: Path, name: str) -> None:
        """One array a size; readers take a name as complete once its last array stands under its final name."""
        np.savez(out / f"{name}.meta.npz", **{k: np.array(v) for k, v in self.columns.items()})
        for side, view in self.views.items():
            np.save(out / f"{name}.tmp.npy", np.stack(view))
            (out / f"{name}.tmp.npy").rename(crops_file(out, name, side))
        print(f"{name}: {len(self.columns['label'])} crops", flush=True)


def crops_file(out: Path, name: str, side: int) -> Path:
    return out / f"{name}-{side}px.npy"


def is_rendered(out: Path, name: str) -> bool:
    return all(crops_file(out, name, side).exists() for side in SIZES)


def render_round(pictures: list[dataset.Picture], out: Path, number: int) -> None:
    crops = Crops()
    for index, p in enumerate(pictures):
        quad = face_or_whole(p)
        if p.validation or quad is None:
            continue
        original = open_picture(p.file)
        for repeat in range(PER_ROUND[p.label]):
            seen = rendition(original, quad, np.random.default_rng([number, index, repeat]))
            crops.add(seen.im, seen.box, label=p.label, source=p.source, aligned=p.aligned, delivered=seen.delivered)
    crops.save(out, f"round-{number:03d}")


def delivered_frame(
    p: dataset.Picture, quad: tuple[float, float, float, float], side: int, quality: int
) -> tuple[Image.Image, Box]:
    """The picture as a platform delivers it, and the face's frame in it."""
    im = delivered_at(open_picture(p.file), side, quality)
    zoom = im.width / p.size[0]
    return im, frame(im.size, (quad[0] * zoom, quad[1] * zoom), quad[2] * zoom * FRAME)


def render_condition(pictures: list[dataset.Picture], out: Path, name: str) -> None:
    side, quality = CONDITIONS[name]
    crops = Crops()
    for p in pictures:
        quad = face_or_whole(p)
        if not p.validation or quad is None:
            continue
        im, box = delivered_frame(p, quad, side, quality)
        crops.add(im, box, label=p.label, source=p.source, aligned=p.aligned, note=p.note, picture=p.file.name)
    crops.save(out, f"validation-{name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    dataset.add_arguments(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=20)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pictures = dataset.given(args)
    if not is_rendered(args.out, "round-000"):
        render_round(pictures, args.out, 0)
    for name in CONDITIONS:
        if not is_rendered(args.out, f"validation-{name}"):
            render_condition(pictures, args.out, name)
    for number in range(1, args.rounds):
        if not is_rendered(args.out, f"round-{number:03d}"):
            render_round(pictures, args.out, number)


if __name__ == "__main__":
    main()
