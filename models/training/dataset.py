"""What is trained on and what is not: pictures, faces and the split, as data.

The split is by source first, so that validation asks "does it hold on pictures from elsewhere?"; sources that are
needed on both sides are split by perceptual-hash cluster, never by file.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

# Whole sources that are never trained on.
HELD_OUT_SOURCES = frozenset(
    """
    tpdne-c-sg2 sg3-t-a sg3-misc sg2-seeds-b sg2-inversions-a sd3-portraits
    council instructors logos-b
    """.split()
)
# Families of sources whose members are dealt out by the hash of their name: share of members held out.
HELD_OUT_FAMILIES = {"conf-": 0.4, "oss-": 0.4, "site-": 0.4}
# Sources split by cluster: share of clusters held out.
HELD_OUT_CLUSTERS = {
    "ffhq-140k": 0.2,
    "fake-avatars": 0.5,
    "sg1-140k": 0.1,
    "boredhumans-sg": 0.1,
    "generated-photos-v3": 0.1,
    "generated-photos-v3b": 0.1,
    "fairface": 0.5,
    "anime": 0.3,
    "cats-dogs": 0.3,
    "emoji": 0.3,
    "logos": 0.3,
    "profile-noface": 0.3,
    "web-avatars": 0.3,
}
# How much a picture of a source counts; 1 where not named. Few identities, or resampled by someone else's tools.
LOW_WEIGHT = {"sfhq-sg2": 0.3, "sg2-seeds-d": 0.4, "sg2-psi": 0.4, "sg3-edits": 0.6, "sg3-t-encoder": 0.5}


@dataclass(frozen=True)
class Picture:
    file: Path
    label: str  # gan, real, nonface, diffusion
    source: str
    aligned: bool  # cropped the FFHQ way
    note: str
    validation: bool
    size: tuple[int, int]  # width, height in pixels
    quad: tuple[float, float, float, float] | None  # centre x, centre y, side, roll; None without a judgeable face
    regions: dict[str, dict | None]  # squares of `regions.ts` by name: x, y, width, height; empty without a face


def unit_hash(text: str) -> float:
    """A number in [0, 1) that depends on nothing but the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def is_validation(source: str, cluster: str) -> bool:
    if source in HELD_OUT_SOURCES:
        return True
    for prefix, share in HELD_OUT_FAMILIES.items():
        if source.startswith(prefix):
            return unit_hash(source) < share
    return unit_hash(cluster) < HELD_OUT_CLUSTERS.get(source, 0.0)


def load(data: Path, faces: Path, package_fakes: Path, drawings: Path) -> list[Picture]:
    """Joins the manifest, the npm package's samples, our drawings and the faces that `faces.ts` found."""
    found = {}
    for shard in sorted(faces.glob("*.jsonl")):
        for line in shard.read_text().splitlines():
            row = json.loads(line)
            found[row["file"]] = row
    pictures = []
    with open(data / "manifest.csv", newline="") as manifest:
        for row in csv.DictReader(manifest):
            pictures.append(
                picture(data / row["file"], row["label"], row["source"], row["alignment"] == "ffhq", row["note"],
                        row["cluster"], found.get(row["file"]))
            )
    for file in sorted(package_fakes.glob("*.png")):
        pictures.append(picture(file, "gan", "fake-avatars", True, "", file.name, found.get(file.name)))
    for file in sorted(drawings.glob("*.png")):
        pictures.append(picture(file, "nonface", "drawings", False, "", file.name, found.get(file.name)))
    return [p for p in pictures if p is not None]


def picture(file: Path, label: str, source: str, aligned: bool, note: str, cluster: str, face: dict | None):
    if face is None or "width" not in face:
        return None
    quad, regions = None, {}
    if face["reason"] is None:
        q = face["quad"]
        quad = (q["centre"]["x"], q["centre"]["y"], q["side"], q["roll"])
        regions = face["regions"]
    return Picture(file, label, source, aligned, note, is_validation(source, cluster),
                   (face["width"], face["height"]), quad, regions)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the pictures are and what is known of them."""
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--faces", type=Path, required=True)
    parser.add_argument("--fakes", type=Path, default=Path("../../node_modules/fake-avatars/avatars/png"))
    parser.add_argument("--drawings", type=Path, required=True)


def given(args: argparse.Namespace) -> list[Picture]:
    return load(args.data, args.faces, args.fakes, args.drawings)


def main() -> None:
    """Prints what `measure.ts` is to measure (validation in all conditions, training pictures as stored), or writes
    the validation split that `npm run bench` measures accuracy on."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    add_arguments(parser)
    parser.add_argument("--conditions", nargs="+", default=["400q85", "200q75", "128q75", "96q70", "80q70"])
    parser.add_argument("--validation", type=Path, help="write the split here, a JSON line a picture")
    args = parser.parse_args()
    pictures = given(args)
    if args.validation is not None:
        with args.validation.open("w") as out:
            for p in (p for p in pictures if p.validation):
                root = args.fakes if p.source == "fake-avatars" else args.data
                row = {"file": p.file.relative_to(root).as_posix(), "label": p.label, "source": p.source,
                       "aligned": p.aligned, "note": p.note}
                print(json.dumps(row), file=out)
        return
    for p in pictures:
        conditions = args.conditions if p.validation else ["stored"]
        print(json.dumps({"file": str(p.file.resolve()), "label": p.label, "source": p.source, "aligned": p.aligned,
                          "note": p.note, "validation": p.validation, "conditions": conditions}))


if __name__ == "__main__":
    main()
