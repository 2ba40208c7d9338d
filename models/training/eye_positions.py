"""Writes where the eyes of people's photos stand, and those of generated pictures: `models/eye-positions.json`.

    python eye_positions.py --measures MEASURES.jsonl [--models ..]

Audits compare with it how closely the eyes of several photos coincide. Positions are shares of the picture's width and
height, left eye first, of photos as people crop them, found by the shipped landmarks and derived from the alignment
vector (`alignment.ts`): the eyes stand at fixed places of the FFHQ quad but for what faces differ in. Photos that are not
square are taken for the square around them, in which eyes stray less than in shares of their own sides: that makes eyes that
coincide look likelier than they are, never rarer.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from calibrate import Measures

# Of the eyes from the quad's centre, in quads, as in the template that `alignment.ts` draws.
EYES = np.array([[0.3808 - 0.5, 0.4771 - 0.5], [0.6152 - 0.5, 0.4771 - 0.5]])
# How many photos are kept, evenly drawn: more do not change the middle of draws from them.
KEPT = 600
CONDITION = "400q85"


def positions(vector: np.ndarray) -> np.ndarray:
    """[n, 4] alignment vectors of square pictures to [n, 4] positions: left x, left y, right x, right y."""
    scale, x, y, roll = np.exp(vector[:, 0]), vector[:, 1], vector[:, 2], vector[:, 3]
    cos, sin = np.cos(roll) * scale, np.sin(roll) * scale
    eyes = [np.stack([0.5 + x + right * cos - down * sin, 0.5 + y + right * sin + down * cos], 1) for right, down in EYES]
    return np.concatenate(eyes, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measures", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parent.parent)
    args = parser.parse_args()
    m = Measures(args.measures)
    here = m.condition == CONDITION
    real = positions(m.vector[here & m.wild])
    kept = real[np.random.default_rng(1).permutation(len(real))[:KEPT]]
    gan = positions(m.vector[here & m.is_gan])
    version = json.loads((args.models / "models.json").read_text())["version"]
    out = {"version": version, "template": [round(float(v), 4) for v in np.median(gan, 0)],
           "eyes": [[round(float(v), 4) for v in row] for row in kept]}
    rows = ",\n".join(f"    {json.dumps(row)}" for row in out["eyes"])
    (args.models / "eye-positions.json").write_text(
        f'{{\n  "version": {json.dumps(version)},\n  "template": {json.dumps(out["template"])},\n  "eyes": [\n{rows}\n  ]\n}}\n')
    print(f"{len(real)} photos of people, {len(kept)} kept; spread {np.sqrt(((kept - kept.mean(0)) ** 2).sum(1).mean() / 2):.3f}; "
          f"{len(gan)} generated, spread {np.sqrt(((gan - gan.mean(0)) ** 2).sum(1).mean() / 2):.3f}; template {out['template']}")


if __name__ == "__main__":
    main()
