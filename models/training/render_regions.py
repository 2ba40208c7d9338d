"""Renders the regions of `src/detection/telltales/regions.ts` once, as `render.py` does the faces.

    python render_regions.py --data ../../../shared/data --faces FACES --out CROPS --rounds 6

Same pictures, split and journeys; of every rendition the squares of all regions at one size, upright.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

import dataset
from render import CONDITIONS, open_picture
from simulate import delivered_at, rendition

SIDE = 80
REGIONS = (
    "leftEye", "rightEye", "leftLobe", "rightLobe", "mouth", "leftHair", "rightHair",
    "upperLeftBackground", "upperRightBackground", "lowerLeftBackground", "lowerRightBackground",
)
# Regions reach to the border of the quad.
FRAME_JITTER = (1.0, 1.15)
PER_ROUND = {"gan": 1, "real": 2}
# A head turned further is not judged by its regions, in radians.
MAX_ROLL = 0.2


def cut(im: Image.Image, centre: tuple[float, float], side: float) -> np.ndarray | None:
    """The square as the network sees it, uint8 [SIDE, SIDE, 3]; None where the picture does not hold it."""
    x, y = (min(max(c - side / 2, 0), length - side) for c, length in zip(centre, im.size))
    if min(x, y) < 0 or max(abs(x + side / 2 - centre[0]), abs(y + side / 2 - centre[1])) > side / 4:
        return None
    return np.asarray(im.resize((SIDE, SIDE), Image.BICUBIC, box=(x, y, x + side, y + side)))


class RegionCrops:
    def __init__(self) -> None:
        self.crops: list[np.ndarray] = []
        self.seen: list[list[bool]] = []
        self.columns: dict[str, list] = {}

    def add(self, im: Image.Image, squares: list[tuple[tuple[float, float], float] | None], **known: object) -> None:
        cuts = [None if square is None else cut(im, *square) for square in squares]
        self.crops.append(np.stack([np.zeros((SIDE, SIDE, 3), np.uint8) if c is None else c for c in cuts]))
        self.seen.append([c is not None for c in cuts])
        for key, value in known.items():
            self.columns.setdefault(key, []).append(value)

    def save(self, out: Path, name: str) -> None:
        columns = {k: np.array(v) for k, v in self.columns.items()}
        np.savez(out / f"{name}.meta.npz", seen=np.array(self.seen), **columns)
        np.save(out / f"{name}.tmp.npy", np.stack(self.crops))
        (out / f"{name}.tmp.npy").rename(regions_file(out, name))
        print(f"{name}: {len(self.crops)} faces", flush=True)


def regions_file(out: Path, name: str) -> Path:
    return out / f"{name}.npy"


def squares(p: dataset.Picture, place, zoom: float) -> list[tuple[tuple[float, float], float] | None]:
    """Centre and side of every region where `place` puts points of the original."""
    return [
        None if (box := p.regions[name]) is None
        else (place(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), box["width"] * zoom)
        for name in REGIONS
    ]


def usable(p: dataset.Picture) -> bool:
    return p.quad is not None and abs(p.quad[3]) <= MAX_ROLL and p.label != "nonface"


def render_round(pictures: list[dataset.Picture], out: Path, number: int) -> None:
    crops = RegionCrops()
    for index, p in enumerate(pictures):
        if p.validation or not usable(p) or p.label not in PER_ROUND:
            continue
        original = open_picture(p.file)
        for repeat in range(PER_ROUND[p.label]):
            seen = rendition(original, p.quad, np.random.default_rng([1000 + number, index, repeat]), FRAME_JITTER)
            zoom = sum(seen.zoom) / 2
            crops.add(seen.im, squares(p, seen.place, zoom), label=p.label, source=p.source, aligned=p.aligned,
                      quad=p.quad[2] * zoom, picture=p.file.name)
    crops.save(out, f"regions-{number:03d}")


def render_condition(pictures: list[dataset.Picture], out: Path, name: str) -> None:
    side, quality = CONDITIONS[name]
    crops = RegionCrops()
    for p in pictures:
        if not p.validation or not usable(p):
            continue
        im = delivered_at(open_picture(p.file), side, quality)
        zoom = im.width / p.size[0]
        crops.add(im, squares(p, lambda x, y: (x * zoom, y * zoom), zoom), label=p.label, source=p.source,
                  aligned=p.aligned, quad=p.quad[2] * zoom, picture=p.file.name)
    crops.save(out, f"regions-{name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    dataset.add_arguments(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--conditions", nargs="+", default=["400q85", "128q75"])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pictures = dataset.given(args)
    steps = [(f"regions-{n:03d}", lambda n=n: render_round(pictures, args.out, n)) for n in range(args.rounds)]
    steps += [(f"regions-{c}", lambda c=c: render_condition(pictures, args.out, c)) for c in args.conditions]
    for name, step in steps:
        if not regions_file(args.out, name).exists():
            step()


if __name__ == "__main__":
    main()
