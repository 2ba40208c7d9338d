"""Writes `pillow-reference.json`: what Pillow's resize gives on a small picture, for the resampler's test."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

pixels = (np.arange(13 * 9 * 3) * 37 % 256).astype(np.uint8).reshape(9, 13, 3)
image = Image.fromarray(pixels)
cases = []
for kernel, name in ((Image.BICUBIC, "bicubic"), (Image.BILINEAR, "bilinear")):
    for box, size in (((0, 0, 13, 9), (5, 4)), ((1.25, 0.5, 8.75, 8), (10, 10)), ((2, 1, 11, 9), (3, 3))):
        out = np.asarray(image.resize(size, kernel, box=box))
        cases.append({"kernel": name, "box": box, "size": size, "rgb": out.flatten().tolist()})
Path(__file__).with_suffix(".json").write_text(json.dumps({"width": 13, "height": 9, "cases": cases}) + "\n")
