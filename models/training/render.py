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
from simulate import FRAME, classifier_input, delivered_at, frame, rendition

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


def save(out: Path, name: str, crops: list[np.ndarray], columns: dict[str, list]) -> None:
    arrays = {k: np.array(v) for k, v in columns.items()}
    np.savez(out / f"{name}.meta.npz", **arrays)
    np.save(out / f"{name}.tmp.npy", np.stack(crops))
    (out / f"{name}.tmp.npy").rename(out / f"{name}.npy")
    print(f"{name}: {len(crops)} crops", flush=True)


def render_round(pictures: list[dataset.Picture], out: Path, number: int) -> None:
    crops, columns = [], {"label": [], "source": [], "aligned": [], "delivered": []}
    for index, p in enumerate(pictures):
        quad = face_or_whole(p)
        if p.validation or quad is None:
            continue
        im = open_picture(p.file)
        for repeat in range(PER_ROUND[p.label]):
            crop, delivered = rendition(im, quad, np.random.default_rng([number, index, repeat]))
            crops.append(crop)
            for key, value in (("label", p.label), ("source", p.source), ("aligned", p.aligned), ("delivered", delivered)):
                columns[key].append(value)
    save(out, f"round-{number:03d}", crops, columns)


def render_validation(pictures: list[dataset.Picture], out: Path) -> None:
    for name, (side, quality) in CONDITIONS.items():
        crops, columns = [], {"label": [], "source": [], "aligned": [], "note": [], "picture": []}
        for p in pictures:
            quad = face_or_whole(p)
            if not p.validation or quad is None:
                continue
            im = delivered_at(open_picture(p.file), side, quality)
            zoom = im.width / p.size[0]
            box = frame(im.size, (quad[0] * zoom, quad[1] * zoom), quad[2] * zoom * FRAME)
            crops.append(classifier_input(im, box))
            for key in ("label", "source", "aligned", "note"):
                columns[key].append(getattr(p, key))
            columns["picture"].append(p.file.name)
        save(out, f"validation-{name}", crops, columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--faces", type=Path, required=True)
    parser.add_argument("--fakes", type=Path, default=Path("../../node_modules/fake-avatars/avatars/png"))
    parser.add_argument("--drawings", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=20)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pictures = dataset.load(args.data, args.faces, args.fakes, args.drawings)
    if not (args.out / "round-000.npy").exists():
        render_round(pictures, args.out, 0)
    if not (args.out / "validation-96q70.npy").exists():
        render_validation(pictures, args.out)
    for number in range(1, args.rounds):
        if not (args.out / f"round-{number:03d}.npy").exists():
            render_round(pictures, args.out, number)


if __name__ == "__main__":
    main()
