"""Rows of a large stored array, read one at a time."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np


class Rows:
    """
    An array that `numpy.save` wrote, [n, …], of which a row is read by one call. Rows are drawn at random out of more
    than fits in memory: mapped, they would come page by page.
    """

    def __init__(self, file: Path) -> None:
        mapped = np.load(file, mmap_mode="r")
        self.shape, self.dtype = mapped.shape[1:], mapped.dtype
        self.size, self.offset = int(np.prod(self.shape)) * self.dtype.itemsize, mapped.offset
        self.descriptor = os.open(file, os.O_RDONLY)

    def __getitem__(self, row: int) -> np.ndarray:
        data = os.pread(self.descriptor, self.size, self.offset + row * self.size)
        return np.frombuffer(data, self.dtype).reshape(self.shape)
