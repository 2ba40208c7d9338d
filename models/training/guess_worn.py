"""Extends the labels of `worn.jsonl` to training pictures that nobody looked at, by a first run's own gates.

    python guess_worn.py --crops WORK/regions --run WORK/runs/regions --out WORK/worn.jsonl

Few portraits wear glasses and fewer two earrings: what the gates are sure of is worth having, what they are not stays
unknown (null). Validation pictures are never guessed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from net import RegionNet
from render_regions import regions_file
from train import to_input
from train_regions import Labels, complete
from trainer import averaged

# Log-odds from which a guess is taken: 50 to 1.
SURE = 4.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=Path(__file__).parent / "worn.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sure", type=float, default=SURE)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = RegionNet()
    net.load_state_dict(averaged(args.run))
    net.eval()
    known = Labels(args.labels).rows
    meta = np.load(args.crops / "regions-000.meta.npz")
    crops = np.load(regions_file(args.crops, "regions-000"), mmap_mode="r")
    pictures, first = np.unique(meta["picture"], return_index=True)
    asked = [i for name, i in zip(pictures, first) if str(name) not in known and meta["quad"][i] > 100]
    gates = slice(len(net.evidence), None)
    guessed: list[dict[str, object]] = []
    with torch.no_grad():
        for at in range(0, len(asked), 32):
            rows = asked[at : at + 32]
            part = np.stack([complete(crops[i], meta["seen"][i]) for i in rows])
            flat = to_input(torch.from_numpy(part).flatten(0, 1).permute(0, 3, 1, 2))
            answers = net(flat.unflatten(0, part.shape[:2]))[:, gates].numpy()
            for i, (worn, _, _, left, right) in zip(rows, answers):
                row: dict[str, object] = {
                    "picture": str(meta["picture"][i]),
                    "glasses": None if abs(worn) < args.sure else bool(worn > 0),
                    "left": "earring" if left > args.sure else None,
                    "right": "earring" if right > args.sure else None,
                }
                guessed.append(row)
    lines = [*known.values(), *guessed]
    args.out.write_text("".join(json.dumps(row) + "\n" for row in lines))
    pairs = sum(row["left"] == row["right"] == "earring" for row in guessed)
    print(f"{len(known)} labelled; guessed of {len(guessed)}: glasses on {sum(row['glasses'] is True for row in guessed)}, "
          f"none on {sum(row['glasses'] is False for row in guessed)}, two earrings on {pairs}")


if __name__ == "__main__":
    main()
