"""What happens to a photo between its owner and the page: the same for every class.

A rendition is what the classifier sees: the face's frame (see `frame`) out of a picture that was perhaps turned,
filtered and recompressed by its owner, then resized and compressed by a platform.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

# Sides of the networks' inputs in pixels (whole face, patches), and of their frame in FFHQ quads: most of the head,
# little of the border.
SIZES = (160, 224)
FRAME = 0.85
FRAME_JITTER = (0.66, 1.0)
# How a face in question is looked at, within what training showed: as at first, nearer, and farther away.
LOOKS = (
    {"frame": FRAME, "down": 0.0, "mirrored": False},
    {"frame": 0.68, "down": 0.0, "mirrored": True},
    {"frame": 1.0, "down": 0.0, "mirrored": False},
)
# The same for a network that was shown parts of the face: its middle, then eyes and brow.
NEAR_LOOKS = (
    {"frame": 0.62, "down": 0.0, "mirrored": False},
    {"frame": 0.45, "down": -0.08, "mirrored": True},
)
# One is enough for a map of the face: the patch network adds little else to the others.
PATCH_LOOKS = LOOKS[:1]
# Pixels across the frame as the platform delivers it.
DELIVERED = (40, 330)
KERNELS = (Image.BILINEAR, Image.BICUBIC, Image.LANCZOS, Image.BOX, Image.HAMMING)
Box = tuple[float, float, float, float]


def frame(size: tuple[int, int], centre: tuple[float, float], side: float) -> Box:
    """The square of `side` round `centre`, shrunk and moved until it lies inside the picture: (x0, y0, x1, y1)."""
    width, height = size
    side = min(side, width, height)
    x = min(max(centre[0] - side / 2, 0), width - side)
    y = min(max(centre[1] - side / 2, 0), height - side)
    return x, y, x + side, y + side


def classifier_input(im: Image.Image, box: Box, side: int) -> np.ndarray:
    """The frame as a network sees it: uint8 [side, side, 3]."""
    return np.asarray(im.resize((side, side), Image.BICUBIC, box=box))


def recompress(im: Image.Image, rng: np.random.Generator, low: int, high: int) -> Image.Image:
    buffer = io.BytesIO()
    quality = int(rng.integers(low, high + 1))
    if rng.random() < 0.15:
        im.save(buffer, "WEBP", quality=quality, method=2)
    else:
        im.save(buffer, "JPEG", quality=quality, subsampling=2 if rng.random() < 0.75 else 0)
    return Image.open(buffer).convert("RGB")


def mild_filter(im: Image.Image, rng: np.random.Generator) -> Image.Image:
    for enhance, spread in ((ImageEnhance.Brightness, 0.18), (ImageEnhance.Contrast, 0.18), (ImageEnhance.Color, 0.3)):
        if rng.random() < 0.5:
            im = enhance(im).enhance(float(np.exp(rng.normal(0, spread))))
    choice = rng.random()
    if choice < 0.15:
        im = im.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.1))))
    elif choice < 0.3:
        im = ImageEnhance.Sharpness(im).enhance(float(rng.uniform(1.2, 2.2)))
    elif choice < 0.4:
        im = im.convert("L").convert("RGB")
    return im


def circle_mask(im: Image.Image, rng: np.random.Generator) -> Image.Image:
    width, height = im.size
    y, x = np.ogrid[:height, :width]
    outside = ((x - width / 2 + 0.5) ** 2 + (y - height / 2 + 0.5) ** 2) > (min(width, height) / 2) ** 2
    pixels = np.array(im)
    pixels[outside] = 255 if rng.random() < 0.7 else rng.integers(0, 256, 3)
    return Image.fromarray(pixels)


def turned(im: Image.Image, centre: tuple[float, float], degrees: float) -> Image.Image:
    """Turns round the face, mirroring the border outwards so that no empty corner tells of it."""
    pad = min(im.size) // 4
    padded = np.pad(np.asarray(im), ((pad, pad), (pad, pad), (0, 0)), mode="symmetric")
    out = Image.fromarray(padded).rotate(degrees, Image.BICUBIC, center=(centre[0] + pad, centre[1] + pad))
    return out.crop((pad, pad, pad + im.width, pad + im.height))


@dataclass(frozen=True)
class Rendition:
    """A picture after its journey, the frame in it, and where what was in the original has gone."""

    im: Image.Image
    box: Box
    # Pixels across the frame.
    delivered: float
    pivot: tuple[float, float]
    degrees: float  # counter-clockwise on the screen
    offset: tuple[float, float]
    zoom: tuple[float, float]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the original lies."""
        cos, sin = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))
        dx, dy = x - self.pivot[0], y - self.pivot[1]
        turned_x, turned_y = self.pivot[0] + dx * cos + dy * sin, self.pivot[1] - dx * sin + dy * cos
        return (turned_x - self.offset[0]) * self.zoom[0], (turned_y - self.offset[1]) * self.zoom[1]


def rendition(
    im: Image.Image,
    quad: tuple[float, float, float, float],
    rng: np.random.Generator,
    jitter: tuple[float, float] = FRAME_JITTER,
) -> Rendition:
    """One random journey of a picture, in which the frame is `jitter` quads wide."""
    cx, cy, side, _ = quad
    degrees = float(rng.normal(0, 5)) if rng.random() < 0.2 else 0.0
    if degrees != 0:
        im = turned(im, (cx, cy), degrees)
    target = frame(
        im.size,
        (cx + float(rng.normal(0, 0.05)) * side, cy + float(rng.normal(0, 0.05)) * side),
        side * float(rng.uniform(*jitter)),
    )
    # The platform gets the frame and some of what is round it; how much decides where the JPEG grid falls.
    margin = (target[2] - target[0]) * float(rng.uniform(0.02, 0.3))
    outer = (
        int(max(0, target[0] - margin)), int(max(0, target[1] - margin)),
        int(min(im.width, np.ceil(target[2] + margin))), int(min(im.height, np.ceil(target[3] + margin))),
    )
    im = im.crop(outer)
    target = tuple(v - outer[i % 2] for i, v in enumerate(target))
    if rng.random() < 0.3:
        im = mild_filter(im, rng)
    if rng.random() < 0.35:
        im = recompress(im, rng, 60, 97)
    native = target[2] - target[0]
    low, high = DELIVERED
    delivered = float(np.exp(rng.uniform(np.log(low), np.log(min(high, native * 1.1)))) if native > low else native)
    scale = delivered / native
    size = max(8, round(im.width * scale)), max(8, round(im.height * scale))
    zoom = size[0] / im.width, size[1] / im.height
    target = tuple(v * zoom[i % 2] for i, v in enumerate(target))
    im = im.resize(size, KERNELS[rng.integers(len(KERNELS))])
    if rng.random() < 0.08:
        im = circle_mask(im, rng)
    if rng.random() < 0.95:
        im = recompress(im, rng, 40, 95)
    box = frame(im.size, ((target[0] + target[2]) / 2, (target[1] + target[3]) / 2), target[2] - target[0])
    return Rendition(im, box, delivered, (cx, cy), degrees, outer[:2], zoom)


def delivered_at(im: Image.Image, long_side: int, quality: int) -> Image.Image:
    """The whole picture as a platform delivers it at a size and JPEG quality; never enlarged."""
    zoom = min(1.0, long_side / max(im.size))
    if zoom < 1:
        im = im.resize((round(im.width * zoom), round(im.height * zoom)), Image.LANCZOS)
    buffer = io.BytesIO()
    im.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")
